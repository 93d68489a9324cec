// A selection over all of the same series without an aggregation: each selected series meets itself on the other side, so
// that the quotient is always 1. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Aggregate, Expr, Matcher, VectorSelector } from '../../promql/ast';
import { sameDuration, sameExpr, sameGrouping, sameMatcher } from '../../promql/equal';
import { isChoosing, isComparison, metricName, numberOf, unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/part-of-itself',
  summary: 'A selection is divided by all of it without an aggregation, which is always 1.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['/', '-', '+', '>', '<', '!='],
  given: ['sound'],
  between: 'series',
  messages: {
    quotient:
      'Every series of the left side is divided by itself, so this is always {value}: {labels} stays on both sides; put both into `sum by (…)` with the labels to keep.',
    same: 'Both sides are the same, so this is always {value}: divide by what all of them are.',
    infinite:
      'The bucket `le="+Inf"` counts every observation, as `_count` does, so this is always {value}: choose the bound that is meant.',
    added:
      'Both sides read `{metric}`, and {labels} is matched as well, so a series is added to itself or to none: put both into `sum by (…)` with the labels to keep.',
    scaled:
      'Every series of the left side meets itself on the right, so it is compared with {share} times its own value, whatever the others do: {labels} stays on both sides; put both into `sum by (…)` with the labels to keep.',
    other:
      'Every series of the left side meets itself on the right, so {effect}: {labels} stays on both sides; put both into `sum by (…)` with the labels to keep.',
  },
  run({ node, in: unit }, ctx) {
    if (node.op === '+') {
      const added = unit.sound && !node.matching && node.fills.length === 0 && addedSelections(node.lhs, node.rhs);
      if (!added || unit.flow.mismatchOf(node)) return;
      ctx.report(node, 'added', { metric: added.metric, labels: added.labels.map(label => `\`${label}\``).join(', ') });
      return;
    }
    const effect = effects[node.op];
    if (effect === undefined || !unit.sound || node.fills.length > 0 || node.matching?.on) return;
    const [part, whole] = [withoutFactor(node.lhs), withoutFactor(node.rhs)];
    if (node.op === '/' && readsBuckets(unit) && (isAllOf(part.expr, whole.expr) || isAllOf(whole.expr, part.expr))) {
      ctx.report(node, 'infinite', { value: Number((part.factor / whole.factor).toPrecision(6)) });
      return;
    }
    const isAsked = unit.rule.alert !== undefined && (part.expr.kind === 'aggregate' || part.expr.kind === 'call');
    if (node.op === '/' && isAsked && sameExpr(part.expr, whole.expr)) {
      ctx.report(node, 'same', { value: Number((part.factor / whole.factor).toPrecision(6)) });
      return;
    }
    const selected = selectedLabels(part.expr, whole.expr) ?? selectedLabels(whole.expr, part.expr);
    if (!selected || selected.length === 0) return;
    // What is ignored may pair a series with all others.
    if (node.matching?.labels.some(({ name }) => selected.includes(name))) return;
    const labels = selected.map(label => `\`${label}\``).join(', ');
    if (node.op === '/') {
      const value = Number((part.factor / whole.factor).toPrecision(6));
      ctx.report(node, 'quotient', { value, labels });
    } else if (part.factor === whole.factor) ctx.report(node, 'other', { effect, labels });
    else if (isComparison(node.op)) {
      const share = Number((whole.factor / part.factor).toPrecision(6));
      ctx.report(node, 'scaled', { share, labels });
    }
  },
});

/** Whether there can be such buckets at all. */
function readsBuckets({ selectors }: ExprUnit): boolean {
  return selectors.some(selector => metricName(selector)?.endsWith('_bucket'));
}

/** `x_bucket{le="+Inf"}` and `x_count`, read in the same way. */
function isAllOf(bucket: Expr, count: Expr): boolean {
  const [a, b] = [unwrap(bucket), unwrap(count)];
  if (a.kind === 'aggregate' && b.kind === 'aggregate') {
    return a.op === b.op && sameGrouping(a.grouping, b.grouping) && isAllOf(a.expr, b.expr);
  }
  if (a.kind === 'call' && b.kind === 'call') {
    const isPlain = a.func.name === b.func.name && a.args.length === 1 && b.args.length === 1;
    return isPlain && isAllOf(a.args[0]!, b.args[0]!);
  }
  if (a.kind === 'matrix' && b.kind === 'matrix')
    return sameDuration(a.range, b.range) && isAllOf(a.selector, b.selector);
  if (a.kind !== 'selector' || b.kind !== 'selector') return false;
  const [buckets, total] = [metricName(a), metricName(b)];
  if (!buckets?.endsWith('_bucket') || total !== `${buckets.slice(0, -'_bucket'.length)}_count`) return false;
  if (!sameDuration(a.offset?.duration, b.offset?.duration) || a.at || b.at) return false;
  const rest = a.matchers.filter(({ label }) => label.name !== 'le');
  const bound = a.matchers.filter(({ label }) => label.name === 'le');
  if (bound.length !== 1 || bound[0]!.op !== '=' || bound[0]!.value?.value !== '+Inf') return false;
  return rest.length === b.matchers.length && rest.every(one => b.matchers.some(other => sameMatcher(one, other)));
}

/** Two selections of one metric that are read in the same way and keep the labels by which they select. */
function addedSelections(
  a: Expr,
  b: Expr,
): { readonly metric: string; readonly labels: readonly string[] } | undefined {
  const [left, right] = [unwrap(a), unwrap(b)];
  if (left.kind === 'call' && right.kind === 'call') {
    const isPlain = left.func.name === right.func.name && left.args.length === 1 && right.args.length === 1;
    return isPlain && !/^(?:absent|scalar|vector)/.test(left.func.name)
      ? addedSelections(left.args[0]!, right.args[0]!)
      : undefined;
  }
  if (left.kind === 'matrix' && right.kind === 'matrix') {
    return sameDuration(left.range, right.range) ? addedSelections(left.selector, right.selector) : undefined;
  }
  if (left.kind === 'aggregate' && right.kind === 'aggregate') {
    if (left.op !== right.op || isChoosing(left.op) || !sameGrouping(left.grouping, right.grouping)) return undefined;
    const { grouping } = left;
    const added = addedSelections(left.expr, right.expr);
    const isKept = (label: string): boolean =>
      grouping !== undefined && grouping.labels.some(({ name }) => name === label) !== grouping.without;
    return added?.labels.every(isKept) ? added : undefined;
  }
  if (left.kind !== 'selector' || right.kind !== 'selector') return undefined;
  const metric = metricName(left);
  if (metric === undefined || metric !== metricName(right)) return undefined;
  if (left.at || right.at || !sameDuration(left.offset?.duration, right.offset?.duration)) return undefined;
  const differ = (some: readonly Matcher[], others: readonly Matcher[]): readonly string[] =>
    some.flatMap(one => (others.some(other => sameMatcher(one, other)) ? [] : [one.label.name]));
  const labels = [...new Set([...differ(left.matchers, right.matchers), ...differ(right.matchers, left.matchers)])];
  return labels.length > 0 ? { metric, labels } : undefined;
}

/** What comes of a value and itself. */
const effects: Readonly<Record<string, string>> = {
  '/': 'it is always 1',
  '-': 'the difference is always 0',
  '>': 'one is never above the other',
  '<': 'one is never below the other',
  '!=': 'the two never differ',
};

/** The expression without a number that it is multiplied with. */
function withoutFactor(side: Expr): { readonly expr: Expr; readonly factor: number } {
  const expr = unwrap(side);
  if (expr.kind !== 'binary' || expr.op !== '*') return { expr, factor: 1 };
  const [left, right] = [numberOf(expr.lhs), numberOf(expr.rhs)];
  if (right !== undefined) return { expr: unwrap(expr.lhs), factor: right };
  if (left !== undefined) return { expr: unwrap(expr.rhs), factor: left };
  return { expr, factor: 1 };
}

/**
 * The labels by which `part` selects some of the series of `whole`, where both read them in the same way and keep these labels;
 * undefined where they are different things. Empty where both are the same, which some write on purpose.
 */
function selectedLabels(part: Expr, whole: Expr): readonly string[] | undefined {
  const [a, b] = [unwrap(part), unwrap(whole)];
  if (a.kind === 'selector' && b.kind === 'selector') return selection(a, b);
  if (a.kind === 'matrix' && b.kind === 'matrix') {
    return sameDuration(a.range, b.range) ? selection(a.selector, b.selector) : undefined;
  }
  if (a.kind === 'call' && b.kind === 'call') {
    if (a.func.name !== b.func.name || a.args.length !== b.args.length) return undefined;
    // `absent`, `scalar` and their kin do not keep the series.
    if (/^(?:absent|scalar|vector|label_|info)/.test(a.func.name)) return undefined;
    return onlyDifference(a.args, b.args);
  }
  if (a.kind === 'aggregate' && b.kind === 'aggregate') return selectionOfGroups(a, b);
  if (a.kind === 'binary' && b.kind === 'binary') {
    if (a.op !== b.op || isComparison(a.op) || a.matching || b.matching) return undefined;
    return [a.lhs, b.lhs].every(isNumber) || [a.rhs, b.rhs].every(isNumber)
      ? onlyDifference([a.lhs, a.rhs], [b.lhs, b.rhs])
      : undefined;
  }
  return undefined;
}

/** Groups are the same where the labels that select are all kept. */
function selectionOfGroups(a: Aggregate, b: Aggregate): readonly string[] | undefined {
  if (a.op !== b.op || isChoosing(a.op) || a.param || b.param || !a.grouping || !b.grouping) return undefined;
  const [left, right] = [a.grouping, b.grouping];
  const names = right.labels.map(({ name }) => name);
  const isSame =
    left.without === right.without &&
    left.labels.length === names.length &&
    left.labels.every(({ name }) => names.includes(name));
  const selected = isSame ? selectedLabels(a.expr, b.expr) : undefined;
  return selected?.every(label => names.includes(label) !== left.without) ? selected : undefined;
}

/** Of arguments of which all but one are the same, what selects in that one. */
function onlyDifference(part: readonly Expr[], whole: readonly Expr[]): readonly string[] | undefined {
  let different = -1;
  for (let at = 0; at < part.length; at++) {
    if (sameExpr(part[at]!, whole[at]!)) continue;
    if (different >= 0) return undefined;
    different = at;
  }
  return different < 0 ? [] : selectedLabels(part[different]!, whole[different]!);
}

function selection(part: VectorSelector, whole: VectorSelector): readonly string[] | undefined {
  const name = metricName(part);
  if (name === undefined || name !== metricName(whole)) return undefined;
  if (!sameDuration(part.offset?.duration, whole.offset?.duration) || part.at || whole.at) return undefined;
  if (!whole.matchers.every(matcher => isAmong(matcher, part.matchers))) return undefined;
  const labels: string[] = [];
  for (const matcher of part.matchers) {
    const { name: label } = matcher.label;
    if (!isAmong(matcher, whole.matchers) && !labels.includes(label)) labels.push(label);
  }
  return labels;
}

function isAmong(matcher: Matcher, matchers: readonly Matcher[]): boolean {
  return matchers.some(other => sameMatcher(matcher, other));
}

function isNumber(expr: Expr): boolean {
  return numberOf(expr) !== undefined;
}
