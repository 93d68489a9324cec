// Native histograms of what is counted in classic buckets: with the same bounds, as Prometheus converts them. Layer: datasource (pure).
import {
  compactBuckets,
  customSchema,
  denseBuckets,
  type Histogram,
  histogram,
} from '../../series/histogram/histogram';
import type { Series } from '../../series/series';

/** Counts at the times at which an instance is scraped. */
interface Counts {
  readonly times: Float64Array;
  /** For each bound, +Inf last, the observations up to it. */
  readonly cumulative: readonly Float64Array[];
  readonly sums: Float64Array;
}

/** `shown` with histograms in the place of its values. */
export function nativeSeries(shown: Series, bounds: readonly number[], { times, cumulative, sums }: Counts): Series {
  const histograms: (Histogram | undefined)[] = [];
  let at = 0;
  for (let i = 0; i < shown.times.length; i++) {
    while (times[at]! < shown.times[i]!) at++;
    if (shown.stale?.[i] === 1) histograms.push(undefined);
    else {
      const counts = cumulative.map((column, bucket) => column[at]! - (cumulative[bucket - 1]?.[at] ?? 0));
      const positive = compactBuckets(denseBuckets(counts));
      histograms.push(
        histogram({ schema: customSchema, bounds, positive, count: cumulative.at(-1)![at]!, sum: sums[at]! }),
      );
    }
  }
  return { ...shown, histograms };
}
