// The TextMap of a scalar, made on demand by the code that decodes it. Layer: yaml.
import { lazy } from '../text/lazy';
import { makeMap } from '../text/makeMap';
import type { Piece, PieceKind, TextMap } from '../text/textMap';
import type { Decoded } from './blockScalar';
import { decode, decodeInSlices, decodeScalar, type ScalarShape } from './decodeScalar';
import { editScalar } from './scalarEdit';

/** The decoded value's map into `text`. */
export function scalarMap(text: string, shape: ScalarShape): TextMap {
  const out = new DecodedPieces();
  decode(text, shape, out);
  return mapOf(text, shape, out);
}

/** The same in slices. */
export function* scalarMapInSlices(text: string, shape: ScalarShape): Generator<void, TextMap> {
  const out = new DecodedPieces();
  yield* decodeInSlices(text, shape, out);
  return mapOf(text, shape, out);
}

function mapOf(text: string, shape: ScalarShape, out: DecodedPieces): TextMap {
  if (out.pieces.length === 0) {
    // An empty value still has a place: between the quotes, or where it would be written.
    const at = shape.style === 'single' || shape.style === 'double' ? shape.from + 1 : shape.from;
    out.pieces.push({ at: 0, len: 0, fileAt: at, fileLen: 0, kind: 'copy' });
  }
  const value = lazy(() => decodeScalar(text, shape));
  return makeMap(out.pieces, (from, to, newText, piece) => editScalar(text, shape, value(), from, to, newText, piece));
}

class DecodedPieces implements Decoded {
  readonly pieces: Piece[] = [];
  private at = 0;

  copy(from: number, to: number): void {
    if (to > from) this.add('copy', to - from, from, to);
  }

  put(kind: PieceKind, decoded: string, from: number, to: number): void {
    this.add(kind, decoded.length, from, to);
  }

  private add(kind: PieceKind, len: number, from: number, to: number): void {
    this.pieces.push({ at: this.at, len, fileAt: from, fileLen: to - from, kind });
    this.at += len;
  }
}
