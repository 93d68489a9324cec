// The bodies of CustomResourceDefinitions: schemas, megabytes of them in the manifests of an operator, in which nothing of ours
// can stand. They are read as if they were blank, or not at all. Layer: model (pure text).
import type { Change } from '../text/change';
import type { Span } from '../text/span';

/** What stands below the `spec` of each definition, where the lines leave no doubt what is whose. */
export function* definitionsIn(text: string): Generator<void, readonly Span[]> {
  const found: Span[] = [];
  let next = 0;
  for (let kind = text.indexOf(KIND); kind >= 0; kind = text.indexOf(KIND, next)) {
    const from = text.lastIndexOf(MARKER, kind) + 1;
    const marker = text.indexOf(MARKER, kind);
    next = marker < 0 ? text.length : marker + 1;
    const body = bodyIn(text.slice(from, next));
    if (body) found.push({ from: from + body.from, to: from + body.to });
    yield;
  }
  return found.length > 0 ? found : none;
}

/** The same of a text that came from one without any by a change. */
export function* definitionsSince(text: string, { from, to }: Change): Generator<void, readonly Span[]> {
  const around = text.slice(Math.max(from - KIND.length, 0), to + KIND.length);
  // One that only the rest of its lines was missing for is read as any other object.
  return around.includes(KIND) ? yield* definitionsIn(text) : none;
}

const none: readonly Span[] = [];
const KIND = 'kind: CustomResourceDefinition';
const MARKER = '\n---';

/** The text with blanks for some spans; every offset stays what it was. */
export function blanked(text: string, spans: readonly Span[]): string {
  return replaced(text, spans, ({ from, to }) => ' '.repeat(to - from));
}

/** The text without some spans. */
export function without(text: string, spans: readonly Span[]): string {
  return replaced(text, spans, () => '');
}

function replaced(text: string, spans: readonly Span[], by: (span: Span) => string): string {
  if (spans.length === 0) return text;
  let at = 0;
  const parts = spans.map(span => {
    const part = text.slice(at, span.from) + by(span);
    at = span.to;
    return part;
  });
  return parts.join('') + text.slice(at);
}

/** What stands below `spec` in the one object between two markers, without the break of its last line. */
function bodyIn(piece: string): Span | undefined {
  if (lineWith(piece, 'kind:') !== KIND) return undefined;
  const spec = lineWith(piece, 'spec:');
  if (spec !== 'spec:') return undefined;
  const from = piece.indexOf('\n', piece.startsWith(spec) ? 0 : piece.indexOf(`\n${spec}`) + 1) + 1;
  // A comment at the left belongs to whatever it stands in.
  const outside = /\n(?![\s#])/g;
  outside.lastIndex = from - 1;
  const to = outside.exec(piece)?.index ?? piece.length;
  return from > 0 && to > from ? { from, to } : undefined;
}

/** The only line of the piece that begins with a key, as it is written; undefined where there is none, or another one. */
function lineWith(piece: string, key: string): string | undefined {
  const from = piece.startsWith(key) ? 0 : piece.indexOf(`\n${key}`) + 1;
  if ((from === 0 && !piece.startsWith(key)) || piece.includes(`\n${key}`, from)) return undefined;
  const end = piece.indexOf('\n', from);
  return piece.slice(from, end < 0 ? piece.length : end).trimEnd();
}
