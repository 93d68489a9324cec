// Go counts texts in bytes of UTF-8; these turn JavaScript texts into bytes and back.
// Layer: go.

import { finish } from '../text/slices';

/** The bytes of a text; a lone surrogate becomes U+FFFD. */
export function utf8(text: string): number[] {
  const out: number[] = [];
  for (const char of text) {
    let c = char.codePointAt(0)!;
    if (c >= 0xd800 && c <= 0xdfff) c = 0xfffd;
    if (c < 0x80) out.push(c);
    else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
  return out;
}

/** How many bytes a text takes. */
export function utf8Length(text: string): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x80) n += 1;
    else if (c < 0x800) n += 2;
    else if (c >= 0xd800 && c < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      n += 4;
      i++;
    } else n += 3;
  }
  return n;
}

/** The text of some bytes; each byte that belongs to no character becomes U+FFFD, as in Go. */
export function fromUtf8(bytes: ArrayLike<number>): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; ) {
    const { value, size } = decodeAt(bytes, i) ?? bad;
    parts.push(String.fromCodePoint(value));
    i += size;
  }
  return parts.join('');
}

/** The text of some bytes; undefined where one of them belongs to no character. */
export function readUtf8(bytes: ArrayLike<number>): string | undefined {
  return finish(readUtf8InSlices(bytes));
}

/** How many bytes are read between two yields. */
const bytesPerSlice = 4_000;

/** The same in slices. */
export function* readUtf8InSlices(bytes: ArrayLike<number>): Generator<void, string | undefined> {
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const end = Math.min(i + bytesPerSlice, bytes.length);
    if (i > 0) yield;
    const units: number[] = [];
    while (i < end) {
      const byte = bytes[i]!;
      if (byte < 0x80) {
        units.push(byte);
        i++;
        continue;
      }
      const code = decodeAt(bytes, i);
      if (!code) return undefined;
      const above = code.value - 0x10000;
      if (above < 0) units.push(code.value);
      else units.push(0xd800 | (above >> 10), 0xdc00 | (above & 0x3ff));
      i += code.size;
    }
    text += String.fromCharCode(...units);
  }
  return text;
}

const bad = { value: 0xfffd, size: 1 };

function decodeAt(bytes: ArrayLike<number>, i: number): { value: number; size: number } | undefined {
  const b = bytes[i]!;
  if (b < 0x80) return { value: b, size: 1 };
  const size = b >= 0xf0 && b < 0xf5 ? 4 : b >= 0xe0 && b < 0xf0 ? 3 : b >= 0xc2 && b < 0xe0 ? 2 : 0;
  if (size === 0) return undefined;
  let value = b & (0xff >> (size + 1));
  for (let k = 1; k < size; k++) {
    const next = bytes[i + k];
    if (next === undefined || (next & 0xc0) !== 0x80) return undefined;
    value = (value << 6) | (next & 63);
  }
  const shortest = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
  if (value < shortest || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return undefined;
  return { value, size };
}
