// A decoded text and how it lies in the text around it: the file itself, a file with its template holes masked, a
// scalar that holds YAML, a base64 value. Layer: model (above text).
import { lazy } from '../text/lazy';
import { type LineIndex, lineIndex } from '../text/lineIndex';
import { hull, type Span } from '../text/span';
import type { TextEdit, TextMap } from '../text/textMap';
import type { Masked } from './holes/holes';

export interface Region {
  readonly text: string;
  /** `masked`: the file with the template holes replaced by text that lets the rest be read. */
  readonly kind: 'file' | 'masked' | 'scalar' | 'base64';
  /** Into the parent's text; absent for the file itself, which is the outermost region. */
  readonly map?: TextMap;
  readonly parent?: Region;
  /** The lines of the text, found when somebody first asks. */
  readonly lines?: () => LineIndex;
}

/** The outermost region. */
export function fileRegion(text: string): Region {
  return { text, kind: 'file' };
}

/** A region whose text came from `parent`'s through `map`. */
export function innerRegion(parent: Region, text: string, kind: Region['kind'], map: TextMap): Region {
  return { text, kind, map, parent, ...(kind === 'base64' ? { lines: lazy(() => lineIndex(text)) } : {}) };
}

/** The file with its template holes masked and its escapes decoded. */
export function maskedRegion(file: Region, { text, map }: Pick<Masked, 'text' | 'map'>): Region {
  return innerRegion(file, text, 'masked', map);
}

/** The region that holds all others: the file. */
export function outermost(region: Region): Region {
  let at = region;
  while (at.parent) at = at.parent;
  return at;
}

/** The file's spans for a span of the region's text; never empty. */
export function toFile(region: Region, span: Span): readonly Span[] {
  let spans: readonly Span[] = [span];
  for (let at: Region | undefined = region; at?.map; at = at.parent) {
    const { map } = at;
    spans = spans.flatMap(one => map.toFile(one.from, one.to));
  }
  return spans;
}

/** A span of a region in the file, from its first to its last character. */
export function placeSpan(span: Span, region: Region): Span {
  // Only the places: a node would keep the text of its version alive.
  return region.map ? hull(toFile(region, span)) : { from: span.from, to: span.to };
}

/** The region's offset for an offset of the file; undefined where the region has nothing there. */
export function fromFile(region: Region, offset: number): number | undefined {
  if (!region.map) return offset;
  const outer = region.parent ? fromFile(region.parent, offset) : offset;
  return outer === undefined ? undefined : region.map.fromFile(outer);
}

/** An edit of the region's text as an edit of the file; undefined where that is not certain to be right. */
export function editFile(region: Region, edit: TextEdit): TextEdit | undefined {
  let current: TextEdit | undefined = edit;
  for (let at: Region | undefined = region; current && at?.map; at = at.parent) {
    current = at.map.edit(current.from, current.to, current.newText);
  }
  return current;
}
