// `time() - x` is an age only where x is a point in time: a duration taken from it leaves the year 1970 plus something.
// Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import type { Call, Expr, VectorSelector } from '../../promql/ast';
import { isNow, metricName, unwrap } from '../../promql/inspect';
import { close, unitInWords } from '../../promql/value/unit';
import type { Value } from '../../promql/value/value';
import { innermostOf, thresholdOf } from '../../promql/values';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/not-a-timestamp',
  summary: 'Something that is no timestamp is subtracted from time().',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['-'],
  given: ['sound'],
  mentions: ['time'],
  between: 'series',
  needs: ['catalog'],
  messages: {
    duration:
      '`{metric}` is a duration, so `time()` minus it is some fifty years: subtract a metric that holds a timestamp.',
    sampled:
      '`timestamp()` tells when a sample was taken, which is never ahead, so less `time()` it is 0 at most and `{op} {written}` is never true: write `time() - timestamp(…)`.',
    computed:
      '`timestamp()` of what is computed is the time of the evaluation, so `time()` minus it is always 0: take it of the metric itself, as in `time() - max(timestamp(…))`.',
    other: '`{metric}` is in {unit} and no timestamp, so `time()` minus it is no age.',
    count:
      '`{metric}` is a count and no timestamp, so `time()` minus it is some fifty years: subtract a metric that holds the time of the last one.',
    past: '`{metric}` is a time that has passed, so less `time()` it is below 0 and `{op} {written}` is never true: write `time() - {metric}`.',
    ahead:
      '`{metric}` is a time to come, so `time()` minus it is below 0 until then, and `{op} {written}` is true all the time: write `{metric} - time()`.',
    divided:
      '`{metric}` is in seconds already, so divided by {by} it is a moment of 1970, and `time()` minus it some fifty years: leave the division out.',
    zero: '`{metric}` is 0 from the start of the program until it is first set, and so this is some fifty years: take `({metric} > 0)`.',
    created:
      '`{metric}` is the time at which the counter began, which updates do not move: take a metric that holds the time of the last event, or `timestamp()`.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.op !== '-') return;
    if (isNow(node.rhs)) {
      if (isSampled(node.lhs)) {
        const bound = thresholdOf(node, unit.parents(node));
        if (bound && (bound.op === '>' ? bound.value >= 0 : bound.op === '>=' && bound.value > 0))
          ctx.report(node, 'sampled', { op: bound.writtenOp, written: bound.written });
        return;
      }
      const past = namedIn(node.lhs, passed);
      const bound = past && thresholdOf(node, unit.parents(node));
      if (past && bound && (bound.op === '>' || bound.op === '>=') && bound.value > 0) {
        const at = past.selector.name ?? past.selector;
        ctx.report(at, 'past', { metric: past.metric, op: bound.writtenOp, written: bound.written });
      }
      return;
    }
    if (!isNow(node.lhs)) return;
    const computed = computedIn(node.rhs);
    if (computed) {
      ctx.report(computed, 'computed', {});
      return;
    }
    const coming = namedIn(node.rhs, toCome);
    const left = coming && thresholdOf(node, unit.parents(node));
    if (coming && left?.op.startsWith('<') && left.value > 0) {
      const at = coming.selector.name ?? coming.selector;
      ctx.report(at, 'ahead', { metric: coming.metric, op: left.writtenOp, written: left.written });
      return;
    }
    const value = unit.valueOf(node.rhs);
    const { of, selector } = value;
    if (!of || !selector) return;
    const at = selector.name ?? selector;
    const metric = unit.text.slice(at.from, at.to);
    const by = dividedBy(value, metric, ctx.catalog.find(metric)?.exporter !== undefined);
    if (by !== undefined) {
      ctx.report(at, 'divided', { metric, by });
      return;
    }
    const isFirst = unwrap(node.rhs) === selector && ctx.catalog.find(metric)?.metric.beginsAtZero;
    if (
      isFirst &&
      isPassedAbove(node, unit) &&
      unit.selectors.every(one => one === selector || metricName(one) !== metric)
    ) {
      ctx.report(at, 'zero', { metric }, { severity: 'info' });
    } else if (of.series === 'created') {
      if (value.factor === 1) ctx.report(at, 'created', { metric }, { severity: 'info' });
    } else if (isDuration(value, metric, ctx.catalog.find(metric)?.exporter !== undefined)) {
      ctx.report(at, 'duration', { metric });
    } else if (metric.endsWith('_total') && !/time/.test(metric)) {
      ctx.report(at, 'count', { metric });
    } else if (value.unit && value.unit.of !== 'time' && value.unit.of !== 'things' && !of.byName) {
      ctx.report(at, 'other', { metric, unit: unitInWords(value.unit) ?? value.unit.of });
    }
  },
});

/** By what a time in seconds is divided as if it were in milliseconds, or smaller parts. */
function dividedBy({ kind, unit, factor }: Value, name: string, isCatalogued: boolean): number | undefined {
  const isInSeconds = isCatalogued || name.endsWith('_seconds');
  if (kind !== 'timestamp' || unit?.of !== 'time' || !isInSeconds || !close(unit.scale * factor, 1)) return undefined;
  return [1e3, 1e6, 1e9].find(by => close(factor * by, 1));
}

/** `timestamp(max(x))`: only a selector's samples have times of their own. */
function computedIn(subtracted: Expr): Call | undefined {
  let inner = unwrap(subtracted);
  while (inner.kind === 'aggregate') inner = unwrap(inner.expr);
  if (inner.kind !== 'call' || inner.func.name !== 'timestamp') return undefined;
  const [of] = inner.args;
  return of && unwrap(of).kind !== 'selector' && selectorsOf(of).length > 0 ? inner : undefined;
}

/** Whether an age has to be above a bound. */
function isPassedAbove(age: Expr, unit: ExprUnit): boolean {
  const bound = unit.rule.alert && thresholdOf(age, unit.parents(age));
  return bound ? bound.op.startsWith('>') : false;
}

/** Whether a time is that of a sample. */
function isSampled(expr: Expr): boolean {
  const inner = innermostOf(expr);
  return inner.kind === 'call' && inner.func.name === 'timestamp';
}

/** Names of times that have passed, whatever they are of. */
const passed =
  /(?:^|_)(?:last|start(?:ed)?|created|completed|completion|finished|trained|updated|succeeded|success)_(?:[a-z0-9]{1,20}_){0,3}(?:time|timestamp)(?:_seconds)?$/;

/** Names of times that mostly lie ahead; `…_expiry_seconds` may be what is left. */
const toCome = /_(?:not_after|expir(?:y|ation|es)(?:_(?:date|time|timestamp|at)(?:_seconds)?)?)$/;

/** The metric that an expression takes a value of, where its name is such. */
function namedIn(
  expr: Expr,
  names: RegExp,
): { readonly selector: VectorSelector; readonly metric: string } | undefined {
  const inner = innermostOf(expr);
  const metric = inner.kind === 'selector' ? metricName(inner) : undefined;
  if (inner.kind !== 'selector' || metric === undefined || !names.test(metric)) return undefined;
  return { selector: inner, metric };
}

/** Words of names that leave no doubt: a metric in seconds may well be a timestamp. */
const durations =
  /(?:duration|latency|elapsed|uptime|age|delay|lag|timeout|interval|wait(?:ing)?_time)_(?:milli|micro|nano)?seconds?$/;

function isDuration({ kind, unit, of }: Value, name: string, isCatalogued: boolean): boolean {
  if (kind === 'timestamp' || kind === 'unknown' || unit?.of !== 'time') return false;
  if (!of?.byName && (kind === 'mean' || kind === 'quantile')) return true;
  // The catalogue says which of its gauges are timestamps; code does not.
  return isCatalogued && !of?.byName ? kind === 'gauge' : durations.test(name);
}
