// Decodes scalars of all five styles as go-yaml does. Layer: yaml.
// The reader finds where a scalar begins and ends; what its text means is decided only here.
import type { PieceKind } from '../text/textMap';
import { type BlockBody, BlockDecoder, type Decoded } from './blockScalar';
import { breakLength, breakText, isBlank, isBreak } from './lineBreaks';
import type { ScalarStyle } from './node';

/** Where a scalar stands in the text: all that is needed to decode it. */
export interface ScalarShape {
  readonly style: ScalarStyle;
  /** Flow styles: the scalar with its quotes. Block styles: from the `|` or `>`. */
  readonly from: number;
  readonly to: number;
  /** Present for the block styles. */
  readonly block?: BlockBody;
  /** Whether it stands inside `{}` or `[]`, where a plain scalar may hold less. */
  readonly flow: boolean;
}

/** The decoded value of a scalar. */
export function decodeScalar(text: string, shape: ScalarShape): string {
  const out = new DecodedValue(text);
  decode(text, shape, out);
  return out.value;
}

/** The same in slices. */
export function* decodeScalarInSlices(text: string, shape: ScalarShape): Generator<void, string> {
  const out = new DecodedValue(text);
  yield* decodeInSlices(text, shape, out);
  return out.value;
}

class DecodedValue implements Decoded {
  value = '';

  constructor(private readonly text: string) {}

  copy(from: number, to: number): void {
    if (to > from) this.value += this.text.slice(from, to);
  }

  put(_: PieceKind, decoded: string): void {
    this.value += decoded;
  }
}

/** Decodes a scalar into `out`. */
export function decode(text: string, shape: ScalarShape, out: Decoded): void {
  if (shape.block) new BlockDecoder(text, shape.style === 'literal', shape.block, out).step(Number.POSITIVE_INFINITY);
  else decodeFlow(text, shape, out);
}

/** How many lines are decoded between two yields. */
const linesPerSlice = 4096;

/** The same in slices. */
export function* decodeInSlices(text: string, shape: ScalarShape, out: Decoded): Generator<void, void> {
  if (shape.block) {
    const decoder = new BlockDecoder(text, shape.style === 'literal', shape.block, out);
    while (decoder.step(linesPerSlice)) yield;
  } else decodeFlow(text, shape, out);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const BREAK = /[\n\r\x85\u2028\u2029]/;

const SPECIAL_IN_SINGLE = /['\n\r\x85\u2028\u2029]/;

const SPECIAL_IN_DOUBLE = /[\\\n\r\x85\u2028\u2029]/;

function decodeFlow(text: string, shape: ScalarShape, out: Decoded): void {
  const quoted = shape.style !== 'plain';
  let at = shape.from + (quoted ? 1 : 0);
  // An unclosed quote runs to the end of what the reader gave us.
  const quote = shape.style === 'single' ? 39 : 34;
  const closed = quoted && shape.to - shape.from >= 2 && text.charCodeAt(shape.to - 1) === quote;
  const end = shape.to - (closed ? 1 : 0);
  let run = at;
  // In a long scalar the next place where there is something to do is looked up.
  const long = end - at > 500 ? text.slice(0, end) : '';
  const special = shape.style === 'double' ? SPECIAL_IN_DOUBLE : shape.style === 'single' ? SPECIAL_IN_SINGLE : BREAK;
  while (at < end) {
    if (long !== '') {
      const next = long.slice(at).search(special);
      if (next < 0) break;
      at += next;
    }
    const code = text.charCodeAt(at);
    if (code === 39 && shape.style === 'single') {
      out.copy(run, at);
      out.put('escape', "'", at, Math.min(at + 2, end));
      run = at += 2;
    } else if (code === 92 && shape.style === 'double') {
      out.copy(run, at);
      run = at = decodeEscape(text, at, end, out);
    } else if (isBreak(code)) {
      let blank = at;
      while (blank > run && isBlank(text.charCodeAt(blank - 1))) blank--;
      out.copy(run, blank);
      run = at = foldBreaks(text, blank, at, end, out);
    } else at++;
  }
  out.copy(run, Math.max(run, end));
}

/** Decodes the escape at `at`; gives the offset behind it. */
function decodeEscape(text: string, at: number, end: number, out: Decoded): number {
  const code = text.charCodeAt(at + 1);
  if (at + 1 < end && isBreak(code)) {
    // An escaped line break joins the lines; further empty lines count as breaks.
    let next = at + 1 + breakLength(text, at + 1);
    let from = at;
    for (; next < end; ) {
      if (isBlank(text.charCodeAt(next))) next++;
      else if (isBreak(text.charCodeAt(next))) {
        const behind = next + breakLength(text, next);
        out.put('newline', breakText(text, next), from, behind);
        next = from = behind;
      } else break;
    }
    return next;
  }
  const char = text[at + 1] ?? '';
  const hex = HEX_LENGTH[char];
  if (hex !== undefined) {
    const digits = text.slice(at + 2, Math.min(at + 2 + hex, end));
    const point = /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : 0xfffd;
    const behind = Math.min(at + 2 + hex, end);
    out.put('escape', point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd', at, behind);
    return behind;
  }
  const behind = Math.min(at + 2, end);
  out.put('escape', ESCAPES[char] ?? text.slice(at, behind), at, behind);
  return behind;
}

/** Folds the line breaks from `at` (blanks before it begin at `blank`); gives the offset of the next content. */
function foldBreaks(text: string, blank: number, at: number, end: number, out: Decoded): number {
  const starts: number[] = [];
  let next = at;
  while (next < end) {
    const code = text.charCodeAt(next);
    if (isBreak(code)) {
      starts.push(next);
      next += breakLength(text, next);
    } else if (isBlank(code)) next++;
    else break;
  }
  const first = breakText(text, starts[0]!);
  if (starts.length === 1 && first === '\n') {
    out.put('fold', ' ', blank, next);
    return next;
  }
  // The first of several breaks vanishes (unless it is LS or PS); each further one is itself.
  let from = blank;
  starts.forEach((start, index) => {
    if (index === 0 && first === '\n') return;
    const to = index + 1 < starts.length ? starts[index + 1]! : next;
    out.put('newline', breakText(text, start), from, to);
    from = to;
  });
  return next;
}
