// The TextMap of a scalar, made on demand by the code that decodes it. Layer: yaml.
import { makeMap } from '../text/makeMap';
import { PieceList } from '../text/pieceList';
import type { PieceKind, TextMap } from '../text/textMap';
import type { Decoded } from './blockScalar';
import { decode, decodeInSlices, type ScalarShape } from './decodeScalar';
import { editScalar } from './scalarEdit';

/** A scalar as its map knows it: editing looks at the value, which is decoded by then most often. */
type Valued = ScalarShape & { readonly value: string };

/** The decoded value's map into `text`. */
export function scalarMap(text: string, scalar: Valued): TextMap {
  const out = new DecodedPieces();
  decode(text, scalar, out);
  return mapOf(text, scalar, out.list);
}

/** The same in slices. */
export function* scalarMapInSlices(text: string, scalar: Valued): Generator<void, TextMap> {
  const out = new DecodedPieces();
  yield* decodeInSlices(text, scalar, out);
  return mapOf(text, scalar, out.list);
}

function mapOf(text: string, scalar: Valued, list: PieceList): TextMap {
  if (list.count === 0) {
    // An empty value still has a place: between the quotes, or where it would be written.
    const at = scalar.style === 'single' || scalar.style === 'double' ? scalar.from + 1 : scalar.from;
    list.add('copy', 0, at, 0);
  }
  return makeMap(list, (from, to, newText, piece) => editScalar(text, scalar, scalar.value, from, to, newText, piece));
}

class DecodedPieces implements Decoded {
  readonly list = new PieceList();

  copy(from: number, to: number): void {
    if (to > from) this.list.add('copy', to - from, from, to - from);
  }

  put(kind: PieceKind, decoded: string, from: number, to: number): void {
    this.list.add(kind, decoded.length, from, to - from);
  }
}
