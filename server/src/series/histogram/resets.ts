// Whether a counter was reset between two native histograms: a count went down, or a bucket is gone. Layer: series (pure).
import { coarser } from './buckets';
import { type Buckets, exponentialBound, type Histogram, sameBounds, usesCustomBuckets } from './histogram';
import { widenedZero } from './zeroBuckets';

/** Whether `current` cannot be `previous` with observations added. Its hint decides where it has one. */
export function detectReset(current: Histogram, previous: Histogram): boolean {
  if (current.hint === 'reset') return true;
  if (current.hint === 'not_reset') return false;
  if (current.count < previous.count) return true;
  if (usesCustomBuckets(current)) {
    if (!usesCustomBuckets(previous)) return true;
    if (!sameBounds(current, previous)) return sumsWentDown(current, previous);
  }
  if (current.schema > previous.schema || current.zeroThreshold < previous.zeroThreshold) return true;
  if (!usesCustomBuckets(current)) {
    const zero = widenedZero(previous, current.zeroThreshold);
    if (zero.threshold !== current.zeroThreshold || current.zeroCount < zero.sum) return true;
  }
  return (
    countWentDown(current, current.positive, coarserOf(previous.positive, previous, current)) ||
    countWentDown(current, current.negative, coarserOf(previous.negative, previous, current))
  );
}

function coarserOf(buckets: Buckets, from: Histogram, to: Histogram): Buckets {
  return usesCustomBuckets(from) ? buckets : coarser(buckets, from.schema, to.schema);
}

function countWentDown(h: Histogram, current: Buckets, previous: Buckets): boolean {
  const counts = new Map(current.index.map((index, i) => [index, current.count[i]!]));
  let inner = h.zeroThreshold > 0 && !usesCustomBuckets(h);
  return previous.index.some((index, i) => {
    inner &&= exponentialBound(index, h.schema) <= h.zeroThreshold;
    if (inner) return false;
    const count = counts.get(index);
    return count === undefined ? previous.count[i] !== 0 : count < previous.count[i]!;
  });
}

/** With different bounds the counts between the bounds that both have are compared. */
function sumsWentDown(current: Histogram, previous: Histogram): boolean {
  const known = new Set(previous.bounds);
  const bounds = [...current.bounds.filter(bound => known.has(bound)), Number.POSITIVE_INFINITY];
  let from = Number.NEGATIVE_INFINITY;
  return bounds.some(to => {
    const down = between(current, from, to) < between(previous, from, to);
    from = to;
    return down;
  });
}

function between({ positive, bounds }: Histogram, from: number, to: number): number {
  return positive.index.reduce((sum, index, i) => {
    const bound = bounds[index] ?? Number.POSITIVE_INFINITY;
    return bound > from && bound <= to ? sum + positive.count[i]! : sum;
  }, 0);
}
