// Whether a quotient is a part of its whole, so that it lies between 0 and 1. Layer: promql (pure).
import type { Binary, Expr, VectorSelector } from '../ast';
import { sameDuration, sameExpr, sameGrouping, sameMatcher } from '../equal';
import { metricName, unwrap } from '../inspect';
import type { Value } from './value';

/** How many terms of a sum are looked at; nobody writes more. */
const mostTerms = 12;

/**
 * `sum(rate(x{code="5.."}[5m])) / sum(rate(x[5m]))`, `used / (used + free)` and, by the metrics' roles, `used / total`.
 * Unsure is no.
 */
export function isPartOfWhole({ lhs, rhs }: Binary, left: Value, right: Value): boolean {
  const [part, whole] = [unwrap(lhs), unwrap(rhs)];
  if (isUsedOfTotal(left, right)) return alikeAround(part, whole);
  if (left.min < 0) return false;
  if (isSelectionOf(part, whole)) return true;
  const terms = termsOf(whole);
  if (terms.length < 2) return false;
  return right.min >= 0 && terms.some(term => sameExpr(term, part));
}

/** Both read the same series in the same way, and the first at most those of the second. */
export function isSelectionOf(part: Expr, whole: Expr): boolean {
  const [a, b] = [unwrap(part), unwrap(whole)];
  if (a.kind === 'selector' && b.kind === 'selector') return selects(a, b);
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
