// The pieces of a map as one flat list of numbers: a text of a megabyte has two for each line, and so many objects keep the
// collector of V8 busy for longer than a turn may take. Layer: text.
import type { Piece, PieceKind } from './textMap';

/** The numbers of a piece: where it is decoded to, where it comes from and how much of the file it takes, its kind. */
const width = 4;

const kinds: readonly PieceKind[] = ['copy', 'escape', 'fold', 'newline', 'opaque'];

/** Pieces in order, which are only added to. */
export class PieceList {
  /** Length of what all of them decode to. */
  decoded = 0;
  private readonly numbers: number[] = [];

  /** The same pieces as those of `pieces`. */
  static of(pieces: readonly Piece[]): PieceList {
    const list = new PieceList();
    for (const { len, fileAt, fileLen, kind } of pieces) list.add(kind, len, fileAt, fileLen);
    return list;
  }

  get count(): number {
    return this.numbers.length / width;
  }

  add(kind: PieceKind, len: number, fileAt: number, fileLen: number): void {
    this.numbers.push(this.decoded, fileAt, fileLen, kinds.indexOf(kind));
    this.decoded += len;
  }

  /** Where the decoded text of a piece begins. */
  at(index: number): number {
    return this.numbers[index * width]!;
  }

  /** Where its text begins in the file. */
  fileAt(index: number): number {
    return this.numbers[index * width + 1]!;
  }

  /** Length of its decoded text: up to the next. */
  len(index: number): number {
    return (this.numbers[(index + 1) * width] ?? this.decoded) - this.at(index);
  }

  /** The piece of an index; undefined where there is none. */
  piece(index: number): Piece | undefined {
    if (index < 0 || index >= this.count) return undefined;
    const first = index * width;
    const kind = kinds[this.numbers[first + 3]!]!;
    return {
      at: this.at(index),
      len: this.len(index),
      fileAt: this.fileAt(index),
      fileLen: this.numbers[first + 2]!,
      kind,
    };
  }
}
