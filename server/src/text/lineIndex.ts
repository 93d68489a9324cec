// Offsets to lines and characters and back, for the places that talk to people or to the LSP.
// Layer: text.
import type { Change } from './change';
import { LineStarts } from './lineStarts';
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

/** Indexes `text`; `\r\n`, `\n` and a lone `\r` end a line, as in the LSP. */
export function lineIndex(text: string): LineIndex {
  return new EditedText(text);
}

/** What an editor sends: a range that is replaced, or the whole text where there is none. */
export interface EditorChange {
  readonly range?: { readonly start: LinePosition; readonly end: LinePosition };
  readonly text: string;
}

/** A text that is edited, with its lines. */
export class EditedText implements LineIndex {
  private starts: LineStarts | undefined;

  constructor(private content: string) {}

  get text(): string {
    return this.content;
  }

  get lineCount(): number {
    return this.lines.count;
  }

  position(offset: number): LinePosition {
    const at = Math.max(0, Math.min(offset, this.content.length));
    const { lines } = this;
    let line = 0;
    let high = lines.count - 1;
    while (line < high) {
      const middle = (line + high + 1) >> 1;
      if (lines.start(middle) <= at) line = middle;
      else high = middle - 1;
    }
    const { from, to } = this.line(line);
    return { line, character: Math.min(at, to) - from };
  }

  offset({ line, character }: LinePosition): number {
    if (line < 0) return 0;
    const { from, to } = this.line(line);
    return Math.min(from + Math.max(0, character), to);
  }

  line(line: number): Span {
    const { content, lines } = this;
    if (line >= lines.count) return { from: content.length, to: content.length };
    const from = lines.start(line);
    if (line + 1 === lines.count) return { from, to: content.length };
    const next = lines.start(line + 1);
    const isPair = content.charCodeAt(next - 1) === 10 && content.charCodeAt(next - 2) === 13 && next - 2 >= from;
    return { from, to: isPair ? next - 2 : next - 1 };
  }

  /** Makes changes one after the other; gives the one part of the text that was replaced, where there was but one. */
  edit(changes: readonly EditorChange[]): Change | undefined {
    let only: Change | undefined;
    for (const { range, text } of changes) {
      if (range) only = this.replace(this.offset(range.start), this.offset(range.end), text);
      else {
        this.content = text;
        this.starts = undefined;
      }
    }
    return changes.length === 1 ? only : undefined;
  }

  private replace(one: number, other: number, text: string): Change {
    const { content, lines } = this;
    const change = {
      from: Math.min(one, other),
      toBefore: Math.max(one, other),
      to: Math.min(one, other) + text.length,
    };
    this.content = content.slice(0, change.from) + text + content.slice(change.toBefore);
    lines.edit(change, this.content);
    return change;
  }

  private get lines(): LineStarts {
    return (this.starts ??= new LineStarts(this.content));
  }
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
