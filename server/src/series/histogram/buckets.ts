// Operations on the buckets of one side of a histogram: merging, adding with compensation, lowering the resolution.
// Layer: series (pure).
import { type Buckets, compactBuckets } from './histogram';
import { type Compensated, kahanAdd } from './kahan';

/** Counts with their compensations by bucket index, while they are summed. */
export type BucketSums = Map<number, Compensated>;

export function sumsOf(buckets: Buckets, compensation?: Buckets): BucketSums {
  const sums: BucketSums = new Map();
  buckets.index.forEach((index, i) => void sums.set(index, { sum: buckets.count[i]!, compensation: 0 }));
  compensation?.index.forEach((index, i) => {
    const one = sums.get(index);
    if (one) one.compensation = compensation.count[i]!;
    else sums.set(index, { sum: 0, compensation: compensation.count[i]! });
  });
  return sums;
}

/** Adds one count to a bucket. */
export function addTo(sums: BucketSums, index: number, count: number): void {
  const one = sums.get(index);
  if (one) kahanAdd(one, count);
  else sums.set(index, { sum: count, compensation: 0 });
}

/** Adds the counts of all buckets. */
export function addAll(sums: BucketSums, { index, count }: Buckets): void {
  for (let i = 0; i < index.length; i++) addTo(sums, index[i]!, count[i]!);
}

/** The sums without their compensations and without empty buckets. */
export function bucketsOf(sums: BucketSums): Buckets {
  return compactBuckets(compensatedOf(sums).sum);
}

/** A sum of buckets with what rounding took from it; both have the same indices. */
export interface CompensatedBuckets {
  readonly sum: Buckets;
  readonly compensation: Buckets;
}

/** Adds with compensation. Histograms of one series mostly have the same buckets: those are added side by side. */
export function kahanAddBuckets(a: Buckets, lost: Buckets, b: Buckets): CompensatedBuckets {
  const { index } = a;
  if (!sameIndex(index, b.index) || (lost.index !== index && lost.index.length > 0)) {
    const sums = sumsOf(a, lost);
    addAll(sums, b);
    return compensatedOf(sums);
  }
  const sums = a.count.slice();
  const losses = lost.index.length > 0 ? lost.count.slice() : new Array<number>(index.length).fill(0);
  for (let i = 0; i < index.length; i++) {
    const sum = sums[i]!;
    const increment = b.count[i]!;
    const total = sum + increment;
    if (total > Number.MAX_VALUE || total < -Number.MAX_VALUE) losses[i] = 0;
    else if (Math.abs(sum) >= Math.abs(increment)) losses[i]! += sum - total + increment;
    else losses[i]! += increment - total + sum;
    sums[i] = total;
  }
  return { sum: { index, count: sums }, compensation: { index, count: losses } };
}

/** Sums by bucket as columns of one shape. */
export function compensatedOf(sums: BucketSums): CompensatedBuckets {
  const index = [...sums.keys()].sort((a, b) => a - b);
  return {
    sum: { index, count: index.map(at => sums.get(at)!.sum) },
    compensation: { index, count: index.map(at => sums.get(at)!.compensation) },
  };
}

function sameIndex(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Adds (or with `sign` -1 subtracts) bucket by bucket, without compensation. */
export function addBuckets(a: Buckets, b: Buckets, sign: 1 | -1): Buckets {
  const index: number[] = [];
  const count: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.index.length || j < b.index.length) {
    const x = a.index[i] ?? Number.POSITIVE_INFINITY;
    const y = b.index[j] ?? Number.POSITIVE_INFINITY;
    let total = 0;
    if (x <= y) total = a.count[i++]!;
    if (y <= x) total += sign * b.count[j++]!;
    index.push(Math.min(x, y));
    count.push(total);
  }
  return { index, count };
}

/** Applies `change` to every count. */
export function mapCounts({ index, count }: Buckets, change: (count: number) => number): Buckets {
  return { index, count: count.map(change) };
}

/** The same counts in the places of `index`, which has all of theirs; empty buckets stand in the others. */
export function spreadOver(index: readonly number[], buckets: Buckets): Buckets {
  if (buckets.index.length === index.length) return { index, count: buckets.count };
  let next = 0;
  return { index, count: index.map(at => (buckets.index[next] === at ? buckets.count[next++]! : 0)) };
}

/** The indices that stand in one of both, ascending; `a` itself where `b` has no other. */
export function unitedIndex(a: readonly number[], b: readonly number[]): readonly number[] {
  if (sameIndex(a, b)) return a;
  const known = new Set(a);
  const others = b.filter(index => !known.has(index));
  return others.length === 0 ? a : [...a, ...others].sort((x, y) => x - y);
}

/** The bucket of a coarser schema that holds a bucket. */
function coarserIndex(index: number, from: number, to: number): number {
  return Math.floor((index - 1) / 2 ** (from - to)) + 1;
}

/** The buckets in a coarser schema. */
export function coarser(buckets: Buckets, from: number, to: number): Buckets {
  if (from === to) return buckets;
  const index: number[] = [];
  const count: number[] = [];
  buckets.index.forEach((fine, i) => {
    const at = coarserIndex(fine, from, to);
    if (index.at(-1) === at) count[count.length - 1]! += buckets.count[i]!;
    else {
      index.push(at);
      count.push(buckets.count[i]!);
    }
  });
  return { index, count };
}

/** The same with compensations. */
export function coarserSums(sums: BucketSums, from: number, to: number): BucketSums {
  if (from === to) return sums;
  const merged: BucketSums = new Map();
  for (const [index, { sum, compensation }] of [...sums].sort(([a], [b]) => a - b)) {
    const at = coarserIndex(index, from, to);
    addTo(merged, at, sum);
    addTo(merged, at, compensation);
  }
  return merged;
}
