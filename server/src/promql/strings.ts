// String literals of PromQL: Go's escapes in "…" and '…', none in `…`. Also the way back, Go's strconv.Quote.
// Layer: promql. Bytes that are no UTF-8 (`"\xff"`) are kept as lone surrogates U+DC80…U+DCFF, as Python's surrogateescape does.
import type { Span } from '../text/span';

/** A decoded literal. */
export interface DecodedString {
  readonly value: string;
  /** For each UTF-16 unit of `value` the offset in the literal where it comes from; undefined where it is just one behind (no escapes). */
  readonly offsets?: readonly number[];
  /** The first bad escape, in offsets of the literal. */
  readonly error?: Span & { readonly message: string };
}

/** Decodes a literal with its quotes; the closing one may be missing. Never throws: bad escapes are kept as written. */
export function decodeString(literal: string): DecodedString {
  const quote = literal[0];
  const closed = literal.length > 1 && literal.at(-1) === quote && !endsInEscape(literal);
  const end = closed ? literal.length - 1 : literal.length;
  if (quote === '`' || literal.indexOf('\\') < 0) return { value: literal.slice(1, end) };
  return decodeEscapes(literal, end, quote ?? '"');
}

/** Whether a string holds bytes that are no UTF-8. */
export function hasInvalidBytes(value: string): boolean {
  return loneSurrogate.test(value);
}

/** Writes a value as Go's strconv.Quote does. */
export function quoteString(value: string): string {
  if (/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(value)) return `"${value}"`;
  let out = '"';
  for (const char of value) out += quoteChar(char);
  return `${out}"`;
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function endsInEscape(literal: string): boolean {
  if (literal[0] === '`') return false;
  let backslashes = 0;
  for (let i = literal.length - 2; i > 0 && literal[i] === '\\'; i--) backslashes++;
  return backslashes % 2 === 1;
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
]);

function decodeEscapes(literal: string, end: number, quote: string): DecodedString {
  let value = '';
  const offsets: number[] = [];
  let error: DecodedString['error'];
  const fail = (from: number, to: number, message: string): void => {
    error ??= { from, to: Math.min(to, end), message };
  };
  let bytes: number[] = [];
  let byteOffsets: number[] = [];
  const push = (text: string, at: number): void => {
    value += text;
    for (let k = 0; k < text.length; k++) offsets.push(at);
  };
  const flush = (): void => {
    if (bytes.length > 0) decodeBytes(bytes, byteOffsets, push);
    bytes = [];
    byteOffsets = [];
  };
  let i = 1;
  while (i < end) {
    const char = literal[i]!;
    if (char !== '\\') {
      flush();
      push(char, i);
      i++;
      continue;
    }
    const next = literal[i + 1];
    const simple = next === undefined ? undefined : next === quote ? quote : simpleEscapes.get(next);
    if (simple !== undefined && i + 1 < end) {
      flush();
      push(simple, i);
      i += 2;
      continue;
    }
    const numeric = i + 1 < end ? readNumeric(literal, i, end) : undefined;
    if (numeric && numeric.message === undefined) {
      if (numeric.byte) {
        bytes.push(numeric.code);
        byteOffsets.push(i);
      } else {
        flush();
        push(String.fromCodePoint(numeric.code), i);
      }
      i = numeric.to;
      continue;
    }
    flush();
    if (numeric?.message !== undefined) fail(i, numeric.to, numeric.message);
    else if (i + 1 >= end) fail(i, end, 'The escape sequence is not finished.');
    else fail(i, i + 2, `\`\\${next}\` is no escape sequence; write \`\\\\${next}\`, or use backticks.`);
    push('\\', i);
    i++;
  }
  flush();
  return { value, offsets, error };
}

interface NumericEscape {
  readonly code: number;
  readonly to: number;
  /** One byte of UTF-8 (`\x`, octal) instead of a code point. */
  readonly byte: boolean;
  readonly message?: string;
}

/** Reads `\123`, `\xff`, `\u00e9`, `\U0001f600` at `at`; undefined where another character follows the backslash. */
function readNumeric(literal: string, at: number, end: number): NumericEscape | undefined {
  const kind = literal[at + 1]!;
  const octal = kind >= '0' && kind <= '7';
  const digits = octal ? 3 : kind === 'x' ? 2 : kind === 'u' ? 4 : kind === 'U' ? 8 : 0;
  if (digits === 0) return undefined;
  const from = octal ? at + 1 : at + 2;
  const byte = octal || kind === 'x';
  let code = 0;
  for (let i = from; i < from + digits; i++) {
    if (i >= end) return { code, to: end, byte, message: 'The escape sequence is not finished.' };
    const digit = digitValue(literal.charCodeAt(i));
    if (digit >= (octal ? 8 : 16)) {
      return { code, to: i + 1, byte, message: `\`${literal[i]}\` is no digit of the escape sequence \`\\${kind}\`.` };
    }
    code = code * (octal ? 8 : 16) + digit;
  }
  const to = from + digits;
  if (code > (byte ? 255 : 0x10ffff) || (code >= 0xd800 && code < 0xe000)) {
    return { code, to, byte, message: 'The escape sequence is no Unicode character.' };
  }
  return { code, to, byte };
}

function digitValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return 16;
}

/** UTF-8 to UTF-16; what is no UTF-8 becomes one lone surrogate a byte. */
function decodeBytes(
  bytes: readonly number[],
  offsets: readonly number[],
  push: (text: string, at: number) => void,
): void {
  let i = 0;
  while (i < bytes.length) {
    const lead = bytes[i]!;
    const at = offsets[i]!;
    const size =
      lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    let code = size === 1 ? lead : size === 2 ? lead & 0x1f : size === 3 ? lead & 0x0f : lead & 0x07;
    let valid = size > 0 && (lead < 0x80 || lead >= 0xc2) && i + size <= bytes.length;
    for (let k = 1; valid && k < size; k++) {
      const next = bytes[i + k]!;
      valid = next >= 0x80 && next < 0xc0;
      code = (code << 6) | (next & 0x3f);
    }
    const shortest = size < 3 ? 0 : size === 3 ? 0x800 : 0x10000;
    valid &&= code >= shortest && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
    push(valid ? String.fromCodePoint(code) : String.fromCharCode(0xdc00 + lead), at);
    i += valid ? size : 1;
  }
}

const quotedEscapes: ReadonlyMap<string, string> = new Map([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
]);

function quoteChar(char: string): string {
  const simple = quotedEscapes.get(char);
  if (simple) return simple;
  const code = char.codePointAt(0)!;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code === 0x20 || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char)) return char;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
