// A counter whose series come with their first event, already counting it: `increase()` sees no growth there. Layer: checks.
import type { Expr } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { thresholdOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/first-event-missed',
  summary: 'An alert on any event misses the first one, with which the series begins.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'call',
  only: ['increase', 'rate', 'irate', 'delta', 'idelta', 'changes'],
  needs: ['catalog'],
  messages: {
    found:
      'A series of `{metric}` begins with its first event and counts it already, so `{func}()` is 0 for that one and misses it: add `or ({series} unless {series} offset {window})`.',
  },
  run({ node, in: unit }, ctx) {
    const [range] = node.args;
    if (!unit.sound || !unit.rule.alert || range?.kind !== 'matrix') return;
    const metric = metricName(range.selector);
    if (metric === undefined || !ctx.catalog.find(metric)?.metric.fromFirst) return;
    // Of more than one event the first hardly matters.
    if (!passesOnAny(node, unit.parents(node))) return;
    // Who reads it a second time looks for the new series there.
    if (unit.selectors.some(other => other !== range.selector && metricName(other) === metric)) return;
    const { from, to } = range.selector;
    const series = unit.text.slice(from, to);
    const window = unit.text.slice(range.range.from, range.range.to);
    ctx.report(node.func, 'found', { metric, func: node.func.name, series, window });
  },
});

/** Whether one event more or less decides: the call, or an aggregation of it, is compared with what the first event passes alone. */
function passesOnAny(call: Expr, parents: readonly Expr[]): boolean {
  let at = parents.length;
  while (at > 0 && (parents[at - 1]!.kind === 'paren' || parents[at - 1]!.kind === 'aggregate')) at--;
  const threshold = thresholdOf(parents[at] ?? call, parents.slice(0, at));
  if (!threshold) return false;
  const { op, value } = threshold;
  return op === '>' ? value === 0 : op === '>=' && value > 0 && value <= 1;
}
