// A sum over devices that also have a series for every pod that shares them. Layer: checks.
import { metricName, numberOf } from '../../promql/inspect';
import { innermostOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'gpu/sum-of-shared',
  summary: 'A sum counts shared GPUs once for the device and once for every pod.',
  severity: 'info',
  since: '0.1.0',
  on: 'aggregate',
  only: ['sum'],
  needs: ['catalog'],
  messages: {
    found:
      'Where GPUs are shared, `{metric}` has a series for the device and one for every pod on it, and the sum counts both: choose `pod=""` or `pod!=""`.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.op !== 'sum') return;
    const inner = innermostOf(node.expr);
    const metric = inner.kind === 'selector' ? metricName(inner) : undefined;
    if (inner.kind !== 'selector' || metric === undefined || !ctx.catalog.find(metric)?.metric.shared) return;
    if (inner.matchers.some(({ label }) => tells.test(label.name))) return;
    // Of one device, or by pod, nothing is put together that is told apart.
    if (node.grouping && !node.grouping.without && node.grouping.labels.some(({ name }) => tells.test(name))) return;
    // In a quotient of two such sums both count alike.
    const parents = unit.parents(node);
    if (parents.some(parent => parent.kind === 'binary' && parent.op === '/' && numberOf(parent.rhs) === undefined))
      return;
    ctx.report(node.opSpan, 'found', { metric });
  },
});

const tells = /^(?:exported_)?(?:pod|container|namespace|vgpu|UUID)$/;
