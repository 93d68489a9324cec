// The bare name of a classic histogram has no series: only `_bucket`, `_sum` and `_count` have.
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';

/** Functions and aggregations that make sense of a native histogram, or of nothing at all. */
const forNative = /^(?:histogram_|absent|present_over_time$|count|group$|timestamp$)/;

export const check = defineCheck({
  id: 'promql/bare-histogram',
  summary: "A histogram's bare name is compared, which has no series.",
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  needs: ['catalog'],
  messages: {
    bare: '`{metric}` is a histogram, and this name gives no number to work with: use `histogram_quantile()` of `{metric}_bucket`, or `{metric}_sum` over `{metric}_count`.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (!hit || metric === undefined || !unit.rule.alert || !unit.sound) return;
    // Another program's summary of the same name.
    if (node.matchers.some(({ label }) => label.name === 'quantile')) return;
    if (hit.series !== 'value' || hit.metric.type !== 'histogram' || hit.metric.typeInferred) return;
    const isForNative = unit
      .parents(node)
      .some(
        parent =>
          (parent.kind === 'call' && forNative.test(parent.func.name)) ||
          (parent.kind === 'aggregate' && forNative.test(parent.op)),
      );
    if (!isForNative) ctx.report(node.name ?? node, 'bare', { metric });
  },
});
