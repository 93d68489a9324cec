// Scrapes counted, or cumulative values added up, where what they tell of was meant. Layer: checks.
import type { Call } from '../../promql/ast';
import { metricName, unwrap } from '../../promql/inspect';
import { windowOf } from '../../promql/value/calls';
import { thresholdOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/samples-counted',
  summary: 'The samples of a metric are counted or added up instead of what it counts.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  only: ['count_over_time', 'sum_over_time'],
  needs: ['catalog'],
  messages: {
    shares:
      '`sum_over_time()` adds up every sample of `{metric}`, so `{op} {written}` only depends on the scrape interval: use `avg_over_time()`.',
    count:
      '`count_over_time()` counts how often `{metric}` was scraped, whatever its value, so `{op} {written}` only depends on the scrape interval: use {instead}.',
    truths:
      '`bool` gives 0 where the comparison is false, and `count_over_time()` counts that, too: leave `bool` out, or use `sum_over_time()`.',
    sum: '`{metric}` is a counter, and `sum_over_time()` adds up all that was counted since its process began, once for every scrape: use `increase({metric}[{window}])`.',
  },
  run({ node, in: unit }, ctx) {
    const [argument] = node.args;
    if (!unit.sound || !unit.rule.alert || !argument) return;
    const of = argument.kind === 'subquery' ? unwrap(argument.expr) : undefined;
    if (
      of?.kind === 'binary' &&
      of.bool &&
      node.func.name === 'count_over_time' &&
      thresholdOf(node, unit.parents(node))
    ) {
      ctx.report(node.func, 'truths', {});
    }
    if (argument.kind !== 'matrix') return;
    const metric = metricName(argument.selector);
    if (metric === undefined || aboutScrapes.test(metric)) return;
    const { kind, of: series } = unit.valueOf(argument);
    const isCounter = kind === 'counter' || kind === 'buckets';
    const threshold = thresholdOf(node, unit.parents(node));
    if (node.func.name === 'sum_over_time' && kind === 'gauge') {
      const isLevel = series?.unit?.of === 'share' || series?.unit?.of === 'temperature';
      if (!isLevel || series.byName || !threshold || threshold.written <= 0) return;
      ctx.report(node.func, 'shares', { metric, op: threshold.writtenOp, written: threshold.written });
      return;
    }
    if (node.func.name === 'sum_over_time') {
      if (!isCounter || ctx.catalog.find(metric)?.metric.lifetime) return;
      const window = unit.text.slice(argument.range.from, argument.range.to);
      const severity = series?.byName ? ('info' as const) : ('warning' as const);
      const fix = { title: 'Use increase()', safe: false, edits: [{ at: node.func, newText: 'increase' }] };
      ctx.report(argument.selector.name ?? argument.selector, 'sum', { metric, window }, { severity, fix });
      return;
    }
    if (!threshold || (threshold.op !== '>' && threshold.op !== '>=') || threshold.value < 1) return;
    const fact = ctx.catalog.find(metric)?.metric;
    const isGauge = kind === 'gauge' ? !series?.byName : fact?.valueIs === 'code' && !fact.typeInferred;
    if (!isCounter && !isGauge) return;
    const instead = isCounter ? '`increase()`' : '`avg_over_time()` or `max_over_time()`';
    const data = { metric, op: threshold.writtenOp, written: threshold.written, instead };
    ctx.report(node.func, 'count', data, { severity: isLong(node) || series?.byName ? 'info' : 'warning' });
  },
});

/** Series that are there while something holds, and what the scrape itself tells. */
const aboutScrapes = /^(?:up|scrape_|ALERTS|probe_)/;

/** Whether so much time is asked for that the number of samples may be meant as a time. */
function isLong({ args }: Call): boolean {
  return (args[0] ? (windowOf(args[0]) ?? 0) : 0) > 86_400;
}
