// Columns of results: one series over all steps of a query. Layer: evaluation.
import type { Histogram } from '../series/histogram/histogram';
import type { Labels } from '../series/labels';

/** The steps that an expression is evaluated at: `start + k * interval` for `k < count`; milliseconds. */
export interface Grid {
  readonly start: number;
  readonly interval: number;
  readonly count: number;
  /** Where the query (or subquery) ends: after the last step where its length is no multiple of `interval`. */
  readonly end: number;
}

/** Time of a step. */
export function timeAt({ start, interval }: Grid, step: number): number {
  return start + step * interval;
}

/** A grid of one step, at the start of another. */
export function firstStep({ start }: Grid): Grid {
  return { start, interval: 1, count: 1, end: start };
}

/**
 * One series of an instant vector at all steps. Where `present` is 0 it has no sample; where `histograms` holds one, the
 * sample is that and its value is nothing.
 */
export interface Column {
  readonly labels: Labels;
  /** The metric name is to go at the end of the evaluation (`promql-delayed-name-removal`). */
  readonly dropName: boolean;
  readonly values: Float64Array;
  readonly present: Uint8Array;
  readonly histograms?: readonly (Histogram | undefined)[];
}

/** A column under construction. */
export interface OpenColumn extends Column {
  labels: Labels;
  dropName: boolean;
  histograms?: (Histogram | undefined)[];
}

export function setHistogram(column: OpenColumn, step: number, histogram: Histogram): void {
  (column.histograms ??= new Array<Histogram | undefined>(column.values.length).fill(undefined))[step] = histogram;
  column.present[step] = 1;
}

/** A histogram takes about as long as so many floats. */
export const histogramCost = 200;

/** How much work it is to go over a column, in samples. */
export function costOf({ values, histograms }: Column): number {
  return values.length * (histograms ? histogramCost : 1);
}

/** Whether a column has a sample at any step. */
export function isEmpty({ present }: Column): boolean {
  return !present.includes(1);
}
