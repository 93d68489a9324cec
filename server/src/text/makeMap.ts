// The implementation of TextMap: ordered pieces, looked up by binary search, composed lazily.
// Layer: text. Scalars get their pieces and their way of editing from yaml/scalarMap.ts.
import { PieceList } from './pieceList';
import type { Span } from './span';
import type { Piece, TextEdit, TextMap } from './textMap';

/** How text is written back: the file edit for `[from, to)` of the decoded text, given the piece it lies in. */
export type PieceEditor = (from: number, to: number, newText: string, piece: Piece) => TextEdit | undefined;

/**
 * A map of `pieces`, which must be in order and cover the decoded text without gaps (pieces of no decoded length are
 * allowed and only serve `fromFile`). Without an editor nothing can be edited through it.
 */
export function makeMap(pieces: readonly Piece[] | PieceList, editor?: PieceEditor): TextMap {
  return new PieceMap(pieces instanceof PieceList ? pieces : PieceList.of(pieces), editor);
}

/** The map of a text that is its own file. */
export function identityMap(length: number): TextMap {
  return makeMap([{ at: 0, len: length, fileAt: 0, fileLen: length, kind: 'copy' }], (from, to, newText) => ({
    from,
    to,
    newText,
  }));
}

/** The map of a text of which nothing finer is known than the file range it came from (base64). Not editable. */
export function opaqueMap(length: number, file: Span): TextMap {
  return makeMap([{ at: 0, len: length, fileAt: file.from, fileLen: file.to - file.from, kind: 'opaque' }]);
}

/** `map`, the file of which begins at `by` of another one, as a map into that one. */
export function movedMap(map: TextMap, by: number): TextMap {
  return new MovedMap(map, by);
}

class PieceMap implements TextMap {
  constructor(
    private readonly list: PieceList,
    private readonly editor: PieceEditor | undefined,
  ) {}

  get length(): number {
    return this.list.decoded;
  }

  get pieces(): readonly Piece[] {
    return Array.from({ length: this.list.count }, (_, index) => this.list.piece(index)!);
  }

  toFile(from: number, to: number): readonly Span[] {
    const start = clamp(from, this.length);
    const end = Math.max(start, clamp(to, this.length));
    if (start === end) {
      const at = this.filePosition(start);
      return [{ from: at, to: at }];
    }
    const spans: Span[] = [];
    let broken: Span | undefined;
    for (let i = this.indexAt(start); i < this.list.count; i++) {
      const piece = this.list.piece(i)!;
      if (piece.at >= end) break;
      if (piece.len === 0) continue;
      if (piece.kind === 'newline' || piece.kind === 'fold') {
        // The break is part of what was asked for, the indentation behind it is not: it only ends the run.
        broken ??= { from: piece.fileAt, to: piece.fileAt + Math.min(1, piece.fileLen) };
        continue;
      }
      const copy = piece.kind === 'copy';
      const fileFrom = copy ? piece.fileAt + Math.max(0, start - piece.at) : piece.fileAt;
      const fileTo = copy ? piece.fileAt + Math.min(piece.len, end - piece.at) : piece.fileAt + piece.fileLen;
      const last = spans[spans.length - 1];
      if (last && last.to === fileFrom) spans[spans.length - 1] = { from: last.from, to: fileTo };
      else spans.push({ from: fileFrom, to: fileTo });
    }
    return spans.length > 0 ? spans : [broken!];
  }

  fromFile(offset: number): number | undefined {
    let low = 0;
    let high = this.list.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.list.fileAt(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    const piece = this.list.piece(low);
    if (!piece || offset < piece.fileAt || offset > piece.fileAt + piece.fileLen) return undefined;
    if (piece.kind === 'copy') return piece.at + (offset - piece.fileAt);
    if (offset === piece.fileAt) return piece.at;
    // In the indentation behind a line break the cursor stands on the new line; inside an escape on the escape.
    const behind = piece.kind === 'newline' || piece.kind === 'fold' || offset === piece.fileAt + piece.fileLen;
    return behind ? piece.at + piece.len : piece.at;
  }

  compose(outer: TextMap): TextMap {
    return new ComposedMap(this, outer);
  }

  edit(from: number, to: number, newText: string): TextEdit | undefined {
    if (this.editor === undefined || from > to || from < 0 || to > this.length) return undefined;
    const first = this.indexAt(from);
    // At a seam of two pieces either may take the text; the left one is asked first.
    for (const index of [first - 1, first, first + 1]) {
      const piece = this.list.piece(index);
      if (piece?.kind !== 'copy' || from < piece.at || to > piece.at + piece.len) continue;
      const edit = this.editor(from, to, newText, piece);
      if (edit) return edit;
    }
    return undefined;
  }

  /** Index of the piece that holds decoded offset `at` (the last piece for the end). */
  private indexAt(at: number): number {
    let low = 0;
    let high = this.list.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.list.at(middle) <= at) low = middle;
      else high = middle - 1;
    }
    // A piece of no decoded length never holds text: step back to the one that does.
    while (low > 0 && this.list.len(low) === 0) low--;
    return low;
  }

  private filePosition(at: number): number {
    const piece = this.list.piece(this.indexAt(at));
    if (!piece) return 0;
    if (at === piece.at) return piece.fileAt;
    if (piece.kind === 'copy') return piece.fileAt + (at - piece.at);
    return at >= piece.at + piece.len ? piece.fileAt + piece.fileLen : piece.fileAt;
  }
}

class MovedMap implements TextMap {
  private cached: readonly Piece[] | undefined;

  constructor(
    private readonly inner: TextMap,
    private readonly by: number,
  ) {}

  get length(): number {
    return this.inner.length;
  }

  get pieces(): readonly Piece[] {
    this.cached ??= this.inner.pieces.map(piece => ({ ...piece, fileAt: piece.fileAt + this.by }));
    return this.cached;
  }

  toFile(from: number, to: number): readonly Span[] {
    return this.inner.toFile(from, to).map(span => ({ from: span.from + this.by, to: span.to + this.by }));
  }

  fromFile(offset: number): number | undefined {
    return this.inner.fromFile(offset - this.by);
  }

  compose(outer: TextMap): TextMap {
    return new ComposedMap(this, outer);
  }

  edit(from: number, to: number, newText: string): TextEdit | undefined {
    const edit = this.inner.edit(from, to, newText);
    return edit && { ...edit, from: edit.from + this.by, to: edit.to + this.by };
  }
}

class ComposedMap implements TextMap {
  private cached: readonly Piece[] | undefined;

  constructor(
    private readonly inner: TextMap,
    private readonly outer: TextMap,
  ) {}

  get length(): number {
    return this.inner.length;
  }

  get pieces(): readonly Piece[] {
    this.cached ??= composePieces(this.inner.pieces, this.outer.pieces);
    return this.cached;
  }

  toFile(from: number, to: number): readonly Span[] {
    const spans: Span[] = [];
    for (const middle of this.inner.toFile(from, to)) {
      for (const span of this.outer.toFile(middle.from, middle.to)) {
        const last = spans[spans.length - 1];
        if (last && last.to >= span.from) spans[spans.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
        else spans.push(span);
      }
    }
    return spans;
  }

  fromFile(offset: number): number | undefined {
    const middle = this.outer.fromFile(offset);
    return middle === undefined ? undefined : this.inner.fromFile(middle);
  }

  compose(outer: TextMap): TextMap {
    return new ComposedMap(this, outer);
  }

  edit(from: number, to: number, newText: string): TextEdit | undefined {
    const middle = this.inner.edit(from, to, newText);
    return middle && this.outer.edit(middle.from, middle.to, middle.newText);
  }
}

/** `inner`'s pieces, whose file is `outer`'s decoded text, as pieces of `outer`'s file. */
function composePieces(inner: readonly Piece[], outer: readonly Piece[]): readonly Piece[] {
  const result: Piece[] = [];
  let first = 0;
  for (const piece of inner) {
    const end = piece.fileAt + piece.fileLen;
    while (first < outer.length - 1 && outer[first]!.at + outer[first]!.len <= piece.fileAt) first++;
    if (piece.kind !== 'copy') {
      let fileFrom: number | undefined;
      let fileTo = 0;
      let opaque = piece.kind === 'opaque';
      for (let i = first; i < outer.length; i++) {
        const part = outer[i]!;
        if (part.at >= end && fileFrom !== undefined) break;
        const copy = part.kind === 'copy';
        fileFrom ??= copy ? part.fileAt + Math.max(0, piece.fileAt - part.at) : part.fileAt;
        fileTo = copy ? part.fileAt + Math.max(0, Math.min(part.len, end - part.at)) : part.fileAt + part.fileLen;
        opaque ||= part.kind === 'opaque';
      }
      const fileAt = fileFrom ?? 0;
      const fileLen = Math.max(0, fileTo - fileAt);
      result.push({ at: piece.at, len: piece.len, fileAt, fileLen, kind: opaque ? 'opaque' : piece.kind });
      continue;
    }
    for (let i = first; i < outer.length && outer[i]!.at < end; i++) {
      const part = outer[i]!;
      const from = Math.max(part.at, piece.fileAt);
      const to = Math.min(part.at + part.len, end);
      if (to <= from) continue;
      const copy = part.kind === 'copy';
      result.push({
        at: piece.at + (from - piece.fileAt),
        len: to - from,
        fileAt: copy ? part.fileAt + (from - part.at) : part.fileAt,
        fileLen: copy ? to - from : part.fileLen,
        kind: part.kind,
      });
    }
  }
  return result;
}

function clamp(offset: number, length: number): number {
  return Math.max(0, Math.min(offset, length));
}
