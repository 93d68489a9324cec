// Cutting observations above or below a value off a native histogram (`</` and `>/`). Layer: series (pure).
// Within a bucket observations are taken to lie evenly, on a logarithmic scale unless the bucket has its own bounds.
import {
  type Bucket,
  type Buckets,
  changed,
  type Histogram,
  negativeBucket,
  noBuckets,
  positiveBucket,
  usesCustomBuckets,
  zeroBucket,
} from './histogram';

interface Part {
  readonly count: number;
  readonly middle: number;
}

/** The observations up to `limit` (`upper`) or from it on. Where nothing is cut off the histogram stays as it is. */
export function trimHistogram(h: Histogram, limit: number, upper: boolean): Histogram {
  const trimmer = new Trimmer(h, limit, upper);
  const positive = trimmer.side(h.positive, positiveBucket, true);
  const negative = trimmer.side(h.negative, negativeBucket, false);
  const zeroCount = h.zeroCount > 0 ? trimmer.zero(negative.had, positive.had) : h.zeroCount;
  if (!trimmer.changed) return h;
  return changed(h, {
    count: trimmer.count,
    sum: trimmer.sum,
    zeroCount,
    positive: positive.buckets,
    negative: negative.buckets,
  });
}

class Trimmer {
  count = 0;
  sum = 0;
  changed = false;
  private readonly custom: boolean;

  constructor(
    private readonly h: Histogram,
    private readonly limit: number,
    private readonly upper: boolean,
  ) {
    this.custom = usesCustomBuckets(h);
  }

  side(
    { index }: Buckets,
    bucketAt: (h: Histogram, at: number) => Bucket,
    positive: boolean,
  ): { readonly buckets: Buckets; readonly had: boolean } {
    let had = false;
    if (index.length === 0) return { buckets: noBuckets, had };
    const kept: number[] = [];
    const counts: number[] = [];
    for (let i = 0; i < index.length; i++) {
      const bucket = bucketAt(this.h, i);
      if (bucket.count === 0) continue;
      had = true;
      const part = this.bucket(bucket, positive);
      this.add(part, bucket.count);
      if (part.count === 0) continue;
      kept.push(index[i]!);
      counts.push(part.count);
    }
    return { buckets: { index: kept, count: counts }, had };
  }

  zero(hasNegative: boolean, hasPositive: boolean): number {
    const { limit, upper } = this;
    const bucket = zeroBucket(this.h);
    const from = hasPositive && !hasNegative ? 0 : bucket.lower;
    const to = hasNegative && !hasPositive ? 0 : bucket.upper;
    let part: Part;
    if (limit <= from) part = upper ? { count: 0, middle: 0 } : { count: bucket.count, middle: (from + to) / 2 };
    else if (limit >= to) part = upper ? { count: bucket.count, middle: (from + to) / 2 } : { count: 0, middle: 0 };
    else if (upper) part = { count: bucket.count * ((limit - from) / (to - from)), middle: (from + limit) / 2 };
    else part = { count: bucket.count * ((to - limit) / (to - from)), middle: (limit + to) / 2 };
    this.add(part, bucket.count);
    return part.count;
  }

  private add({ count, middle }: Part, before: number): void {
    this.sum += middle * count;
    this.count += count;
    if (count !== before) this.changed = true;
  }

  private bucket(bucket: Bucket, positive: boolean): Part {
    const { limit, upper, custom } = this;
    const { lower: from, upper: to, count } = bucket;
    if (upper ? to <= limit : from >= limit) return { count, middle: middleOf(from, to, positive, custom) };
    if (!(upper ? from < limit : to > limit)) return { count: 0, middle: 0 };
    if (from === Number.NEGATIVE_INFINITY || to === Number.POSITIVE_INFINITY) return this.infinite(bucket);
    const below = limit <= from ? 0 : limit >= to ? count : count * fractionBelow(bucket, limit, custom);
    return upper
      ? { count: below, middle: middleOf(from, limit, positive, custom) }
      : { count: count - below, middle: middleOf(limit, to, positive, custom) };
  }

  private infinite({ lower: from, upper: to, count }: Bucket): Part {
    const { limit, upper } = this;
    if (from !== Number.NEGATIVE_INFINITY) {
      if (!upper && limit >= from) return { count, middle: limit };
      return { count: 0, middle: finite(from) };
    }
    if (upper) {
      if (limit >= to) return { count, middle: 0 };
      if (limit > 0 && to > 0 && to !== Number.POSITIVE_INFINITY)
        return { count: (count * limit) / to, middle: limit / 2 };
      return to <= 0 ? { count, middle: limit } : { count: 0, middle: finite(to) };
    }
    if (limit <= from) return { count, middle: 0 };
    if (limit >= 0 && to > limit && to !== Number.POSITIVE_INFINITY)
      return { count: count * (1 - limit / to), middle: (limit + to) / 2 };
    return { count: 0, middle: finite(to) };
  }
}

/** Share of a bucket's observations below a value that lies in it. */
export function fractionBelow({ lower, upper }: Bucket, value: number, linear: boolean): number {
  if (linear) return (value - lower) / (upper - lower);
  const from = Math.log2(Math.abs(lower));
  const to = Math.log2(Math.abs(upper));
  const at = Math.log2(Math.abs(value));
  return value > 0 ? (at - from) / (to - from) : 1 - (at - to) / (from - to);
}

function middleOf(from: number, to: number, positive: boolean, linear: boolean): number {
  if (!Number.isFinite(from)) {
    if (!Number.isFinite(to)) return 0;
    return to > 0 ? to / 2 : to;
  }
  if (!Number.isFinite(to)) return from;
  if (linear) return (from + to) / 2;
  const mean = Math.sqrt(Math.abs(from * to));
  return positive ? mean : -mean;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
