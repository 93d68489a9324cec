// What is to happen at which time, the earliest first; of equal times what was put in first. Layer: routing (pure).

export class Agenda<T> {
  private readonly heap: { readonly at: number; readonly order: number; readonly what: T }[] = [];
  private count = 0;

  /** `rank` decides between equal times, the lowest first. */
  add(at: number, rank: number, what: T): void {
    const { heap } = this;
    const entry = { at, order: rank * 2 ** 40 + this.count++, what };
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const above = (i - 1) >> 1;
      if (!isBefore(entry, heap[above]!)) break;
      heap[i] = heap[above]!;
      heap[above] = entry;
      i = above;
    }
  }

  /** Takes the earliest out, unless it is later than `until`. */
  next(until: number): { readonly at: number; readonly what: T } | undefined {
    const { heap } = this;
    const first = heap[0];
    if (!first || first.at > until) return undefined;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let below = 2 * i + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below++;
      if (!isBefore(heap[below]!, last)) break;
      heap[i] = heap[below]!;
      i = below;
    }
    heap[i] = last;
    return first;
  }
}

function isBefore(
  a: { readonly at: number; readonly order: number },
  b: { readonly at: number; readonly order: number },
): boolean {
  return a.at === b.at ? a.order < b.order : a.at < b.at;
}
