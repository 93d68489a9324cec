// How long work takes on the processor, for tests that hold a bound. What else the machine does is not counted, and bounds are
// in multiples of other work in the same process: a slower machine changes neither.

/** Milliseconds on the processor. */
export function cpuTime<T>(work: () => T): { readonly result: T; readonly ms: number } {
  const from = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(from);
  return { result, ms: (user + system) / 1000 };
}

/** The least milliseconds of some tries: a collection or a compilation that falls into one is not the work's. */
export function leastTime(work: () => unknown, tries = 3): number {
  return Math.min(...Array.from({ length: tries }, () => cpuTime(work).ms));
}

/** Says what is wrong where work takes more than `most` yardsticks at its first try and at two more. */
export function tooLong(firstMs: number, work: () => unknown, most: number): string | undefined {
  const limit = most * yardstick();
  if (firstMs < limit) return undefined;
  const ms = leastTime(work, 2);
  return ms < limit ? undefined : `it takes ${ms.toFixed(0)} ms, where ${limit.toFixed(0)} ms are the most`;
}

/** How often two sizes are compared before the larger one counts as too slow: a lone try may fall into a recompilation. */
const comparisons = 4;

/** Says what is wrong where the time of work grows nearly as the square of the size or faster, over `times` the size. */
export function growsFaster(work: (size: number) => () => unknown, size: number, times: number): string | undefined {
  const large = work(size * times);
  let long = cpuTime(large).ms;
  const little = 2 * yardstick();
  if (long < little) return undefined;
  // Only now, when there is machine code for it: a slow small text would excuse a slow large one.
  const small = work(size);
  let short = 0;
  for (let i = 0; i < comparisons; i++) {
    short = leastTime(small);
    if (i > 0) long = leastTime(large);
    if (long < times ** 1.66 * short + little) return undefined;
  }
  return `${size} take ${short.toFixed(1)} ms, ${size * times} take ${long.toFixed(1)} ms`;
}

let measured: number | undefined;

/** Milliseconds that this process needs for a fixed piece of work, about five on a machine of 2024. */
export function yardstick(): number {
  measured ??= leastTime(fixedWork, 5);
  return measured;
}

function fixedWork(): number {
  const words = new Map<string, number>();
  for (let i = 0; i < 50_000; i++) {
    const word = `word_${(i * 7919) % 5_000}`;
    words.set(word, (words.get(word) ?? 0) + word.length);
  }
  return words.size;
}
