// `histogram_quantile()` over series that have no buckets: `le` was aggregated away, or the series never had it. Layer: checks.
import type { MetricHit } from '../../catalog/schema';
import { unitOfName } from '../../catalog/unitOfName';
import type { Aggregate, Expr } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { canCarry, whyNot } from '../../promql/shape';
import { selectorsOf, walk } from '../../promql/walk';
import type { Span } from '../../text/span';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/quantile-without-le',
  summary: '`histogram_quantile()` gets series without buckets.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'call',
  only: ['histogram_quantile'],
  given: ['sound'],
  follows: 'recordings',
  needs: ['catalog'],
  messages: {
    dropped: '`{by}` takes the label `le` away, and without it there are no buckets and no result: keep `le`.',
    noBuckets: '`{metric}` has no buckets, so there is no quantile of it: use {instead}.',
    recorded:
      '`{metric}` is recorded as a quantile already, so it has no buckets and there is no quantile of it: compare it itself.',
    bareName: '`{metric}` has no buckets by `le`, so there is no quantile of it: they are `{metric}_bucket`.',
    native:
      '`{metric}` exists only where Prometheus stores native histograms; the buckets that are there otherwise are `{metric}_bucket`, by `le`.',
  },
  run({ node, in: unit }, ctx) {
    const operand = node.func.name === 'histogram_quantile' ? node.args[1] : undefined;
    if (!operand || !unit.sound) return;
    const selectors = selectorsOf(operand);
    const [only, ...others] = selectors;
    const metric = only && others.length === 0 ? metricName(only) : undefined;
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    const instead = hit ? insteadOf(hit) : metric && insteadByName(metric);
    if (only && metric !== undefined && instead !== undefined) {
      ctx.report(only.name ?? only, 'noBuckets', { metric, instead });
      return;
    }
    if (only && metric !== undefined && !hit && unit.valueOf(only).kind === 'quantile') {
      ctx.report(only.name ?? only, 'recorded', { metric });
      return;
    }
    if (only && metric !== undefined && isOverTime(unit.parents(only))) {
      const about = bareName(metric, hit, asksForBuckets(unit.parents(only)));
      if (about) ctx.report(only.name ?? only, about.message, { metric }, { severity: about.severity });
      if (about) return;
    }
    // A native histogram has its buckets in the sample and needs no `le`: only names of classic ones are certain.
    const isClassic = selectors.length > 0 && selectors.every(selector => metricName(selector)?.endsWith('_bucket'));
    if (!isClassic) return;
    const shape = unit.shapeOf(operand);
    if (canCarry(shape, 'le') !== 'no') return;
    const by = whyNot(shape, 'le');
    if (!by) return;
    const { from, to } = by;
    const clause = unit.text.slice(from, to).replace(/\s+/g, ' ');
    // In `without (…)` the label itself is what takes it away.
    ctx.report(
      { from, to },
      'dropped',
      { by: clause === 'le' ? 'without (le)' : clause },
      { fix: keepLe(operand, by) },
    );
  },
});

/** Whether a selector is what `rate()` or `increase()` is taken of, as buckets are and what is recorded of them is not. */
function isOverTime(parents: readonly Expr[]): boolean {
  const [matrix, call] = [parents.at(-1), parents.at(-2)];
  return matrix?.kind === 'matrix' && call?.kind === 'call' && /^(?:rate|increase)$/.test(call.func.name);
}

/** Whether an aggregation keeps `le`, which nobody writes for a native histogram. */
function asksForBuckets(parents: readonly Expr[]): boolean {
  return parents.some(
    parent =>
      parent.kind === 'aggregate' &&
      parent.grouping?.without === false &&
      parent.grouping.labels.some(({ name }) => name === 'le'),
  );
}

/** What is said of a histogram by its bare name: of one that only its name tells, no more than that it looks forgotten. */
function bareName(
  metric: string,
  hit: MetricHit | undefined,
  byLe: boolean,
): { message: 'bareName' | 'native'; severity: 'warning' | 'info' } | undefined {
  if (hit && (hit.series !== 'value' || hit.metric.type !== 'histogram' || hit.metric.typeInferred)) return undefined;
  if (byLe) {
    if (hit) return { message: 'bareName', severity: 'warning' };
    return unitOfName(metric) !== undefined && !metric.includes(':')
      ? { message: 'bareName', severity: 'info' }
      : undefined;
  }
  return hit?.exporter ? { message: 'native', severity: 'info' } : undefined;
}

/** What to ask instead of a metric that surely has no buckets under this name. */
function insteadOf({ metric, series }: MetricHit): string | undefined {
  if (metric.typeInferred || metric.type === 'unknown') return undefined;
  if (metric.type === 'histogram') {
    // Under the bare name there may be a native histogram.
    return series === 'sum' || series === 'count' ? `\`${metric.name}_bucket\`` : undefined;
  }
  // Of gauges, counters and percentiles `promql/quantile-of-gauge` tells.
  return metric.type === 'summary' && series !== 'value' ? 'a histogram' : undefined;
}

/** The same where only the name says that there are none. */
function insteadByName(name: string): string | undefined {
  const [, family, ending] = /^([^:]+)_(sum|count|total)$/.exec(name) ?? [];
  if (family === undefined) return undefined;
  return ending === 'total' ? 'a histogram' : `\`${family}_bucket\``;
}

/** The aggregation that took `le` away, with `le` among the labels it keeps. */
function keepLe(operand: Expr, by: Span) {
  let found: Aggregate | undefined;
  walk(operand, node => {
    if (node.kind !== 'aggregate') return;
    const clause = node.grouping ?? node.opSpan;
    if (clause.from === by.from && clause.to === by.to) found ??= node;
  });
  if (!found || found.param || found.op === 'count') return undefined;
  const { grouping, opSpan, parens } = found;
  if (!grouping) {
    return {
      title: 'Keep le',
      safe: true,
      edits: [
        { at: { from: opSpan.to, to: opSpan.to }, newText: parens.from === opSpan.to ? ' by (le) ' : ' by (le)' },
      ],
    };
  }
  const [first] = grouping.labels;
  if (grouping.without || !first) return undefined;
  return { title: 'Keep le', safe: true, edits: [{ at: { from: first.from, to: first.from }, newText: 'le, ' }] };
}
