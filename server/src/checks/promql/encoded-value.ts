// A metric whose number is encoded, compared or computed with as if it were the quantity itself. Layer: checks.
import { isComparison, metricName } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/encoded-value',
  summary: 'A metric with an encoded value is used as if it were a plain number.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  about: ['encoded'],
  needs: ['catalog'],
  messages: {
    found: '`{metric}` is an encoded number, which says nothing as it stands: read `{plain}`.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const plain = metric === undefined ? undefined : ctx.catalog.find(metric)?.metric.encoded;
    if (!unit.sound || plain === undefined || metric === undefined) return;
    const isUsed = unit
      .parents(node)
      .some(parent => parent.kind === 'binary' && (isComparison(parent.op) || '+-*/'.includes(parent.op)));
    if (!isUsed) return;
    const at = node.name ?? node;
    const fix = node.name && { title: `Use ${plain}`, safe: false, edits: [{ at: node.name, newText: plain }] };
    ctx.report(at, 'found', { metric, plain }, { fix });
  },
});
