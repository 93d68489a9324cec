// Base64 in the alphabet that addresses may hold, as Go's URLEncoding.
// Layer: template.
import { fromUtf8, utf8 } from './utf8';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Encodes the UTF-8 of a text, padded with `=`. */
export function encodeBase64(source: string): string {
  const bytes = utf8(source);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    out += ALPHABET[bits >> 18]! + ALPHABET[(bits >> 12) & 63]!;
    out += b === undefined ? '=' : ALPHABET[(bits >> 6) & 63]!;
    out += c === undefined ? '=' : ALPHABET[bits & 63]!;
  }
  return out;
}

/** Decodes padded base64; newlines are ignored. `at` is the byte at which Go gives up. */
export function decodeBase64(source: string): string | { readonly at: number } {
  const chars: number[] = [];
  const bytes: number[] = [];
  let padding = 0;
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!;
    if (c === '\n' || c === '\r') continue;
    const value = ALPHABET.indexOf(c);
    if (c === '=' && chars.length % 4 >= 2) {
      padding++;
      chars.push(0);
    } else if (value < 0 || padding > 0) return { at: i };
    else chars.push(value);
    if (chars.length % 4 === 0) {
      const [a, b, d, e] = chars.slice(-4) as [number, number, number, number];
      const bits = (a << 18) | (b << 12) | (d << 6) | e;
      bytes.push(bits >> 16, (bits >> 8) & 255, bits & 255);
      bytes.length -= padding;
    }
  }
  return chars.length % 4 === 0 ? fromUtf8(bytes) : { at: source.length };
}
