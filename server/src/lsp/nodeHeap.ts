// The heap of the language server on Node: it grows by little, and what is garbage is looked for while nobody waits.
// Layer: lsp (Node).
import { constants, PerformanceObserver } from 'node:perf_hooks';
import * as v8 from 'node:v8';

/**
 * Lets the heap grow by less than a third between two collections; left alone it triples while somebody types in a file of
 * megabytes, whose every version is garbage a second later. The collections are short: the marking is done beside the work.
 */
export function keepHeapSmall(): void {
  v8.setFlagsFromString('--heap-growing-percent=30');
}

/** After so many milliseconds without work nobody is in the middle of a word. */
const restMilliseconds = 150;

/** From such a part of what the last collection left on, so that it is done before V8 would begin by itself. */
const grownBy = 0.2;

/**
 * V8 begins to mark step by step when this much memory outside of the heap comes up. It is never written to, so that the system
 * gives no page of it, and goes with the collection that it began.
 */
const unusedBytes = 65 * 1024 * 1024;

/** Begins collections while there is nothing to do: V8 begins them at its limit, which is reached in the middle of a key's work. */
export class IdleCollector {
  /** Bytes in use by what is not new after the last collection. */
  private left = Number.POSITIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    new PerformanceObserver(list => {
      const isMajor = (entry: unknown): boolean =>
        (entry as { readonly detail?: { readonly kind?: number } }).detail?.kind ===
        constants.NODE_PERFORMANCE_GC_MAJOR;
      if (list.getEntries().some(isMajor)) this.left = oldBytes();
    }).observe({ entryTypes: ['gc'] });
  }

  /** There is something to do. */
  work(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** All is done. */
  rest(): void {
    this.work();
    this.timer = setTimeout(() => this.begin(), restMilliseconds);
    this.timer.unref();
  }

  private begin(): void {
    if (oldBytes() < this.left * (1 + grownBy)) return;
    try {
      new ArrayBuffer(unusedBytes);
    } catch {
      // Where so much is not to be had V8 goes on by itself.
    }
  }
}

/** Bytes in use by what has lived for a while, which a collection is about. */
function oldBytes(): number {
  let sum = 0;
  for (const { space_name, space_used_size } of v8.getHeapSpaceStatistics())
    if (!space_name.startsWith('new_')) sum += space_used_size;
  return sum;
}
