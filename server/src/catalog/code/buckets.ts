// Bounds of buckets as the client libraries make them. Layer: catalog.

/** client_golang, prom-client, Rust's prometheus and client_java 1.x. */
export const usualBuckets: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** simpleclient and Python's client. */
export const olderBuckets: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** More than any histogram has: what would make so many is not followed. */
const mostBuckets = 500;

/** `count` bounds, `width` apart. */
export function linearBuckets([start, width, count]: readonly number[]): readonly number[] | undefined {
  if (start === undefined || width === undefined || !isCount(count) || width <= 0) return undefined;
  // Added up one by one, as the libraries do, so that the bounds are the same numbers.
  const bounds: number[] = [];
  for (let i = 0, at = start; i < count; i++, at += width) bounds.push(at);
  return bounds;
}

/** `count` bounds, each `factor` times the one before. */
export function exponentialBuckets([start, factor, count]: readonly number[]): readonly number[] | undefined {
  if (start === undefined || factor === undefined || !isCount(count) || factor <= 1 || start <= 0) return undefined;
  const bounds: number[] = [];
  for (let i = 0, at = start; i < count; i++, at *= factor) bounds.push(at);
  return bounds;
}

/** `count` bounds from `min` to `max`, each as many times the one before. */
export function exponentialRange([min, max, count]: readonly number[]): readonly number[] | undefined {
  if (min === undefined || max === undefined || !isCount(count) || min <= 0 || max <= min) return undefined;
  const factor = (max / min) ** (1 / (count - 1));
  return Array.from({ length: count }, (_, i) => min * factor ** i);
}

/** Rising finite bounds, without the one at infinity; undefined where they do not rise. */
export function boundsOf(numbers: readonly number[] | undefined): readonly number[] | undefined {
  const finite = numbers?.filter(Number.isFinite);
  if (!finite || finite.length === 0 || finite.length > mostBuckets) return undefined;
  return finite.every((bound, i) => i === 0 || bound > finite[i - 1]!) ? finite : undefined;
}

function isCount(count: number | undefined): count is number {
  return count !== undefined && Number.isInteger(count) && count > 0 && count <= mostBuckets;
}
