// Texts that outlive the document they were cut from. V8 makes no copy when it cuts a string of 13 characters or more: the
// slice holds the whole text that it came from, so one kept name keeps a version of a file alive. Layer: text.

/** The same characters in a string of their own, for whatever is kept longer than the text that `slice` was cut from. */
export function ownCopy(slice: string): string {
  // Joining makes a new string, and cutting makes the engine write it out: what is cut then is only one character longer.
  return ` ${slice}`.slice(1);
}

/** Plain data with all its texts in strings of their own. */
export function ownCopies<T>(value: T, copy: (text: string) => string = ownCopy): T {
  if (typeof value === 'string') return copy(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(one => ownCopies(one, copy)) as T;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, ownCopies(part, copy)])) as T;
}

/** Copies for what is kept of very many documents: names and texts that come again and again are one string. */
export interface Copier {
  text(slice: string): string;
  /** What was made for an equal key before, or now. */
  once<T>(key: string, make: () => T): T;
}

/** How many texts and other things a copier knows at a time, and in how many characters. */
const mostCopies = 16_384;
const mostCopied = 1_000_000;

export function createCopier(): Copier {
  const texts = createRecall<string>(mostCopies, mostCopied);
  const things = createRecall<unknown>(mostCopies, mostCopied);
  return {
    text(slice) {
      const known = texts.get(slice);
      if (known !== undefined) return known;
      const copy = ownCopy(slice);
      texts.set(copy, copy);
      return copy;
    },
    once<T>(key: string, make: () => T): T {
      const known = things.get(key);
      if (known !== undefined) return known as T;
      const made = make();
      things.set(key, made);
      return made;
    },
  };
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
