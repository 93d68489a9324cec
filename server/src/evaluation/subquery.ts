// Subqueries: an instant vector evaluated at its own steps, then a range vector like any other. Layer: evaluation.
import type { Subquery } from '../promql/ast';
import { withHint } from '../series/histogram/arithmetic';
import type { Histogram } from '../series/histogram/histogram';
import type { Series } from '../series/series';
import { type Column, costOf, type Grid, timeAt } from './column';
import type { Evaluation } from './evaluation';
import { wholeQuotient } from './numbers';
import { referenceOf } from './reference';

/** A subquery's result; `dropNames` tells by series whether its name is to go in the end. */
export interface SubqueryResult {
  readonly series: readonly Series[];
  readonly dropNames: readonly boolean[];
}

/**
 * Evaluates the inside of a subquery at all of its steps from the first that a step of `grid` looks at to the end of the query.
 * They lie at multiples of the subquery's step, whenever the query begins.
 */
export function* runSubquery(ev: Evaluation, expr: Subquery, grid: Grid): Generator<void, SubqueryResult> {
  const range = ev.durations.milliseconds(expr.range, false);
  const interval = expr.step ? ev.durations.milliseconds(expr.step, false) : ev.subqueryStep;
  const { base, interval: outer } = referenceOf(ev, expr, grid);
  const end = outer === 0 ? base : base + grid.end - grid.start;
  let start = interval * wholeQuotient(base - range, interval);
  if (ev.semantics.closedRanges ? start < base - range : start <= base - range) start += interval;
  const count = Math.max(0, Math.floor((end - start) / interval) + 1);
  ev.limitSteps(count, expr);
  const inner: Grid = { start, interval, count, end };
  const columns = yield* ev.vector(expr.expr, inner);
  const times = Float64Array.from({ length: count }, (_, step) => timeAt(inner, step));
  const series: Series[] = [];
  for (const column of columns) {
    series.push(seriesOf(column, times));
    if (ev.spend(costOf(column), expr)) yield;
  }
  return { series, dropNames: columns.map(({ dropName }) => dropName) };
}

/** The steps that have a sample. They mostly follow one another: then the columns are cut and not copied. */
function seriesOf({ labels, values, present, histograms }: Column, times: Float64Array): Series {
  const from = present.indexOf(1);
  const to = present.lastIndexOf(1) + 1;
  if (from < 0) return { labels, times: times.subarray(0, 0), values: values.subarray(0, 0) };
  const gap = present.indexOf(0, from);
  if (gap < 0 || gap >= to) {
    const whole = from === 0 && to === times.length;
    return {
      labels,
      times: whole ? times : times.subarray(from, to),
      values: whole ? values : values.subarray(from, to),
      histograms: histograms?.slice(from, to).map(unhinted),
    };
  }
  const kept: number[] = [];
  for (let step = from; step < to; step++) if (present[step]) kept.push(step);
  return {
    labels,
    times: Float64Array.from(kept, step => times[step]!),
    values: Float64Array.from(kept, step => values[step]!),
    histograms: histograms && kept.map(step => unhinted(histograms[step])),
  };
}

/** Between the steps of a subquery samples are left out or seen twice: what their hints say of resets is not true there. */
function unhinted(histogram: Histogram | undefined): Histogram | undefined {
  if (histogram?.hint !== 'reset' && histogram?.hint !== 'not_reset') return histogram;
  return withHint(histogram, 'unknown');
}
