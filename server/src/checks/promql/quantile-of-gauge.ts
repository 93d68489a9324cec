// histogram_quantile() over a metric that has no buckets. Layer: checks.
import { metricName } from '../../promql/inspect';
import { innermostOf } from '../../promql/values';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

/** Names with endings that others look at, and recorded ones. */
const notBare = /_(?:bucket|sum|count|total)$|:/;

export const check = defineCheck({
  id: 'promql/quantile-of-gauge',
  summary: 'A quantile is taken of a metric that has no buckets.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  only: ['histogram_quantile'],
  needs: ['catalog'],
  messages: {
    labelled:
      '`{metric}` is a {type} without buckets, whose percentiles are series of their own: select one with `{label}="…"` and leave `histogram_quantile()` out.',
    plain: '`{metric}` is a {type} without buckets, so `histogram_quantile()` gives nothing.',
    bare: '`{metric}` is no bucket of a classic histogram, and a native one holds everything since the process began: write `rate({metric}_bucket[5m])` for the one, `rate({metric}[5m])` for the other.',
  },
  run({ node, in: unit }, ctx) {
    const operand = node.args[1];
    if (!unit.sound || node.func.name !== 'histogram_quantile' || !operand) return;
    const selectors = selectorsOf(operand);
    // Beside buckets it is joined with them, for its labels or as a condition.
    if (selectors.some(selector => metricName(selector)?.endsWith('_bucket'))) return;
    for (const selector of selectors) {
      const name = metricName(selector);
      const hit = name === undefined ? undefined : ctx.catalog.find(name);
      if (!hit && name !== undefined && innermostOf(operand) === selector && !notBare.test(name)) {
        ctx.report(selector.name ?? selector, 'bare', { metric: name });
      }
      if (!hit || name === undefined || hit.series !== 'value') continue;
      const { type, labels, typeInferred } = hit.metric;
      if (type !== 'gauge' && type !== 'counter' && type !== 'summary') continue;
      const label =
        type === 'summary' ? 'quantile' : labels.find(one => /^(?:percentile|quantile)$/.test(one.name))?.name;
      if (label === undefined && typeInferred) continue;
      const at = selector.name ?? selector;
      if (label === undefined) ctx.report(at, 'plain', { metric: name, type });
      else ctx.report(at, 'labelled', { metric: name, type, label });
    }
  },
});
