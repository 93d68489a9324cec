// Aggregations of floats, series by series over all steps at once. Layer: evaluation.
import type { Column, OpenColumn } from '../column';
import { quantileOf } from '../numbers';
import type { Semantics } from '../semantics';

/** Aggregates the columns of one group into one; pauses where `spend` says so. */
export type GroupAggregation = (
  columns: readonly Column[],
  result: OpenColumn,
  spend: (samples: number) => boolean,
) => Generator<void, void>;

/** The aggregation of this name; undefined where it is none of floats. `parameters` are the quantiles by step. */
export function floatAggregation(
  op: string,
  semantics: Semantics,
  parameters: Float64Array | undefined,
): GroupAggregation | undefined {
  switch (op) {
    case 'sum':
      return semantics.compensatedSum ? compensatedSum : folded((sum, value) => sum + value);
    case 'avg':
      return semantics.compensatedAverage ? compensatedAverage : runningAverage;
    case 'min':
      return folded((least, value) => (value < least || Number.isNaN(least) ? value : least));
    case 'max':
      return folded((most, value) => (value > most || Number.isNaN(most) ? value : most));
    case 'count':
      return counted;
    case 'group':
      return present;
    case 'stddev':
      return spread(Math.sqrt, semantics.finiteSpread);
    case 'stdvar':
      return spread(variance => variance, semantics.finiteSpread);
    case 'quantile':
      return parameters && quantiles(parameters, semantics.weighsInfinity);
    default:
      return undefined;
  }
}

function folded(combine: (before: number, value: number) => number): GroupAggregation {
  return function* (columns, result, spend) {
    const { values, present: seen } = result;
    for (const column of columns) {
      for (let step = 0; step < values.length; step++) {
        if (!column.present[step]) continue;
        const value = column.values[step]!;
        values[step] = seen[step] ? combine(values[step]!, value) : value;
        seen[step] = 1;
      }
      if (spend(values.length)) yield;
    }
  };
}

function* compensatedSum(
  columns: readonly Column[],
  result: OpenColumn,
  spend: (samples: number) => boolean,
): Generator<void, void> {
  const { values: sums, present: seen } = result;
  const compensations = new Float64Array(sums.length);
  for (const { values, present: here } of columns) {
    for (let step = 0; step < sums.length; step++) {
      if (!here[step]) continue;
      const value = values[step]!;
      if (!seen[step]) {
        sums[step] = value;
        seen[step] = 1;
        continue;
      }
      const sum = sums[step]!;
      const total = sum + value;
      if (total > Number.MAX_VALUE || total < -Number.MAX_VALUE) compensations[step] = 0;
      else if (Math.abs(sum) >= Math.abs(value)) compensations[step]! += sum - total + value;
      else compensations[step]! += value - total + sum;
      sums[step] = total;
    }
    if (spend(sums.length)) yield;
  }
  for (let step = 0; step < sums.length; step++) sums[step]! += compensations[step]!;
}

/** The sum divided; a step whose sum does not fit into a float goes on with its mean. */
function* compensatedAverage(
  columns: readonly Column[],
  result: OpenColumn,
  spend: (samples: number) => boolean,
): Generator<void, void> {
  const { values: sums, present: seen } = result;
  const compensations = new Float64Array(sums.length);
  const counts = new Float64Array(sums.length);
  const means = new Uint8Array(sums.length);
  for (const { values, present: here } of columns) {
    for (let step = 0; step < sums.length; step++) {
      if (!here[step]) continue;
      let value = values[step]!;
      const count = ++counts[step]!;
      if (count === 1) {
        sums[step] = value;
        seen[step] = 1;
        continue;
      }
      if (!means[step]) {
        const total = sums[step]! + value;
        if (Math.abs(total) === Number.POSITIVE_INFINITY) {
          means[step] = 1;
          sums[step]! /= count - 1;
          compensations[step]! /= count - 1;
        }
      }
      if (means[step]) {
        const share = (count - 1) / count;
        sums[step]! *= share;
        compensations[step]! *= share;
        value /= count;
      }
      const sum = sums[step]!;
      const total = sum + value;
      if (total > Number.MAX_VALUE || total < -Number.MAX_VALUE) compensations[step] = 0;
      else if (Math.abs(sum) >= Math.abs(value)) compensations[step]! += sum - total + value;
      else compensations[step]! += value - total + sum;
      sums[step] = total;
    }
    if (spend(sums.length)) yield;
  }
  for (let step = 0; step < sums.length; step++) {
    if (means[step]) sums[step]! += compensations[step]!;
    else if (seen[step]) sums[step] = sums[step]! / counts[step]! + compensations[step]! / counts[step]!;
  }
}

/** As Prometheus averaged before 2.55: an infinite mean stays what it is. */
function* runningAverage(
  columns: readonly Column[],
  result: OpenColumn,
  spend: (samples: number) => boolean,
): Generator<void, void> {
  const { values: means, present: seen } = result;
  const counts = new Float64Array(means.length);
  for (const { values, present: here } of columns) {
    for (let step = 0; step < means.length; step++) {
      if (!here[step]) continue;
      const value = values[step]!;
      const count = ++counts[step]!;
      const mean = means[step]!;
      if (count === 1) {
        means[step] = value;
        seen[step] = 1;
      } else if (Math.abs(mean) === Number.POSITIVE_INFINITY && (value === mean || Number.isFinite(value))) continue;
      else means[step] = mean + (value / count - mean / count);
    }
    if (spend(means.length)) yield;
  }
}

function* counted(
  columns: readonly Column[],
  result: OpenColumn,
  spend: (samples: number) => boolean,
): Generator<void, void> {
  const { values, present: seen } = result;
  for (const column of columns) {
    for (let step = 0; step < values.length; step++) {
      if (!column.present[step]) continue;
      values[step]!++;
      seen[step] = 1;
    }
    if (spend(values.length)) yield;
  }
}

function* present(
  columns: readonly Column[],
  result: OpenColumn,
  spend: (samples: number) => boolean,
): Generator<void, void> {
  for (const column of columns) {
    for (let step = 0; step < result.values.length; step++) {
      if (!column.present[step]) continue;
      result.values[step] = 1;
      result.present[step] = 1;
    }
    if (spend(result.values.length)) yield;
  }
}

/** Variance by Welford's method. */
function spread(finish: (variance: number) => number, finite: boolean): GroupAggregation {
  return function* (columns, result, spend) {
    const { values: squares, present: seen } = result;
    const means = new Float64Array(squares.length);
    const counts = new Float64Array(squares.length);
    for (const column of columns) {
      for (let step = 0; step < squares.length; step++) {
        if (!column.present[step]) continue;
        const value = column.values[step]!;
        const count = ++counts[step]!;
        if (count === 1) {
          means[step] = value;
          squares[step] = finite || Number.isFinite(value) ? 0 : Number.NaN;
          seen[step] = 1;
          continue;
        }
        const delta = value - means[step]!;
        means[step]! += delta / count;
        squares[step]! += delta * (value - means[step]!);
      }
      if (spend(squares.length)) yield;
    }
    for (let step = 0; step < squares.length; step++)
      if (seen[step]) squares[step] = finish(squares[step]! / counts[step]!);
  };
}

function quantiles(parameters: Float64Array, weighsInfinity: boolean): GroupAggregation {
  return function* (columns, result, spend) {
    const gathered = new Float64Array(columns.length);
    for (let step = 0; step < result.values.length; step++) {
      let count = 0;
      for (const column of columns) if (column.present[step]) gathered[count++] = column.values[step]!;
      if (count === 0) continue;
      result.values[step] = quantileOf(parameters[step]!, gathered.subarray(0, count), weighsInfinity);
      result.present[step] = 1;
      if (spend(count * 10)) yield;
    }
  };
}
