// The bare name of a classic histogram has no series: only `_bucket`, `_sum` and `_count` have. Layer: checks.
import type { Catalog } from '../../catalog/schema';
import type { Expr } from '../../promql/ast';
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
  given: ['sound'],
  ofMetric: mayBeHistogram,
  needs: ['catalog'],
  messages: {
    floats: '`{func}()` reads native histograms and gives nothing for plain numbers as those of `{metric}`: {instead}.',
    instant:
      'The buckets of `{metric}` are `{metric}_bucket`, and stored as a native histogram it counts since the process began: take the quantile of `rate({metric}_bucket[5m])`.',
    counted:
      '`{metric}` is a summary without quantiles, so this name has no series: divide the rate of `{metric}_sum` by that of `{metric}_count` for the mean, or make it a histogram.',
    bare: '`{metric}` is a histogram, and this name gives no number to work with: use `histogram_quantile()` of `{metric}_bucket`, or `{metric}_sum` over `{metric}_count`.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const parents = unit.parents(node);
    const reader = metric !== undefined && unit.sound ? nativeReader(metric, parents) : undefined;
    if (reader && metric !== undefined) {
      const family = metric.replace(/_(?:bucket|sum|count)$/, '');
      const instead = `use \`${family}_sum\`, \`${family}_count\` and the buckets by \`le\``;
      ctx.report(node.name ?? node, 'floats', { func: reader, metric, instead });
      return;
    }
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (!hit || metric === undefined || !unit.sound) return;
    if (hit.series === 'value' && hit.metric.type === 'summary' && hit.metric.withoutQuantiles) {
      if (!parents.some(isAboutPresence)) ctx.report(node.name ?? node, 'counted', { metric });
      return;
    }
    if (!unit.rule.alert) return;
    // Another program's summary of the same name.
    if (node.matchers.some(({ label }) => label.name === 'quantile')) return;
    if (hit.series !== 'value' || hit.metric.type !== 'histogram' || hit.metric.typeInferred) return;
    if (isOfAllTime(parents)) {
      ctx.report(node.name ?? node, 'instant', { metric });
      return;
    }
    const isForNative = parents.some(
      parent =>
        (parent.kind === 'call' && forNative.test(parent.func.name)) ||
        (parent.kind === 'aggregate' && forNative.test(parent.op)),
    );
    if (!isForNative) ctx.report(node.name ?? node, 'bare', { metric });
  },
});

/** Whether a name is that of a histogram or of a part of one. */
function mayBeHistogram(name: string, catalog: Catalog): boolean {
  if (part.test(name)) return true;
  const hit = catalog.find(name);
  return hit?.series === 'value' && (hit.metric.type === 'summary' || hit.metric.type === 'histogram');
}

const part = /._(?:bucket|sum|count)$/;

function isAboutPresence(parent: Expr): boolean {
  return parent.kind === 'call' && /^(?:absent|present_over_time$)/.test(parent.func.name);
}

/** Whether a quantile is taken of the series as it stands, maybe summed: of a native histogram it would be one since the start. */
function isOfAllTime(parents: readonly Expr[]): boolean {
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    if (parent.kind === 'call') return parent.func.name === 'histogram_quantile';
    if (parent.kind !== 'paren' && !(parent.kind === 'aggregate' && parent.op === 'sum')) return false;
  }
  return false;
}

/** The function that takes native histograms apart and is given what classic ones are made of. */
function nativeReader(metric: string, parents: readonly Expr[]): string | undefined {
  if (!part.test(metric)) return undefined;
  for (const parent of [...parents].reverse()) {
    if (parent.kind === 'call') {
      if (/^histogram_(?:count|sum|avg|fraction|stddev|stdvar)$/.test(parent.func.name)) return parent.func.name;
      if (!/^(?:i?rate|increase|delta|(?:last|avg|sum)_over_time)$/.test(parent.func.name)) return undefined;
    } else if (parent.kind === 'binary') return undefined;
  }
  return undefined;
}
