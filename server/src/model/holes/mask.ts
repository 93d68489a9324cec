// The text of a template with its holes masked, so that the rest can be read as YAML. Layer: model.
import type { Span } from '../../text/span';

/**
 * Lines that hold nothing but holes become blank; a hole beside other text becomes a word. Some places are read with the
 * lines around them: a key without a value, whose value the holes below it bring, gets a word from the last of them, a hole
 * behind a key becomes blank where the lines below belong to the key, too, and a block scalar that begins with holes keeps
 * its indentation.
 */
export function* mask(text: string, holes: readonly Span[], hidden: readonly Span[]): Generator<void, string> {
  const marked = yield* fill(yield* fill(text, holes, HOLE), hidden, ' ');
  if (!marked.includes(HOLE)) return marked;
  yield;
  const lines: string[] = [];
  const masked: string[] = [];
  for (let at = 0; at <= marked.length; ) {
    const end = marked.indexOf('\n', at);
    const to = end < 0 ? marked.length : end;
    const line = marked.slice(at, to);
    at = to + 1;
    lines.push(line);
    if (!line.includes(HOLE)) masked.push(line);
    else masked.push(line.replaceAll(HOLE, NOTHING_ELSE.test(line) ? ' ' : 'x'));
    if (masked.length % linesPerSlice === 0) yield;
  }
  for (let at = 0; at < lines.length; at++) {
    maskWithNext(lines, masked, at);
    if (at % linesPerSlice === 0) yield;
  }
  return yield* joined(masked, '\n');
}

/** What `join` gives, in slices. */
function* joined(parts: readonly string[], separator: string): Generator<void, string> {
  const joints: string[] = [];
  for (let from = 0; from < parts.length; from += joinedPerSlice) {
    joints.push(parts.slice(from, from + joinedPerSlice).join(separator));
    yield;
  }
  return joints.join(separator);
}

/** How many lines or parts of a text are put together between two yields. */
const joinedPerSlice = 16_384;

/** How many lines are looked at between two yields. */
const linesPerSlice = 2048;

/** What a line says with those below it: a key whose value stands there, the header of a block scalar. */
function maskWithNext(lines: readonly string[], masked: string[], at: number): void {
  const line = lines[at]!;
  const hasHole = line.includes(HOLE);
  // Most lines have no hole, and below them there is a line that says something.
  if (!hasHole && (at + 1 === lines.length || !SAYS_NOTHING.test(lines[at + 1]!))) return;
  const block = BLOCK.exec(line);
  if (block) maskBlockStart(lines, masked, at, block[2] ? block[1]!.length : block[1]!.trimEnd().length - 1);
  const key = KEY.exec(line);
  if (!key) return;
  const column = key[1]!.length;
  const { next, lastHole } = below(lines, at);
  if (hasHole) {
    if (next !== undefined && isEntryBelow(next, column)) masked[at] = line.replaceAll(HOLE, ' ');
  } else if (lastHole !== undefined && !(next !== undefined && isBelow(next, column))) {
    const word = lines[lastHole]!.lastIndexOf(HOLE);
    if (word > column) masked[lastHole] = withChar(masked[lastHole]!, word, 'x');
  }
}

/**
 * The lines of holes that a block scalar begins with. Where text follows, a sign in the column of the text keeps these
 * blank lines from being wider than it, which would set the scalar's indentation; to PromQL it is a comment. Where nothing
 * follows, one of them is the text.
 */
function maskBlockStart(lines: readonly string[], masked: string[], header: number, column: number): void {
  let first = header + 1;
  while (first < lines.length && NOTHING_ELSE.test(lines[first]!)) first++;
  const indent = first < lines.length ? lines[first]!.search(/\S/) : -1;
  for (let i = header + 1; i < first; i++) {
    const line = lines[i]!;
    const end = line.lastIndexOf(HOLE);
    if (indent > column) {
      if (end >= indent) masked[i] = withChar(masked[i]!, indent, '#');
    } else if (end > column) {
      masked[i] = withChar(masked[i]!, Math.max(line.indexOf(HOLE), column + 1), 'x');
      return;
    }
  }
}

function withChar(line: string, at: number, char: string): string {
  return line.slice(0, at) + char + line.slice(at + 1);
}

/** The header of a block scalar behind a key or a dash. */
const BLOCK = /^(?=[ ]*[^ |>])([ ]*(?:-[ ]+)*)(["']?[\w./\u0001-]+["']?:[ \t]+)?[|>][-+]?[ \t]*(?:#.*)?\r?$/;
/** A line of holes only. */
const NOTHING_ELSE = /^[\s\u0001]*$/;
/** The same, or a comment. */
const SAYS_NOTHING = /^[\s\u0001]*(?:#|$)/;
/** A key with no value, or with nothing but holes for one. */
const KEY = /^([ ]*(?:-[ ]+)*)["']?[\w./-]+["']?:[ \t]*(?:\u0001+[ \t]*)?(?:#.*)?\r?$/;

/** The next line below `at` that says something, and the last line of holes before it. */
function below(lines: readonly string[], at: number): { readonly next?: string; readonly lastHole?: number } {
  let lastHole: number | undefined;
  for (let i = at + 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (!NOTHING_ELSE.test(line)) {
      if (/^\s*#/.test(line)) continue;
      return lastHole === undefined ? { next: line } : { next: line, lastHole };
    }
    if (line.includes(HOLE)) lastHole = i;
  }
  return lastHole === undefined ? {} : { lastHole };
}

/** Whether a line is part of the value of a key in `column`. */
function isBelow(line: string, column: number): boolean {
  const indent = line.search(/\S/);
  return indent > column || (indent === column && /^\s*-(?:\s|$)/.test(line));
}

/** Whether a line is an entry of a mapping or a list of mappings that is the value of a key in `column`. */
function isEntryBelow(line: string, column: number): boolean {
  return isBelow(line, column) && /^\s*(?:-[ ]+)*["']?[\w./-]+["']?:(?:\s|\u0001|$)/.test(line);
}

const HOLE = '\u0001';

/** How many spans are filled between two yields. */
const spansPerSlice = 2048;

function* fill(text: string, spans: readonly Span[], char: string): Generator<void, string> {
  if (spans.length === 0) return text;
  const parts: string[] = [];
  let at = 0;
  let seen = 0;
  for (const span of spans) {
    if (++seen % spansPerSlice === 0) yield;
    if (span.to <= at) continue;
    const from = Math.max(at, span.from);
    const filled = text.slice(from, span.to);
    parts.push(text.slice(at, from), /[\r\n]/.test(filled) ? fillLines(filled, char) : char.repeat(filled.length));
    at = span.to;
  }
  parts.push(text.slice(at));
  return yield* joined(parts, '');
}

/** Line breaks stay, and so does how far a line is indented: behind the end of the hole it may go on with a block scalar. */
function fillLines(text: string, char: string): string {
  return text.replace(/([\r\n][ \t]*)|[^\r\n]/g, (_, kept: string | undefined) => kept ?? char);
}
