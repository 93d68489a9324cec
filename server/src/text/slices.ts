// Work in slices: a generator that yields wherever somebody else may have a turn. Layer: text.

/** Does all of some work at once. */
export function finish<T>(work: Generator<unknown, T, void>): T {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/** What `make` makes of the items, so many between two yields. */
export function* eachInSlices<T, U>(
  items: readonly T[],
  make: (item: T, at: number) => U,
  perSlice: number,
): Generator<void, U[]> {
  const made: U[] = [];
  for (const [i, item] of items.entries()) {
    made.push(make(item, i));
    if (i % perSlice === perSlice - 1) yield;
  }
  return made;
}

/** How many items are sorted or merged between two yields. */
const sortedPerSlice = 2048;

/** The items in order, in slices; equal ones stay in the order they had. */
export function* sortInSlices<T>(items: readonly T[], compare: (a: T, b: T) => number): Generator<void, T[]> {
  let runs: T[][] = [];
  for (let from = 0; from < items.length; from += sortedPerSlice) {
    runs.push(items.slice(from, from + sortedPerSlice).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      const next = runs[i + 1];
      merged.push(next ? yield* merge(runs[i]!, next, compare) : runs[i]!);
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function* merge<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): Generator<void, T[]> {
  const merged: T[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    merged.push(compare(a[i]!, b[j]!) <= 0 ? a[i++]! : b[j++]!);
    if (merged.length % sortedPerSlice === 0) yield;
  }
  while (i < a.length) merged.push(a[i++]!);
  while (j < b.length) merged.push(b[j++]!);
  return merged;
}
