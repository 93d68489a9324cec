// Selectors that are `anchored` or `smoothed`, as results of their own and at single steps. Layer: evaluation.
import type { MatrixSelector, VectorSelector } from '../promql/ast';
import { withHint } from '../series/histogram/arithmetic';
import { usesCustomBuckets } from '../series/histogram/histogram';
import { metricName } from '../series/labels';
import type { Series } from '../series/series';
import { type Column, type Grid, isEmpty, type OpenColumn, setHistogram } from './column';
import type { Evaluation } from './evaluation';
import { endsOf, interpolate, interpolateHistograms, leftOf, rightOf } from './functions/extendedEnds';
import { startAt } from './functions/startTimes';
import { moveTo, type Window, windowOver } from './functions/window';
import { referenceOf } from './reference';

/** A smoothed instant selector: at each step the value on the line between the samples around it. */
export function* smoothedColumns(ev: Evaluation, expr: VectorSelector, grid: Grid): Generator<void, readonly Column[]> {
  const { base, interval } = referenceOf(ev, expr, grid);
  const last = base + interval * (grid.count - 1);
  const columns: Column[] = [];
  for (const series of yield* ev.select(expr, base - ev.lookback, last + ev.lookback)) {
    const column = ev.column(series.labels, grid.count, expr);
    const window = windowOver(series, 0, 0);
    for (let step = 0; step < grid.count; step++) {
      const time = base + step * interval;
      moveTo(window.floats, time - ev.lookback, time + ev.lookback);
      moveTo(window.histograms, time - ev.lookback, time + ev.lookback);
      smooth(ev, expr, window, time, column, step);
    }
    if (!isEmpty(column)) columns.push(column);
    if (ev.spend(grid.count * 4, expr)) yield;
  }
  return columns;
}

function smooth(
  ev: Evaluation,
  expr: VectorSelector,
  window: Window,
  time: number,
  column: OpenColumn,
  step: number,
): void {
  const { floats, histograms } = window;
  const someFloats = floats.to > floats.from;
  const someHistograms = histograms.to > histograms.from;
  const name = JSON.stringify(window.labels.get(metricName));
  if (someFloats && someHistograms) {
    ev.annotations.warn(`encountered a mix of histograms and floats for metric name ${name}`, expr);
    return;
  }
  const part = someHistograms ? histograms : floats;
  let at = part.from;
  while (at < part.to && part.times[at]! < time) at++;
  const exact = at < part.to && part.times[at] === time;
  if (!exact && at === part.from) return;
  if (someFloats) {
    const { times, values } = floats;
    column.present[step] = 1;
    if (exact) column.values[step] = values[at]!;
    else if (at === floats.to) column.values[step] = values[at - 1]!;
    else column.values[step] = interpolate(times[at - 1]!, values[at - 1]!, times[at]!, values[at]!, time, false);
    return;
  }
  const { times, histograms: all } = histograms;
  if (exact || at === histograms.to) {
    setHistogram(column, step, exact ? all[at]! : withHint(all[at - 1]!, 'unknown'));
    return;
  }
  const previous = all[at - 1]!;
  const next = all[at]!;
  const mixed = usesCustomBuckets(previous) !== usesCustomBuckets(next);
  const counter = previous.hint !== 'gauge' || next.hint !== 'gauge';
  const value = mixed
    ? undefined
    : interpolateHistograms(ev, expr, previous, times[at - 1]!, next, times[at]!, time, counter);
  if (value) setHistogram(column, step, value);
  else {
    const message = `vector contains a mix of histograms with exponential and custom buckets schemas for metric name ${name}`;
    ev.annotations.warn(message, expr);
  }
}

/** The samples of an extended range with those at its bounds, as the result of a query; `start` and `end` are the range's own. */
export function extendedColumn(
  ev: Evaluation,
  expr: MatrixSelector,
  series: Series,
  start: number,
  end: number,
): Series {
  const smoothed = expr.selector.extend?.kind === 'smoothed';
  const { floats, histograms } = windowOver(series, 0, 0);
  const first = start - ev.lookback;
  const last = smoothed ? end + ev.lookback : end;
  moveTo(floats, first, last);
  moveTo(histograms, first, last);
  if (histograms.to > histograms.from) {
    ev.fail('execution', `${smoothed ? 'smoothed' : 'anchored'} modifier is not supported with histograms`, expr);
  }
  const ends = endsOf(floats, { start, end }, smoothed);
  if (!ends) return { labels: series.labels, times: new Float64Array(0), values: new Float64Array(0) };
  const started = (at: number): number => (ev.options.startTimestamps ? startAt(floats, at) : 0);
  const left = leftOf(floats, started, ends, start, first, false);
  const right = rightOf(floats, started, ends, end, first, false);
  const from = floats.times[ends.first]! <= start ? ends.first + 1 : ends.first;
  const to = Math.max(from, floats.times[ends.last]! >= end ? ends.last : ends.last + 1);
  return {
    labels: series.labels,
    times: Float64Array.of(start, ...floats.times.subarray(from, to), end),
    values: Float64Array.of(left.value, ...floats.values.subarray(from, to), right.value),
  };
}
