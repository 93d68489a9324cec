// The texts that checks point into, and the way from their spans to a unit's or the file's. Layer: checks.
// A finding is kept in its unit's text, so that a rule which only moves keeps its findings.
import type { Span } from '../text/span';
import type { TextEdit, TextMap } from '../text/textMap';
import type { YamlScalar } from '../yaml/node';
import type { Located, Source } from './check';

/** An outermost text: a rule unit's, a root's region, or the file. */
export function outerSource(text: string): Source {
  return { text };
}

/** The decoded text of a scalar inside another source. */
export function scalarSource(scalar: Pick<YamlScalar, 'value' | 'map'>, source: Source): Source {
  return { text: scalar.value, outer: new ScalarOuter(scalar, source) };
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
  return at.source.outer
    ? toOutermost({ source: at.source, span: { from: 0, to: at.source.text.length } }).span
    : at.span;
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

/** From the first to the last character of some spans of one text. */
export function hull(spans: readonly Span[]): Span {
  let { from, to } = spans[0]!;
  for (const span of spans) {
    if (span.from < from) from = span.from;
    if (span.to > to) to = span.to;
  }
  return { from, to };
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
