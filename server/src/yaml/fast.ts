// The common case read without tokens: plain block YAML (maps, lists, one-line scalars, block scalars, `[a, b]` of words,
// comments), straight into nodes. Layer: yaml. Whatever is not surely that makes it give up, and the reader by go-yaml's grammar takes over;
// a differential test holds both to the same nodes. Longer than usual: one reader with one place in the text.
import { decodeScalar } from './decodeScalar';
import type { YamlComment, YamlMap, YamlNode, YamlPair, YamlScalar, YamlSeq } from './node';
import { absentScalar, ScalarNode } from './nodes';

export interface FastRead {
  readonly root: YamlNode;
  readonly comments: readonly YamlComment[];
}

/**
 * The one document of `text`; undefined where it is empty, refused by go-yaml or written in a less common way. `gaveUp`
 * hears the line that was not understood (or the one behind it).
 */
export function readPlainBlock(text: string, gaveUp?: (at: number) => void): FastRead | undefined {
  if (!COMMON_TEXT.test(text)) return undefined;
  const reader = new FastReader(text);
  const root = reader.document();
  if (!root) gaveUp?.(reader.position);
  return root && { root, comments: reader.comments };
}

/** No tabs, no line breaks but \n, no control characters, no surrogates (their pairing would have to be looked at). */
const COMMON_TEXT = /^[\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/;

/** Deeper files are rare enough for the other reader. */
const MAX_NESTING = 60;

/** Escapes in double quotes that stand for one character and need no digits. */
const SIMPLE_ESCAPES = '0abtnvfre "\'\\N_LP';

const NEWLINE = 10;
const SPACE = 32;
const HASH = 35;
const DASH = 45;
const COLON = 58;

/** An item of a list of words: nothing in it is an escape, and nothing may end a plain one but a comma, blank or bracket. */
const WORD = /[A-Za-z0-9_.][\w./-]*(?=[ ,\]])|'[^'\\\n]*'(?=[ ,\]])|"[^"\\\n]*"(?=[ ,\]])/y;

class FastReader {
  readonly comments: YamlComment[] = [];
  /** The beginning of a line, or the end of the text. */
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  get position(): number {
    return this.at;
  }

  document(): YamlNode | undefined {
    const indent = this.nextLine();
    if (indent < 0) return undefined;
    const root = this.block(indent);
    return root && this.nextLine() < 0 ? root : undefined;
  }

  /** Goes to the next line with content, past blank lines and comments; gives its indentation, -1 at the end. */
  private nextLine(): number {
    const { text } = this;
    while (this.at < text.length) {
      let first = this.at;
      while (text.charCodeAt(first) === SPACE) first++;
      if (first >= text.length) break;
      const code = text.charCodeAt(first);
      if (code === HASH) this.comment(first, true);
      else if (code !== NEWLINE) return first - this.at;
      const end = text.indexOf('\n', first);
      this.at = end < 0 ? text.length : end + 1;
    }
    this.at = text.length;
    return -1;
  }

  private comment(from: number, ownLine: boolean): void {
    const end = this.text.indexOf('\n', from);
    const to = end < 0 ? this.text.length : end;
    this.comments.push({ from, to, text: this.text.slice(from + 1, to), ownLine });
  }

  private lineEnd(from: number): number {
    const end = this.text.indexOf('\n', from);
    return end < 0 ? this.text.length : end;
  }

  private isDash(at: number): boolean {
    if (this.text.charCodeAt(at) !== DASH) return false;
    const next = this.text.charCodeAt(at + 1);
    return next === SPACE || next === NEWLINE || at + 1 >= this.text.length;
  }

  /** A map or list whose first line, indented by `indent`, begins here. */
  private block(indent: number): YamlNode | undefined {
    if (++this.depth > MAX_NESTING) return undefined;
    const first = this.at + indent;
    const node = this.isDash(first) ? this.list(indent) : this.map(indent, first);
    this.depth--;
    return node;
  }

  private list(indent: number, indentless = false): YamlSeq | undefined {
    const items: YamlNode[] = [];
    const from = this.at + indent;
    let to = from + 1;
    for (;;) {
      const dash = this.at + indent;
      const item = this.item(dash, indent);
      if (!item) return undefined;
      items.push(item);
      to = Math.max(item.to, dash + 1);
      const next = this.nextLine();
      if (next < indent) break;
      if (next > indent) return undefined;
      if (this.isDash(this.at + next)) continue;
      if (indentless) break;
      return undefined;
    }
    return { kind: 'seq', from, to, items: items.slice(), flow: false, tag: undefined, anchor: undefined };
  }

  private item(dash: number, indent: number): YamlNode | undefined {
    const { text } = this;
    let first = dash + 1;
    while (text.charCodeAt(first) === SPACE) first++;
    const code = text.charCodeAt(first);
    if (first >= text.length || code === NEWLINE || code === HASH) {
      if (code === HASH) this.comment(first, false);
      this.at = Math.min(this.lineEnd(first) + 1, text.length);
      const next = this.nextLine();
      return next > indent ? this.block(next) : absentScalar(text, dash + 1, false);
    }
    const key = this.keyEnd(first);
    if (key > 0) {
      if (++this.depth > MAX_NESTING) return undefined;
      const map = this.map(first - this.at, first);
      this.depth--;
      return map;
    }
    return this.scalar(first, indent);
  }

  /** The offset of the colon behind a simple key at `from`; 0 where there is none. */
  private keyEnd(from: number): number {
    const { text } = this;
    let end = from;
    for (;;) {
      const code = text.charCodeAt(end);
      const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
      // Digits, dots, slashes and dashes may follow.
      if (!letter && (end === from || !((code >= 45 && code <= 57) || code === DASH))) break;
      end++;
    }
    if (end === from || end - from > 200 || text.charCodeAt(end) !== COLON) return 0;
    const next = text.charCodeAt(end + 1);
    return next === SPACE || next === NEWLINE || end + 1 >= text.length ? end : 0;
  }

  private map(indent: number, first: number): YamlMap | undefined {
    const { text } = this;
    const pairs: YamlPair[] = [];
    let start = first;
    let to = first;
    for (;;) {
      const colon = this.keyEnd(start);
      if (colon === 0) return undefined;
      const key = new ScalarNode(text, 'plain', start, colon, text.slice(start, colon), false, undefined);
      const value = this.value(colon, indent);
      if (!value) return undefined;
      pairs.push({ key, value });
      to = Math.max(colon, value.to);
      const next = this.nextLine();
      if (next < indent) break;
      if (next > indent) return undefined;
      start = this.at + next;
      // A list item in the column of the keys ends the map only if the map is no item of that list itself.
      if (this.isDash(start)) return undefined;
    }
    return { kind: 'map', from: first, to, pairs: pairs.slice(), flow: false, tag: undefined, anchor: undefined };
  }

  private value(colon: number, indent: number): YamlNode | undefined {
    const { text } = this;
    let first = colon + 1;
    while (text.charCodeAt(first) === SPACE) first++;
    const code = text.charCodeAt(first);
    if (first < text.length && code !== NEWLINE && code !== HASH) return this.scalar(first, indent);
    if (code === HASH) this.comment(first, false);
    this.at = Math.min(this.lineEnd(first) + 1, text.length);
    const next = this.nextLine();
    if (next > indent) return this.block(next);
    if (next === indent && this.isDash(this.at + next)) {
      if (++this.depth > MAX_NESTING) return undefined;
      const list = this.list(indent, true);
      this.depth--;
      return list;
    }
    return absentScalar(text, colon + 1, false);
  }

  /** A scalar or list of words that begins at `from`, in a block of column `indent`; leaves off behind its last line. */
  private scalar(from: number, indent: number): YamlNode | undefined {
    const code = this.text.charCodeAt(from);
    switch (code) {
      case 34: // "
      case 39: // '
        return this.quoted(from, code);
      case 124: // |
      case 62: // >
        return this.blockScalar(from, indent);
      case DASH:
        return this.isDash(from) ? undefined : this.plain(from, indent);
      case 91: // [
        return this.words(from);
      // Other flow collections, anchors, aliases, tags and what cannot begin a scalar.
      case 93:
      case 123:
      case 125:
      case 44:
      case 38:
      case 42:
      case 33:
      case 37:
      case 64:
      case 96:
      case 63:
      case COLON:
        return undefined;
      default:
        return this.plain(from, indent);
    }
  }

  /** `[a, 'b', "c"]` on one line. */
  private words(from: number): YamlSeq | undefined {
    const { text } = this;
    const end = this.lineEnd(from);
    const items: YamlNode[] = [];
    let at = from + 1;
    for (;;) {
      while (text.charCodeAt(at) === SPACE) at++;
      if (items.length === 0 && text.charCodeAt(at) === 93) break;
      const item = this.word(at, end);
      if (!item) return undefined;
      items.push(item);
      at = item.to;
      while (text.charCodeAt(at) === SPACE) at++;
      const code = text.charCodeAt(at);
      if (code === 93) break;
      if (code !== 44) return undefined;
      at++;
    }
    const to = at + 1;
    return this.endLine(to, end)
      ? { kind: 'seq', from, to, items: items.slice(), flow: true, tag: undefined, anchor: undefined }
      : undefined;
  }

  private word(from: number, end: number): YamlScalar | undefined {
    WORD.lastIndex = from;
    const found = WORD.exec(this.text)?.[0];
    if (found === undefined || from + found.length > end) return undefined;
    const first = found.charCodeAt(0);
    const style = first === 39 ? 'single' : first === 34 ? 'double' : 'plain';
    const value = style === 'plain' ? found : found.slice(1, -1);
    return new ScalarNode(this.text, style, from, from + found.length, value, true, undefined);
  }

  private quoted(from: number, quote: number): YamlScalar | undefined {
    const { text } = this;
    const end = this.lineEnd(from);
    let simple = true;
    let at = from + 1;
    for (; ; at++) {
      if (at >= end) return undefined;
      const code = text.charCodeAt(at);
      if (code === quote) {
        if (quote === 34 || text.charCodeAt(at + 1) !== 39) break;
        simple = false;
        at++;
      } else if (code === 92 && quote === 34) {
        simple = false;
        at++;
        if (at >= end || !SIMPLE_ESCAPES.includes(text[at]!)) return undefined;
      }
    }
    const to = at + 1;
    if (!this.endLine(to, end)) return undefined;
    const style = quote === 34 ? 'double' : 'single';
    const value = simple ? text.slice(from + 1, at) : decodeScalar(text, { style, from, to, flow: false });
    return new ScalarNode(text, style, from, to, value, false, undefined);
  }

  /** Goes to the next line if nothing but blanks and a comment stand between `from` and `end`. */
  private endLine(from: number, end: number): boolean {
    let at = from;
    while (at < end && this.text.charCodeAt(at) === SPACE) at++;
    if (at < end) {
      if (this.text.charCodeAt(at) !== HASH || at === from) return false;
      this.comment(at, false);
    }
    this.at = Math.min(end + 1, this.text.length);
    return true;
  }

  private plain(from: number, indent: number): YamlScalar | undefined {
    const { text } = this;
    const end = this.lineEnd(from);
    let to = end;
    for (let at = from; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === COLON) {
        // A second colon on the line: not for a value.
        if (at + 1 >= end || text.charCodeAt(at + 1) === SPACE) return undefined;
      } else if (code === HASH && text.charCodeAt(at - 1) === SPACE) {
        this.comment(at, false);
        to = at;
        break;
      }
    }
    const commented = to < end;
    while (text.charCodeAt(to - 1) === SPACE) to--;
    this.at = Math.min(end + 1, text.length);
    if (!commented && this.continues(indent)) return undefined;
    return new ScalarNode(text, 'plain', from, to, text.slice(from, to), false, undefined);
  }

  /** Whether the next line that is not blank would go on with a plain scalar. */
  private continues(indent: number): boolean {
    const { text } = this;
    let at = this.at;
    let column = 0;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === SPACE) column++;
      else if (code === NEWLINE) column = 0;
      else return code !== HASH && column > indent;
    }
    return false;
  }

  private blockScalar(from: number, indent: number): YamlScalar | undefined {
    const { text } = this;
    const headerEnd = this.lineEnd(from);
    if (headerEnd >= text.length) return undefined;
    let at = from + 1;
    const sign = text.charCodeAt(at);
    const chomp = sign === DASH ? '-' : sign === 43 ? '+' : '';
    if (chomp !== '') at++;
    while (at < headerEnd && text.charCodeAt(at) === SPACE) at++;
    if (at < headerEnd) return undefined;
    const bodyFrom = headerEnd + 1;
    let to = headerEnd;
    let column = -1;
    let widest = 0;
    let line = bodyFrom;
    // Whether all lines but empty ones have the whole indentation.
    let even = chomp !== '+';
    for (;;) {
      let first = line;
      while ((column < 0 || first - line < column) && text.charCodeAt(first) === SPACE) first++;
      widest = Math.max(widest, first - line);
      if (first < text.length && text.charCodeAt(first) === NEWLINE) {
        if (first !== line && (column < 0 || first - line < column)) even = false;
        line = first + 1;
        continue;
      }
      if (column < 0) column = Math.max(widest, indent + 1, 1);
      if (first >= text.length || first - line !== column) break;
      to = this.lineEnd(first);
      line = Math.min(to + 1, text.length);
    }
    this.at = line;
    const contentTo = to;
    while (to > at && (text.charCodeAt(to - 1) === SPACE || text.charCodeAt(to - 1) === NEWLINE)) to--;
    const style = text.charCodeAt(from) === 124 ? 'literal' : 'folded';
    const block = { from: bodyFrom, indent: column, chomp } as const;
    const value =
      even && style === 'literal' && contentTo > bodyFrom
        ? this.literal(bodyFrom, contentTo, column, chomp)
        : decodeScalar(text, { style, from, to, flow: false, block });
    return new ScalarNode(text, style, from, to, value, false, block);
  }

  /** Lines of a literal scalar from `from` to the end of the last one, each but empty ones indented by `column`. */
  private literal(from: number, to: number, column: number, chomp: '' | '-' | '+'): string {
    const { text } = this;
    const lines = text
      .slice(from - 1, to)
      .replaceAll(`\n${' '.repeat(column)}`, '\n')
      .slice(1);
    return chomp === '-' || to >= text.length ? lines : `${lines}\n`;
  }
}
