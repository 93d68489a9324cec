// What one core, GPU or GiB of a node costs, added up over nodes as if it were what the nodes cost. Layer: checks.
import { metricName } from '../../promql/inspect';
import { canCarry } from '../../promql/shape';
import { innermostOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/sum-of-prices',
  summary: 'Prices of one unit are added up without the number of units.',
  severity: 'warning',
  since: '0.1.0',
  on: 'aggregate',
  only: ['sum'],
  given: ['sound'],
  ofMetric: name => prices.has(name),
  messages: {
    found:
      '`{metric}` is what one {unit} costs, so this sum counts one of each {of}: multiply by the number of them first, as in `sum({metric} * {times})`.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.op !== 'sum') return;
    const inner = innermostOf(node.expr);
    const metric = inner.kind === 'selector' ? metricName(inner) : undefined;
    const price = metric === undefined ? undefined : prices.get(metric);
    if (metric === undefined || !price) return;
    // One series of each is its price still.
    if (['node', 'instance', 'persistentvolume'].some(label => canCarry(unit.shapeOf(node), label) !== 'no')) return;
    // One GPU in every node may be all there are.
    const severity = price.unit === 'GPU' ? 'info' : 'warning';
    ctx.report(node.opSpan, 'found', { metric, ...price }, { severity });
  },
});

/** What OpenCost tells for one unit. */
const prices: ReadonlyMap<string, { readonly unit: string; readonly of: string; readonly times: string }> = new Map([
  ['node_gpu_hourly_cost', { unit: 'GPU', of: 'node', times: 'on (node) group_left () node_gpu_count' }],
  [
    'node_cpu_hourly_cost',
    {
      unit: 'core',
      of: 'node',
      times: 'on (node) group_left () kube_node_status_capacity{resource="cpu"}',
    },
  ],
  [
    'node_ram_hourly_cost',
    {
      unit: 'GiB of memory',
      of: 'node',
      times: 'on (node) group_left () kube_node_status_capacity{resource="memory"} / 2^30',
    },
  ],
  [
    'pv_hourly_cost',
    {
      unit: 'GiB',
      of: 'volume',
      times: 'on (persistentvolume) group_left () kube_persistentvolume_capacity_bytes / 2^30',
    },
  ],
]);
