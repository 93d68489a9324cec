// Turns of the extension host's one thread: whoever works for long pauses between small pieces of it, and a pause lets others in
// where the turn has been long enough. All long work shares one queue, of which one goes on at a time. No vscode here.

/** Milliseconds that a turn goes on for. */
const turnMs = 5;

const waiting: (() => void)[] = [];
let began = Number.NEGATIVE_INFINITY;

/** To be awaited after every millisecond of work or so. */
export function pause(): Promise<void> {
  if (waiting.length === 0 && performance.now() - began < turnMs) return Promise.resolve();
  return new Promise(resolve => {
    if (waiting.push(resolve) === 1) setImmediate(next);
  });
}

/** What is asked of the event loop here comes after what is waiting outside. */
function next(): void {
  began = performance.now();
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(next);
}
