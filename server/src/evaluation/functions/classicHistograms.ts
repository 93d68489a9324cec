// Classic histograms: series with the label `le` gathered into buckets. Layer: evaluation.

/** A bucket of a classic histogram: observations up to a bound, those of the buckets below included. */
export interface ClassicBucket {
  readonly bound: number;
  count: number;
}

/** How the buckets had to be mended to rise. */
export interface Mended {
  readonly lowest: number;
  readonly highest: number;
  readonly difference: number;
}

/** Counts that differ less than this, relatively, differ by rounding only. */
const tolerance = 1e-12;

const minNormal = 2 ** -1022;

/** The q-quantile, by linear interpolation within a bucket; `mended` where the buckets did not rise. */
export function bucketQuantile(
  q: number,
  unsorted: readonly ClassicBucket[],
  tolerant: boolean,
): { readonly value: number; readonly mended?: Mended } {
  if (Number.isNaN(q)) return { value: Number.NaN };
  if (q < 0) return { value: Number.NEGATIVE_INFINITY };
  if (q > 1) return { value: Number.POSITIVE_INFINITY };
  const buckets = merged(unsorted);
  if (buckets.at(-1)?.bound !== Number.POSITIVE_INFINITY) return { value: Number.NaN };
  const mended = mend(buckets, tolerant);
  const observations = buckets.at(-1)!.count;
  if (buckets.length < 2 || observations === 0) return { value: Number.NaN, mended };
  return { value: interpolated(q * observations, buckets), mended };
}

function interpolated(rank: number, buckets: readonly ClassicBucket[]): number {
  const last = buckets.length - 1;
  let at = 0;
  let high = last;
  while (at < high) {
    const middle = (at + high) >> 1;
    if (buckets[middle]!.count >= rank) high = middle;
    else at = middle + 1;
  }
  if (at === last) return buckets[last - 1]!.bound;
  const { bound, count } = buckets[at]!;
  if (at === 0) return bound <= 0 ? bound : bound * (rank / count);
  const below = buckets[at - 1]!;
  return below.bound + (bound - below.bound) * ((rank - below.count) / (count - below.count));
}

/** Share of the observations between two bounds. */
export function bucketFraction(lower: number, upper: number, unsorted: readonly ClassicBucket[]): number {
  const buckets = merged(unsorted);
  const last = buckets.at(-1);
  if (last?.bound !== Number.POSITIVE_INFINITY) return Number.NaN;
  const total = last.count;
  if (total === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  return (rankOf(upper, buckets, total) - rankOf(lower, buckets, total)) / total;
}

/** Observations below a value. */
function rankOf(value: number, buckets: readonly ClassicBucket[], total: number): number {
  let from = buckets[0]!.bound <= 0 ? Number.NEGATIVE_INFINITY : 0;
  let rank = 0;
  for (const [i, { bound, count }] of buckets.entries()) {
    if (i > 0) from = buckets[i - 1]!.bound;
    if (from >= value) return Math.min(rank, total);
    if (bound > value) {
      const found =
        from === Number.NEGATIVE_INFINITY ? count : rank + ((count - rank) * (value - from)) / (bound - from);
      return Math.min(found, total);
    }
    rank = count;
  }
  return total;
}

/** Sorted, with those of one bound added up. */
function merged(unsorted: readonly ClassicBucket[]): ClassicBucket[] {
  const sorted = [...unsorted].sort((a, b) => (a.bound === b.bound ? 0 : a.bound - b.bound));
  const buckets: ClassicBucket[] = [];
  for (const { bound, count } of sorted) {
    const last = buckets.at(-1);
    if (last?.bound === bound) last.count += count;
    else buckets.push({ bound, count });
  }
  return buckets;
}

/** Makes counts rise: what rounding does is nothing to tell, what else falls is. */
function mend(buckets: readonly ClassicBucket[], tolerant: boolean): Mended | undefined {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let difference = 0;
  let before = buckets[0]!.count;
  for (const bucket of buckets.slice(1)) {
    const { count, bound } = bucket;
    if (count === before) continue;
    if (tolerant && almostEqual(before, count)) bucket.count = before;
    else if (count < before) {
      bucket.count = before;
      lowest = Math.min(lowest, bound);
      highest = Math.max(highest, bound);
      difference = Math.max(difference, before - count);
    } else before = count;
  }
  return lowest <= highest ? { lowest, highest, difference } : undefined;
}

function almostEqual(a: number, b: number): boolean {
  if (Number.isNaN(a) && Number.isNaN(b)) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < minNormal) return difference < tolerance * minNormal;
  return difference / Math.min(sum, Number.MAX_VALUE) < tolerance;
}
