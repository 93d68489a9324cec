// A heap as Go's container/heap keeps it: which of equal elements stays, and in which order, hangs on every swap. Layer: evaluation.

/** Adds an element. */
export function push<T>(heap: T[], element: T, less: (a: T, b: T) => boolean): void {
  heap.push(element);
  let at = heap.length - 1;
  for (;;) {
    const parent = (at - 1) >> 1;
    if (at === 0 || !less(heap[at]!, heap[parent]!)) return;
    swap(heap, at, parent);
    at = parent;
  }
}

/** Puts the first element in its place after it was replaced. */
export function fixFirst<T>(heap: T[], less: (a: T, b: T) => boolean): void {
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    if (left >= heap.length) return;
    const right = left + 1;
    const child = right < heap.length && less(heap[right]!, heap[left]!) ? right : left;
    if (!less(heap[child]!, heap[at]!)) return;
    swap(heap, at, child);
    at = child;
  }
}

function swap<T>(heap: T[], a: number, b: number): void {
  const kept = heap[a]!;
  heap[a] = heap[b]!;
  heap[b] = kept;
}
