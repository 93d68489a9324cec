// Series of different nodes put together by the number of their GPU, which begins at 0 on each of them. Layer: checks.
import type { LabelFact, MetricFact } from '../../catalog/schema';
import type { VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'gpu/index-as-identity',
  summary: 'Devices of different nodes are put together by their number.',
  severity: 'warning',
  since: '0.1.0',
  on: 'aggregate',
  given: ['sound'],
  ofMetric: (name, catalog) => catalog.find(name)?.metric.labels.some(label => label.index) === true,
  needs: ['catalog'],
  messages: {
    found:
      'Every node has a `{label}` 0, so `by ({label})` puts the devices of all nodes together: group by `{identity}`, or add the node (`instance`).',
  },
  run({ node, in: unit }, ctx) {
    const { grouping } = node;
    if (!unit.sound || !grouping || grouping.without || grouping.labels.length === 0) return;
    const names = grouping.labels.map(({ name }) => name);
    const selectors = selectorsOf(node.expr);
    const facts = selectors.map(selector => ctx.catalog.find(metricName(selector) ?? '')?.metric);
    if (facts.length === 0 || !facts.every(fact => fact !== undefined)) return;
    const index = grouping.labels.find(({ name }) => facts.every(fact => labelOf(fact, name)?.index));
    // Another label may well be the node: only what describes the kind of device surely is not.
    if (!index || names.some(name => name !== index.name && !describes.has(name))) return;
    if (selectors.every(isOneNode)) return;
    const identity = facts[0]!.labels.find(({ name }) => /^(?:UUID|uuid|gpu_uuid)$/.test(name))?.name ?? 'instance';
    // The highest or the mean of all cards with one number is a strange thing to ask, but somebody may have one node only.
    const severity = node.op === 'sum' || node.op === 'count' ? 'warning' : 'info';
    ctx.report(index, 'found', { label: index.name, identity }, { severity });
  },
});

const describes: ReadonlySet<string> = new Set(['modelName', 'device', 'model_name', 'job', 'exported_job']);

function labelOf({ labels }: MetricFact, name: string): LabelFact | undefined {
  return labels.find(label => label.name === name);
}

/** Whether a matcher chooses one node. */
function isOneNode({ matchers }: VectorSelector): boolean {
  return matchers.some(
    ({ label, op }) =>
      op === '=' && /^(?:instance|node|host|Hostname|hostname|nodename|kubernetes_node|UUID)$/.test(label.name),
  );
}
