// Scrapes counted, or cumulative values added up, where what they tell of was meant. Layer: checks.
import { ruleText } from '../../analysis/alertText';
import type { RuleUnit } from '../../model/ruleFile';
import type { Call, Expr } from '../../promql/ast';
import { isComparison, metricName, numberOf, unwrap } from '../../promql/inspect';
import { durationInWords } from '../../promql/ranges';
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
  needs: ['catalog', 'scrapeInterval'],
  messages: {
    shares:
      '`sum_over_time()` adds up every sample of `{metric}`, so `{op} {written}` only depends on the scrape interval: use `avg_over_time()`.',
    count:
      '`count_over_time()` counts how often `{metric}` was scraped, whatever its value, so `{op} {written}` only depends on the scrape interval: use {instead}.',
    seconds:
      '`{func}()` takes every sample, not every second, so divided by the {written} seconds of `[{window}]` it depends on the scrape interval: use `avg_over_time()`.',
    hours:
      '`sum_over_time()` adds up what `{metric}` costs an hour once for every sample: take `avg_over_time({metric}[{window}])` times the number of hours, or a subquery with a step of `1h`.',
    truths:
      '`bool` gives 0 where the comparison is false, and `count_over_time()` counts that, too: leave `bool` out, or use `sum_over_time()`.',
    steps:
      'A subquery with a step of {step} has a sample every {step}, so `{op} {written}` is {real} and not {written} minutes: write a step of `1m`, or another number.',
    sum: '`{metric}` is a counter, and `sum_over_time()` adds up all that was counted since its process began, once for every scrape: use `increase({metric}[{window}])`.',
  },
  run({ node, in: unit }, ctx) {
    const [argument] = node.args;
    if (!unit.sound || !argument) return;
    const scaled = argument.kind === 'matrix' ? scalingOf(node, unit.parents(node)) : undefined;
    if (argument.kind === 'matrix' && scaled?.op === '/' && scaled.by === windowOf(argument)) {
      const window = unit.text.slice(argument.range.from, argument.range.to);
      if (ctx.scrapeInterval !== 1)
        ctx.report(node.func, 'seconds', { func: node.func.name, written: scaled.by, window });
      return;
    }
    if (!unit.rule.alert) return;
    const of = argument.kind === 'subquery' ? unwrap(argument.expr) : undefined;
    if (
      of?.kind === 'binary' &&
      of.bool &&
      node.func.name === 'count_over_time' &&
      thresholdOf(node, unit.parents(node))
    ) {
      ctx.report(node.func, 'truths', {});
    }
    if (argument.kind === 'subquery' && node.func.name === 'count_over_time') {
      const step = argument.step?.kind === 'number' ? argument.step.value : undefined;
      const bound = thresholdOf(node, unit.parents(node));
      if (step !== undefined && step !== 60 && bound && tellsMinutes(unit.rule, bound.written)) {
        const data = { op: bound.writtenOp, written: bound.written, real: durationInWords(bound.written * step) };
        ctx.report(bound.node, 'steps', { ...data, step: durationInWords(step) });
      }
      return;
    }
    if (argument.kind !== 'matrix') return;
    const metric = metricName(argument.selector);
    if (metric === undefined || aboutScrapes.test(metric)) return;
    if (node.func.name === 'sum_over_time' && hourly.test(metric) && !scaled && isCompared(unit.parents(node))) {
      const window = unit.text.slice(argument.range.from, argument.range.to);
      // One who records a cost may do so once an hour.
      const severity = metric.includes(':') ? ('info' as const) : ('warning' as const);
      ctx.report(node.func, 'hours', { metric, window }, { severity });
      return;
    }
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

/** Whether a message speaks of so many minutes. */
function tellsMinutes(rule: RuleUnit, count: number): boolean {
  return [...ruleText(rule).matchAll(minutes)].some(([, digits]) => Number(digits) === count);
}

const minutes = /\b(\d{1,4}) ?(?:m|min|minutes?)\b/gi;

/** Names of what is told for an hour. */
const hourly = /(?:^|[_:])(?:hourly_cost|cost_per_hour|cost_hourly)(?:[_:]|$)/;

/** The number that what is counted is multiplied with or divided by, through parentheses and aggregations. */
function scalingOf(node: Expr, parents: readonly Expr[]): { readonly op: string; readonly by: number } | undefined {
  let inner = node;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    if (parent.kind === 'binary') {
      const by = numberOf(parent.lhs === inner ? parent.rhs : parent.lhs);
      if (by === undefined || (parent.op === '/' ? parent.rhs === inner : parent.op !== '*')) return undefined;
      return { op: parent.op, by };
    }
    if (parent.kind !== 'paren' && parent.kind !== 'aggregate') return undefined;
    inner = parent;
  }
  return undefined;
}

/** Whether what is counted is compared with a number, through parentheses and aggregations. */
function isCompared(parents: readonly Expr[]): boolean {
  let at = parents.length - 1;
  while (parents[at]?.kind === 'paren' || parents[at]?.kind === 'aggregate') at--;
  const above = parents[at];
  if (above?.kind !== 'binary' || !isComparison(above.op)) return false;
  return numberOf(above.rhs) !== undefined || numberOf(above.lhs) !== undefined;
}

/** Series that are there while something holds, and what the scrape itself tells. */
const aboutScrapes = /^(?:up|scrape_|ALERTS|probe_)/;

/** Whether so much time is asked for that the number of samples may be meant as a time. */
function isLong({ args }: Call): boolean {
  return (args[0] ? (windowOf(args[0]) ?? 0) : 0) > 86_400;
}
