// How long work takes, for tests that hold a bound.

/** Milliseconds on the processor: what else the machine does is not counted. */
export function cpuTime<T>(work: () => T): { readonly result: T; readonly ms: number } {
  const from = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(from);
  return { result, ms: (user + system) / 1000 };
}
