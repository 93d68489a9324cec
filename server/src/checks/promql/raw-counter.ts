// A counter's own value says how long its process lives; a bound on it is crossed some day and stays crossed until a restart.
import type { MetricHit } from '../../catalog/schema';
import type { Expr, VectorSelector } from '../../promql/ast';
import { isComparison, metricName, numberOf } from '../../promql/inspect';
import { defineCheck } from '../check';

/** Functions and aggregations for which a counter's height does not matter. */
const indifferent: ReadonlySet<string> = new Set(
  'absent absent_over_time timestamp present_over_time count_over_time changes resets rate irate increase count group count_values'.split(
    ' ',
  ),
);

export const check = defineCheck({
  id: 'promql/raw-counter',
  summary: 'A counter is compared without rate() or increase().',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  needs: ['catalog'],
  messages: {
    bound:
      '`{metric}` is a counter and only grows until a restart: compare `rate({metric}[5m])` or `increase({metric}[5m])` instead.',
    once: '`{metric}` is a counter: once it has counted, this stays true until a restart. `increase({metric}[1h]) > 0` ends by itself.',
    quantile: '`{metric}` counts since the process began: take the quantile of `rate({metric}[5m])`.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (!hit || metric === undefined || !unit.rule.alert || !isCounter(hit)) return;
    const message = misuse(node, unit.parents(node));
    if (message) {
      ctx.report(node.name ?? node, message, { metric }, message === 'once' ? { severity: 'info' } : {});
    }
  },
});

function isCounter({ metric, series }: MetricHit): boolean {
  // What is counted over a device's life (retired pages) means something as it stands.
  if (metric.typeInferred || metric.lifetime || series === 'created') return false;
  return metric.type === 'counter' || series !== 'value';
}

/** What the nearest comparison or quantile above the selector makes of the counter; undefined where nothing is wrong or certain. */
function misuse(selector: VectorSelector, parents: readonly Expr[]): 'bound' | 'once' | 'quantile' | undefined {
  let inner: Expr = selector;
  for (const parent of [...parents].reverse()) {
    switch (parent.kind) {
      case 'matrix':
      case 'subquery':
        return undefined;
      case 'call':
        if (parent.func.name === 'histogram_quantile') return 'quantile';
        if (indifferent.has(parent.func.name)) return undefined;
        break;
      case 'aggregate':
        if (indifferent.has(parent.op)) return undefined;
        break;
      case 'binary': {
        if (!isComparison(parent.op)) {
          // Differences, quotients and set operations have reasons of their own.
          if (parent.op !== '*' && parent.op !== 'or') return undefined;
          break;
        }
        const bound = numberOf(parent.lhs === inner ? parent.rhs : parent.lhs);
        if (bound === undefined || parent.op === '==') return undefined;
        return bound === 0 ? 'once' : 'bound';
      }
      default:
        break;
    }
    inner = parent;
  }
  return undefined;
}
