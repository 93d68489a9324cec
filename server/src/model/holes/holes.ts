// Files that a template engine fills in before anything reads them: their holes are masked and their escapes decoded, so that
// the rest can be read as YAML. Layer: model.
import type { Change } from '../../text/change';
import { identityMap, makeMap } from '../../text/makeMap';
import type { Span } from '../../text/span';
import type { Piece, TextEdit, TextMap } from '../../text/textMap';
import { jinjaParts } from './actions';
import {
  hasPlainName,
  hasStructure,
  suspectLines,
  suspectLinesInSlices,
  type TemplateEngine,
  templateEngines,
} from './engines';
import { mask } from './mask';
import { holeAt, merge, type Replacement, type TemplateParts, touchesHole } from './parts';

export interface Masked {
  /** The file with its holes masked by text of the same length and its escapes decoded; line breaks stay. */
  readonly text: string;
  /** Into the file. */
  readonly map: TextMap;
  /** What was masked, in order and apart from each other; places in `text`. */
  readonly holes: readonly Span[];
  /** Where a text begins that the engine uses apart from the one before, in order; places in `text`. */
  readonly partings: readonly number[];
}

export interface MaskOptions {
  /** What changed since a version that was no template: then only the lines of it are looked at. */
  readonly changed?: Change | undefined;
  /** As Kubernetes the file is what comes out of everything but a chart: a variable that nobody filled in is text. */
  readonly as?: 'kubernetes' | undefined;
}

/** The file with its holes masked, in slices; undefined for a file that is no template. */
export function* maskHolesInSlices(
  text: string,
  { changed: change, as }: MaskOptions,
): Generator<void, Masked | undefined> {
  const changed = change ? linesOf(text, change) : text;
  const isWhole = changed === text || changed.includes('kind');
  const used = (lines: string): readonly TemplateEngine[] =>
    templateEngines.filter(
      ({ braces, trigger, isIn }) => (braces || as === undefined) && lines.includes(trigger) && isIn(lines, text),
    );
  const lines = yield* suspectLinesInSlices(isWhole ? text : changed);
  if (lines === '') return undefined;
  const isObject = hasStructure(lines) && OBJECT.test(text);
  yield;
  let found = used(lines);
  if (found.length === 0 && !isObject) return undefined;
  if (!isWhole) found = used(yield* suspectLinesInSlices(text));
  const alone = found.find(engine => engine.alone);
  if (alone) return yield* masked(text, [yield* alone.read(text)]);
  const braces = found.find(engine => engine.braces) ?? (isObject ? helm : undefined);
  const readers = new Set(found.flatMap(({ braces, read }) => (braces ? [] : [read])));
  const parts: TemplateParts[] = [];
  for (const read of [...(braces ? [braces.read] : []), ...readers]) {
    parts.push(yield* read(text));
    yield;
  }
  return yield* masked(text, parts);
}

/** Whose double braces a text has, by its signs: Go's or Jinja's; undefined where they are the target's own. */
export function bracesOf(text: string): 'go' | 'jinja' | undefined {
  const lines = suspectLines(text);
  const engine = templateEngines.find(
    ({ braces, trigger, isIn }) => braces && lines.includes(trigger) && isIn(lines, text),
  );
  return engine && (engine.read === jinjaParts ? 'jinja' : 'go');
}

const helm = templateEngines.find(({ name }) => name === 'Helm');

/** Objects come out of a template's structure; Prometheus and Alertmanager read their files as they are. */
const OBJECT = /^["']?kind["']?[ \t]*:[ \t]*["']?\w/m;

/** The same for a file of values, where plain names in braces are variables of Ansible's; undefined where there are none. */
export function* maskPlainNames(text: string): Generator<void, Masked | undefined> {
  return text.includes('{{') && hasPlainName(text) ? yield* masked(text, [yield* jinjaParts(text)]) : undefined;
}

function linesOf(text: string, { from, to }: Change): string {
  const end = text.indexOf('\n', to);
  return text.slice(text.lastIndexOf('\n', from - 1) + 1, end < 0 ? text.length : end);
}

function* masked(text: string, parts: readonly TemplateParts[]): Generator<void, Masked | undefined> {
  const all = merge(parts.flatMap(one => [...one.holes, ...one.hidden]));
  const isSeen = (one: Span): boolean => !touchesInside(all, one);
  const decoded = parts
    .flatMap(one => one.decoded)
    .filter(isSeen)
    .sort((a, b) => a.from - b.from);
  if (all.length === 0 && decoded.length === 0) return undefined;
  if (decoded.length === 0) {
    const [holes, hidden] = [parts.flatMap(one => one.holes), parts.flatMap(one => one.hidden)];
    return { text: yield* mask(text, holes, hidden), map: identityMap(text.length), holes: all, partings: [] };
  }
  const { written, map, place } = replace(text, decoded);
  const placed = (spans: readonly Span[]): Span[] =>
    spans.map(({ from, to }) => ({ from: place(from), to: place(to) }));
  yield;
  const holes = placed(parts.flatMap(one => one.holes));
  const hidden = placed(parts.flatMap(one => one.hidden));
  const partings = placed(parts.flatMap(one => one.partings ?? []).filter(isSeen)).map(({ from }) => from);
  return { text: yield* mask(written, holes, hidden), map, holes: merge(placed(all)), partings };
}

function touchesInside(holes: readonly Span[], { from, to }: Span): boolean {
  const hole = holeAt(holes, { from: from + 1, to: Math.max(from + 1, to - 1) });
  return hole !== undefined && hole.from < to && hole.to > from;
}

interface Written {
  readonly written: string;
  readonly map: TextMap;
  /** Where an offset of the file, which lies in nothing that is replaced, stands in `written`. */
  place(offset: number): number;
}

/** The text with replacements made; these are in order and apart from each other. */
function replace(text: string, replacements: readonly Replacement[]): Written {
  const pieces: Piece[] = [];
  let written = '';
  let done = 0;
  const add = (value: string, fileAt: number, fileLen: number, kind: Piece['kind']): void => {
    pieces.push({ at: written.length, len: value.length, fileAt, fileLen, kind });
    written += value;
  };
  for (const { from, to, text: value } of replacements) {
    if (from < done) continue;
    if (from > done) add(text.slice(done, from), done, from - done, 'copy');
    add(value, from, to - from, 'escape');
    done = to;
  }
  if (done < text.length) add(text.slice(done), done, text.length - done, 'copy');
  const place = (offset: number): number => {
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (pieces[middle]!.fileAt <= offset) low = middle;
      else high = middle - 1;
    }
    const { at, len, fileAt, kind } = pieces[low]!;
    return kind === 'copy' ? at + Math.min(len, offset - fileAt) : offset === fileAt ? at : at + len;
  };
  return { written, map: makeMap(pieces, editCopy), place };
}

/** Writes into what is the file's own; never what a template engine would take for its own, or that ends a text in quotes. */
function editCopy(from: number, to: number, newText: string, piece: Piece): TextEdit | undefined {
  if (/\{\{|\}\}|[{%$<][{%]|[`"\\]/.test(newText)) return undefined;
  return { from: piece.fileAt + from - piece.at, to: piece.fileAt + to - piece.at, newText };
}

export { touchesHole };
