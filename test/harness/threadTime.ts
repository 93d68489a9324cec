// How long the main thread was on a processor, as exactly as Linux knows it: what other processes and other threads of this one
// (the compiler's, the collector's) do is not counted.
import { openSync, readSync } from 'node:fs';

/** Milliseconds of a clock that goes on while the main thread is on a processor, or nothing where the system does not tell. */
export function mainThreadClock(): (() => number) | undefined {
  let file: number;
  try {
    // The main thread of a process has its number.
    file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  } catch {
    return undefined;
  }
  const read = Buffer.alloc(64);
  return () => {
    // The kernel brings the figure up to date only when it is asked for the times of the whole process.
    process.cpuUsage();
    return Number.parseInt(read.toString('latin1', 0, readSync(file, read, 0, read.length, 0)), 10) / 1e6;
  };
}
