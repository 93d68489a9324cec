// From the columns of an evaluation to its value: names that were to go at last, duplicates, order. Layer: evaluation.
import type { Expr } from '../promql/ast';
import { typeOf } from '../promql/types';
import type { Histogram } from '../series/histogram/histogram';
import { compareLabels, Labels } from '../series/labels';
import type { Series } from '../series/series';
import { sortInSlices } from '../text/slices';
import { type Column, type Grid, isEmpty, timeAt } from './column';
import { mergeColumns } from './duplicates';
import type { ResultSeries, Value } from './evaluate';
import type { Evaluation } from './evaluation';
import { withoutMetadata } from './names';
import { isLiteral, stringValue } from './strings';

/** Evaluates the whole expression. */
export function* finished(ev: Evaluation, expr: Expr, grid: Grid, instant: boolean): Generator<void, Value> {
  const type = typeOf(expr);
  if (type === 'unknown' || (type === 'string' && !isLiteral(expr))) {
    return ev.fail('unsupported', 'The expression is not complete or has mistakes; mend it first.', expr);
  }
  if (type === 'string' && instant) return { type: 'string', text: stringValue(expr) };
  if (type === 'scalar') {
    const values = yield* ev.scalar(expr, grid);
    if (instant) return { type: 'scalar', value: values[0] ?? Number.NaN };
    return {
      type: 'matrix',
      series: values.length === 0 ? [] : [{ labels: Labels.empty, times: timesOf(grid), values }],
    };
  }
  if (type === 'matrix' && instant) {
    const series = [...(yield* ev.matrix(expr, grid))].sort((a, b) => compareLabels(a.labels, b.labels));
    return { type: 'matrix', series: series.map(resultOf) };
  }
  if (type !== 'vector')
    return ev.fail('execution', `invalid expression type ${JSON.stringify(type)} for range query`, expr);
  let columns = yield* ev.vector(expr, grid);
  if (ev.delayedNames) {
    columns = columns.map(column => (column.dropName ? { ...column, labels: withoutMetadata(column.labels) } : column));
    columns = yield* mergeColumns(ev, columns, expr);
  }
  if (instant) return { type: 'vector', samples: columns.filter(column => column.present[0]).map(sampleOf) };
  const times = timesOf(grid);
  const series: ResultSeries[] = [];
  for (const column of columns) {
    if (!isEmpty(column)) series.push(seriesOf(column, times));
    if (ev.spend(grid.count, expr)) yield;
  }
  return { type: 'matrix', series: yield* sortInSlices(series, (a, b) => compareLabels(a.labels, b.labels)) };
}

function sampleOf({ labels, values, histograms }: Column): {
  labels: Column['labels'];
  value: number;
  histogram?: Histogram;
} {
  const histogram = histograms?.[0];
  return histogram ? { labels, value: 0, histogram } : { labels, value: values[0]! };
}

function resultOf({ labels, times, values, histograms }: Series): ResultSeries {
  return histograms?.some(histogram => histogram !== undefined)
    ? { labels, times, values, histograms }
    : { labels, times, values };
}

function timesOf(grid: Grid): Float64Array {
  return Float64Array.from({ length: grid.count }, (_, step) => timeAt(grid, step));
}

function seriesOf({ labels, values, present, histograms }: Column, all: Float64Array): ResultSeries {
  if (!present.includes(0))
    return histograms ? { labels, times: all, values, histograms } : { labels, times: all, values };
  const count = present.reduce((sum, one) => sum + one, 0);
  const times = new Float64Array(count);
  const kept = new Float64Array(count);
  const objects = histograms ? new Array<Histogram | undefined>(count) : undefined;
  let at = 0;
  for (let step = 0; step < present.length; step++) {
    if (!present[step]) continue;
    times[at] = all[step]!;
    kept[at] = values[step]!;
    if (objects) objects[at] = histograms![step];
    at++;
  }
  return objects ? { labels, times, values: kept, histograms: objects } : { labels, times, values: kept };
}
