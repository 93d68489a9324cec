// Where the name at a cursor is given: receivers and time intervals of the configuration, named templates, recording rules,
// alerts and metrics of the workspace. Layer: features.
import { type DocumentFacts, type GroupPlace, spanOf } from '../analysis/facts';
import type { SourceDocument } from '../model/document';
import type { Knowledge } from './knowledge';
import { definedInOthers } from './sharedTemplates';
import { definedInCode, ownPlaces, type Place, symbolAt } from './symbols';

/** The definitions of the name at `offset`, usually one; nothing for labels, which anybody may set. */
export function definitions(document: SourceDocument, offset: number, know: Knowledge): readonly Place[] {
  const symbol = symbolAt(document, offset, know);
  if (!symbol || symbol.kind === 'label') return [];
  const { kind, name } = symbol;
  const { documents } = know.workspace;
  if (kind === 'alert') return documents.flatMap(facts => named(facts.alerts, name, facts));
  if (kind === 'metric') {
    const recorded = documents.flatMap(facts => named(facts.records, name, facts));
    return [...recorded, ...definedInCode(name, know)];
  }
  const own = ownPlaces(document, symbol, know)
    .filter(({ role }) => role === 'definition')
    .map(({ file, span }) => (file === undefined ? { span } : { file, span }));
  return kind === 'template' ? [...own, ...definedInOthers(document, symbol.root, name, know)] : own;
}

/** Alerts or recorded series of a document by their name; what documents say of themselves is at hand. */
function named(
  told: readonly { readonly name: string; readonly at: GroupPlace }[],
  name: string,
  facts: DocumentFacts,
): readonly Place[] {
  return told.flatMap(one => (one.name === name ? [{ file: facts.file, span: spanOf(facts, one.at) }] : []));
}
