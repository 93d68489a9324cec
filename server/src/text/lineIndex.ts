// Offsets to lines and characters and back, for the places that talk to people or to the LSP.
// Layer: text.
import type { Span } from './span';

/** Line and character from 0, the character in UTF-16 code units. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

export interface LineIndex {
  /** What is indexed. */
  readonly text: string;
  readonly lineCount: number;
  /** The position of `offset`, clamped to the text; an offset between \r and \n is the end of its line. */
  position(offset: number): LinePosition;
  /** The offset of a position, clamped to its line (before its line break) and to the text. */
  offset(position: LinePosition): number;
  /** The range of a line without its line break; an empty range at the end for a line that does not exist. */
  line(line: number): Span;
}

/** Indexes `text` once; `\r\n`, `\n` and a lone `\r` end a line, as in the LSP. */
export function lineIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  const lineEnd = (line: number): number => {
    const next = starts[line + 1];
    if (next === undefined) return text.length;
    return text.charCodeAt(next - 1) === 10 && text.charCodeAt(next - 2) === 13 && next - 2 >= starts[line]!
      ? next - 2
      : next - 1;
  };
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    text,
    lineCount: starts.length,
    position(offset) {
      const at = Math.max(0, Math.min(offset, text.length));
      const line = lineAt(at);
      return { line, character: Math.min(at, lineEnd(line)) - starts[line]! };
    },
    offset({ line, character }) {
      if (line < 0) return 0;
      const start = starts[line];
      if (start === undefined) return text.length;
      return Math.min(start + Math.max(0, character), lineEnd(line));
    },
    line(line) {
      const start = starts[line];
      return start === undefined ? { from: text.length, to: text.length } : { from: start, to: lineEnd(line) };
    },
  };
}

/**
 * What of a span stands in the first line that it says anything in, without white space around it: what is underlined, as a
 * mark over several lines would lie under their indentation, too. A span of white space stays as it is.
 */
export function underlined(span: Span, text: string): Span {
  let { from } = span;
  while (from < span.to && isBlank(text.charCodeAt(from))) from++;
  if (from >= span.to) return span;
  let to = from;
  for (let at = from; at < span.to && !isLineBreak(text.charCodeAt(at)); at++) {
    if (!isBlank(text.charCodeAt(at))) to = at + 1;
  }
  return { from, to };
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || isLineBreak(code);
}

function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  let cr = text.indexOf('\r');
  let lf = text.indexOf('\n');
  while (cr >= 0 || lf >= 0) {
    if (cr < 0 || (lf >= 0 && lf < cr)) {
      starts.push(lf + 1);
      lf = text.indexOf('\n', lf + 1);
    } else {
      const end = lf === cr + 1 ? lf + 1 : cr + 1;
      starts.push(end);
      if (lf === cr + 1) lf = text.indexOf('\n', end);
      cr = text.indexOf('\r', end);
    }
  }
  return starts;
}
