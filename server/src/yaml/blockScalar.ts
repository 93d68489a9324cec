// Decodes the body of a block scalar, line by line, so that one of megabytes can be decoded in slices. Layer: yaml.
import type { PieceKind } from '../text/textMap';
import { breakLength, breakText, isBlank, isBreak, LineEnds } from './lineBreaks';

/** What a block scalar's header says. */
export interface BlockBody {
  /** Where the line behind the header begins. */
  readonly from: number;
  /** The column of the content. */
  readonly indent: number;
  readonly chomp: '' | '-' | '+';
}

/** Takes what a scalar is decoded to, from its beginning to its end. */
export interface Decoded {
  /** The text from `from` to `to` as it is. */
  copy(from: number, to: number): void;
  /** What that text stands for. */
  put(kind: PieceKind, decoded: string, from: number, to: number): void;
}

/** Decodes a block scalar into `out`. */
export class BlockDecoder {
  private readonly lines: LineEnds;
  private readonly indentation: string;
  private at: number;
  // Breaks seen and not yet written: the one that ended the last content line, and those of blank lines behind it.
  private lineBreak = -1;
  private blanks: number[] = [];
  private wasBlank = false;

  constructor(
    private readonly text: string,
    private readonly literal: boolean,
    private readonly block: BlockBody,
    private readonly out: Decoded,
  ) {
    this.lines = new LineEnds(text);
    this.indentation = ' '.repeat(block.indent);
    this.at = block.from;
  }

  /** Decodes so many lines with content; tells whether there may be more. */
  step(lines: number): boolean {
    const { text, out } = this;
    for (let count = 0; count < lines; count++) {
      if (this.at >= text.length || !this.skipBlankLines()) {
        this.finish();
        return false;
      }
      this.writeBreaks();
      const end = this.lines.from(this.at);
      out.copy(this.at, end);
      this.at = end;
      this.lineBreak = -1;
      if (end >= text.length) continue;
      this.lineBreak = end;
      this.at += breakLength(text, end);
    }
    return true;
  }

  private skipBlankLines(): boolean {
    const { text, blanks, indentation } = this;
    for (;;) {
      const content = this.at + indentation.length;
      if (text.startsWith(indentation, this.at)) this.at = content;
      else while (text.charCodeAt(this.at) === 32) this.at++;
      if (this.at < text.length && isBreak(text.charCodeAt(this.at))) {
        blanks.push(this.at);
        this.at += breakLength(text, this.at);
      } else return this.at === content && this.at < text.length;
    }
  }

  /** Writes what stands between two lines with content. */
  private writeBreaks(): void {
    const { text, out, at, lineBreak, blanks } = this;
    const startsBlank = isBlank(text.charCodeAt(at));
    const folds =
      !this.literal && lineBreak >= 0 && !this.wasBlank && !startsBlank && breakText(text, lineBreak) === '\n';
    if (folds && blanks.length === 0) out.put('fold', ' ', lineBreak, at);
    else if (folds) this.write(blanks, lineBreak, at);
    else if (lineBreak >= 0) {
      out.put('newline', breakText(text, lineBreak), lineBreak, blanks[0] ?? at);
      if (blanks.length > 0) this.write(blanks, blanks[0]!, at);
    } else if (blanks.length > 0) this.write(blanks, this.block.from, at);
    if (blanks.length > 0) this.blanks = [];
    this.wasBlank = startsBlank;
  }

  /** Writes breaks that are pending, all that stand from file offset `from` to `upTo`. */
  private write(breaks: readonly number[], from: number, upTo: number): void {
    let start = from;
    for (let i = 0; i < breaks.length; i++) {
      const to = i + 1 < breaks.length ? breaks[i + 1]! : upTo;
      this.out.put('newline', breakText(this.text, breaks[i]!), start, to);
      start = to;
    }
  }

  /** Writes the breaks behind the last line as the header says. */
  private finish(): void {
    const { text, out, lineBreak, blanks, block } = this;
    const last = blanks[blanks.length - 1];
    const behind = last === undefined ? -1 : last + breakLength(text, last);
    if (block.chomp !== '-' && lineBreak >= 0) {
      const bodyEnd = lineBreak + breakLength(text, lineBreak);
      if (block.chomp === '+') this.write([lineBreak, ...blanks], lineBreak, Math.max(bodyEnd, behind));
      else out.put('newline', breakText(text, lineBreak), lineBreak, bodyEnd);
    } else if (block.chomp === '+' && blanks.length > 0) this.write(blanks, block.from, behind);
  }
}
