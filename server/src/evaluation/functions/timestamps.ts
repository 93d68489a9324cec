// `timestamp` and `start_timestamp`: when a sample was taken, and when its counter began. Layer: evaluation.
import type { Call } from '../../promql/ast';
import type { Series } from '../../series/series';
import { type Column, type Grid, isEmpty, timeAt } from '../column';
import { combined } from '../duplicates';
import type { Evaluation } from '../evaluation';
import { withoutMetadata } from '../names';
import { referenceOf } from '../reference';
import { latestIndex } from '../selectors';
import { unwrapped } from './arguments';
import { mapSamples } from './mapped';

/** Time of the sample itself where a selector is given, else of the evaluation; seconds. */
export function* timestamp(ev: Evaluation, expr: Call, grid: Grid): Generator<void, readonly Column[]> {
  const sampled = yield* ofSelector(ev, expr, grid, ({ times }, at) => times[at]!);
  if (sampled) return sampled;
  const columns = yield* ev.vector(expr.args[0]!, grid);
  return yield* mapSamples(ev, expr, columns, grid, (_value, _histogram, step) => timeAt(grid, step) / 1000);
}

/** Start time of the sample of a selector, as far as samples tell. */
export function* startTimestamp(ev: Evaluation, expr: Call, grid: Grid): Generator<void, readonly Column[]> {
  const selector = unwrapped(expr.args[0]!).kind === 'selector';
  // What is calculated has no start; it may fail, though.
  if (!selector) yield* ev.vector(expr.args[0]!, grid);
  if (!selector || !ev.options.startTimestamps) return [];
  return (yield* ofSelector(ev, expr, grid, ({ starts }, at) => starts?.[at] ?? 0)) ?? [];
}

function* ofSelector(
  ev: Evaluation,
  expr: Call,
  grid: Grid,
  timeOf: (series: Series, at: number) => number,
): Generator<void, readonly Column[] | undefined> {
  const arg = unwrapped(expr.args[0]!);
  if (arg.kind !== 'selector') return undefined;
  // With `@` upstream forgets the offset here.
  const { base, interval } = referenceOf(ev, arg.at ? { at: arg.at } : arg, grid);
  const results: Column[] = [];
  for (const series of yield* ev.select(arg, base - ev.lookback, base + interval * (grid.count - 1))) {
    const labels = ev.delayedNames ? series.labels : withoutMetadata(series.labels);
    const column = ev.column(labels, grid.count, expr, true);
    for (let step = 0; step < grid.count; step++) {
      const at = latestIndex(ev, series, base + step * interval);
      if (at < 0) continue;
      column.values[step] = timeOf(series, at) / 1000;
      column.present[step] = 1;
    }
    if (!isEmpty(column)) results.push(column);
    if (ev.spend(grid.count * 4, expr)) yield;
  }
  return yield* combined(ev, results, grid, expr);
}
