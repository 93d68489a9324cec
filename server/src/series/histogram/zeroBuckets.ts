// Zero buckets of different width: before histograms are combined the narrower one takes in the buckets around it.
// Layer: series (pure).
import { sumsOf } from './buckets';
import {
  type Buckets,
  changed,
  compact,
  exponentialBound,
  type Histogram,
  negativeBucket,
  positiveBucket,
} from './histogram';
import { type Compensated, kahanAdd } from './kahan';

/** Zero bucket of a histogram if it reached to a larger threshold, which grows to the end of a bucket with observations that it cuts. */
export function widenedZero(
  h: Histogram,
  threshold: number,
  compensation?: Histogram,
): Compensated & { readonly threshold: number } {
  let wider = threshold;
  if (wider === h.zeroThreshold) {
    return { sum: h.zeroCount, compensation: compensation?.zeroCount ?? 0, threshold: wider };
  }
  for (;;) {
    const zero: Compensated = { sum: h.zeroCount, compensation: compensation?.zeroCount ?? 0 };
    const compensations = compensation && {
      positive: sumsOf(compensation.positive),
      negative: sumsOf(compensation.negative),
    };
    for (let i = 0; i < h.positive.index.length; i++) {
      const bucket = positiveBucket(h, i);
      if (bucket.lower >= wider) break;
      kahanAdd(zero, bucket.count);
      kahanAdd(zero, compensations?.positive.get(h.positive.index[i]!)?.sum ?? 0);
      if (bucket.upper <= wider) continue;
      if (bucket.count !== 0) wider = bucket.upper;
      break;
    }
    let again = false;
    for (let i = 0; i < h.negative.index.length; i++) {
      const bucket = negativeBucket(h, i);
      if (bucket.upper <= -wider) break;
      kahanAdd(zero, bucket.count);
      kahanAdd(zero, compensations?.negative.get(h.negative.index[i]!)?.sum ?? 0);
      if (bucket.lower >= -wider) continue;
      again = bucket.count !== 0;
      if (again) wider = -bucket.lower;
      break;
    }
    if (!again) return { ...zero, threshold: wider };
  }
}

/** Histograms with zero buckets of one width. */
export interface Reconciled {
  /** The first histogram with the wider zero bucket, and its compensation. */
  readonly first: Histogram;
  readonly compensation: Histogram | undefined;
  readonly otherCount: number;
}

/** Widens the zero buckets of both until they are alike. */
export function reconcileZeroBuckets(a: Histogram, b: Histogram, lost?: Histogram): Reconciled {
  let first = a;
  let compensation = lost;
  let otherCount = b.zeroCount;
  let otherThreshold = b.zeroThreshold;
  while (otherThreshold !== first.zeroThreshold) {
    if (first.zeroThreshold > otherThreshold) {
      const wider = widenedZero(b, first.zeroThreshold);
      otherCount = wider.sum;
      if (wider.compensation !== 0) otherCount += wider.compensation;
      otherThreshold = wider.threshold;
    }
    if (otherThreshold > first.zeroThreshold) {
      const wider = widenedZero(first, otherThreshold, compensation);
      first = withoutInner(changed(first, { zeroCount: wider.sum, zeroThreshold: wider.threshold }), wider.threshold);
      if (compensation) {
        compensation = withoutInner(changed(compensation, { zeroCount: wider.compensation }), wider.threshold);
      }
      first = compactBeside(first, compensation);
    }
  }
  return { first, compensation, otherCount };
}

/** Without empty buckets; one from which rounding took something is none. */
function compactBeside(h: Histogram, compensation: Histogram | undefined): Histogram {
  if (!compensation) return compact(h);
  const side = (buckets: Buckets, lost: Buckets): Buckets => {
    if (!buckets.count.includes(0)) return buckets;
    const sums = sumsOf(lost);
    const kept = buckets.index.map((at, i) => buckets.count[i] !== 0 || (sums.get(at)?.sum ?? 0) !== 0);
    return { index: buckets.index.filter((_, i) => kept[i]), count: buckets.count.filter((_, i) => kept[i]) };
  };
  return changed(h, {
    positive: side(h.positive, compensation.positive),
    negative: side(h.negative, compensation.negative),
  });
}

/** Without the buckets that begin inside the zero bucket. */
function withoutInner(h: Histogram, threshold: number): Histogram {
  const outer = ({ index, count }: Buckets): Buckets => {
    const kept = index.map(at => exponentialBound(at - 1, h.schema) >= threshold);
    return { index: index.filter((_, i) => kept[i]), count: count.filter((_, i) => kept[i]) };
  };
  return changed(h, { positive: outer(h.positive), negative: outer(h.negative) });
}
