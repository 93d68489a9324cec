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
export function decodeBase64(text: string, alphabet: Alphabet): Uint8Array | Base64Fault {
  return finish(decodeBase64InSlices(text, alphabet));
}

/** The number that each letter of an alphabet stands for, by its character code; 255 for all others. */
const VALUES: Readonly<Record<Alphabet, Uint8Array>> = { standard: valuesOf('standard'), url: valuesOf('url') };

function valuesOf(alphabet: Alphabet): Uint8Array {
  const values = new Uint8Array(128).fill(255);
  for (const [value, letter] of [...ALPHABETS[alphabet]].entries()) values[letter.charCodeAt(0)] = value;
  return values;
}

/** How many characters are decoded between two yields. */
const charactersPerSlice = 4_000;

/** The same in slices. */
export function* decodeBase64InSlices(text: string, alphabet: Alphabet): Generator<void, Uint8Array | Base64Fault> {
  const values = VALUES[alphabet];
  // All at once: an array that grows by megabytes is copied each time.
  const bytes = new Uint8Array(Math.ceil(text.length / 4) * 3);
  let length = 0;
  let bits = 0;
  let read = 0;
  let padding = 0;
  for (let i = 0; i < text.length; i++) {
    if (i % charactersPerSlice === charactersPerSlice - 1) yield;
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) continue;
    const value = code < 128 ? values[code]! : 255;
    if (value < 64 && padding === 0) bits = (bits << 6) | value;
    else if (code === 61 /* = */ && read % 4 >= 2) {
      padding++;
      bits <<= 6;
    } else return { at: i };
    if (++read % 4 !== 0) continue;
    bytes[length++] = (bits >> 16) & 255;
    if (padding < 2) bytes[length++] = (bits >> 8) & 255;
    if (padding < 1) bytes[length++] = bits & 255;
    bits = 0;
  }
  return read % 4 === 0 ? bytes.subarray(0, length) : { at: text.length };
}

/** Whether a text could be decoded. */
export function isBytes(decoded: Uint8Array | Base64Fault): decoded is Uint8Array {
  return decoded instanceof Uint8Array;
}
