// Functions of single samples: every float, or every histogram, becomes a float. Layer: evaluation.
import type { Call } from '../../promql/ast';
import type { Histogram } from '../../series/histogram/histogram';
import { type Column, type Grid, isEmpty } from '../column';
import { combined } from '../duplicates';
import type { Evaluation } from '../evaluation';
import { withoutMetadata } from '../names';

/** Replaces floats by what `compute` gives and leaves histograms out. */
export function* mapFloats(
  ev: Evaluation,
  expr: Call,
  columns: readonly Column[],
  grid: Grid,
  compute: (value: number, step: number) => number | undefined,
): Generator<void, readonly Column[]> {
  return yield* mapSamples(ev, expr, columns, grid, (value, histogram, step) =>
    histogram ? undefined : compute(value, step),
  );
}

/** Replaces histograms by what `compute` gives and leaves floats out. */
export function* mapHistograms(
  ev: Evaluation,
  expr: Call,
  columns: readonly Column[],
  grid: Grid,
  compute: (histogram: Histogram) => number,
): Generator<void, readonly Column[]> {
  const some = columns.filter(({ histograms }) => histograms);
  return yield* mapSamples(ev, expr, some, grid, (_, histogram) => histogram && compute(histogram));
}

/** Replaces every sample; undefined leaves it out. The metric name goes. */
export function* mapSamples(
  ev: Evaluation,
  expr: Call,
  columns: readonly Column[],
  grid: Grid,
  compute: (value: number, histogram: Histogram | undefined, step: number) => number | undefined,
): Generator<void, readonly Column[]> {
  const results: Column[] = [];
  for (const { labels, values, present, histograms } of columns) {
    const result = ev.column(ev.delayedNames ? labels : withoutMetadata(labels), grid.count, expr, true);
    for (let step = 0; step < grid.count; step++) {
      if (!present[step]) continue;
      const value = compute(values[step]!, histograms?.[step], step);
      if (value === undefined) continue;
      result.values[step] = value;
      result.present[step] = 1;
    }
    if (!isEmpty(result)) results.push(result);
    if (ev.spend(grid.count * (histograms ? 10 : 1), expr)) yield;
  }
  return yield* combined(ev, results, grid, expr);
}
