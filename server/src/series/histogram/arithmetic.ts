// Sums, differences and multiples of native histograms, with everything that has to be made alike first: zero buckets,
// resolutions, own bounds. Layer: series (pure). Results are new histograms.
import {
  addAll,
  addBuckets,
  addTo,
  type BucketSums,
  bucketsOf,
  type CompensatedBuckets,
  coarser,
  coarserSums,
  compensatedOf,
  kahanAddBuckets,
  mapCounts,
  sumsOf,
} from './buckets';
import {
  type Buckets,
  changed,
  exponentialBound,
  type Histogram,
  histogram,
  noBuckets,
  type ResetHint,
  sameBounds,
  usesCustomBuckets,
} from './histogram';
import { type Compensated, kahanAdd } from './kahan';
import { reconcileZeroBuckets } from './zeroBuckets';

/** A combined histogram and what is to be remarked about it. */
export interface Combined {
  readonly value: Histogram;
  /** One side says that a counter was reset, the other that it was not. */
  readonly hintsCollide: boolean;
  /** Own bounds differed; only those that both have are left. */
  readonly boundsReconciled: boolean;
}

/** `a + b`; undefined where one has exponential buckets and the other its own. */
export function addHistograms(a: Histogram, b: Histogram): Combined | undefined {
  return combine(a, b, 1);
}

/** `a - b`; undefined where one has exponential buckets and the other its own. */
export function subtractHistograms(a: Histogram, b: Histogram): Combined | undefined {
  return combine(a, b, -1);
}

/** Every count and the sum times `factor`; a negative one makes a gauge. */
export function multiplyHistogram(h: Histogram, factor: number): Histogram {
  return scaled(h, factor, value => value * factor);
}

/** Every count and the sum divided. Divided by zero a histogram has no buckets. */
export function divideHistogram(h: Histogram, divisor: number): Histogram {
  const divided = scaled(h, divisor, value => value / divisor);
  return divisor === 0 ? changed(divided, { positive: noBuckets, negative: noBuckets }) : divided;
}

function scaled(h: Histogram, by: number, change: (value: number) => number): Histogram {
  return changed(h, {
    // 0 times infinity would be NaN; with bounds of their own there is no zero bucket.
    zeroCount: usesCustomBuckets(h) ? 0 : change(h.zeroCount),
    count: change(h.count),
    sum: change(h.sum),
    positive: mapCounts(h.positive, change),
    negative: mapCounts(h.negative, change),
    hint: by < 0 ? 'gauge' : h.hint,
  });
}

/** Lowers the resolution of a histogram with exponential buckets; one that is coarser already stays. */
export function toSchema(h: Histogram, schema: number): Histogram {
  if (schema >= h.schema) return h;
  return changed(h, {
    schema,
    positive: coarser(h.positive, h.schema, schema),
    negative: coarser(h.negative, h.schema, schema),
  });
}

export function withHint(h: Histogram, hint: ResetHint): Histogram {
  return h.hint === hint ? h : changed(h, { hint });
}

export function hasOverflow(h: Histogram): boolean {
  const infinite = (value: number): boolean => Math.abs(value) === Number.POSITIVE_INFINITY;
  if (infinite(h.zeroCount) || infinite(h.count) || infinite(h.sum)) return true;
  return h.positive.count.some(infinite) || h.negative.count.some(infinite) || h.bounds.some(infinite);
}

function combine(a: Histogram, b: Histogram, sign: 1 | -1): Combined | undefined {
  if (usesCustomBuckets(a) !== usesCustomBuckets(b)) return undefined;
  const { hint, collide } = combinedHint(a.hint, b.hint);
  const count = a.count + sign * b.count;
  const sum = a.sum + sign * b.sum;
  if (usesCustomBuckets(a)) {
    const same = sameBounds(a, b);
    const bounds = same ? a.bounds : commonBounds(a.bounds, b.bounds);
    const positive = same
      ? addBuckets(a.positive, b.positive, sign)
      : bucketsOf(rebound(rebound(new Map(), a, bounds, 1), b, bounds, sign));
    return {
      value: changed(a, { count, sum, bounds, positive, hint }),
      hintsCollide: collide,
      boundsReconciled: !same,
    };
  }
  const zero = reconcileZeroBuckets(a, b);
  const schema = Math.min(a.schema, b.schema);
  const side = (x: Buckets, y: Buckets): Buckets =>
    addBuckets(
      coarser(x, a.schema, schema),
      above(coarser(y, b.schema, schema), schema, zero.first.zeroThreshold),
      sign,
    );
  const value = changed(a, {
    schema,
    count,
    sum,
    hint,
    zeroThreshold: zero.first.zeroThreshold,
    zeroCount: zero.first.zeroCount + sign * zero.otherCount,
    positive: side(zero.first.positive, b.positive),
    negative: side(zero.first.negative, b.negative),
  });
  return { value, hintsCollide: collide, boundsReconciled: false };
}

/** Buckets that end above the zero bucket; the others are counted in it. */
function above(buckets: Buckets, schema: number, threshold: number): Buckets {
  if (threshold === 0) return buckets;
  const first = buckets.index.findIndex(index => exponentialBound(index, schema) > threshold);
  if (first === 0 || buckets.index.length === 0) return buckets;
  if (first < 0) return { index: [], count: [] };
  return { index: buckets.index.slice(first), count: buckets.count.slice(first) };
}

/** A gauge stays one; what is unknown makes all unknown; reset and not reset collide. */
function combinedHint(a: ResetHint, b: ResetHint): { readonly hint: ResetHint; readonly collide: boolean } {
  if (a === b || a === 'gauge') return { hint: a, collide: false };
  if (b === 'gauge') return { hint: 'gauge', collide: false };
  return { hint: 'unknown', collide: a !== 'unknown' && b !== 'unknown' };
}

/** The bounds that both have. */
function commonBounds(a: readonly number[], b: readonly number[]): readonly number[] {
  const known = new Set(b);
  return a.filter(bound => known.has(bound));
}

/** Adds the buckets of `h` to those between other bounds. */
function rebound(
  into: BucketSums,
  h: Histogram,
  bounds: readonly number[],
  sign: 1 | -1,
  compensation?: Buckets,
): BucketSums {
  const add = ({ index, count }: Buckets): void => {
    for (let i = 0; i < index.length; i++) {
      const bound = h.bounds[index[i]!];
      const at = bound === undefined ? -1 : bounds.findIndex(other => other >= bound);
      addTo(into, at < 0 ? bounds.length : at, sign * count[i]!);
    }
  };
  add(h.positive);
  if (compensation) add(compensation);
  return into;
}

/** A sum of histograms with what rounding took from it; both have the same shape. */
export interface CompensatedHistogram {
  readonly sum: Histogram;
  readonly compensation: Histogram | undefined;
}

export function divideCompensated({ sum, compensation }: CompensatedHistogram, by: number): CompensatedHistogram {
  return { sum: divideHistogram(sum, by), compensation: compensation && divideHistogram(compensation, by) };
}

/** Adds a histogram with compensated summation; undefined where the kinds of buckets differ. */
export function kahanAddHistogram(
  into: CompensatedHistogram,
  b: Histogram,
): (CompensatedHistogram & Omit<Combined, 'value'>) | undefined {
  const a = into.sum;
  if (usesCustomBuckets(a) !== usesCustomBuckets(b)) return undefined;
  const { hint, collide } = combinedHint(a.hint, b.hint);
  const lost =
    into.compensation ??
    histogram({ schema: a.schema, zeroThreshold: a.zeroThreshold, bounds: a.bounds, hint: a.hint });
  const count = added(a.count, lost.count, b.count);
  const sum = added(a.sum, lost.sum, b.sum);
  if (usesCustomBuckets(a)) {
    const same = sameBounds(a, b);
    const bounds = same ? a.bounds : commonBounds(a.bounds, b.bounds);
    const positive = same
      ? kahanAddBuckets(a.positive, lost.positive, b.positive)
      : compensatedOf(rebound(rebound(new Map(), a, bounds, 1, lost.positive), b, bounds, 1));
    return {
      sum: changed(a, { hint, bounds, count: count.sum, sum: sum.sum, positive: positive.sum }),
      compensation: changed(lost, {
        bounds,
        count: count.compensation,
        sum: sum.compensation,
        positive: positive.compensation,
      }),
      hintsCollide: collide,
      boundsReconciled: !same,
    };
  }
  const { first, compensation = lost, otherCount } = reconcileZeroBuckets(a, b, lost);
  const zeroCount = added(first.zeroCount, compensation.zeroCount, otherCount);
  const schema = Math.min(a.schema, b.schema);
  const side = (x: Buckets, c: Buckets, y: Buckets): CompensatedBuckets => {
    const other = above(coarser(y, b.schema, schema), schema, first.zeroThreshold);
    if (a.schema === schema) return kahanAddBuckets(x, c, other);
    const sums = coarserSums(sumsOf(x, c), a.schema, schema);
    addAll(sums, other);
    return compensatedOf(sums);
  };
  const positive = side(first.positive, compensation.positive, b.positive);
  const negative = side(first.negative, compensation.negative, b.negative);
  const { zeroThreshold } = first;
  const { bounds } = a;
  return {
    sum: {
      schema,
      zeroThreshold,
      bounds,
      hint,
      count: count.sum,
      sum: sum.sum,
      zeroCount: zeroCount.sum,
      positive: positive.sum,
      negative: negative.sum,
    },
    compensation: {
      schema,
      zeroThreshold,
      bounds,
      hint: lost.hint,
      count: count.compensation,
      sum: sum.compensation,
      zeroCount: zeroCount.compensation,
      positive: positive.compensation,
      negative: negative.compensation,
    },
    hintsCollide: collide,
    boundsReconciled: false,
  };
}

function added(sum: number, compensation: number, increment: number): Compensated {
  const total = { sum, compensation };
  kahanAdd(total, increment);
  return total;
}
