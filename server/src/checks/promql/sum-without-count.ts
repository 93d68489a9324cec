// The rate of a histogram's or summary's `_sum` is no mean: it grows with the number of observations. Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import type { Binary, VectorSelector } from '../../promql/ast';
import { boundIn } from '../../promql/bounds';
import { comparisonOperators, metricName } from '../../promql/inspect';
import type { Value } from '../../promql/value/value';
import { defineCheck } from '../check';

/** A mean above this, in seconds, is hardly what an alert asks for. */
const longest = 30;

export const check = defineCheck({
  id: 'promql/sum-without-count',
  summary: 'The rate of a sum of durations is taken for their mean.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: comparisonOperators,
  given: ['sound'],
  ofMetric: name => name.endsWith('_sum'),
  needs: ['catalog'],
  messages: {
    found:
      '`{sum}` adds up all observations, so this grows with their number: divide by the same {func} of `{count}` for the mean.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.op === '==' || node.op === '!=') return;
    const bound = boundIn(node);
    if (!bound || !unit.selectors.some(isSum)) return;
    const value = unit.valueOf(bound.value);
    const { of, selector } = value;
    if (!of || !selector || !isSumOfDurations(value)) return;
    // Below one second a second it may be the share of time that something took, such as garbage collection.
    const inSeconds = bound.written * (value.unit?.scale ?? 1);
    // So many seconds a second are how many requests are under way, which may be asked for.
    const perSecond = value.kind === 'rate' ? inSeconds : inSeconds / (value.window ?? Infinity);
    if (perSecond > longest || (perSecond < 1 && !isToldAsLatency(unit, node))) return;
    const at = selector.name ?? selector;
    const name = unit.text.slice(at.from, at.to);
    const func = value.kind === 'rate' ? 'rate()' : 'increase()';
    ctx.report(at, 'found', { sum: name, count: `${name.slice(0, -'_sum'.length)}_count`, func });
  },
});

/** Whether the alert is called after a latency, and does not compare a share of time such as that of garbage collection. */
function isToldAsLatency({ rule, text }: ExprUnit, { lhs, rhs }: Binary): boolean {
  const texts = [
    rule.alert?.value ?? '',
    ...rule.annotations.map(({ value }) => (value.kind === 'scalar' ? value.value : '')),
  ];
  if (!texts.some(one => told.test(one))) return false;
  const side = text.slice(Math.min(lhs.from, rhs.from), Math.max(lhs.to, rhs.to));
  return !/gc_|garbage|cpu|throttl|busy|idle|active/i.test(side);
}

const told = /latency|slow|response time|responsetime|ttft|duration|longer than|\b(?:mean|average|avg)\b|\d ?ms\b/i;

function isSum(selector: VectorSelector): boolean {
  return metricName(selector)?.endsWith('_sum') === true;
}

function isSumOfDurations({ of, kind }: Value): boolean {
  return of?.series === 'sum' && of.unit?.of === 'time' && (kind === 'rate' || kind === 'increase');
}
