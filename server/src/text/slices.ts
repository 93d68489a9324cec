// Work in slices: a generator that yields wherever somebody else may have a turn. Layer: text.

/** Does all of some work at once. */
export function finish<T>(work: Generator<void, T>): T {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}
