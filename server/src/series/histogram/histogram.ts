// Native histograms: what they hold, where their buckets lie, how they are printed. Layer: series (pure).
// Buckets are kept sparse by index, without empty ones; upstream's spans are only a way to store the same. A histogram never changes.
import { formatFloat } from '../../go/floats';

/** What is known about a counter's start between this sample and the one before. */
export type ResetHint = 'unknown' | 'reset' | 'not_reset' | 'gauge';

/**
 * Counts by bucket index, ascending. Empty buckets may stand among them where the sender or the storage has them; the evaluation
 * drops them where Prometheus does (`compact`), as some functions tell a side with empty buckets from none.
 */
export interface Buckets {
  readonly index: readonly number[];
  readonly count: readonly number[];
}

/** A native histogram: exponential buckets of a schema from -4 to 8, or buckets with own bounds (schema -53). */
export interface Histogram {
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly count: number;
  readonly sum: number;
  readonly positive: Buckets;
  readonly negative: Buckets;
  /** Upper bounds of the buckets with own bounds, ascending, without +Inf; only with `customSchema`. */
  readonly bounds: readonly number[];
  readonly hint: ResetHint;
}

/** A bucket with its bounds. */
export interface Bucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** Schema of histograms that bring their own bounds. */
export const customSchema = -53;

export const noBuckets: Buckets = { index: [], count: [] };

const nothing: Histogram = {
  schema: 0,
  zeroThreshold: 0,
  zeroCount: 0,
  count: 0,
  sum: 0,
  positive: noBuckets,
  negative: noBuckets,
  bounds: [],
  hint: 'unknown',
};

/** A histogram without observations; what is given replaces its parts. */
export function histogram(parts: Partial<Histogram>): Histogram {
  return changed(nothing, parts);
}

/** A histogram with some parts replaced. (Spreading it into an object takes ten times as long as adding up two of them.) */
export function changed(h: Histogram, parts: Partial<Histogram>): Histogram {
  return {
    schema: parts.schema ?? h.schema,
    zeroThreshold: parts.zeroThreshold ?? h.zeroThreshold,
    zeroCount: parts.zeroCount ?? h.zeroCount,
    count: parts.count ?? h.count,
    sum: parts.sum ?? h.sum,
    positive: parts.positive ?? h.positive,
    negative: parts.negative ?? h.negative,
    bounds: parts.bounds ?? h.bounds,
    hint: parts.hint ?? h.hint,
  };
}

/** Buckets side by side from `offset` on. */
export function denseBuckets(counts: readonly number[], offset = 0): Buckets {
  const index: number[] = [];
  const count: number[] = [];
  for (let i = 0; i < counts.length; i++) {
    index.push(offset + i);
    count.push(counts[i]!);
  }
  return { index, count };
}

/** Without empty buckets. */
export function compactBuckets(buckets: Buckets): Buckets {
  const { index, count } = buckets;
  if (!count.includes(0)) return buckets;
  return { index: index.filter((_, i) => count[i] !== 0), count: count.filter(one => one !== 0) };
}

/** A histogram without empty buckets. */
export function compact(h: Histogram): Histogram {
  return changed(h, { positive: compactBuckets(h.positive), negative: compactBuckets(h.negative) });
}

export function usesCustomBuckets({ schema }: Histogram): boolean {
  return schema === customSchema;
}

/** Upper bound of a bucket. */
function upperBound({ schema, bounds }: Pick<Histogram, 'schema' | 'bounds'>, index: number): number {
  if (schema !== customSchema) return exponentialBound(index, schema);
  if (index < 0) return Number.NEGATIVE_INFINITY;
  return bounds[index] ?? Number.POSITIVE_INFINITY;
}

/** Upper bound of an exponential bucket. The last one before the infinite ends at the largest number. */
export function exponentialBound(index: number, schema: number): number {
  if (schema <= 0) {
    const exponent = index * 2 ** -schema;
    return exponent === 1024 ? Number.MAX_VALUE : 2 ** exponent;
  }
  const size = 2 ** schema;
  const exponent = Math.floor(index / size);
  if (exponent === 1024 && index % size === 0) return Number.MAX_VALUE;
  return boundFraction(index - exponent * size, schema) * 2 ** exponent;
}

/** `2^(index / 2^schema)`, as Prometheus' table has it: its numbers lie some units in the last place below. */
function boundFraction(index: number, schema: number): number {
  const at = index * 2 ** (8 - schema);
  return 2 ** (at / 256) - (roundedDown.charCodeAt(at) - 0x31) * 2 ** -52;
}

/** How many units of 2^-52 the 256 bounds of schema 8 lie below the true ones in Prometheus, plus one. */
const roundedDown =
  '1111112111211111112311222222222211211121122111221122112211221222111111222232213211211121112111111122' +
  '1011213311221121112111331222212221332232123221222233333322442121112122332132223322222233223232432232' +
  '33433333333333444455435422323233324422333243323333543344';

/** A bucket of the positive side. */
export function positiveBucket(h: Histogram, at: number): Bucket {
  const index = h.positive.index[at]!;
  return { lower: upperBound(h, index - 1), upper: upperBound(h, index), count: h.positive.count[at]! };
}

/** A bucket of the negative side. */
export function negativeBucket(h: Histogram, at: number): Bucket {
  const index = h.negative.index[at]!;
  return { lower: -upperBound(h, index), upper: -upperBound(h, index - 1), count: h.negative.count[at]! };
}

export function zeroBucket({ zeroThreshold, zeroCount }: Histogram): Bucket {
  return { lower: -zeroThreshold, upper: zeroThreshold, count: zeroCount };
}

/** All buckets by rising bounds; those that reach into the zero bucket are cut at it. */
export function allBuckets(h: Histogram): readonly Bucket[] {
  const buckets: Bucket[] = [];
  for (let i = h.negative.index.length - 1; i >= 0; i--) buckets.push(cut(negativeBucket(h, i), h.zeroThreshold));
  if (h.zeroCount > 0) buckets.push(zeroBucket(h));
  for (let i = 0; i < h.positive.index.length; i++) buckets.push(cut(positiveBucket(h, i), h.zeroThreshold));
  return buckets;
}

function cut(bucket: Bucket, threshold: number): Bucket {
  if (bucket.upper < 0 && bucket.upper > -threshold) return { ...bucket, upper: -threshold };
  if (bucket.lower > 0 && bucket.lower < threshold) return { ...bucket, lower: threshold };
  return bucket;
}

/** Whether two histograms have the same content; hints do not count. */
export function equalHistograms(a: Histogram, b: Histogram): boolean {
  return (
    a.schema === b.schema &&
    Object.is(a.count, b.count) &&
    Object.is(a.sum, b.sum) &&
    a.zeroThreshold === b.zeroThreshold &&
    Object.is(a.zeroCount, b.zeroCount) &&
    (!usesCustomBuckets(a) || sameBounds(a, b)) &&
    equalBuckets(a.negative, b.negative) &&
    equalBuckets(a.positive, b.positive)
  );
}

export function sameBounds(a: Histogram, b: Histogram): boolean {
  return a.bounds.length === b.bounds.length && a.bounds.every((bound, i) => bound === b.bounds[i]);
}

function equalBuckets(a: Buckets, b: Buckets): boolean {
  return (
    a.index.length === b.index.length &&
    a.index.every((index, i) => index === b.index[i] && Object.is(a.count[i], b.count[i]))
  );
}

/** As Prometheus prints a histogram, in labels of `count_values` and values of alerts: `{count:3, sum:5, (0.5,1]:3}`. */
export function printHistogram(h: Histogram): string {
  const parts = [`count:${number(h.count)}`, `sum:${number(h.sum)}`];
  for (let i = h.negative.index.length - 1; i >= 0; i--) {
    if (h.negative.count[i] !== 0) parts.push(printBucket(negativeBucket(h, i), false));
  }
  if (h.zeroCount !== 0) parts.push(printBucket(zeroBucket(h), false, true));
  const custom = usesCustomBuckets(h);
  for (let i = 0; i < h.positive.index.length; i++) {
    if (h.positive.count[i] === 0) continue;
    parts.push(printBucket(positiveBucket(h, i), custom, custom && h.positive.index[i] === 0));
  }
  return `{${parts.join(', ')}}`;
}

function printBucket({ lower, upper, count }: Bucket, custom: boolean, closed = false): string {
  const from = closed || (!custom && lower < 0) ? '[' : '(';
  const to = closed || custom || upper > 0 ? ']' : ')';
  return `${from}${number(lower)},${number(upper)}${to}:${number(count)}`;
}

/** In the notation of unit tests: `{{schema:1 count:3 buckets:[1 2]}}`. */
export function notationOf(h: Histogram): string {
  const parts: string[] = [];
  const add = (key: string, value: number): void => {
    if (value !== 0) parts.push(`${key}:${number(value)}`);
  };
  add('schema', h.schema);
  add('count', h.count);
  add('sum', h.sum);
  add('z_bucket', h.zeroCount);
  add('z_bucket_w', h.zeroThreshold);
  if (usesCustomBuckets(h)) parts.push(`custom_values:[${h.bounds.map(number).join(' ')}]`);
  if (h.hint !== 'unknown') parts.push(`counter_reset_hint:${h.hint}`);
  const addBuckets = (key: string, offset: string, buckets: Buckets): void => {
    const { index, count } = compactBuckets(buckets);
    if (index.length === 0) return;
    add(offset, index[0]!);
    const dense = new Array<number>(index.at(-1)! - index[0]! + 1).fill(0);
    for (let i = 0; i < index.length; i++) dense[index[i]! - index[0]!] = count[i]!;
    parts.push(`${key}:[${dense.map(number).join(' ')}]`);
  };
  addBuckets('buckets', 'offset', h.positive);
  addBuckets('n_buckets', 'n_offset', h.negative);
  return `{{${parts.join(' ')}}}`;
}

function number(value: number): string {
  return formatFloat(value, 'g', -1);
}
