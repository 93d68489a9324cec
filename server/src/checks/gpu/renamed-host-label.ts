// GPUs are counted by the label `Hostname`, which dcgm-exporter writes as `hostname` later on: then all nodes are one group,
// whose count is never below a bound, and the alert is silent without a word. Layer: checks.
import type { Catalog } from '../../catalog/schema';
import { metricName } from '../../promql/inspect';
import { measuredBy, thresholdOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'gpu/renamed-host-label',
  summary: 'GPUs are counted by a label that the exporter renames.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'value',
  on: 'aggregate',
  only: ['count', 'sum'],
  given: ['sound'],
  ofMetric: isRenamed,
  needs: ['catalog'],
  messages: {
    found:
      '{exporter} writes `hostname` in place of `Hostname` after its releases 4.5.3-4.8.2; then the series of all nodes are put together here, and the {op} is that of all of them: group by `instance` or by both names.',
  },
  run({ node, in: unit }, ctx) {
    const { grouping, op } = node;
    if (!unit.sound || !grouping || grouping.without || (op !== 'count' && op !== 'sum')) return;
    const names = grouping.labels.map(({ name }) => name);
    const label = grouping.labels.find(({ name }) => name === 'Hostname');
    if (!label || names.includes('hostname') || names.includes('instance')) return;
    const threshold = thresholdOf(node, unit.parents(node));
    if (!threshold || !['<', '<=', '=='].includes(threshold.op)) return;
    const selector = measuredBy(node.expr)?.selector;
    const metric = selector && metricName(selector);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (metric === undefined || !hit || !isRenamed(metric, ctx.catalog)) return;
    ctx.report(label, 'found', { exporter: hit.exporter?.title ?? 'dcgm-exporter', op });
  },
});

/** Whether a metric has both labels, one in each version. */
function isRenamed(metric: string, catalog: Catalog): boolean {
  const labels = catalog.find(metric)?.metric.labels ?? [];
  return ['Hostname', 'hostname'].every(name => labels.some(one => one.name === name));
}
