// Text to tokens, deciding as go-yaml's scanner does (which follows libyaml): what it refuses is refused here, at a
// place a person can use. Layer: yaml. Longer than other files because a scanner is one state machine.
import type { Problem, Span } from '../text/span';
import { decodeScalar } from './decodeScalar';
import { lineBehindEndedText } from './endedText';
import { breakLength, isBlank, isBreak, LineEnds } from './lineBreaks';
import type { YamlComment, YamlFlavor } from './node';
import { LongScalarNode, ScalarNode } from './nodes';

export type TokenType =
  | 'stream-start'
  | 'stream-end'
  | 'version'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-seq'
  | 'block-map'
  | 'block-end'
  | 'flow-seq'
  | 'flow-seq-end'
  | 'flow-map'
  | 'flow-map-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export type ReadScalar = ScalarNode | LongScalarNode;

export class Token {
  declare readonly type: TokenType;
  declare readonly from: number;
  declare readonly to: number;
  /** Name of an anchor or alias, tag handle, version. */
  declare readonly value: string;
  /** Tag suffix, prefix of a tag directive. */
  declare readonly suffix: string;
  /** The node of a scalar, still without tag and anchor. */
  declare readonly scalar: ReadScalar | undefined;

  constructor(type: TokenType, from: number, to: number, value = '', suffix = '', scalar?: ReadScalar) {
    this.type = type;
    this.from = from;
    this.to = to;
    this.value = value;
    this.suffix = suffix;
    this.scalar = scalar;
  }
}

/** A block scalar, or one over several lines in quotes, with more characters is not decoded in the step that finds its end. */
const longScalar = 100_000;

/** What is opened and not closed before the text ends. */
const OPEN_AT_END: ReadonlySet<string> = new Set(['unclosed-quote', 'unclosed-bracket']);

/** What a line may be refused for that was meant to go on with a text above, which a comment ended. */
const LEFT_OVER: ReadonlySet<string> = new Set([
  'bad-anchor',
  'bad-block-header',
  'bad-start',
  'bad-tag',
  'expected-item',
  'expected-key',
  'missing-colon',
]);
const BEHIND_COMMENT =
  'A comment ends the text above, so this line belongs to nothing; begin the text with `|`, where PromQL has its own comments.';

/** Thrown inside the reader where go-yaml stops; never leaves it. No `Error`, whose trace nobody reads: it took longer than all else. */
export class Refusal {
  constructor(readonly problem: Problem) {}
}

/** go-yaml refuses deeper nesting, of flow collections as of blocks. */
const MAX_DEPTH = 10_000;

interface SimpleKey {
  possible: boolean;
  /** Whether go-yaml waits for its `:` before it gives the token away; it forgets a key that begins with `[]` or `{}`. */
  awaited: boolean;
  required: boolean;
  token: number;
  at: number;
  line: number;
  column: number;
}

function noKey(token: number): SimpleKey {
  return { possible: false, awaited: false, required: false, token, at: 0, line: 0, column: 0 };
}

/** The longest implicit key, in characters. */
const MAX_KEY = 1024;

export class GoScanner {
  readonly comments: YamlComment[] = [];
  private at: number;
  private line = 0;
  private lineStart: number;
  private flowLevel = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  private tokens: Token[] = [];
  private head = 0;
  private taken = 0;
  private available = false;
  private readonly keys: SimpleKey[] = [noKey(0)];
  private keyAllowed = true;
  /** Whether the next comment belongs to the token before it, if on the same line. */
  private lineComment = false;
  private tokenLine = 0;

  /** Scans from `from`, which must begin a line. */
  constructor(
    private readonly text: string,
    from: number,
    private readonly flavor: YamlFlavor,
  ) {
    this.at = this.lineStart = from === 0 && text.charCodeAt(0) === 0xfeff ? 1 : from;
    this.tokens.push(new Token('stream-start', this.at, this.at));
  }

  /** How far the text has been looked at. */
  get position(): number {
    return this.at;
  }

  /** The next token without taking it. Throws a Refusal. */
  peek(): Token {
    if (!this.available) {
      // v3 looks two tokens ahead to place comments, so it meets an error there even behind a document's end.
      const ahead = this.flavor === 'v3' ? 2 : 0;
      while (this.head >= this.tokens.length - ahead || this.headMayBeKey()) this.fetch();
      this.available = true;
    }
    return this.tokens[this.head]!;
  }

  skip(): void {
    this.available = false;
    this.taken++;
    this.head++;
    if (this.head > 64) {
      this.tokens = this.tokens.slice(this.head);
      this.head = 0;
    }
  }

  /** Stops reading: what is wrong from where, by default to the end of that line. */
  refuse(code: string, message: string, from: number, to: number = this.lineEnd(from)): never {
    const { length } = this.text;
    const unfinished = OPEN_AT_END.has(code) ? { unfinished: true as const } : {};
    const leftOver = LEFT_OVER.has(code) ? lineBehindEndedText(this.text, from) : undefined;
    if (leftOver !== undefined) {
      const left = { from: leftOver, to: this.lineEnd(leftOver) };
      throw new Refusal({ ...left, code, message: BEHIND_COMMENT });
    }
    const place = { from: Math.min(from, length), to: Math.min(Math.max(from, to), length) };
    throw new Refusal({ ...place, code, message, ...unfinished });
  }

  /** End of the line that holds `at`, trailing blanks left out. */
  lineEnd(at: number): number {
    let end = at;
    while (end < this.text.length && !isBreak(this.text.charCodeAt(end))) end++;
    while (end > at && isBlank(this.text.charCodeAt(end - 1))) end--;
    return end;
  }

  private get column(): number {
    return this.at - this.lineStart;
  }

  /** The number of the next token, counted from the first of the text. */
  private get nextNumber(): number {
    return this.taken + (this.tokens.length - this.head);
  }

  private headMayBeKey(): boolean {
    // From the innermost level: further out the tokens are earlier ones.
    for (let level = this.keys.length - 1; level >= 0; level--) {
      const key = this.keys[level]!;
      if (key.token < this.taken) return false;
      if (key.possible && key.awaited && key.token === this.taken) return this.keyIsValid(key);
    }
    return false;
  }

  private push(token: Token): void {
    this.tokens.push(token);
  }

  private pushScalar(node: ReadScalar): void {
    this.push(new Token('scalar', node.from, node.to, '', '', node));
  }

  private pushIndicator(type: TokenType, length: number): void {
    this.push(new Token(type, this.at, this.at + length));
    this.at += length;
  }

  private fetch(): void {
    this.toNextToken();
    this.unroll(this.column);
    const { text, at } = this;
    const code = at < text.length ? text.charCodeAt(at) : 0;
    if (at >= text.length) {
      this.fetchEnd();
      return;
    }
    if (at === this.lineStart) {
      if (code === 37) {
        this.fetchDirective();
        return;
      }
      if (code === 45 && this.isDocumentMarker('---')) {
        this.fetchDocumentMarker('document-start');
        return;
      }
      if (code === 46 && this.isDocumentMarker('...')) {
        this.fetchDocumentMarker('document-end');
        return;
      }
    }
    this.fetchContent(code);
    const last = this.tokens[this.tokens.length - 1]!;
    this.lineComment = last.type !== 'block-entry' && last.to >= this.lineStart;
    this.tokenLine = this.line;
  }

  private fetchContent(code: number): void {
    switch (code) {
      case 91:
        this.fetchFlowStart('flow-seq');
        return;
      case 123:
        this.fetchFlowStart('flow-map');
        return;
      case 93:
        this.fetchFlowEnd('flow-seq-end');
        return;
      case 125:
        this.fetchFlowEnd('flow-map-end');
        return;
      case 44:
        this.dropKey();
        this.keyAllowed = true;
        this.pushIndicator('flow-entry', 1);
        return;
      case 45:
        if (this.isBlankOrEnd(this.at + 1)) {
          this.fetchBlockEntry();
          return;
        }
        break;
      case 63:
        if (this.flowLevel > 0 || this.isBlankOrEnd(this.at + 1)) {
          this.fetchKey();
          return;
        }
        break;
      case 58:
        if (this.flowLevel > 0 || this.isBlankOrEnd(this.at + 1)) {
          this.fetchValue();
          return;
        }
        break;
      case 42:
        this.fetchAnchor('alias');
        return;
      case 38:
        this.fetchAnchor('anchor');
        return;
      case 33:
        this.saveKey();
        this.keyAllowed = false;
        this.scanTag();
        return;
      case 124:
      case 62:
        if (this.flowLevel > 0) break;
        this.dropKey();
        this.keyAllowed = true;
        this.scanBlockScalar(code === 124);
        return;
      case 39:
      case 34:
        this.saveKey();
        this.keyAllowed = false;
        this.scanQuoted(code === 39);
        return;
    }
    if (this.startsPlain(code)) {
      this.saveKey();
      this.keyAllowed = false;
      this.scanPlain();
      return;
    }
    if (code === 9) {
      this.refuse('tab', 'A tab cannot indent YAML or stand before its content; use spaces.', this.at, this.at + 1);
    }
    const char = String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
    this.refuse(
      'bad-start',
      `\`${char}\` cannot start a value here; put the value in quotes.`,
      this.at,
      this.at + char.length,
    );
  }

  private startsPlain(code: number): boolean {
    switch (code) {
      case 45:
        return !isBlank(this.text.charCodeAt(this.at + 1));
      case 63:
      case 58:
        return this.flowLevel === 0 && !this.isBlankOrEnd(this.at + 1);
      case 9:
      case 32:
      case 44:
      case 91:
      case 93:
      case 123:
      case 125:
      case 35:
      case 38:
      case 42:
      case 33:
      case 124:
      case 62:
      case 39:
      case 34:
      case 37:
      case 64:
      case 96:
        return false;
      default:
        return !isBreak(code);
    }
  }

  private isBlankOrEnd(at: number): boolean {
    if (at >= this.text.length) return true;
    const code = this.text.charCodeAt(at);
    return isBlank(code) || isBreak(code);
  }

  private isDocumentMarker(marker: string): boolean {
    return this.text.startsWith(marker, this.at) && this.isBlankOrEnd(this.at + 3);
  }

  private skipBreak(): void {
    this.at += breakLength(this.text, this.at);
    this.line++;
    this.lineStart = this.at;
  }

  private toNextToken(): void {
    const { text } = this;
    for (;;) {
      let { at } = this;
      let code = text.charCodeAt(at);
      // A tab is white space in flow context and behind something that cannot be followed by a key.
      while (code === 32 || (code === 9 && (this.flowLevel > 0 || !this.keyAllowed))) code = text.charCodeAt(++at);
      this.at = at;
      if (code === 35) {
        this.eatComment();
        if (this.flavor === 'v3' && (!this.lineComment || this.line !== this.tokenLine)) this.eatFollowingComments();
        code = text.charCodeAt(this.at);
      }
      if (this.at >= text.length || !isBreak(code)) return;
      this.skipBreak();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  private eatComment(): void {
    const { text } = this;
    const from = this.at;
    let end = from;
    while (end < text.length && !isBreak(text.charCodeAt(end))) end++;
    let before = from;
    while (before > this.lineStart && isBlank(text.charCodeAt(before - 1))) before--;
    this.comments.push({ from, to: end, text: text.slice(from + 1, end), ownLine: before === this.lineStart });
    this.at = end;
  }

  /** v3 reads a run of comment lines in one go and then does not mind tabs before them. */
  private eatFollowingComments(): void {
    for (;;) {
      let at = this.at;
      let line = this.line;
      let lineStart = this.lineStart;
      while (at < this.text.length) {
        const code = this.text.charCodeAt(at);
        // It looks at bytes there, and takes the longer line breaks for text.
        if (code >= 0x80) return;
        if (isBreak(code)) {
          at += breakLength(this.text, at);
          line++;
          lineStart = at;
        } else if (isBlank(code)) at++;
        else break;
      }
      if (this.text.charCodeAt(at) !== 35) return;
      this.at = at;
      this.line = line;
      this.lineStart = lineStart;
      this.eatComment();
    }
  }

  private keyIsValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.line < this.line || this.isTooFar(key.at)) {
      if (key.required) this.refuseKey(key);
      key.possible = false;
      return false;
    }
    return true;
  }

  private isTooFar(from: number): boolean {
    if (from + MAX_KEY >= this.at) return false;
    // Go counts characters, not UTF-16 code units.
    let count = 0;
    for (let at = from; at < this.at; at++) {
      if ((this.text.charCodeAt(at) & 0xfc00) !== 0xdc00) count++;
    }
    return count > MAX_KEY;
  }

  private refuseKey(key: SimpleKey): never {
    this.refuse(
      'missing-colon',
      'A key is expected here: a `:` is missing, or the line is not indented as it should be.',
      key.at,
    );
  }

  private saveKey(): void {
    if (!this.keyAllowed) return;
    const required = this.flowLevel === 0 && this.indent === this.column;
    this.dropKey();
    const key = this.keys[this.keys.length - 1]!;
    key.possible = key.awaited = true;
    key.required = required;
    key.token = this.nextNumber;
    key.at = this.at;
    key.line = this.line;
    key.column = this.column;
  }

  private dropKey(): void {
    const key = this.keys[this.keys.length - 1]!;
    if (key.possible && key.required) this.refuseKey(key);
    key.possible = false;
  }

  private roll(column: number, number: number, type: TokenType, at: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > MAX_DEPTH) this.refuseDepth(at);
    const token = new Token(type, at, at);
    if (number < 0) this.push(token);
    else this.insert(number, token);
  }

  /** Puts a token before the one of this number; behind all where that has been given away. */
  private insert(number: number, token: Token): void {
    if (number < this.taken) this.push(token);
    else this.tokens.splice(this.head + number - this.taken, 0, token);
  }

  private refuseDepth(at: number): never {
    this.refuse('too-deep', `This is nested deeper than ${MAX_DEPTH} levels (exceeded max depth).`, at, at + 1);
  }

  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push(new Token('block-end', this.at, this.at));
      this.indent = this.indents.pop()!;
    }
  }

  private fetchEnd(): void {
    if (this.column !== 0) {
      // The end counts as a new line, which no implicit key survives.
      this.line++;
      this.lineStart = this.at;
    }
    this.unroll(-1);
    this.dropKey();
    this.keyAllowed = false;
    this.push(new Token('stream-end', this.at, this.at));
  }

  private fetchDirective(): void {
    this.unroll(-1);
    this.dropKey();
    this.keyAllowed = false;
    this.lineComment = false;
    this.scanDirective();
  }

  private fetchDocumentMarker(type: TokenType): void {
    this.unroll(-1);
    this.dropKey();
    this.keyAllowed = false;
    this.lineComment = false;
    this.pushIndicator(type, 3);
  }

  private fetchFlowStart(type: TokenType): void {
    this.saveKey();
    this.keys.push(noKey(this.nextNumber));
    this.flowLevel++;
    if (this.flowLevel > MAX_DEPTH) this.refuseDepth(this.at);
    this.keyAllowed = true;
    this.pushIndicator(type, 1);
  }

  private fetchFlowEnd(type: TokenType): void {
    this.dropKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      const inner = this.keys.pop()!;
      const key = this.keys[this.keys.length - 1]!;
      if (key.token === inner.token) key.awaited = false;
    }
    this.keyAllowed = false;
    this.pushIndicator(type, 1);
  }

  private fetchBlockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) {
        this.refuse('seq-not-allowed', 'A list item cannot stand here; put it on its own line.', this.at, this.at + 1);
      }
      this.roll(this.column, -1, 'block-seq', this.at);
    }
    this.dropKey();
    this.keyAllowed = true;
    this.pushIndicator('block-entry', 1);
  }

  private fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) {
        this.refuse('key-not-allowed', 'A key cannot stand here; put it on its own line.', this.at, this.at + 1);
      }
      this.roll(this.column, -1, 'block-map', this.at);
    }
    this.dropKey();
    this.keyAllowed = this.flowLevel === 0;
    this.pushIndicator('key', 1);
  }

  private fetchValue(): void {
    const key = this.keys[this.keys.length - 1]!;
    if (this.keyIsValid(key)) {
      this.insert(key.token, new Token('key', key.at, key.at));
      this.roll(key.column, key.token, 'block-map', key.at);
      key.possible = false;
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) {
          this.refuse(
            'value-not-allowed',
            'A second `:` cannot stand here (mapping values are not allowed in this context); quote the text before it or begin a new line.',
            this.at,
            this.at + 1,
          );
        }
        this.roll(this.column, -1, 'block-map', this.at);
      }
      this.keyAllowed = this.flowLevel === 0;
    }
    this.pushIndicator('value', 1);
  }

  private fetchAnchor(type: 'anchor' | 'alias'): void {
    this.saveKey();
    this.keyAllowed = false;
    const from = this.at;
    let end = from + 1;
    while (isWordChar(this.text.charCodeAt(end))) end++;
    const name = this.text.slice(from + 1, end);
    if (name === '' || (!this.isBlankOrEnd(end) && !'?:,]}%@`'.includes(this.text[end]!))) {
      const what = type === 'anchor' ? 'An anchor (`&`)' : 'An alias (`*`)';
      this.refuse(
        'bad-anchor',
        `${what} needs a name of letters, digits, \`-\` and \`_\`; quote the value if it is text.`,
        from,
        Math.max(end, from + 1),
      );
    }
    this.push(new Token(type, from, end, name));
    this.at = end;
  }

  private scanTag(): void {
    const { text } = this;
    const from = this.at;
    let handle = '';
    let suffix: string;
    if (text.charCodeAt(from + 1) === 60) {
      this.at += 2;
      suffix = this.scanUri('', from);
      if (text[this.at] !== '>') this.refuse('bad-tag', 'This tag is not closed by `>`.', from, this.at);
      this.at++;
    } else {
      handle = this.scanTagHandle();
      if (handle.length > 1 && handle.endsWith('!')) suffix = this.scanUri('', from);
      else {
        suffix = this.scanUri(handle, from);
        handle = '!';
        if (suffix === '') [handle, suffix] = ['', '!'];
      }
    }
    if (!this.isBlankOrEnd(this.at)) {
      this.refuse(
        'bad-tag',
        'A tag (`!`) must be followed by a space; quote the value if it is text.',
        from,
        Math.max(this.at, from + 1),
      );
    }
    this.push(new Token('tag', from, this.at, handle, suffix));
  }

  private scanTagHandle(): string {
    const from = this.at;
    this.at++;
    while (isWordChar(this.text.charCodeAt(this.at))) this.at++;
    if (this.text.charCodeAt(this.at) === 33) this.at++;
    return this.text.slice(from, this.at);
  }

  /** The tag's text behind `head`, a handle that turned out to be its beginning. */
  private scanUri(head: string, start: number): string {
    let uri = head.slice(1);
    let any = head !== '';
    for (; this.at < this.text.length; any = true) {
      const char = this.text[this.at]!;
      if (char === '%') {
        const octets = /^(?:%[0-9a-fA-F]{2})+/.exec(this.text.slice(this.at, this.at + 120))?.[0];
        const decoded = octets === undefined ? undefined : decodeUri(octets);
        if (octets === undefined || decoded === undefined) {
          this.refuse('bad-tag', 'This tag has a `%` escape that stands for no character.', start, this.at + 1);
        }
        uri += decoded;
        this.at += octets.length;
      } else if (/[-\w;/?:@&=+$,.!~*'()[\]]/.test(char)) {
        uri += char;
        this.at++;
      } else break;
    }
    if (!any) this.refuse('bad-tag', 'A tag (`!`) needs a name.', start, start + 1);
    return uri;
  }

  private scanDirective(): void {
    const from = this.at;
    const end = this.lineEnd(from);
    const line = this.text.slice(from, end);
    const version = /^%YAML[ \t]+([0-9]{1,2})\.([0-9]{1,2})[ \t]*(?:#.*)?$/.exec(line);
    const tag = /^%TAG[ \t]+(![-\w]*!|!)[ \t]+((?:[-\w;/?:@&=+$,.!~*'()[\]]|%[\da-fA-F]{2})+)(?:[ \t]+(?:#.*)?)?$/.exec(
      line,
    );
    if (version) this.push(new Token('version', from, end, `${Number(version[1])}.${Number(version[2])}`));
    else if (tag) this.push(new Token('tag-directive', from, end, tag[1]!, tag[2]!));
    else
      this.refuse(
        'bad-directive',
        'A line that begins with `%` is a YAML directive, and this is none; indent or quote it.',
        from,
        end,
      );
    this.at = end;
    while (this.at < this.text.length && !isBreak(this.text.charCodeAt(this.at))) this.at++;
    if (this.at < this.text.length) this.skipBreak();
  }

  private scanBlockScalar(literal: boolean): void {
    const { text } = this;
    const from = this.at;
    const header = /[|>](?:([+-])(\d?)|(\d)([+-]?))?[ \t]*(#[^\n\r\x85\u2028\u2029]*)?/y;
    header.lastIndex = from;
    const match = header.exec(text)!;
    const chomp = (match[1] ?? match[4] ?? '') as '' | '-' | '+';
    const digit = match[2] || match[3] || '';
    const behind = from + match[0].length;
    if (digit === '0') this.refuse('bad-block-header', 'The indentation of a block scalar is 1 to 9.', from, behind);
    if (behind < text.length && !isBreak(text.charCodeAt(behind))) {
      this.refuse(
        'bad-block-header',
        'Nothing but a comment may follow `|` or `>` on its line; the text begins on the next line.',
        behind,
      );
    }
    if (match[5] !== undefined) {
      this.comments.push({ from: behind - match[5].length, to: behind, text: match[5].slice(1), ownLine: false });
    }
    this.at = behind;
    if (behind < text.length) this.skipBreak();
    const bodyFrom = this.at;
    const lines = new LineEnds(text);
    let indentation = '';
    let indent = digit ? Math.max(this.indent, 0) + Number(digit) : 0;
    if (indent > 0) indentation = ' '.repeat(indent);
    let to = behind;
    let widest = 0;
    for (;;) {
      if (indent > 0 && text.startsWith(indentation, this.at)) this.at += indent;
      // Blank lines and the indentation of the next content.
      while ((indent === 0 || this.at - this.lineStart < indent) && text.charCodeAt(this.at) === 32) this.at++;
      widest = Math.max(widest, this.column);
      if ((indent === 0 || this.column < indent) && text.charCodeAt(this.at) === 9) {
        this.refuse('tab', 'A tab cannot indent a block scalar; use spaces.', this.at, this.at + 1);
      }
      if (this.at < text.length && isBreak(text.charCodeAt(this.at))) {
        this.skipBreak();
        continue;
      }
      if (indent === 0) {
        indent = Math.max(widest, this.indent + 1, 1);
        indentation = ' '.repeat(indent);
      }
      if (this.column !== indent || this.at >= text.length) break;
      const end = lines.from(this.at);
      this.at = to = end;
      if (end < text.length) this.skipBreak();
    }
    while (to > behind && (isBlank(text.charCodeAt(to - 1)) || isBreak(text.charCodeAt(to - 1)))) to--;
    const style = literal ? 'literal' : 'folded';
    const block = { from: bodyFrom, indent, chomp };
    if (to - from > longScalar) {
      this.pushScalar(new LongScalarNode(text, style, from, to, false, block));
      return;
    }
    const value = decodeScalar(text, { style, from, to, flow: false, block });
    this.pushScalar(new ScalarNode(text, style, from, to, value, false, block));
  }

  private scanQuoted(single: boolean): void {
    const { text } = this;
    const from = this.at;
    const quote = single ? 39 : 34;
    let simple = true;
    let special: RegExp | undefined;
    this.at++;
    for (;;) {
      if (this.at >= text.length) this.refuse('unclosed-quote', 'This quote is never closed.', from);
      const code = text.charCodeAt(this.at);
      if (code === quote) {
        if (!single || text.charCodeAt(this.at + 1) !== 39) break;
        simple = false;
        this.at += 2;
      } else if (code === 92 && !single) {
        simple = false;
        this.scanEscape();
        if (this.at === this.lineStart) this.checkNoMarker(from);
      } else if (isBreak(code)) {
        simple = false;
        this.skipBreak();
        this.checkNoMarker(from);
      } else if (this.at - from < shortText) this.at++;
      else {
        special ??= single ? /['\n\r\x85\u2028\u2029]/g : /["\\\n\r\x85\u2028\u2029]/g;
        special.lastIndex = this.at;
        this.at = special.test(text) ? special.lastIndex - 1 : text.length;
      }
    }
    this.at++;
    const style = single ? 'single' : 'double';
    const to = this.at;
    const flow = this.flowLevel > 0;
    if (!simple && to - from > longScalar) {
      this.pushScalar(new LongScalarNode(text, style, from, to, flow, undefined));
      return;
    }
    const value = simple ? text.slice(from + 1, to - 1) : decodeScalar(text, { style, from, to, flow });
    this.pushScalar(new ScalarNode(text, style, from, to, value, flow, undefined));
  }

  private checkNoMarker(quoteFrom: number): void {
    if (this.isDocumentMarker('---') || this.isDocumentMarker('...')) {
      this.refuse('unclosed-quote', 'This quote is not closed before the document ends.', quoteFrom);
    }
  }

  private scanEscape(): void {
    const { text } = this;
    const from = this.at;
    const code = text.charCodeAt(from + 1);
    if (isBreak(code)) {
      this.at++;
      this.skipBreak();
      return;
    }
    const char = text[from + 1] ?? '';
    const length = char === 'x' ? 2 : char === 'u' ? 4 : char === 'U' ? 8 : 0;
    if (length === 0) {
      if (char === '' || !'0abt\tnvfre "\'\\N_LP'.includes(char)) {
        this.refuse(
          'bad-escape',
          `\`\\${char}\` is no escape in double quotes; write \`\\\\\` for a backslash, or use single quotes.`,
          from,
          from + 2,
        );
      }
      this.at += 2;
      return;
    }
    const digits = text.slice(from + 2, from + 2 + length);
    const point = /^[0-9a-fA-F]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : -1;
    if (point < 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
      this.refuse(
        'bad-escape',
        `\`\\${char}\` needs ${length} hexadecimal digits of a character.`,
        from,
        Math.min(from + 2 + length, this.lineEnd(from)),
      );
    }
    this.at += 2 + length;
  }

  private scanPlain(): void {
    const { text } = this;
    const from = this.at;
    const minimum = this.indent + 1;
    const flow = this.flowLevel > 0;
    let to = from;
    let simple = true;
    let leading = false;
    const runs = new PlainRuns(text);
    for (;;) {
      const start = this.at;
      if (start === this.lineStart && (this.isDocumentMarker('---') || this.isDocumentMarker('...'))) break;
      if (text.charCodeAt(start) === 35) break;
      let at = !flow && start - from > shortText ? runs.endFrom(start) : start;
      for (; at < text.length; at++) {
        const code = text.charCodeAt(at);
        if (code === 32 || code === 9 || code === 10 || code === 13 || (code > 127 && isBreak(code))) break;
        if (code === 58 && this.isBlankOrEnd(at + 1)) break;
        if (flow && (code === 44 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125)) break;
      }
      if (at > start) {
        // What was skipped before this run is part of the value now.
        if (leading) simple = false;
        leading = false;
        to = at;
      }
      this.at = at;
      if (at >= text.length) break;
      const stop = text.charCodeAt(at);
      if (!isBlank(stop) && !isBreak(stop)) break;
      for (;;) {
        const code = text.charCodeAt(this.at);
        if (isBlank(code)) {
          if (leading && code === 9 && this.column < minimum) {
            this.refuse(
              'tab',
              'A tab cannot indent YAML (found a tab character that violates indentation); use spaces.',
              this.at,
              this.at + 1,
            );
          }
          this.at++;
        } else if (this.at < text.length && isBreak(code)) {
          leading = true;
          this.skipBreak();
        } else break;
      }
      if (!flow && this.column < minimum) break;
    }
    if (!simple && to - from > longScalar) {
      this.pushScalar(new LongScalarNode(text, 'plain', from, to, flow, undefined));
    } else {
      const value = simple ? text.slice(from, to) : decodeScalar(text, { style: 'plain', from, to, flow });
      this.pushScalar(new ScalarNode(text, 'plain', from, to, value, flow, undefined));
    }
    if (leading) this.keyAllowed = true;
  }
}

/** From so many characters on the next place of a quoted or plain text where there is something to do is looked up. */
const shortText = 100;

/** Passes over what nothing ends in lines of long plain texts. */
class PlainRuns {
  private readonly lines: LineEnds;
  private readonly special = /\t| #|:(?=[\s\x85]|$)/g;
  /** The first special character at or behind all places that were asked for. */
  private next = -1;

  constructor(private readonly text: string) {
    this.lines = new LineEnds(text);
  }

  /** A place up to which the text from `at` on goes on, behind which a blank or a line break may end it. */
  endFrom(at: number): number {
    const { text, special } = this;
    if (this.next < at) {
      special.lastIndex = at;
      this.next = special.test(text) ? special.lastIndex - 1 : text.length;
    }
    let end = this.lines.from(at);
    // Up to the last word before what may end the text.
    if (this.next < end) {
      end = this.next;
      while (end > at && text.charCodeAt(end - 1) !== 32) end--;
    }
    while (end > at && text.charCodeAt(end - 1) === 32) end--;
    return Math.max(end, at);
  }
}

/** Characters that go-yaml's reader does not let in, or halves of pairs, which it may. */
const doubtful = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]/;
const bad =
  /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** How much is looked through between two yields. */
const charactersPerSlice = 500_000;

/** The first character that go-yaml's reader does not let in, if any; in slices. */
export function* badCharacter(text: string, from: number, to: number): Generator<void, Span | undefined> {
  for (let start = from; start < to; ) {
    if (start > from) yield;
    let end = Math.min(start + charactersPerSlice, to);
    // Both halves of a pair are looked at together.
    if (end < to && isHighHalf(text.charCodeAt(end - 1))) end--;
    // Only this part, and the second half of a pair that its end cuts: a stream of many documents is looked through once.
    const part = text.slice(start, end + 1);
    const at = doubtful.test(part) ? start + part.search(bad) : -1;
    if (at >= start && at < end) return { from: at, to: at + 1 };
    start = end;
  }
  return undefined;
}

function isHighHalf(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function decodeUri(octets: string): string | undefined {
  try {
    return decodeURIComponent(octets);
  } catch {
    return undefined;
  }
}

function isWordChar(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 45
  );
}
