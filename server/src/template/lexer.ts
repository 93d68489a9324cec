// Splits a Go template into text, comments and the tokens of its actions; never fails, bad input becomes `bad` tokens.
// Layer: template. Longer than usual: one lexer with one state.
import type { Span } from '../text/span';

export type TokenKind =
  | 'text'
  | 'comment'
  | 'open'
  | 'close'
  | 'space'
  | 'ident'
  | 'keyword'
  | 'bool'
  | 'nil'
  | 'dot'
  | 'field'
  | 'variable'
  | 'number'
  | 'char'
  | 'string'
  | 'pipe'
  | 'declare'
  | 'assign'
  | 'lparen'
  | 'rparen'
  | 'other'
  | 'bad'
  | 'eof';

export interface Token extends Span {
  readonly kind: TokenKind;
  /** The source text; of `text` what trimming leaves. */
  readonly text: string;
  /** Of `bad` and of a faulty `comment`: what is wrong. Of `open`: how its action fails to close. */
  readonly fault?: string;
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'template',
  'with',
]);

/** All tokens in order, ended by `eof`; spaces inside actions are tokens, as Go's grammar needs them. */
export function tokenize(text: string): readonly Token[] {
  return new Lexer(text).run();
}

class Lexer {
  private readonly out: Token[] = [];
  private at = 0;

  constructor(private readonly source: string) {}

  run(): readonly Token[] {
    const source = this.source;
    while (this.at < source.length) {
      const open = source.indexOf('{{', this.at);
      const to = open < 0 ? source.length : open;
      const trims = open >= 0 && isTrimmed(source, open + 2);
      const end = trims ? trimEnd(source, this.at, to) : to;
      if (end > this.at) this.push('text', this.at, end);
      this.at = to;
      if (open >= 0) this.opened(open, trims);
    }
    this.push('eof', source.length, source.length);
    return this.out;
  }

  private push(kind: TokenKind, from: number, to: number, fault?: string): void {
    const text = this.source.slice(from, to);
    this.out.push(fault === undefined ? { kind, from, to, text } : { kind, from, to, text, fault });
  }

  private opened(open: number, trims: boolean): void {
    const inner = open + 2 + (trims ? 2 : 0);
    if (this.source.startsWith('/*', inner)) {
      this.comment(open, inner);
      return;
    }
    const index = this.out.length;
    this.push('open', open, inner);
    this.at = inner;
    const fault = this.action();
    if (fault) this.out[index] = { ...this.out[index]!, fault };
  }

  private comment(open: number, inner: number): void {
    const source = this.source;
    const end = source.indexOf('*/', inner + 2);
    if (end < 0) {
      // The rest of the text is not read as a comment, so that the actions behind a lost `*/` stay usable.
      const close = source.indexOf('}}', inner);
      this.at = close < 0 ? source.length : close + 2;
      this.push('comment', open, this.at, 'The comment is not closed: end it with `*/}}`.');
      return;
    }
    const close = this.closing(end + 2);
    if (close) {
      this.push('comment', open, close.to);
      this.at = close.next;
      return;
    }
    const later = source.indexOf('}}', end + 2);
    this.at = later < 0 ? source.length : later + 2;
    this.push('comment', open, this.at, 'A comment must fill its braces: `}}` has to follow `*/` directly.');
  }

  /** The closing delimiter at `at`, with or without its trim marker; `next` is behind the white space it trims. */
  private closing(at: number): { to: number; next: number } | undefined {
    const source = this.source;
    if (source.startsWith('}}', at)) return { to: at + 2, next: at + 2 };
    if (!isSpace(source[at]) || !source.startsWith('-}}', at + 1)) return undefined;
    let next = at + 4;
    while (isSpace(source[next])) next++;
    return { to: at + 4, next };
  }

  /** Reads tokens up to the closing delimiter; returns how the action fails to close, if it does. */
  private action(): string | undefined {
    const source = this.source;
    for (;;) {
      const from = this.at;
      const close = this.closing(from);
      if (close) {
        this.push('close', from, close.to);
        this.at = close.next;
        return undefined;
      }
      if (from >= source.length) {
        this.push('close', from, from);
        return 'The action is not closed: `}}` is missing.';
      }
      if (source.startsWith('{{', from)) {
        this.push('close', from, from);
        return 'The action is not closed: `}}` is missing before the next `{{`.';
      }
      if (source[from] === '}') {
        // Nearly always a forgotten brace; what follows is text again.
        this.at = from + 1;
        this.push('close', from, this.at);
        return 'The action is closed by one brace: write `}}`.';
      }
      this.token(from);
    }
  }

  private token(from: number): void {
    const source = this.source;
    const c = source[from]!;
    if (isSpace(c)) {
      let to = from + 1;
      // The last space before `-}}` belongs to the delimiter.
      while (isSpace(source[to]) && !this.closing(to)) to++;
      this.emit('space', from, to);
    } else if (c === '=') this.emit('assign', from, from + 1);
    else if (c === ':') {
      if (source[from + 1] === '=') this.emit('declare', from, from + 2);
      else this.emit('bad', from, from + 1, 'A single `:` means nothing here; write `:=` to declare a variable.');
    } else if (c === '|') this.emit('pipe', from, from + 1);
    else if (c === '"') this.quoted(from, '"', 'string');
    else if (c === "'") this.quoted(from, "'", 'char');
    else if (c === '`') this.raw(from);
    else if (c === '$') this.word(from, 1, 'variable');
    else if (c === '.' && !/[0-9]/.test(source[from + 1] ?? '')) this.word(from, 1, 'field');
    else if (/[.+\-0-9]/.test(c)) this.number(from);
    else if (isWordChar(codeText(source, from))) this.word(from, 0, 'ident');
    else if (c === '(') this.emit('lparen', from, from + 1);
    else if (c === ')') this.emit('rparen', from, from + 1);
    else if (c > ' ' && c < '\x7f') this.emit('other', from, from + 1);
    else {
      const char = codeText(source, from);
      this.emit('bad', from, from + char.length, `The character ${codeName(char)} cannot stand in an action.`);
    }
  }

  private emit(kind: TokenKind, from: number, to: number, fault?: string): void {
    this.push(kind, from, to, fault);
    this.at = to;
  }

  /** A text in double quotes or a character in single ones; both end at the line's end at the latest. */
  private quoted(from: number, quote: string, kind: 'string' | 'char'): void {
    const source = this.source;
    let i = from + 1;
    while (i < source.length && source[i] !== '\n' && source[i] !== quote) {
      i += source[i] === '\\' && source[i + 1] !== '\n' ? 2 : 1;
    }
    if (i < source.length && source[i] === quote) {
      this.emit(kind, from, i + 1);
      return;
    }
    const end = Math.min(i, source.length);
    const close = source.indexOf('}}', from);
    const to = close >= 0 && close < end ? (isSpace(source[close - 1]) ? close - 1 : close) : end;
    const what =
      quote === '"' ? 'The text is not closed: `"` is missing.' : "The character is not closed: `'` is missing.";
    this.emit('bad', from, Math.max(to, from + 1), what);
  }

  private raw(from: number): void {
    const end = this.source.indexOf('`', from + 1);
    if (end >= 0) {
      this.emit('string', from, end + 1);
      return;
    }
    const close = this.source.indexOf('}}', from);
    this.emit('bad', from, close < 0 ? this.source.length : close, 'The text is not closed: a backtick is missing.');
  }

  private word(from: number, prefix: number, kind: 'ident' | 'field' | 'variable'): void {
    const source = this.source;
    let to = from + prefix;
    for (let char = codeText(source, to); isWordChar(char); char = codeText(source, to)) to += char.length;
    const word = source.slice(from, to);
    if (kind === 'ident') {
      if (KEYWORDS.has(word)) this.emit('keyword', from, to);
      else if (word === 'true' || word === 'false') this.emit('bool', from, to);
      else if (word === 'nil') this.emit('nil', from, to);
      else this.emit('ident', from, to);
    } else this.emit(kind === 'field' && to === from + 1 ? 'dot' : kind, from, to);
    const next = codeText(source, to);
    if (next === '' || isSpace(next) || '.,|:)('.includes(next) || source.startsWith('}}', to)) return;
    // One brace or a new action: the missing delimiter is the better message.
    if (next === '}' || source.startsWith('{{', to)) return;
    const hint =
      kind !== 'ident' && next === '-'
        ? `; read a label with such a name by index, as in \`index $labels "a-b"\``
        : '; separate it by a space';
    this.emit('bad', to, to + next.length, `The character ${codeName(next)} cannot follow \`${word}\`${hint}.`);
  }

  private number(from: number): void {
    let to = scanNumber(this.source, from);
    const sign = this.source[to];
    if (sign === '+' || sign === '-') {
      const end = scanNumber(this.source, to);
      to = Math.max(end, to + 1);
      if (this.source[to - 1] !== 'i') {
        this.emit('bad', from, to, `\`${this.source.slice(from, to)}\` is no number, and templates cannot calculate.`);
        return;
      }
    }
    const start = to;
    for (let char = codeText(this.source, to); isWordChar(char); char = codeText(this.source, to)) to += char.length;
    if (to > start) this.emit('bad', from, to, `\`${this.source.slice(from, to)}\` is no number.`);
    else this.emit('number', from, to);
  }
}

/** The end of what looks like a number at `from`; whether it is one the parser finds out. */
function scanNumber(source: string, from: number): number {
  let to = from;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = to;
    const match = pattern.exec(source);
    if (!match) return false;
    to += match[0].length;
    return true;
  };
  take(/[+-]/y);
  const hex = take(/0[xX]/y);
  const other = !hex && take(/0[oObB]/y);
  const digits = () => (hex ? /[0-9a-fA-F_]+/y : other ? /[0-7_]+/y : /[0-9_]+/y);
  take(digits());
  if (take(/\./y)) take(digits());
  if (hex ? take(/[pP]/y) : !other && take(/[eE]/y)) {
    take(/[+-]/y);
    take(/[0-9_]+/y);
  }
  take(/i/y);
  return to;
}

function isTrimmed(source: string, at: number): boolean {
  return source[at] === '-' && isSpace(source[at + 1]);
}

function trimEnd(source: string, from: number, to: number): number {
  let end = to;
  while (end > from && isSpace(source[end - 1])) end--;
  return end;
}

function isSpace(c: string | undefined): boolean {
  return c === ' ' || c === '\t' || c === '\r' || c === '\n';
}

const WORD = /^[\p{L}\p{Nd}_]/u;

function isWordChar(char: string): boolean {
  const code = char.charCodeAt(0);
  // ASCII first: this runs for every character of every action.
  if (code < 0x80) {
    return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
  }
  return char !== '' && WORD.test(char);
}

/** The whole character at an offset, also outside the basic plane; empty at the end. */
function codeText(source: string, at: number): string {
  const code = source.codePointAt(at);
  return code === undefined ? '' : code < 0x80 ? source[at]! : String.fromCodePoint(code);
}

function codeName(char: string): string {
  const code = `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(char) ? `\`${char}\` (${code})` : code;
}
