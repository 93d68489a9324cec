// Go's literals: quoted texts, characters and numbers, decoded as strconv does.
// Layer: template.
import { fromUtf8, utf8 } from '../go/utf8';

/** The value of a quoted text with its quotes (`"…"` or backticks), or undefined where Go refuses it. */
export function unquote(quoted: string): string | undefined {
  if (quoted.length < 2) return undefined;
  const body = quoted.slice(1, -1);
  if (quoted[0] === '`') return body.replace(/\r/g, '');
  return decode(body, '"')?.text;
}

/** The code point of a character constant with its quotes, or undefined where Go refuses it. */
export function unquoteChar(quoted: string): number | undefined {
  if (quoted.length < 3 || !quoted.endsWith("'")) return undefined;
  const read = readChar(quoted, 1, "'");
  return read && read.next === quoted.length - 1 ? read.code : undefined;
}

/** One character or escape of a text quoted with `quote`; `byte` marks an escape that stands for one byte. */
function readChar(text: string, at: number, quote: string): { code: number; next: number; byte: boolean } | undefined {
  const code = text.codePointAt(at);
  if (code === undefined || text[at] === quote) return undefined;
  if (text[at] !== '\\') return { code, next: at + (code > 0xffff ? 2 : 1), byte: false };
  const c = text[at + 1];
  if (c === undefined) return undefined;
  const simple = SIMPLE_ESCAPES[c];
  if (simple !== undefined) return { code: simple, next: at + 2, byte: false };
  if (c === quote) return { code: c.charCodeAt(0), next: at + 2, byte: false };
  if (c === 'x' || c === 'u' || c === 'U') {
    const digits = c === 'x' ? 2 : c === 'u' ? 4 : 8;
    const hex = text.slice(at + 2, at + 2 + digits);
    if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length < digits) return undefined;
    const value = Number.parseInt(hex, 16);
    if (c !== 'x' && (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))) return undefined;
    return { code: value, next: at + 2 + digits, byte: c === 'x' };
  }
  const octal = /^[0-7]{3}/.exec(text.slice(at + 1, at + 4))?.[0];
  if (!octal || Number.parseInt(octal, 8) > 255) return undefined;
  return { code: Number.parseInt(octal, 8), next: at + 4, byte: true };
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
};

function decode(body: string, quote: string): { text: string } | undefined {
  if (!body.includes('\\')) return body.includes(quote) ? undefined : { text: body };
  // Byte escapes may spell one character together, so all is gathered as UTF-8 first.
  const bytes: number[] = [];
  for (let i = 0; i < body.length; ) {
    const read = readChar(body, i, quote);
    if (!read) return undefined;
    if (read.byte) bytes.push(read.code);
    else for (const b of utf8(String.fromCodePoint(read.code))) bytes.push(b);
    i = read.next;
  }
  return { text: fromUtf8(bytes) };
}

/** What a number's text may stand for; several at once, as in Go's ideal constants. */
export interface NumberValue {
  readonly int?: bigint;
  readonly uint?: bigint;
  readonly float?: number;
  readonly complex?: readonly [real: number, imaginary: number];
}

/** The value of a number's text, or the reason why Go refuses it. */
export function parseNumber(text: string): NumberValue | 'syntax' | 'overflow' {
  if (text.endsWith('i')) return parseComplex(text.slice(0, -1)) ?? 'syntax';
  const found: { int?: bigint; uint?: bigint; float?: number } = {};
  const signed = parseInteger(text);
  if (signed !== undefined) {
    if (signed >= MIN_INT && signed <= MAX_INT) found.int = signed;
    if (signed >= 0n && signed <= MAX_UINT && (!/^[+-]/.test(text) || signed === 0n)) found.uint = signed;
  }
  if (found.int !== undefined) return { ...found, float: Number(found.int) };
  if (found.uint !== undefined) return { ...found, float: Number(found.uint) };
  const float = parseGoFloat(text);
  if (float === undefined) return 'syntax';
  if (!/[.eEpP]/.test(text)) return 'overflow';
  if (Number.isInteger(float) && Math.abs(float) < 2 ** 63) found.int = BigInt(float);
  if (Number.isInteger(float) && float >= 0 && float < 2 ** 64) found.uint = BigInt(float);
  return { ...found, float };
}

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;

function parseComplex(text: string): NumberValue | undefined {
  const split = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
  const exponent = split > 0 && /[eEpP]/.test(text[split - 1]!) && !/^[+-]?0[xX]/.test(text);
  const real = split > 0 && !exponent ? parseGoFloat(text.slice(0, split)) : 0;
  const imaginary = parseGoFloat(split > 0 && !exponent ? text.slice(split) : text);
  if (real === undefined || imaginary === undefined) return undefined;
  if (imaginary !== 0) return { complex: [real, imaginary] };
  return {
    complex: [real, imaginary],
    float: real,
    ...(Number.isInteger(real) && Math.abs(real) < 2 ** 63 ? { int: BigInt(real) } : {}),
  };
}

/** An integer in any of Go's bases, or undefined for bad syntax. */
function parseInteger(text: string): bigint | undefined {
  const match = /^([+-]?)(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|0[0-7_]*|[1-9][0-9_]*)$/.exec(text);
  if (!match || !underscoresFit(match[2]!)) return undefined;
  let digits = match[2]!.replace(/_/g, '');
  if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`;
  if (/^0[xXbBoO]$/.test(digits)) return undefined;
  const value = BigInt(digits.toLowerCase());
  return match[1] === '-' ? -value : value;
}

/** Underscores stand between digits, or between a base prefix and a digit. */
function underscoresFit(text: string): boolean {
  const body = text.replace(/^[+-]/, '');
  const prefixed = /^0[xXbBoO]/.test(body);
  if (prefixed) return !/__|_$|_\.|\._|_[pP]/.test(body) && !/[pP][+-]?_/.test(body);
  return !/__|^_|_$|_\.|\._|_[eE]|[eE][+-]?_/.test(body);
}

/** A number as Go's ParseFloat reads it (decimal, hex with `p`, Inf, NaN, underscores), or undefined. */
export function parseGoFloat(text: string): number | undefined {
  const word = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (word) {
    if (/nan/i.test(word[2]!)) return word[1] ? undefined : Number.NaN;
    return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const hex = /^([+-]?)0[xX]([0-9a-fA-F_]*)(?:\.([0-9a-fA-F_]*))?[pP]([+-]?[0-9_]+)$/.exec(text);
  if (hex) {
    if (!underscoresFit(text)) return undefined;
    const whole = (hex[2] ?? '').replace(/_/g, '');
    const fraction = (hex[3] ?? '').replace(/_/g, '');
    if (!whole && !fraction) return undefined;
    const exponent = Number((hex[4] ?? '0').replace(/_/g, '')) - 4 * fraction.length;
    return (hex[1] === '-' ? -1 : 1) * scale(BigInt(`0x${whole}${fraction}`), exponent);
  }
  if (!/^[+-]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][+-]?\d[\d_]*)?$/.test(text)) return undefined;
  if (text.includes('_') && !underscoresFit(text)) return undefined;
  const value = Number(text.replace(/_/g, ''));
  // ParseFloat reports a range error for what a double cannot hold.
  return Number.isFinite(value) ? value : undefined;
}

/** `mantissa * 2^exponent`, rounded to the nearest double. */
function scale(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  if (exponent >= 0) return exponent > 1100 ? Number.POSITIVE_INFINITY : Number(mantissa << BigInt(exponent));
  if (exponent < -4000) return 0;
  // Two steps keep 2^exponent itself from underflowing.
  const value = Number(mantissa);
  return exponent < -1000 ? value * 2 ** -1000 * 2 ** (exponent + 1000) : value * 2 ** exponent;
}
