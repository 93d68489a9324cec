// `rate()`, `irate()` and `increase()` read every fall of a value as a counter that began anew; on a gauge the result means nothing.
import type { MetricFact, MetricHit } from '../../catalog/schema';
import type { Call, Expr } from '../../promql/ast';
import { metricName, numberOf } from '../../promql/inspect';
import { defineCheck } from '../check';

const counterFunctions: ReadonlySet<string> = new Set(['rate', 'irate', 'increase']);

export const check = defineCheck({
  id: 'promql/counter-function-on-gauge',
  summary: 'A function for counters is applied to a gauge.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  needs: ['catalog'],
  messages: {
    code: '`{metric}` is a gauge that holds the last code, not a count: `{func}()` of it means nothing. Compare the code itself, or count its changes with `changes()`.',
    gauge:
      '`{metric}` is a gauge: `{func}()` takes each fall for a restarted counter. Use `delta()`, `deriv()` or the value itself.',
    quantile: '`{metric}` is a quantile of a summary: `{func}()` is for its `_sum` and `_count`.',
  },
  run({ node, in: unit }, ctx) {
    const [arg] = node.args;
    if (!counterFunctions.has(node.func.name) || arg?.kind !== 'matrix') return;
    const metric = metricName(arg.selector);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (!hit || metric === undefined) return;
    const message = messageFor(hit);
    if (!message) return;
    const options = message === 'code' ? { fix: countChanges(node, unit.parents(node)) } : {};
    const name = arg.selector.name ?? arg.selector;
    ctx.report(name, message, { metric, func: node.func.name }, options);
  },
});

function messageFor({ metric, series }: MetricHit): 'code' | 'gauge' | 'quantile' | undefined {
  if (metric.typeInferred || series !== 'value') return undefined;
  if (metric.type === 'summary') return 'quantile';
  if (!isGauge(metric)) return undefined;
  return metric.valueIs === 'code' ? 'code' : 'gauge';
}

function isGauge(metric: MetricFact): boolean {
  return metric.type === 'gauge' || metric.type === 'info' || metric.type === 'stateset';
}

/** `increase(code[1h]) > 0` asks whether anything happened: `changes()` answers that, but also sees the return to 0. */
function countChanges(node: Call, parents: readonly Expr[]) {
  const parent = parents.at(-1);
  const asks = parent?.kind === 'binary' && parent.op === '>' && parent.lhs === node && numberOf(parent.rhs) === 0;
  if (!asks || node.func.name !== 'increase') return undefined;
  return { title: 'Count changes of the code', safe: false, edits: [{ at: node.func, newText: 'changes' }] };
}
