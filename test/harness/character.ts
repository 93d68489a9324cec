// Any character for property tests: `fc.string({ unit: anyCharacter })`.
import fc from 'fast-check';

/** Code points between the halves of pairs and what is above them. */
const [firstHalf, halves] = [0xd800, 0x800];

/**
 * Any code point but half of a pair, as fast-check's own `binary` draws them. That fills a table of a million characters, a second
 * of processor time, to find the number of one; here it is calculated.
 */
export const anyCharacter = fc.integer({ min: 0, max: 0x10ffff - halves }).map(
  number => String.fromCodePoint(number < firstHalf ? number : number + halves),
  character => {
    const code = typeof character === 'string' ? character.codePointAt(0) : undefined;
    if (
      code === undefined ||
      String.fromCodePoint(code) !== character ||
      (code >= firstHalf && code < firstHalf + halves)
    )
      throw new Error('no single character');
    return code < firstHalf ? code : code - halves;
  },
);
