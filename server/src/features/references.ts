// All places of the name at a cursor. Layer: features.
import type { SourceDocument } from '../model/document';
import type { Knowledge } from './knowledge';
import { type Place, placesOf, symbolAt } from './symbols';

/** Where the name at `offset` is used, and where it is given (`declarations`), document by document; in slices. */
export function* references(
  document: SourceDocument,
  offset: number,
  know: Knowledge,
  declarations = true,
): Generator<void, readonly Place[]> {
  const symbol = symbolAt(document, offset, know);
  if (!symbol) return [];
  const places = yield* placesOf(document, symbol, know);
  return places
    .filter(({ role }) => declarations || role === 'use')
    .map(({ file, span }) => (file === undefined ? { span } : { file, span }));
}
