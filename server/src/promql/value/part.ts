// Whether a quotient is a part of its whole, so that it lies between 0 and 1. Layer: promql (pure).
import type { Binary, Expr, VectorSelector } from '../ast';
import { boundIn } from '../bounds';
import { sameDuration, sameExpr, sameGrouping, sameMatcher } from '../equal';
import { isComparison, metricName, numberOf, unwrap } from '../inspect';
import type { Value } from './value';

/** How many terms of a sum are looked at; nobody writes more. */
const mostTerms = 12;

/**
 * `sum(rate(x{code="5.."}[5m])) / sum(rate(x[5m]))`, `used / (used + free)` and, by the metrics' roles, `used / total`.
 * Unsure is no.
 */
export function isPartOfWhole(sides: Pick<Binary, 'lhs' | 'rhs'>, left: Value, right: Value): boolean {
  const [part, whole] = [unwrap(sides.lhs), unfiltered(sides.rhs)];
  if (isNamedPart(innermost(part), innermost(whole)) && !isUsedOfTotal(left, right)) return alikeAround(part, whole);
  return isSurelyPart(sides, left, right);
}

/** The same without what names alone say: a limit by its name may be one that is exceeded. */
export function isSurelyPart({ lhs, rhs }: Pick<Binary, 'lhs' | 'rhs'>, left: Value, right: Value): boolean {
  const [part, whole] = [unwrap(lhs), unfiltered(rhs)];
  if (isUsedOfTotal(left, right)) return alikeAround(part, whole);
  if (left.min < 0) return false;
  if (isSelectionOf(part, whole)) return true;
  const terms = termsOf(whole);
  if (terms.length < 2) return false;
  return right.min >= 0 && terms.some(term => sameExpr(term, part));
}

/** What a comparison with a number lets pass as it is: of `used / (total > 0)` there is none where it does not hold. */
function unfiltered(expr: Expr): Expr {
  const inner = unwrap(expr);
  const bound = inner.kind === 'binary' && !inner.bool ? boundIn(inner) : undefined;
  return bound ? unwrap(bound.value) : inner;
}

/** Both read the same series in the same way, and the first at most those of the second. */
function isSelectionOf(part: Expr, whole: Expr): boolean {
  const [a, b] = [unwrap(part), unwrap(whole)];
  if (a.kind === 'selector' && b.kind === 'selector') return selects(a, b);
  // What passes a comparison is some of it.
  if (a.kind === 'binary' && b.kind !== 'binary' && isComparison(a.op) && !a.bool && numberOf(a.rhs) !== undefined) {
    return isSelectionOf(a.lhs, b);
  }
  if (a.kind === 'matrix' && b.kind === 'matrix') {
    return sameDuration(a.range, b.range) && selects(a.selector, b.selector);
  }
  if (a.kind === 'call' && b.kind === 'call') {
    return additive.has(a.func.name) && a.func.name === b.func.name && pairwise(a.args, b.args);
  }
  if (a.kind === 'aggregate' && b.kind === 'aggregate') {
    return (a.op === 'sum' || a.op === 'count') && a.op === b.op && sameGrouping(a.grouping, b.grouping)
      ? isSelectionOf(a.expr, b.expr)
      : false;
  }
  return false;
}

/** Functions of a part that are at most those of the whole. */
const additive: ReadonlySet<string> = new Set(['rate', 'irate', 'increase', 'sum_over_time', 'count_over_time']);

function pairwise(a: readonly Expr[], b: readonly Expr[]): boolean {
  return a.length === 1 && b.length === 1 && isSelectionOf(a[0]!, b[0]!);
}

function selects(part: VectorSelector, whole: VectorSelector): boolean {
  const name = metricName(part);
  if (name === undefined || name !== metricName(whole)) return false;
  if (part.at || whole.at || !sameDuration(part.offset?.duration, whole.offset?.duration)) return false;
  return whole.matchers.every(matcher => part.matchers.some(own => sameMatcher(own, matcher)));
}

function isUsedOfTotal({ of: part }: Value, { of: whole }: Value): boolean {
  return (
    part?.role !== undefined &&
    whole?.role !== undefined &&
    part.role.family === whole.role.family &&
    whole.role.part === 'total' &&
    part.role.part !== 'total'
  );
}

/** `sum(x) / count(x)`, `sum(x == bool 0) / count(x)`: the mean of the values; gives the summed expression. */
export function meanOf({ lhs, rhs }: Binary): Expr | undefined {
  const [sum, count] = [unwrap(lhs), unwrap(rhs)];
  if (sum.kind !== 'aggregate' || count.kind !== 'aggregate' || sum.op !== 'sum' || count.op !== 'count')
    return undefined;
  if (!sameGrouping(sum.grouping, count.grouping)) return undefined;
  if (sameExpr(sum.expr, count.expr)) return sum.expr;
  const summed = unwrap(sum.expr);
  const isTruth = summed.kind === 'binary' && summed.bool !== undefined && numberOf(summed.rhs) !== undefined;
  return isTruth && sameExpr(summed.lhs, count.expr) ? summed : undefined;
}

const partWords = /(?:^|_)(?:used|usage|active|in_use|free|available|busy|allocatable)(?=_|$)/;
const wholeWords = /(?:^|_)(?:total|max|limit|size|capacity)(?=_|$)/;

/** `gpu_memory_used_mb` of `gpu_memory_total_mb`: names that differ by such a word alone. */
function isNamedPart(part: Expr, whole: Expr): boolean {
  if (part.kind !== 'selector' || whole.kind !== 'selector') return false;
  const [a, b] = [metricName(part), metricName(whole)];
  if (a === undefined || b === undefined || !partWords.test(a) || !wholeWords.test(b)) return false;
  return a.replace(partWords, '') === b.replace(wholeWords, '');
}

const outcomes =
  /(?:^|_)(?:errors?|failed|failures?|failing|fail|rejected|rejections|timeouts?|timed_out|aborted|aborts|dropped|denied|throttled|cancell?ed|hits?|misses|missed|success|successful|successes|succeeded|invalid|truncated|blocked)(?=_|$)/;
const occasions =
  /(?:^|[_:])(?:requests?|queries|lookups|calls|attempts|predictions|inferences|invocations|accesses|jobs|tasks|runs|messages|responses|generations|evaluations|checks|packets|executions|operations)(?=_|$)/;

/** `errors_total` of `requests_total`, `cache_hits_total` of `cache_lookups_total`: how many of all ended in one way, by the names. */
export function isOutcomeOf(left: Value, right: Value): boolean {
  const [part, whole] = [left.of, right.of];
  if (!part || !whole || left.kind !== right.kind || (left.kind !== 'rate' && left.kind !== 'increase')) return false;
  if (left.factor !== right.factor || part.unit?.of !== 'things' || whole.unit?.of !== 'things') return false;
  // Of another day there may be more.
  if (!sameDuration(left.selector?.offset?.duration, right.selector?.offset?.duration)) return false;
  const [a, b] = [part.metric, whole.metric];
  if (!outcomes.test(a) || outcomes.test(b) || /_(?:seconds|bytes|tokens)_/.test(`${a} ${b}`)) return false;
  return occasions.test(b) || isTotalOf(a, b);
}

/** `model_total` beside `model_errors_total`; of `execution_conflicts_total` not every one is an `execution_success_total`. */
function isTotalOf(part: string, whole: string): boolean {
  const words = whole.split(/[_:]/);
  if (!words.includes('total')) return false;
  const ofPart = new Set(part.split(/[_:]/));
  return words.every(word => word === 'total' || ofPart.has(word));
}

function innermost(expr: Expr): Expr {
  let inner = unwrap(expr);
  while (inner.kind === 'aggregate') inner = unwrap(inner.expr);
  return inner;
}

/** Whether what is subtracted is the whole that it is subtracted from a part of. */
export function isOverWhole({ lhs, rhs }: Binary, left: Value, right: Value): boolean {
  const [part, whole] = [unwrap(lhs), unwrap(rhs)];
  const names = [part, whole].map(side => {
    const inner = innermost(side);
    return inner.kind === 'selector' ? metricName(inner) : undefined;
  });
  const isKubernetes = names[0] === 'kube_node_status_allocatable' && names[1] === 'kube_node_status_capacity';
  return (isUsedOfTotal(left, right) || isKubernetes) && alikeAround(part, whole);
}

/** The same functions and aggregations around both. */
function alikeAround(part: Expr, whole: Expr): boolean {
  const [a, b] = [unwrap(part), unwrap(whole)];
  if (a.kind === 'selector' && b.kind === 'selector') return true;
  if (a.kind === 'aggregate' && b.kind === 'aggregate') {
    return a.op === b.op && sameGrouping(a.grouping, b.grouping) && alikeAround(a.expr, b.expr);
  }
  return false;
}

function termsOf(expr: Expr): readonly Expr[] {
  const terms: Expr[] = [];
  let rest = unwrap(expr);
  for (; rest.kind === 'binary' && rest.op === '+' && terms.length < mostTerms; rest = unwrap(rest.lhs)) {
    terms.push(unwrap(rest.rhs));
  }
  return [...terms, rest];
}
