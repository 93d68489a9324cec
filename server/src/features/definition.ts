// Where the name at a cursor is given: receivers and time intervals of the configuration, named templates, recording rules,
// alerts and metrics of the workspace. Layer: features.
import type { SourceDocument } from '../model/document';
import type { Span } from '../text/span';
import type { Knowledge } from './knowledge';
import { definedInCode, ownPlaces, type Place, symbolAt } from './symbols';

/** The definitions of the name at `offset`, usually one; nothing for labels, which anybody may set. */
export function definitions(document: SourceDocument, offset: number, know: Knowledge): readonly Place[] {
  const symbol = symbolAt(document, offset, know);
  if (!symbol || symbol.kind === 'label') return [];
  const { kind, name } = symbol;
  if (kind === 'alert') return know.workspace.documents.flatMap(({ file, alerts }) => named(alerts, name, file));
  if (kind === 'metric') {
    const recorded = know.workspace.documents.flatMap(({ file, records }) => named(records, name, file));
    return [...recorded, ...definedInCode(name, know)];
  }
  return ownPlaces(document, symbol, know)
    .filter(({ role }) => role === 'definition')
    .map(({ file, span }) => (file === undefined ? { span } : { file, span }));
}

/** Alerts or recorded series of a document by their name; what documents say of themselves is at hand. */
function named(
  facts: readonly { readonly name: string; readonly span: Span }[],
  name: string,
  file: string,
): readonly Place[] {
  return facts.flatMap(fact => (fact.name === name ? [{ file, span: fact.span }] : []));
}
