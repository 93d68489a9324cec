// The places of the name at a cursor in its own document, to be marked while the cursor stands on it. An editor by itself
// marks equal words, and to it `model:x:y` is three of them. Layer: features.
import type { SourceDocument } from '../model/document';
import type { Span } from '../text/span';
import type { Knowledge } from './knowledge';
import { placesHere, symbolAt } from './symbols';

export interface Highlight extends Span {
  /** Whether the name is given there, and not only used. */
  readonly gives: boolean;
}

/** So long a document is not looked through whenever a cursor stands still. */
const mostText = 300_000;

/** Empty where no name stands, or one that is a word to an editor, too; in slices. */
export function* highlights(
  document: SourceDocument,
  offset: number,
  know: Knowledge,
): Generator<void, readonly Highlight[]> {
  const symbol = document.text.length > mostText ? undefined : symbolAt(document, offset, know);
  if (!symbol || /^\w+$/.test(symbol.name)) return [];
  const places = yield* placesHere(document, symbol, know);
  return places.map(({ span: { from, to }, role }) => ({ from, to, gives: role === 'definition' }));
}
