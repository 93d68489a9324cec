// What native histograms tell by themselves: count, sum, mean, spread. Layer: evaluation.
import { allBuckets, type Histogram, usesCustomBuckets } from '../../series/histogram/histogram';
import { type Compensated, kahanAdd } from '../../series/histogram/kahan';
import type { VectorFunction } from './call';
import { mapHistograms } from './mapped';

export const histogramFunctions: Readonly<Record<string, VectorFunction>> = Object.fromEntries(
  Object.entries<(histogram: Histogram) => number>({
    histogram_count: ({ count }) => count,
    histogram_sum: ({ sum }) => sum,
    histogram_avg: ({ sum, count }) => sum / count,
    histogram_stdvar: variance,
    histogram_stddev: histogram => Math.sqrt(variance(histogram)),
  }).map(([name, compute]): [string, VectorFunction] => [
    name,
    function* (ev, expr, grid) {
      return yield* mapHistograms(ev, expr, yield* ev.vector(expr.args[0]!, grid), grid, compute);
    },
  ]),
);

/** Observations are taken to lie in the middle of their bucket: the geometric one where buckets grow. */
function variance(histogram: Histogram): number {
  const mean = histogram.sum / histogram.count;
  const total: Compensated = { sum: 0, compensation: 0 };
  for (const { lower, upper, count } of allBuckets(histogram)) {
    if (count === 0) continue;
    let middle = 0;
    if (usesCustomBuckets(histogram)) middle = (upper + lower) / 2;
    else if (lower > 0 || upper < 0) middle = Math.sqrt(upper * lower) * (upper < 0 ? -1 : 1);
    const delta = middle - mean;
    kahanAdd(total, count * delta * delta);
  }
  return (total.sum + total.compensation) / histogram.count;
}
