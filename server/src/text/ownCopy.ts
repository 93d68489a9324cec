// Texts that outlive the document they were cut from. V8 makes no copy when it cuts a string of 13 characters or more: the
// slice holds the whole text that it came from, so one kept name keeps a version of a file alive. Layer: text.

/** The same characters in a string of their own, for whatever is kept longer than the text that `slice` was cut from. */
export function ownCopy(slice: string): string {
  // Joining makes a new string, and cutting makes the engine write it out: what is cut then is only one character longer.
  return ` ${slice}`.slice(1);
}

/** Plain data with all its texts in strings of their own. */
export function ownCopies<T>(value: T): T {
  if (typeof value === 'string') return ownCopy(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(ownCopies) as T;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, ownCopies(part)])) as T;
}

export interface Recall<T> {
  get(text: string): T | undefined;
  set(text: string, value: T): void;
}

/**
 * Answers by text of documents, kept beyond them in bounds: up to `entries` of them, `characters` in all. Keys are copies;
 * a value must hold nothing that was cut from a text (make it from an `ownCopy`).
 */
export function createRecall<T>(entries: number, characters: number): Recall<T> {
  const known = new Map<string, T>();
  let used = 0;
  return {
    get: text => known.get(text),
    set(text, value) {
      // A text that takes much of the room by itself is none that is asked for again and again.
      if (text.length * 8 > characters) return;
      if (known.size >= entries || used + text.length > characters) {
        known.clear();
        used = 0;
      }
      known.set(ownCopy(text), value);
      used += text.length;
    },
  };
}
