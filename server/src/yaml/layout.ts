// Where a line belongs by its indentation alone: for a text that is being typed, whose tree is a guess. Layer: yaml.
import type { Span } from '../text/span';

/** How far above a line its surroundings are looked for; a list of ten thousand items ends further up than it matters. */
const mostLinesUp = 500;

/** Where a line begins, its indentation, and whether a list item begins on it. */
interface Line {
  readonly from: number;
  readonly to: number;
  readonly indent: number;
  /** Column of the key or text behind the dashes. */
  readonly column: number;
  readonly isItem: boolean;
}

/** The line that an offset stands in; where nothing is written on it, the last one before it that has something. */
function lineAt(text: string, offset: number): Line | undefined {
  let from = startOfLine(text, offset);
  for (;;) {
    const line = readLine(text, from);
    if (line) return line;
    if (from === 0) return undefined;
    from = startOfLine(text, from - 1);
  }
}

function startOfLine(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Undefined for a line with nothing or only a comment on it. */
function readLine(text: string, from: number): Line | undefined {
  const end = text.indexOf('\n', from);
  const to = end < 0 ? text.length : end;
  let at = from;
  while (text[at] === ' ') at++;
  const first = text[at];
  if (at >= to || first === '#' || first === '\r' || first === '\t') return undefined;
  const indent = at - from;
  while (text[at] === '-' && (at + 1 >= to || text[at + 1] === ' ' || text[at + 1] === '\r')) {
    at++;
    while (text[at] === ' ') at++;
  }
  return { from, to, indent, column: at - from, isItem: at - from > indent };
}

interface Surrounding {
  readonly line: Line;
  /** Whether what is nested in it goes on with a value that began on it. */
  readonly isValue: boolean;
}

/** The lines above that a line is nested in, the innermost first. */
function* linesAround(text: string, { from, indent }: Line): Generator<Surrounding> {
  let limit = indent;
  for (let at = from, n = 0; at > 0 && limit > 0 && n < mostLinesUp; n++) {
    at = startOfLine(text, at - 1);
    const line = readLine(text, at);
    if (!line || line.indent >= limit) continue;
    // Behind a dash the key stands further in: its neighbours are nested in the item and not in its value.
    yield { line, isValue: line.column < limit && hasInlineValue(text, line) };
    limit = line.indent;
  }
}

/** The line on which the innermost list item around an offset begins; lists that stand in a text are none. */
function itemAround(text: string, offset: number): Line | undefined {
  const own = lineAt(text, offset);
  if (!own) return undefined;
  let item = own.isItem ? own : undefined;
  for (const { line, isValue } of linesAround(text, own)) {
    if (isValue && !holdsFile(text, line)) item = line.isItem ? line : undefined;
    else if (line.isItem) {
      if (item) return item;
      item = line;
    }
  }
  return item;
}

/** Whether a key and a value, or the head of a text, stand on one line: what is nested below goes on with the value. */
function hasInlineValue(text: string, { from, to, column }: Line): boolean {
  const line = text.slice(from + column, to);
  const colon = /:[ \t]/.exec(line);
  if (!colon) return false;
  const value = line.slice(colon.index + 1).trim();
  return value !== '' && value[0] !== '#' && !/^[&!]\S*$/.test(value);
}

/** Whether the text that begins on a line is a file by itself, as in a ConfigMap. */
function holdsFile(text: string, { from, to }: Line): boolean {
  return /\.(?:ya?ml|rules)["']?:[ \t]+[|>]/.test(text.slice(from, to));
}

/** Whether two offsets are in the same list item: the innermost one around the first. Outside of all items the file is one. */
export function isInItemOf(text: string, at: number, other: number): boolean {
  const item = itemAround(text, at);
  if (!item) return true;
  const line = lineAt(text, other);
  if (!line || line.from < item.from) return false;
  return line.from === item.from || endOfBlock(text, item.from, item.indent) >= line.to;
}

/** The lines of the value that is being written at an offset: of a text over several lines all of them. */
export function valueAround(text: string, offset: number): Span {
  const own = lineAt(text, offset);
  if (!own) return { from: 0, to: offset };
  let first = own;
  for (const { line, isValue } of linesAround(text, own)) {
    if (isValue && !holdsFile(text, line)) first = line;
    if (line.isItem) break;
  }
  const to = hasInlineValue(text, first) ? endOfBlock(text, first.from, first.column) : first.to;
  return { from: first.from, to: Math.max(to, offset) };
}

/** The end of the last line that is nested below the one that begins at `from`: deeper than `indent`. */
function endOfBlock(text: string, from: number, indent: number): number {
  let end = text.indexOf('\n', from);
  while (end >= 0) {
    const line = readLine(text, end + 1);
    if (line && line.indent <= indent) return end;
    end = text.indexOf('\n', end + 1);
  }
  return text.length;
}
