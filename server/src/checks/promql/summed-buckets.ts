// A sum over all buckets of a histogram: they are cumulative, so it counts each observation several times. Layer: checks.
import type { Aggregate } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { isAskedForPresence, thresholdOf } from '../../promql/values';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/summed-buckets',
  summary: 'All buckets of a histogram are added up, which counts each observation several times.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'aggregate',
  only: ['sum', 'avg'],
  given: ['sound'],
  ofMetric: name => name.endsWith('_bucket'),
  needs: ['catalog'],
  messages: {
    found:
      'Buckets are cumulative, so `{op}()` over all of them counts an observation once for every bound above it: use `{metric}_count`, or choose one bucket with `le="…"`.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || keeps(node, 'le')) return;
    const selectors = selectorsOf(node.expr);
    const [only] = selectors;
    const name = only && metricName(only);
    if (selectors.length !== 1 || !name?.endsWith('_bucket')) return;
    if (only!.matchers.some(({ label }) => label.name === 'le')) return;
    const { kind } = unit.valueOf(node.expr);
    if (kind !== 'bucket-rate' && kind !== 'buckets') return;
    // There the check of quantiles says it.
    const parents = unit.parents(node);
    if (parents.some(parent => parent.kind === 'call' && parent.func.name.startsWith('histogram_'))) return;
    // Above 0 is above 0, however often it counts.
    const threshold = thresholdOf(node, parents);
    if (threshold?.written === 0 || isAskedForPresence(node, parents)) return;
    ctx.report(node.opSpan, 'found', { op: node.op, metric: name.slice(0, -'_bucket'.length) });
  },
});

function keeps({ grouping }: Aggregate, label: string): boolean {
  if (!grouping) return false;
  return grouping.labels.some(({ name }) => name === label) !== grouping.without;
}
