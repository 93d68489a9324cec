// Which texts of a long list come more than once: asked of all names of a file at each edit. Layer: text.

/** Bits for each text: of a list without a repetition about one text in so many is looked at twice. */
const bitsEach = 16;

/** 32 bits for each of some texts, to be kept with them. */
export function hashesOf(texts: readonly string[]): Int32Array {
  return Int32Array.from(texts, hashOf);
}

/**
 * Which hashes may come more than once in these lists: one that does is never denied, and few others are affirmed. Undefined where
 * none does.
 */
export function repetitionsIn(lists: readonly Int32Array[]): ((hash: number) => boolean) | undefined {
  const count = lists.reduce((sum, { length }) => sum + length, 0);
  const mask = 2 ** Math.ceil(Math.log2(Math.max(count * bitsEach, 32))) - 1;
  // Bits and no set: a set of ten thousand names costs more at each edit than all else that is done with them.
  const seen = new Uint32Array((mask + 1) / 32);
  const again = new Set<number>();
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const bit = list[i]! & mask;
      const at = bit >>> 5;
      const one = 1 << (bit & 31);
      if ((seen[at]! & one) !== 0) again.add(bit);
      seen[at]! |= one;
    }
  }
  return again.size === 0 ? undefined : hash => again.has(hash & mask);
}

/** 32 bits that hang on all characters of a text. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}
