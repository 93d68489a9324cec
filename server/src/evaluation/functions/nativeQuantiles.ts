// Quantiles and fractions of native histograms. Layer: evaluation.
// Within a bucket observations lie evenly: on a logarithmic scale, in the zero bucket and in buckets with own bounds on a linear one.
import { allBuckets, type Bucket, type Histogram, usesCustomBuckets } from '../../series/histogram/histogram';
import { fractionBelow } from '../../series/histogram/trim';

/** A value, and what NaN among the observations does to it. */
export interface NativeResult {
  readonly value: number;
  readonly remark?: 'nan' | 'skewed' | 'excluded';
}

export function nativeQuantile(q: number, h: Histogram): NativeResult {
  if (q < 0) return { value: Number.NEGATIVE_INFINITY };
  if (q > 1) return { value: Number.POSITIVE_INFINITY };
  if (h.count === 0 || Number.isNaN(q)) return { value: Number.NaN };
  // NaN is no observation of any bucket, so one has to count from below; else from the nearer end.
  const hasNaN = Number.isNaN(h.sum);
  const fromBelow = hasNaN || q < 0.5;
  const buckets = fromBelow ? allBuckets(h) : [...allBuckets(h)].reverse();
  let rank = fromBelow ? q * h.count : (1 - q) * h.count;
  let count = 0;
  let bucket: Bucket = { lower: 0, upper: 0, count: 0 };
  let next = 0;
  while (next < buckets.length) {
    bucket = buckets[next++]!;
    if (bucket.count === 0) continue;
    count += bucket.count;
    if (count >= rank) break;
  }
  let { lower, upper } = bucket;
  if (usesCustomBuckets(h)) {
    if (lower === Number.NEGATIVE_INFINITY) {
      if (upper <= 0) return { value: upper };
      lower = 0;
    } else if (upper === Number.POSITIVE_INFINITY) return { value: lower };
  } else if (lower < 0 && upper > 0) [lower, upper] = zeroBounds(h, lower, upper);
  if (count > h.count) count = h.count;
  if (count < rank) return hasNaN ? { value: Number.NaN, remark: 'nan' } : { value: upper };
  rank = fromBelow ? rank - (count - bucket.count) : count - rank;
  let remark: NativeResult['remark'];
  if (hasNaN) {
    for (; next < buckets.length; next++) count += buckets[next]!.count;
    if (count < h.count) remark = 'skewed';
  }
  const share = rank / bucket.count;
  if (usesCustomBuckets(h) || (lower <= 0 && upper >= 0)) return { value: lower + (upper - lower) * share, remark };
  const from = Math.log2(Math.abs(lower));
  const to = Math.log2(Math.abs(upper));
  if (lower > 0) return { value: 2 ** (from + (to - from) * share), remark };
  return { value: -(2 ** (to + (from - to) * (1 - share))), remark };
}

/** A zero bucket reaches only to the side where there are others. */
function zeroBounds(h: Histogram, lower: number, upper: number): [lower: number, upper: number] {
  const negative = h.negative.index.length > 0;
  const positive = h.positive.index.length > 0;
  if (positive && !negative) return [0, upper];
  return negative && !positive ? [lower, 0] : [lower, upper];
}

export function nativeFraction(lower: number, upper: number, h: Histogram): NativeResult {
  if (h.count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return { value: Number.NaN };
  if (lower >= upper) return { value: 0 };
  const buckets = allBuckets(h);
  const inBuckets = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  const hasNaN = Number.isNaN(h.sum);
  const count = hasNaN ? inBuckets : h.count;
  const value = (rankOf(upper, h, buckets, count) - rankOf(lower, h, buckets, count)) / h.count;
  return hasNaN && inBuckets < h.count ? { value, remark: 'excluded' } : { value };
}

/** Observations below a value, at most all. */
function rankOf(value: number, h: Histogram, buckets: readonly Bucket[], count: number): number {
  const custom = usesCustomBuckets(h);
  let rank = 0;
  for (const bucket of buckets) {
    let { lower, upper } = bucket;
    const zero = !custom && lower <= 0 && upper >= 0;
    if (zero) [lower, upper] = zeroBounds(h, lower, upper);
    else if (custom && lower === Number.NEGATIVE_INFINITY && upper > 0) lower = 0;
    if (lower >= value) return Math.min(rank, count);
    if (upper > value) {
      const linear = custom || zero;
      const found =
        linear && lower === Number.NEGATIVE_INFINITY
          ? bucket.count
          : rank + bucket.count * fractionBelow({ lower, upper, count: bucket.count }, value, linear);
      return Math.min(found, count);
    }
    rank += bucket.count;
  }
  return count;
}
