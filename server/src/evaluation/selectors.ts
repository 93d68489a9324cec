// Selectors: the latest sample at every step, and the samples of a range. Layer: evaluation.
import type { Expr, MatrixSelector, VectorSelector } from '../promql/ast';
import type { Series } from '../series/series';
import { firstAfter } from '../series/times';
import { type Column, type Grid, isEmpty, setHistogram } from './column';
import type { Evaluation } from './evaluation';
import { extendedColumn, smoothedColumns } from './extended';
import { type Reference, referenceOf } from './reference';

/** The latest sample of each series that is not older than the lookback and no stale marker. */
export function* evaluateSelector(
  ev: Evaluation,
  expr: VectorSelector,
  grid: Grid,
): Generator<void, readonly Column[]> {
  if (expr.extend?.kind === 'smoothed') return yield* smoothedColumns(ev, expr, grid);
  const reference = referenceOf(ev, expr, grid);
  const { base, interval } = reference;
  const series = yield* ev.select(expr, base - ev.lookback, base + interval * (grid.count - 1));
  const columns: Column[] = [];
  for (const one of series) {
    const column = latest(ev, one, reference, grid, expr);
    if (!isEmpty(column)) columns.push(column);
    if (ev.spend(grid.count, expr)) yield;
  }
  return columns;
}

function latest(ev: Evaluation, series: Series, { base, interval }: Reference, grid: Grid, at: Expr): Column {
  const { times, values, stale, histograms } = series;
  const column = ev.column(series.labels, grid.count, at);
  const oldest = ev.semantics.closedRanges ? ev.lookback + 1 : ev.lookback;
  let next = firstAfter(times, base);
  for (let step = 0; step < grid.count; step++) {
    const time = base + step * interval;
    while (next < times.length && times[next]! <= time) next++;
    const found = next - 1;
    if (found < 0 || times[found]! <= time - oldest || stale?.[found]) continue;
    const histogram = histograms?.[found];
    if (histogram) setHistogram(column, step, histogram);
    else {
      column.values[step] = values[found]!;
      column.present[step] = 1;
    }
  }
  return column;
}

/** For each step the index of the sample that `latest` takes, or -1: for `timestamp()`. */
export function latestIndex(ev: Evaluation, { times, stale }: Series, time: number): number {
  const found = firstAfter(times, time) - 1;
  const oldest = ev.semantics.closedRanges ? ev.lookback + 1 : ev.lookback;
  return found < 0 || times[found]! <= time - oldest || stale?.[found] ? -1 : found;
}

/** The samples of a range selector at one time, as the result of a query. */
export function* selectRange(ev: Evaluation, expr: MatrixSelector, grid: Grid): Generator<void, readonly Series[]> {
  const { selector } = expr;
  const range = ev.durations.milliseconds(expr.range, false);
  const end = referenceOf(ev, selector, grid).base;
  const start = end - range;
  const cut: Series[] = [];
  for (const series of yield* ev.select(selector, start, end)) {
    const one = selector.extend
      ? extendedColumn(ev, expr, series, start, end)
      : between(series, ev.semantics.closedRanges ? start - 1 : start, end);
    if (one.times.length > 0) cut.push(one);
    if (ev.spend(one.times.length, expr)) yield;
  }
  return cut;
}

/** The samples after `start` up to `end`, without stale markers. */
export function between(series: Series, start: number, end: number): Series {
  const from = firstAfter(series.times, start);
  const to = firstAfter(series.times, end);
  return withoutStale({
    labels: series.labels,
    times: series.times.subarray(from, to),
    values: series.values.subarray(from, to),
    stale: series.stale?.subarray(from, to),
    histograms: series.histograms?.slice(from, to),
    starts: series.starts?.subarray(from, to),
  });
}

/** A series whose samples are values; the same one where it has no stale markers. */
function withoutStale(series: Series): Series {
  const { stale, times, values, histograms, starts } = series;
  if (!stale?.includes(1)) return series;
  // Plain loops over typed arrays: lists of places and callbacks take ten times as long.
  const kept = new Int32Array(times.length);
  let count = 0;
  for (let i = 0; i < times.length; i++) if (!stale[i]) kept[count++] = i;
  const pick = (column: Float64Array): Float64Array => {
    const picked = new Float64Array(count);
    for (let i = 0; i < count; i++) picked[i] = column[kept[i]!]!;
    return picked;
  };
  return {
    labels: series.labels,
    times: pick(times),
    values: pick(values),
    histograms: histograms && Array.from(kept.subarray(0, count), at => histograms[at]),
    starts: starts && pick(starts),
  };
}
