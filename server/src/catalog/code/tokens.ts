// Words, texts, numbers and signs of a source file in Go, Java, Kotlin, JavaScript, TypeScript or Rust: as much of a lexer as
// finding calls with literal arguments needs. Layer: catalog. One pass, never back: linear in the text.
//
// What is not understood becomes signs, and a quoted text that is not closed ends with its line: a mistake costs a line, not
// the file. Longer than usual: one lexer with one state.
import type { Span } from '../../text/span';
import { holeEnd, kotlinParts, plainParts, rawStart, regexEnd, type TextPart, unescaped } from './quoted';

export type CodeLanguage = 'go' | 'java' | 'kotlin' | 'javascript' | 'rust';

export interface Token extends Span {
  readonly kind: 'word' | 'text' | 'number' | 'sign';
  /** The word, the sign, the digits; of a text its content as it is written, `from` and `to` being that of the content. */
  readonly is: string;
  /** Of a text: what it means; undefined where that cannot be told (an expression in it). */
  readonly parts?: readonly TextPart[] | undefined;
  /** Whether it is the first of its line. */
  readonly begins: boolean;
  /** Of an opening bracket the index of its closing one (the number of tokens where it is missing), else -1. */
  close: number;
  /** Index of the curly bracket around it, -1 outside of all. */
  readonly block: number;
}

/** More are not read: a file of so many is generated. */
const mostTokens = 250_000;

/** All tokens of a text, comments left out. */
export function tokensOf(text: string, language: CodeLanguage): readonly Token[] {
  return new Lexer(text, language).all();
}

const letter = /[\p{L}_$@]/u;

const inWord = /[\p{L}\p{N}_$]*/uy;

/** Signs of several characters, by their first. */
const longSigns: Readonly<Record<string, readonly string[]>> = {
  '.': ['...', '..=', '..'],
  ':': ['::', ':='],
  '=': ['=>', '=='],
  '-': ['->'],
  '!': ['!='],
  '<': ['<=', '<<'],
  '>': ['>='],
  '&': ['&&'],
  '|': ['||'],
  '+': ['+='],
  '?': ['?.'],
  '*': ['**'],
};

function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36
  );
}

class Lexer {
  private readonly tokens: Token[] = [];
  private readonly open: number[] = [];
  private at = 0;
  private begins = true;
  private block = -1;

  constructor(
    private readonly text: string,
    private readonly language: CodeLanguage,
  ) {}

  all(): readonly Token[] {
    const { text } = this;
    while (this.at < text.length && this.tokens.length < mostTokens) {
      const c = text[this.at]!;
      if (c === '\n') {
        this.begins = true;
        this.at++;
      } else if (c === ' ' || c === '\t' || c === '\r') this.at++;
      else if (c === '/' && this.comment()) continue;
      else if (this.quoted(c)) continue;
      else if ((c >= '0' && c <= '9') || (c === '.' && this.isFraction())) this.number();
      else if (isWordCode(c.charCodeAt(0)) || c === '@' || (c > '\x7f' && (c >= '\ud800' || letter.test(c))))
        this.word();
      else this.sign(c);
    }
    for (const index of this.open) this.tokens[index]!.close = this.tokens.length;
    return this.tokens;
  }

  private add(
    kind: Token['kind'],
    from: number,
    to: number,
    is = this.text.slice(from, to),
    parts?: readonly TextPart[],
  ): void {
    this.tokens.push({ kind, is, from, to, parts, begins: this.begins, close: -1, block: this.block });
    this.begins = false;
  }

  private comment(): boolean {
    const { text, at } = this;
    if (text[at + 1] === '/') {
      const end = text.indexOf('\n', at);
      this.at = end < 0 ? text.length : end;
      return true;
    }
    if (text[at + 1] === '*') {
      this.blockComment();
      return true;
    }
    if (this.language !== 'javascript' || !this.regexMayBegin()) return false;
    const end = regexEnd(text, at);
    if (end === undefined) return false;
    this.add('text', at, end, '');
    this.at = end;
    return true;
  }

  private blockComment(): void {
    const { text } = this;
    const nests = this.language === 'rust' || this.language === 'kotlin';
    let depth = 1;
    let i = this.at + 2;
    for (; i < text.length && depth > 0; i++) {
      const c = text[i];
      if (c === '\n') this.begins = true;
      else if (c === '*' && text[i + 1] === '/') {
        depth--;
        i++;
      } else if (nests && c === '/' && text[i + 1] === '*') {
        depth++;
        i++;
      }
    }
    this.at = i;
  }

  /** Behind a value a slash divides; `}` may end a block or a value, and a regular expression behind a block is rare. */
  private regexMayBegin(): boolean {
    const last = this.tokens.at(-1);
    if (!last) return true;
    if (last.kind === 'word')
      return /^(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield)$/.test(last.is);
    return last.kind === 'sign' && !/^[)\]}]$/.test(last.is);
  }

  private quoted(c: string): boolean {
    const { text, at, language } = this;
    if (language === 'rust') {
      const raw = c === 'r' || c === 'b' || c === 'c' ? rawStart(text, at) : undefined;
      if (raw) return this.raw(at + raw.length, `"${'#'.repeat(raw.length - raw.indexOf('r') - 2)}`);
      if (c === 'b' && text[at + 1] === '"') return this.escaped(at + 1, '"', false);
      if (c === "'") return this.charOrLifetime();
      return c === '"' && this.escaped(at, '"', true);
    }
    if (language === 'go') {
      if (c === '`') return this.raw(at + 1, '`');
      return (c === '"' || c === "'") && this.escaped(at, c, false);
    }
    if (language !== 'javascript' && c === '"' && text.startsWith('"""', at)) return this.textBlock();
    if (c === '`' && language === 'javascript') return this.template();
    return (c === '"' || c === "'") && this.escaped(at, c, false);
  }

  private addText(from: number, to: number, parts: readonly TextPart[] | undefined): void {
    this.add('text', from, to, this.text.slice(from, to), parts);
  }

  private raw(from: number, end: string): true {
    const found = this.text.indexOf(end, from);
    const to = found < 0 ? this.text.length : found;
    this.addText(from, to, [this.text.slice(from, to)]);
    this.at = Math.min(to + end.length, this.text.length);
    return true;
  }

  /** Java's text block or Kotlin's raw text. */
  private textBlock(): true {
    const { text, language } = this;
    const from = this.at + 3;
    const found = text.indexOf('"""', from);
    const to = found < 0 ? text.length : found;
    const content = text.slice(from, to);
    const isPlain = language === 'kotlin' ? !content.includes('$') : false;
    this.addText(from, to, isPlain ? [content] : undefined);
    this.at = Math.min(to + 3, text.length);
    return true;
  }

  /** A text with backslashes that ends on its line; Rust's may go on. */
  private escaped(open: number, quote: string, goesOn: boolean): true {
    const { text } = this;
    const from = open + 1;
    let to = from;
    for (; to < text.length && text[to] !== quote; to++) {
      if (text[to] === '\\') to++;
      else if (text[to] === '\n' && !goesOn) break;
    }
    to = Math.min(to, text.length);
    const content = text.slice(from, to);
    const parts = this.language === 'kotlin' && content.includes('$') ? kotlinParts(content) : plainParts(content);
    this.addText(from, to, parts);
    this.at = text[to] === quote ? to + 1 : to;
    return true;
  }

  /** `'a` is a name of Rust's borrow checker, `'a'` a character. */
  private charOrLifetime(): true {
    const { text, at } = this;
    const isChar = text[at + 1] === '\\' || text[at + 2] === "'" || (text[at + 1]! >= '\ud800' && text[at + 3] === "'");
    if (isChar) return this.escaped(at, "'", false);
    this.at++;
    return true;
  }

  private template(): true {
    const { text } = this;
    const from = this.at + 1;
    let parts: TextPart[] | undefined = [];
    let start = from;
    let i = from;
    while (i < text.length && text[i] !== '`') {
      if (text[i] === '\\') i += 2;
      else if (text[i] === '$' && text[i + 1] === '{') {
        const end = holeEnd(text, i + 2);
        const inner = text.slice(i + 2, end).trim();
        const before = unescaped(text.slice(start, i));
        if (before === undefined || !isName(inner)) parts = undefined;
        else parts?.push(before, { name: inner });
        i = start = Math.min(end + 1, text.length);
      } else i++;
    }
    const to = Math.min(i, text.length);
    const rest = unescaped(text.slice(start, to));
    if (rest === undefined) parts = undefined;
    else parts?.push(rest);
    this.addText(from, to, parts);
    this.at = Math.min(to + 1, text.length);
    return true;
  }

  /** `.5`, where no value stands in front of the dot. */
  private isFraction(): boolean {
    const next = this.text[this.at + 1] ?? '';
    return next >= '0' && next <= '9' && !/[\w)\].]/.test(this.text[this.at - 1] ?? '');
  }

  private number(): void {
    const { text, at } = this;
    let end = at + 1;
    for (; end < text.length; end++) {
      const c = text[end]!;
      const isFraction = c === '.' && /[0-9]/.test(text[end + 1] ?? '');
      const isExponent = /[+-]/.test(c) && /[eE]/.test(text[end - 1]!) && !/[xX]/.test(text[at + 1] ?? '');
      if (!/[\w]/.test(c) && !isFraction && !isExponent) break;
    }
    this.add('number', at, end);
    this.at = end;
  }

  private word(): void {
    const { text, at } = this;
    let end = at + 1;
    while (end < text.length && isWordCode(text.charCodeAt(end))) end++;
    if (text.charCodeAt(end) > 127 || text.charCodeAt(at) > 127) {
      // One more than the first character, which may be an `@`.
      inWord.lastIndex = at + 1;
      end = at + 1 + (inWord.exec(text)?.[0].length ?? 0);
    }
    this.add('word', at, end);
    this.at = end;
  }

  private sign(c: string): void {
    const is = longSigns[c]?.find(one => this.text.startsWith(one, this.at)) ?? c;
    const index = this.tokens.length;
    if (is === '}') this.leaveBlock();
    this.add('sign', this.at, this.at + is.length, is);
    this.at += is.length;
    if (is === '(' || is === '[' || is === '{') {
      this.open.push(index);
      if (is === '{') this.block = index;
    } else if (is === ')' || is === ']' || is === '}') this.close(is, index);
  }

  /** Closes the innermost bracket of the kind; those within that were not closed end there, too. */
  private close(is: string, index: number): void {
    const opening = is === ')' ? '(' : is === ']' ? '[' : '{';
    // A bracket that closes nothing is passed over: only a curly one closes others that were forgotten.
    const last = this.open.at(-1);
    if (last === undefined) return;
    if (this.tokens[last]!.is !== opening && is !== '}') return;
    while (this.open.length > 0) {
      const one = this.open.pop()!;
      this.tokens[one]!.close = index;
      if (this.tokens[one]!.is === opening) return;
    }
  }

  private leaveBlock(): void {
    if (this.block >= 0) this.block = this.tokens[this.block]!.block;
  }
}

function isName(text: string): boolean {
  return /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$/.test(text);
}
