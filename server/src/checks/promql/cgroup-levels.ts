// Sums over containers that also count the pod as a whole, or all control groups above: twice as much as there is. Layer: checks.
import { metricName } from '../../promql/inspect';
import { nodesOf, selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

/** What cAdvisor shows for a container, for its pod and for all control groups above. */
const levels = /^container_(?:memory_(?:working_set_bytes|usage_bytes|rss|cache|swap)|cpu_usage_seconds_total)$/;

/** Labels by which one level is chosen. */
const chooses = /^(?:container|container_name|image|name|id|container_label_.*)$/;

export const check = defineCheck({
  id: 'promql/cgroup-levels',
  summary: 'A sum over containers counts their pods as well.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'value',
  on: 'aggregate',
  only: ['sum'],
  given: ['sound'],
  ofMetric: name => levels.test(name),
  messages: {
    found:
      '`{metric}` is there for each container and once more for the pod, and the sum counts both: select `container!=""`.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.grouping?.labels.some(({ name }) => chooses.test(name))) return;
    // What a sum inside counts twice is told there.
    const inner = nodesOf(node.expr).some(
      one =>
        one.kind === 'aggregate' && one.op === 'sum' && !one.grouping?.labels.some(({ name }) => chooses.test(name)),
    );
    if (inner) return;
    const selectors = selectorsOf(node.expr);
    const [only] = selectors;
    const metric = only && metricName(only);
    if (selectors.length !== 1 || metric === undefined || !levels.test(metric)) return;
    if (only!.matchers.some(({ label }) => chooses.test(label.name))) return;
    // Beside another such sum both are counted alike.
    const others = unit.selectors.filter(one => one !== only && metricName(one)?.startsWith('container_'));
    if (others.length > 0) return;
    // Who records for others may scrape no level but the lowest.
    ctx.report(node.opSpan, 'found', { metric }, unit.rule.record ? { severity: 'hint' } : {});
  },
});
