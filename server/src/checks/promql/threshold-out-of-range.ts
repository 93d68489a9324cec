// A comparison that can never be true, or always is, by what is known of the metric's values: a percentage compared with
// a share, a share with a percentage, a quantile with more than the last bucket.
import type { ExprUnit } from '../../analysis/rule';
import type { Catalog, MetricHit } from '../../catalog/schema';
import type { Expr, VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { type Threshold, thresholdOf } from '../../promql/values';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/threshold-out-of-range',
  summary: 'A comparison can never or always be true by the range of the metric.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  needs: ['catalog'],
  messages: {
    never: '`{metric}` is {range}, so `{op} {written}` is never true: compare it with a number in between.',
    always: '`{metric}` is {range}, so `{op} {written}` is always true: compare it with a number in between.',
    neverShare: '`{metric}` is a share from 0 to 1, so `{op} {written}` is never true: write {right}.',
    alwaysShare: '`{metric}` is a share from 0 to 1, so `{op} {written}` is always true: write {right}.',
    percentage: '`{metric}` goes from 0 to 100, so `{op} {written}` is true from 1 % on: write {right}.',
    bucket: 'The last bucket of `{metric}` ends at {max}, and no quantile is above it: `{op} {written}` is never true.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (!hit || metric === undefined || !unit.sound) return;
    if (hit.series === 'bucket') {
      const beyond = beyondBuckets(node, hit, unit, ctx.catalog);
      if (!beyond) return;
      const { threshold, max } = beyond;
      const written = threshold.written;
      ctx.report(threshold.node, 'bucket', { metric: hit.metric.name, op: threshold.writtenOp, written, max });
      return;
    }
    const { range } = hit.metric;
    if (hit.series !== 'value' || !range) return;
    const threshold = thresholdOf(node, unit.parents(node));
    if (!threshold) return;
    const about = { metric, op: threshold.writtenOp, written: threshold.written };
    const { min, max } = range;
    const verdict = judge(threshold, min, max);
    const isShare = min === 0 && max === 1 && hit.metric.valueIs !== 'flag';
    if (verdict && isShare && threshold.value > 1 && threshold.value <= 100) {
      const right = rounded(threshold.written / 100);
      const fix = fixFor(threshold, right);
      ctx.report(threshold.node, verdict === 'never' ? 'neverShare' : 'alwaysShare', { ...about, right }, { fix });
    } else if (verdict) {
      ctx.report(threshold.node, verdict, { ...about, range: describe(hit) });
    } else if (isPercentage(hit, threshold)) {
      const right = rounded(threshold.written * 100);
      ctx.report(threshold.node, 'percentage', { ...about, right }, { fix: fixFor(threshold, right) });
    }
  },
});

function judge({ op, value }: Threshold, min = -Infinity, max = Infinity): 'never' | 'always' | undefined {
  // `>= 0` and `> -1` are written on purpose, to ask for any value at all.
  const farBelow = min - (max - min);
  switch (op) {
    case '>':
      return value >= max ? 'never' : value < farBelow ? 'always' : undefined;
    case '>=':
      return value > max ? 'never' : value < farBelow ? 'always' : undefined;
    case '<':
      return value <= min ? 'never' : value > max ? 'always' : undefined;
    case '<=':
      return value < min ? 'never' : value > max ? 'always' : undefined;
    case '==':
      return value < min || value > max ? 'never' : undefined;
    default:
      return undefined;
  }
}

/** Half of a percent and more, from above: below, a nearly idle device may be meant. */
function isPercentage({ metric }: MetricHit, { op, value }: Threshold): boolean {
  const { min, max } = metric.range ?? {};
  return min === 0 && max === 100 && (op === '>' || op === '>=') && value >= 0.5 && value < 1;
}

/** A quantile of the buckets compared with more than the last finite bound. */
function beyondBuckets(
  node: VectorSelector,
  { metric }: MetricHit,
  unit: ExprUnit,
  catalog: Catalog,
): { readonly threshold: Threshold; readonly max: number } | undefined {
  const max = metric.buckets?.at(-1);
  if (max === undefined) return undefined;
  const parents = unit.parents(node);
  const at = parents.findIndex(parent => parent.kind === 'call' && parent.func.name === 'histogram_quantile');
  const call = parents[at];
  if (!call || !isOnly(call, metric.name, catalog)) return undefined;
  const threshold = thresholdOf(call, parents.slice(0, at));
  if (!threshold || judge(threshold, undefined, max) !== 'never' || threshold.op === '==') return undefined;
  return { threshold, max };
}

function isOnly(call: Expr, family: string, catalog: Catalog): boolean {
  return selectorsOf(call).every(selector => {
    const name = metricName(selector);
    return name !== undefined && catalog.find(name)?.metric.name === family;
  });
}

function describe({ metric }: MetricHit): string {
  const { min, max } = metric.range ?? {};
  if (metric.valueIs === 'flag' || (min === 0 && max === 1 && metric.unit === undefined)) return '0 or 1';
  if (min === undefined) return `${max} at most`;
  return max === undefined ? `${min} at least` : `between ${min} and ${max}`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** Not safe to apply unseen: the number may be right and the metric wrong. */
function fixFor({ node }: Threshold, right: number) {
  const number = node.rhs.kind === 'number' ? node.rhs : node.lhs.kind === 'number' ? node.lhs : undefined;
  return number && { title: `Write ${right}`, safe: false, edits: [{ at: number, newText: String(right) }] };
}
