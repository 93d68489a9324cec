// Base64 as Go's encoding/base64 reads and writes it. Layer: go (the core has neither Buffer nor atob).

import { finish } from '../text/slices';

/** `standard` has `+` and `/`; `url` has `-` and `_`, which addresses may hold. */
export type Alphabet = 'standard' | 'url';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ALPHABETS: Readonly<Record<Alphabet, string>> = { standard: `${LETTERS}+/`, url: `${LETTERS}-_` };

/** Why a text is no base64: `at` is the character at which Go gives up. */
export interface Base64Fault {
  readonly at: number;
}

/** Encodes bytes, padded with `=`. */
export function encodeBase64(bytes: readonly number[], alphabet: Alphabet): string {
  const letters = ALPHABETS[alphabet];
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    out += letters[bits >> 18]! + letters[(bits >> 12) & 63]!;
    out += b === undefined ? '=' : letters[(bits >> 6) & 63]!;
    out += c === undefined ? '=' : letters[bits & 63]!;
  }
  return out;
}

/** The bytes of padded base64, line breaks ignored. */
export function decodeBase64(text: string, alphabet: Alphabet): readonly number[] | Base64Fault {
  return finish(decodeBase64InSlices(text, alphabet));
}

/** How many characters are decoded between two yields. */
const charactersPerSlice = 30_000;

/** The same in slices. */
export function* decodeBase64InSlices(
  text: string,
  alphabet: Alphabet,
): Generator<void, readonly number[] | Base64Fault> {
  const letters = ALPHABETS[alphabet];
  const bytes: number[] = [];
  let bits = 0;
  let read = 0;
  let padding = 0;
  for (let i = 0; i < text.length; i++) {
    if (i % charactersPerSlice === charactersPerSlice - 1) yield;
    const letter = text[i]!;
    if (letter === '\n' || letter === '\r') continue;
    const value = letters.indexOf(letter);
    if (letter === '=' && read % 4 >= 2) padding++;
    else if (value < 0 || padding > 0) return { at: i };
    bits = (bits << 6) | Math.max(value, 0);
    if (++read % 4 !== 0) continue;
    bytes.push((bits >> 16) & 255, (bits >> 8) & 255, bits & 255);
    bytes.length -= padding;
    bits = 0;
  }
  return read % 4 === 0 ? bytes : { at: text.length };
}

/** Whether a text could be decoded. */
export function isBytes(decoded: readonly number[] | Base64Fault): decoded is readonly number[] {
  return Array.isArray(decoded);
}
