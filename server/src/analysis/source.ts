// The texts that places are given in, and the way from their spans to a unit's text. Layer: analysis.
// What is said of a unit is kept in the unit's own offsets, so that a rule which only moves keeps it.
import { hull, type Span } from '../text/span';
import type { TextEdit, TextMap } from '../text/textMap';
import type { YamlScalar } from '../yaml/node';

/**
 * A decoded text that a check can point into: the text of a rule unit, of a region, or of a scalar in one of them.
 * Nodes of PromQL and template trees have offsets in their scalar's text; YAML nodes in their unit's or region's text.
 */
export interface Source {
  readonly text: string;
  /** Spans of `text` as spans of `outer`'s text; absent for the outermost text. */
  readonly outer?: { readonly source: Source; toOuter(span: Span): readonly Span[] };
}

/** A span together with the text it stands in. */
export interface Located {
  readonly source: Source;
  readonly span: Span;
}

/** An outermost text: a rule unit's, a root's region, or the file. */
export function outerSource(text: string): Source {
  return { text };
}

/** The decoded text of a scalar inside another source. */
export function scalarSource(scalar: Pick<YamlScalar, 'value' | 'map'>, source: Source): Source {
  return { text: scalar.value, outer: new ScalarOuter(scalar, source) };
}

/** All of a text: what rests on it is silent where another template engine fills in a part. */
export function wholeOf(source: Source): Located {
  return { source, span: { from: 0, to: source.text.length } };
}

/** A span of a source in its outermost text, from its first to its last character. */
export function toOutermost(at: Located): { readonly source: Source; readonly span: Span } {
  let { source, span } = at;
  while (source.outer) {
    span = hull(source.outer.toOuter(span));
    source = source.outer.source;
  }
  return { source, span };
}

/** What the engine must leave alone to be sure of a finding: the scalar it was found in, or the finding's own place. */
export function scopeOf(at: Located): Span {
  return at.source.outer ? toOutermost(wholeOf(at.source)).span : at.span;
}

/** An edit of a source as an edit of its outermost text; undefined where that is not certain. */
export function editOutermost(at: Located, newText: string): TextEdit | undefined {
  let edit: TextEdit | undefined = { from: at.span.from, to: at.span.to, newText };
  let { source } = at;
  while (source.outer) {
    const { map } = source.outer as MappedOuter;
    edit = map?.edit(edit.from, edit.to, edit.newText);
    if (!edit) return undefined;
    source = source.outer.source;
  }
  return edit;
}

/** The sources made here can also say how an edit lands; checks have no use for that. */
interface MappedOuter {
  readonly source: Source;
  toOuter(span: Span): readonly Span[];
  readonly map?: TextMap;
}

/** Asks for the scalar's map when something in it has to be placed, which is rare: maps are larger than their scalars. */
class ScalarOuter implements MappedOuter {
  constructor(
    private readonly scalar: Pick<YamlScalar, 'map'>,
    readonly source: Source,
  ) {}

  get map(): TextMap {
    return this.scalar.map;
  }

  toOuter({ from, to }: Span): readonly Span[] {
    return this.map.toFile(from, to);
  }
}
