// What differs between two versions of a text, as one replaced range. Layer: text.

/** `[from, to)` of the new text stands for `[from, toBefore)` of the old one; both are the same outside. */
export interface Change {
  readonly from: number;
  readonly toBefore: number;
  readonly to: number;
}

/** Slices of this length are compared at once: comparing memory is much faster than a loop over characters. */
const BLOCK = 4096;

/** The smallest change that turns `before` into `after`. */
export function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from + BLOCK <= shorter && before.slice(from, from + BLOCK) === after.slice(from, from + BLOCK)) from += BLOCK;
  while (from < shorter && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  let same = 0;
  const most = shorter - from;
  while (
    same + BLOCK <= most &&
    before.slice(before.length - same - BLOCK, before.length - same) ===
      after.slice(after.length - same - BLOCK, after.length - same)
  ) {
    same += BLOCK;
  }
  while (same < most && before.charCodeAt(before.length - same - 1) === after.charCodeAt(after.length - same - 1)) {
    same++;
  }
  return { from, toBefore: before.length - same, to: after.length - same };
}
