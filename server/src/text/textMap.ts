// The one position abstraction: how a decoded text (a scalar's value, YAML inside a block scalar, …) lies in the text
// it was decoded from. Everything above works on decoded text and converts places through here.
// Layer: text.
import type { Span } from './span';

/**
 * `copy`: the decoded characters are the file's. `escape`: `\n`, `''`, `\u00e9`, … stands for other characters.
 * `fold`: a line break and indentation that decode to a space or nothing. `newline`: a line break (and the next
 * line's indentation) that decodes to `\n`. `opaque`: no finer mapping exists (base64).
 */
export type PieceKind = 'copy' | 'escape' | 'fold' | 'newline' | 'opaque';

/** `len` decoded code units at `at` come from `fileLen` code units at `fileAt`. Pieces cover the decoded text without gaps. */
export interface Piece {
  readonly at: number;
  readonly len: number;
  readonly fileAt: number;
  readonly fileLen: number;
  readonly kind: PieceKind;
}

export interface TextEdit extends Span {
  readonly newText: string;
}

/** A decoded text's map into the text it came from (here called the file, which may itself be a decoded text). */
export interface TextMap {
  readonly pieces: readonly Piece[];
  /** Length of the decoded text. */
  readonly length: number;
  /** The file's characters that `[from, to)` of the decoded text came from, one span a run without indentation in between. Never empty: an empty range gives an empty span. */
  toFile(from: number, to: number): readonly Span[];
  /** The decoded offset that file offset `offset` stands for; undefined outside the scalar's content. */
  fromFile(offset: number): number | undefined;
  /** This map followed by `outer`, which maps this map's file into its own file. */
  compose(outer: TextMap): TextMap;
  /** The file edit that replaces `[from, to)` of the decoded text, re-encoded for the scalar's style; undefined where that is not certain to decode to the wished text. */
  edit(from: number, to: number, newText: string): TextEdit | undefined;
}
