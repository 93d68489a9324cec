// The lexer of PromQL. Like upstream's it has three modes (plain, inside braces, inside brackets) that no parser steers.
// Layer: promql. What it cannot read it reports once and leaves out, so that the parser sees the rest of the text.
// Longer than usual: one lexer with one state.
import { finish } from '../text/slices';
import type { Problem } from '../text/span';
import type { Comment } from './ast';
import {
  describeCharacter,
  excerpt,
  isDigit,
  isLineEnd,
  isNameStart,
  isSpace,
  isUnit,
  isWordPart,
  scanNumber,
  scanOldNumber,
  scanUnits,
} from './characters';
import { available, type Dialect, reaches, syntaxHistory } from './dialect';
import { decodeString } from './strings';
import { wordKind } from './words';

/**
 * The kind of a token: `eof`, `identifier`, `metric` (a name with a colon), `number`, `duration`, `string`,
 * a keyword in lower case, or the operator itself.
 */
export type TokenKind = string;

/** The tokens of a text, without white space and comments. The last one is `eof`. */
export interface Tokens {
  readonly kinds: readonly TokenKind[];
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  readonly comments: readonly Comment[];
  /** The first thing that could not be read: before or at which token, and what to say. */
  readonly error?: LexError;
}

/** What the lexer could not read. */
export interface LexError extends Problem {
  readonly token: number;
  readonly code: 'syntax' | 'string' | 'number' | 'version';
}

/** Cuts a text into tokens. Linear in its length; never throws. */
export function lex(text: string, target: Dialect): Tokens {
  return finish(lexInSlices(text, target));
}

/** How many characters are read between two yields. */
const charactersPerSlice = 10_000;

/** The same in slices. */
export function* lexInSlices(text: string, target: Dialect): Generator<void, Tokens> {
  const lexer = new Lexer(text, target);
  for (let end = charactersPerSlice; end < text.length; end += charactersPerSlice) {
    lexer.readTo(end);
    yield;
  }
  lexer.readTo(text.length);
  return lexer.tokens();
}

/** Of longer texts the places of tokens are kept where more room costs no pause: an array of a million is copied when it grows. */
const longText = 200_000;

class Lexer {
  private pos = 0;
  private readonly kinds: TokenKind[] = [];
  private from: number[] | Uint32Array = [];
  private to: number[] | Uint32Array = [];
  /** For how many tokens there is room. */
  private room = Number.POSITIVE_INFINITY;
  private readonly comments: Comment[] = [];
  private error: LexError | undefined;
  private inBraces = false;
  private inBrackets = false;
  /** Directly behind `[`, until the first number: only what a duration may hold is read. */
  private strict = false;
  private gotDuration = false;
  private gotColon = false;
  /** Parentheses opened since `[`. */
  private depth = 0;
  private readonly unicodeNames: boolean;
  private readonly strictBrackets: boolean;
  private readonly bracketWords: boolean;
  private readonly countsKeywords: boolean;
  private readonly underscores: boolean;

  constructor(
    private readonly text: string,
    target: Dialect,
  ) {
    this.unicodeNames = available(target, syntaxHistory.unquotedUtf8Names);
    this.strictBrackets = reaches(target, '3.4');
    this.bracketWords = reaches(target, '3.6');
    this.countsKeywords = reaches(target, '3.16');
    this.underscores = reaches(target, '2.54');
    if (text.length > longText) this.makeRoom(text.length >> 2);
  }

  /** Reads the tokens that begin before `end`. */
  readTo(end: number): void {
    while (this.pos < end) this.next();
  }

  tokens(): Tokens {
    if (this.inBraces) this.failAtEnd(this.pos, 'The selector ends before its `}`.');
    this.push('eof', this.pos, this.pos);
    const { kinds, from, to, comments, error } = this;
    return error ? { kinds, from, to, comments, error } : { kinds, from, to, comments };
  }

  private push(kind: TokenKind, from: number, to: number): void {
    const at = this.kinds.length;
    if (at >= this.room) this.makeRoom(2 * at);
    this.kinds.push(kind);
    this.from[at] = from;
    this.to[at] = to;
    this.pos = to;
  }

  private makeRoom(room: number): void {
    const [from, to] = [new Uint32Array(room), new Uint32Array(room)];
    from.set(this.from);
    to.set(this.to);
    this.room = room;
    this.from = from;
    this.to = to;
  }

  private fail(from: number, to: number, message: string, code: LexError['code'] = 'syntax'): void {
    this.error ??= { token: this.kinds.length, from, to, message, code };
  }

  /** Something is open where its line or the text ends. */
  private failAtEnd(from: number, message: string, to: number = from): void {
    this.error ??= { token: this.kinds.length, from, to, message, code: 'syntax', unfinished: true };
  }

  private next(): void {
    const { text, pos } = this;
    const code = text.charCodeAt(pos);
    if (isSpace(code)) {
      this.pos++;
      return;
    }
    if (code === 0x23 /* # */ && !(this.inBrackets && (this.strict || this.kinds.at(-1) === '['))) {
      this.comment();
      return;
    }
    if (code === 0x22 || code === 0x27 || code === 0x60) {
      this.string(code);
      return;
    }
    if (this.inBraces) this.brace(code);
    else if (isDigit(code) || (code === 0x2e && isDigit(text.charCodeAt(pos + 1)))) this.number();
    else if (this.inBrackets && (isNameStart(code) || code === 0x3a)) this.bracketWord(code);
    else if (isNameStart(code) || code === 0x3a || this.letter(pos) > 0) this.word();
    else this.operator(code);
  }

  private comment(): void {
    const from = this.pos;
    let to = from + 1;
    while (to < this.text.length && !isLineEnd(this.text.charCodeAt(to))) to++;
    this.comments.push({ from, to });
    this.pos = to;
  }

  private string(quote: number): void {
    const { text, pos: from } = this;
    let to = from + 1;
    let closed = false;
    let escapes = false;
    while (to < text.length) {
      const code = text.charCodeAt(to);
      if (code === quote) {
        closed = true;
        to++;
        break;
      }
      if (quote !== 0x60 && code === 0x0a) break;
      if (quote !== 0x60 && code === 0x5c) {
        escapes = true;
        if (to + 1 < text.length && text.charCodeAt(to + 1) !== 0x0a) to++;
      }
      if (code === 0xfffd)
        this.fail(to, to + 1, 'The replacement character U+FFFD cannot stand in a string.', 'string');
      to++;
    }
    if (escapes) {
      const bad = decodeString(text.slice(from, to)).error;
      if (bad) this.fail(from + bad.from, from + bad.to, bad.message, 'string');
    }
    if (!closed) this.failAtEnd(from, `The string is not closed, a \`${text[from]}\` is missing.`, to);
    this.push('string', from, to);
  }

  private brace(code: number): void {
    const { text, pos } = this;
    const next = text.charCodeAt(pos + 1);
    if (isNameStart(code) || this.letter(pos) > 0) this.push('identifier', pos, this.nameEnd(pos));
    else if (code === 0x2c) this.push(',', pos, pos + 1);
    else if (code === 0x3d) {
      if (next === 0x7e) this.push('=~', pos, pos + 2);
      else this.push('=', pos, pos + 1);
    } else if (code === 0x21 && next === 0x7e) this.push('!~', pos, pos + 2);
    else if (code === 0x21 && next === 0x3d) this.push('!=', pos, pos + 2);
    else if (code === 0x7d) {
      this.inBraces = false;
      this.push('}', pos, pos + 1);
    } else if (leavesBraces.has(code)) {
      // No matcher can go on here: the closing brace is missing. What follows is read as plain text again.
      this.fail(pos, pos + 1, `\`${text[pos]}\` cannot stand between braces; a \`}\` is missing before it.`);
      this.inBraces = false;
    } else this.unexpected(pos, ' between braces');
  }

  private unexpected(pos: number, where = ''): void {
    const size = this.text.codePointAt(pos)! > 0xffff ? 2 : 1;
    const char = this.text.slice(pos, pos + size);
    if (!this.error) this.fail(pos, pos + size, `${describeCharacter(char)} cannot stand here${where}.`);
    this.pos = pos + size;
  }

  private number(): void {
    const { text, pos: from } = this;
    if (this.inBrackets) {
      this.gotDuration = true;
      this.strict = false;
    }
    let to = from;
    while (isDigit(text.charCodeAt(to))) to++;
    // The usual forms first: 12, 0.5, 5m.
    const code = text.charCodeAt(to);
    if (isUnit(code) && to > from) {
      const next = text.charCodeAt(to + 1);
      if (!isWordPart(next) && next !== 0x2e) {
        this.push('duration', from, to + 1);
        return;
      }
    } else if (code === 0x2e && to > from) {
      let end = to + 1;
      while (isDigit(text.charCodeAt(end))) end++;
      const next = text.charCodeAt(end);
      if (!isWordPart(next) && next !== 0x2e) {
        this.push('number', from, end);
        return;
      }
    } else if (!isWordPart(code) && code !== 0x2e) {
      this.push('number', from, to);
      return;
    }
    const scanned = this.underscores ? scanNumber(text, from) : scanOldNumber(text, from);
    if (scanned.ok) {
      this.push('number', from, scanned.to);
      return;
    }
    const end = scanUnits(text, scanned.to);
    if (end > 0) {
      this.push('duration', from, end);
      return;
    }
    to = Math.max(scanned.to, from + 1);
    while (isWordPart(text.charCodeAt(to)) || text.charCodeAt(to) === 0x2e) to++;
    this.fail(from, to, `${excerpt(text.slice(from, to))} is neither a number nor a duration.`, 'number');
    this.push('number', from, to);
  }

  /** A name, or a keyword where it is one. */
  private word(): void {
    const { text, pos: from } = this;
    let to = from;
    let colon = false;
    for (;;) {
      const code = text.charCodeAt(to);
      if (code === 0x3a) colon = true;
      else if (!isWordPart(code)) {
        if (!this.unicodeNames) break;
        if (code !== 0x2e) {
          const size = this.letter(to);
          if (size === 0) break;
          to += size - 1;
        }
      }
      to++;
    }
    this.push(colon ? 'metric' : wordKind(text, from, to), from, to);
  }

  /** Between brackets words are `step`, `range`, `min_of`, `max_of`; older versions read any letter as a colon. */
  private bracketWord(code: number): void {
    const { text, pos } = this;
    if (code === 0x3a) {
      this.colon();
      return;
    }
    const to = this.wordEnd(pos);
    const word = text.slice(pos, to).toLowerCase();
    // Upstream's word ends at a digit, which then is a token of its own.
    const letters = /^[a-z_]+/.exec(word)?.[0] ?? '';
    if (this.bracketWords && durationWords.has(letters)) {
      if (this.strict && this.countsKeywords) this.gotDuration = true;
      this.push(letters === 'min' ? 'min_of' : letters === 'max' ? 'max_of' : letters, pos, pos + letters.length);
      return;
    }
    if (!this.strict && !this.bracketWords && !this.gotColon) {
      this.gotColon = true;
      this.push(':', pos, pos + 1);
      return;
    }
    this.fail(
      pos,
      to,
      `${excerpt(text.slice(pos, to))} cannot stand between brackets; a duration such as \`5m\` goes here.`,
    );
    this.pos = to;
  }

  private colon(): void {
    const { pos } = this;
    if (this.strict && !this.gotDuration) {
      const previous = this.kinds.at(-1);
      if (previous === ')' && !this.countsKeywords) {
        this.fail(pos, pos + 1, 'A step behind `step()` or `range()` needs Prometheus 3.16 or newer.', 'version');
      } else this.fail(pos, pos + 1, 'A duration has to stand before the `:`.');
    }
    this.gotColon = true;
    this.push(':', pos, pos + 1);
  }

  private operator(code: number): void {
    const { text, pos } = this;
    const next = text.charCodeAt(pos + 1);
    switch (code) {
      case 0x3d: // =
        if (next === 0x3d) this.push('==', pos, pos + 2);
        else if (next === 0x7e) {
          this.fail(pos, pos + 2, '`=~` compares labels, it can only stand between braces.');
          this.push('==', pos, pos + 2);
        } else this.push('=', pos, pos + 1);
        return;
      case 0x21: // !
        if (next === 0x3d) this.push('!=', pos, pos + 2);
        else if (next === 0x7e) {
          this.fail(pos, pos + 2, '`!~` compares labels, it can only stand between braces.');
          this.push('!=', pos, pos + 2);
        } else {
          this.fail(pos, pos + 1, '`!` only exists in `!=` and `!~`.');
          this.pos++;
        }
        return;
      case 0x3c: // <
      case 0x3e: // >
        if (next === 0x3d || next === 0x2f) this.push(text.slice(pos, pos + 2), pos, pos + 2);
        else this.push(text[pos]!, pos, pos + 1);
        return;
      case 0x7b: // {
        this.inBraces = true;
        break;
      case 0x5b: // [
        this.inBrackets = true;
        this.strict = this.strictBrackets;
        this.gotColon = false;
        this.depth = 0;
        if (this.countsKeywords) this.gotDuration = false;
        break;
      case 0x5d: // ]
        this.inBrackets = false;
        break;
      case 0x28: // (
        this.depth++;
        break;
      case 0x29: // )
        // A parenthesis that closes more than the brackets hold: the bracket was never closed.
        if (this.depth-- <= 0) this.inBrackets = false;
        break;
      default:
        if (!punctuation.has(code)) {
          this.unexpected(pos, this.inBrackets ? ' between brackets' : '');
          return;
        }
    }
    this.push(text[pos]!, pos, pos + 1);
  }

  private nameEnd(from: number): number {
    let to = from;
    for (;;) {
      const code = this.text.charCodeAt(to);
      if (isWordPart(code) || (this.unicodeNames && code === 0x2e)) to++;
      else {
        const size = this.letter(to);
        if (size === 0) return to;
        to += size;
      }
    }
  }

  private wordEnd(from: number): number {
    let to = from;
    while (isWordPart(this.text.charCodeAt(to))) to++;
    return to;
  }

  /** Length of the Unicode letter at `pos`, 0 where there is none or names are ASCII. */
  private letter(pos: number): number {
    if (!this.unicodeNames || !(this.text.charCodeAt(pos) > 0x7f)) return 0;
    const char = String.fromCodePoint(this.text.codePointAt(pos)!);
    return /\p{L}/u.test(char) ? char.length : 0;
  }
}

const durationWords: ReadonlySet<string> = new Set(['step', 'range', 'min_of', 'max_of', 'min', 'max']);

/** Characters that end a selector whose `}` is missing: ) ( [ ] + * ^ < > @ */
const leavesBraces: ReadonlySet<number> = new Set([0x29, 0x28, 0x5b, 0x5d, 0x2b, 0x2a, 0x5e, 0x3c, 0x3e, 0x40]);

/** , * / % + - ^ @ : } are one character each; the other operators are handled by name. */
const punctuation: ReadonlySet<number> = new Set([0x2c, 0x2a, 0x2f, 0x25, 0x2b, 0x2d, 0x5e, 0x40]);
