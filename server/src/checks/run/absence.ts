// Which findings a file with template holes makes doubtful: those that rest on a hole, and those that say something is not
// there which an action alone on its lines may bring. Layer: checks.

import { holeAt } from '../../model/holes/parts';
import { outermost, type Region, toFile } from '../../model/region';
import { lineEnd, lineStart } from '../../text/lines';
import type { Span } from '../../text/span';
import type { Awaits } from '../check';

/** A text of the file with the places of its template holes; a root is one. */
export interface Ground {
  readonly region: Region;
  readonly holes: readonly Span[];
}

/**
 * Whether a hole stands in a span of the ground's text. The end of a condition or loop behind the last line of a block scalar,
 * to which it belongs as a blank line, is none.
 */
export function restsOnHole(span: Span, ground: Ground): boolean {
  const { holes, region } = ground;
  const touched = holeAt(holes, span);
  if (!touched) return false;
  const to = span.from + region.text.slice(span.from, span.to).trimEnd().length;
  if (to === span.from || touched.from <= to) return true;
  return holesFrom(holes, to + 1, span.to).some(hole => brings(hole, ground));
}

/** Whether all holes in the text of an expression stand in quotes: whatever they are, the rest is written as it is. */
export function isQuoted({ from, to }: Span, { holes, region }: Ground): boolean {
  const { text } = region;
  const [before, behind] = [text[from - 1], text[to]];
  // What YAML puts into quotes has signs of its own in them.
  if (before === behind && (before === '"' || before === "'") && text.slice(from, to).includes(before!)) return false;
  const inside = holesFrom(holes, from, to).filter(hole => hole.to <= to);
  let next = 0;
  let quote = '';
  for (let at = from; at < to && next < inside.length; at++) {
    const hole = inside[next]!;
    if (at === hole.from) {
      if (quote === '') return false;
      at = Math.max(at, hole.to - 1);
      next++;
      continue;
    }
    const char = text[at]!;
    if (quote === '') {
      if (char === '"' || char === "'" || char === '`') quote = char;
      else if (char === '#') at = lineEnd(text, at);
    } else if (char === quote) quote = '';
    else if (char === '\\' && quote !== '`') at++;
  }
  return next === inside.length;
}

/** Whether a hole may bring what a finding at `span` of the ground's text says is missing. */
export function mayBeBrought(awaits: Awaits | undefined, span: Span, ground: Ground): boolean {
  if (awaits === undefined || awaits === 'value' || ground.holes.length === 0) return false;
  const { text } = ground.region;
  if (awaits === 'file') return bringsAnything(ground);
  const column = columnOf(text, awaits === 'item' ? itemAround(text, span.from) : span.from);
  const around = extent(text, span.from, column);
  return holesFrom(ground.holes, around.from, around.to).some(hole => {
    if (hole.to > around.to || !brings(hole, ground)) return false;
    const above = keyAbove(text, hole.from);
    // Below a key without a value stands that value, and no further key of the mapping.
    return awaits === 'item' || above === undefined || above.column < column || isSameLine(text, above.at, span.from);
  });
}

/** The holes that begin between two places, both included. */
function holesFrom(holes: Ground['holes'], from: number, to: number): Ground['holes'] {
  let low = 0;
  let high = holes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holes[middle]!.from < from) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < holes.length && holes[end]!.from <= to) end++;
  return holes.slice(low, end);
}

/** Whether some hole brings what may be anything; kept with the holes, as thousands of findings of a file may ask. */
function bringsAnything(ground: Ground): boolean {
  const { holes, region } = ground;
  let known = anything.get(holes);
  if (known?.region !== region) {
    known = { region, is: holes.some(hole => isNamed(region.text, hole) || brings(hole, ground)) };
    anything.set(holes, known);
  }
  return known.is;
}

const anything = new WeakMap<Ground['holes'], { readonly region: Ground['region']; readonly is: boolean }>();

/** Whether a hole is the name of something: that may be any. */
function isNamed(text: string, { from }: Span): boolean {
  return /^[ ]*(?:-[ ]+)*name:/.test(text.slice(lineStart(text, from), from));
}

/** Whether a hole has its lines to itself and writes into them; conditions, loops and comments do not. */
function brings(hole: Span, { region }: Ground): boolean {
  // Such lines are masked by blanks, or by a word where a value is needed.
  if (!/^[\sx#]*$/.test(region.text.slice(lineStart(region.text, hole.from), lineEnd(region.text, hole.to))))
    return false;
  const file = outermost(region).text;
  return toFile(region, hole).some(one => !SILENT.test(file.slice(one.from, one.to)));
}

/** Actions that write nothing themselves. */
const SILENT =
  /^(?:\{\{-?\s*(?:(?:if|else|end|with|range|define|block|break|continue)\b|\/\*|\$\w+\s*:?=)|\{%[-+]?\s*(?!include\b|import\b)|\{#|%\{|<%[-\s]*(?![=\s-]))/;

/** The lines around `at` that are indented to `column` or deeper. */
function extent(text: string, at: number, column: number): Span {
  let from = lineStart(text, at);
  while (from > 0 && !startsItem(text, from, column)) {
    const above = lineStart(text, from - 1);
    if (isOutside(text, above, column) && !startsItem(text, above, column)) break;
    from = above;
  }
  let to = lineEnd(text, at);
  while (to < text.length && !isOutside(text, to + 1, column)) to = lineEnd(text, to + 1);
  return { from, to };
}

/** Whether a line is indented less than `column`; blank lines and comments are not. */
function isOutside(text: string, start: number, column: number): boolean {
  const indent = /^ */.exec(text.slice(start, start + column + 1))![0].length;
  if (indent >= column) return false;
  return !/^[ \t]*(?:#.*)?\r?$/.test(text.slice(start, lineEnd(text, start)));
}

/** Whether the keys of an item begin in a line, at `column` behind its dash. */
function startsItem(text: string, start: number, column: number): boolean {
  return /^[ ]*(?:-[ ]+)+$/.test(text.slice(start, start + column));
}

/** The start of the item of a list that `at` is in. */
function itemAround(text: string, at: number): number {
  let indent = Number.POSITIVE_INFINITY;
  for (let start = lineStart(text, at); ; start = lineStart(text, start - 1)) {
    const line = text.slice(start, lineEnd(text, start));
    const own = line.search(/\S/);
    if (own >= 0 && own < indent) {
      if (/^[ ]*-[ ]/.test(line)) return start;
      indent = own;
    }
    if (start === 0) return at;
  }
}

/** The key without a value in the last line above `at` that says something. */
function keyAbove(text: string, at: number): { readonly at: number; readonly column: number } | undefined {
  for (let start = lineStart(text, at); start > 0; ) {
    start = lineStart(text, start - 1);
    const line = text.slice(start, lineEnd(text, start));
    if (/^[ \t]*(?:#.*)?\r?$/.test(line)) continue;
    return /^[ ]*(?:-[ ]+)*["']?[\w./-]+["']?:[ \t]*(?:#.*)?\r?$/.test(line)
      ? { at: start, column: columnOf(text, start) }
      : undefined;
  }
  return undefined;
}

/** The column of what a line begins with, behind its dashes. */
function columnOf(text: string, at: number): number {
  const start = lineStart(text, at);
  return /^[ ]*(?:-[ ]+)*/.exec(text.slice(start, lineEnd(text, start)))![0].length;
}

function isSameLine(text: string, a: number, b: number): boolean {
  return lineStart(text, a) === lineStart(text, b);
}
