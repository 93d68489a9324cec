// What the targets of the server say a metric is, against what is done with it and what is known of it. Layer: checks.
import type { MetricHit } from '../../catalog/schema';
import type { LiveMetric } from '../../live/live';
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';

const counterFunctions: ReadonlySet<string> = new Set(['rate', 'irate', 'increase']);
/** Types between which nobody chooses freely: others are how a client writes the same. */
const told: ReadonlySet<string> = new Set(['counter', 'gauge', 'histogram', 'summary']);

export const check = defineCheck({
  id: 'live/other-type',
  summary: 'Targets of the server say that the metric has another type.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  needs: ['live', 'catalog'],
  messages: {
    rated:
      'Targets of {server} say that `{metric}` is a gauge: `{func}()` takes each fall for a restarted counter; use `delta()`, `deriv()` or the value itself.',
    known:
      '`{metric}` is known as a {known} here, and targets of {server} say that it is a {type}: check which of them the rule is for.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    if (metric === undefined) return;
    const type = typeOf(ctx.live.ask({ kind: 'metric', subject: metric }));
    if (type === undefined) return;
    const { server } = ctx.live;
    const hit = ctx.catalog.find(metric);
    const known = hit && knownType(hit);
    if (known !== undefined && known !== type) {
      ctx.report(node.name ?? node, 'known', { metric, known, type, server }, { severity: 'info' });
      return;
    }
    const [matrix, call] = [...unit.parents(node)].reverse();
    if (hit || type !== 'gauge' || matrix?.kind !== 'matrix' || call?.kind !== 'call') return;
    if (counterFunctions.has(call.func.name))
      ctx.report(node.name ?? node, 'rated', { metric, func: call.func.name, server });
  },
});

/** The type that all targets agree on. */
function typeOf(answer: LiveMetric | undefined): string | undefined {
  const [type, ...others] = answer?.types ?? [];
  return type !== undefined && others.length === 0 && told.has(type) ? type : undefined;
}

function knownType({ metric, series }: MetricHit): string | undefined {
  const type = metric.declaredType ?? metric.type;
  return series === 'value' && !metric.typeInferred && told.has(type) ? type : undefined;
}
