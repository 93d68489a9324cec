// Tokens to nodes by go-yaml's grammar: one document after another, as its decoder would read them.
// Layer: yaml. Where go-yaml refuses a document the tree is left to the tolerant reader. Longer than
// usual: one grammar.
import { finish } from '../text/slices';
import type { Problem, Span } from '../text/span';
import {
  BEFORE_END_OF_MAP,
  BEFORE_END_OF_SEQ,
  BEFORE_NO_FLOW_ITEM,
  BEFORE_NO_FLOW_KEY,
  BEFORE_NO_INDENTLESS_ITEM,
  BEFORE_NO_ITEM,
  BEFORE_NO_VALUE,
  ENDS_DOCUMENT,
} from './goGrammar';
import { badCharacter, GoScanner, Refusal, type Token, type TokenType } from './goScanner';
import type { YamlAlias, YamlComment, YamlFlavor, YamlMap, YamlNode, YamlPair, YamlScalar, YamlSeq } from './node';
import { absentScalar } from './nodes';
import { type Grammar, isNullKey, type Properties, readPast } from './readPast';
import { fitsTag } from './resolve';
import { excessive, MAX_DEPTH, Unfolding } from './unfold';

/** What go-yaml reads of the text from some place on. */
export interface GoRead {
  /** The documents it read without complaint, in order. */
  readonly documents: readonly GoDocument[];
  /**
   * Why it stopped before the end, the place that the refused document begins, and what was read of it: up to the last whole
   * item of the list that the mistake is in.
   */
  readonly refused?: { readonly problem: Problem; readonly from: number; readonly root: YamlNode | undefined };
  readonly comments: readonly YamlComment[];
}

export interface GoDocument {
  readonly from: number;
  /** Where the next document begins, or the text ends. */
  readonly to: number;
  readonly root?: YamlNode;
  /** Refusals that are no matter of syntax trees: an unknown anchor, an anchor that contains itself. */
  readonly problems: readonly Problem[];
  /** The first alias that was not followed: the document unfolds to too much. */
  readonly unread?: Span;
  /** The first collection that is nested too deeply to be in the tree. */
  readonly tooDeep?: Span;
}

/** Reads the documents of `text` from `from` (the beginning of a line) on. */
export function readAsGo(text: string, from: number, flavor: YamlFlavor = 'v3'): GoRead {
  return finish(readAsGoInSlices(text, from, flavor));
}

/** The same in slices. */
export function* readAsGoInSlices(
  text: string,
  from: number,
  flavor: YamlFlavor,
  /** Of a part of a document: what stands before it for aliases to lead to. */
  anchors?: ReadonlyMap<string, YamlNode>,
): Generator<void, GoRead> {
  const scanner = new GoScanner(text, from, flavor);
  const parser = new GoParser(text, scanner, flavor, anchors);
  const documents: GoDocument[] = [];
  let start = from;
  try {
    scanner.peek();
    scanner.skip();
    for (let first = true; parser.hasDocument(first); first = false) {
      const read = yield* parser.document();
      const end = documents.length === 0 ? chunkEnd(text, scanner.position) : scanner.position;
      yield* refuseBadCharacter(scanner, text, start, end);
      const document = { from: start, to: scanner.position, ...read };
      documents.push(document);
      // Behind an end marker nothing has been looked at: what is wrong there is no fault of this document.
      start = document.to;
      const next = scanner.peek();
      start = document.to = next.type === 'stream-end' ? text.length : next.from;
    }
    if (documents.length === 0) yield* refuseBadCharacter(scanner, text, from, text.length);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const refused = { problem: error.problem, from: start, root: parser.unfinished() };
    return { documents, refused, comments: scanner.comments };
  }
  return { documents, comments: scanner.comments };
}

function* refuseBadCharacter(scanner: GoScanner, text: string, from: number, to: number): Generator<void, void> {
  const bad = yield* badCharacter(text, from, to);
  if (!bad) return;
  const message = 'A control character is not allowed in YAML; write it as an escape in double quotes.';
  scanner.refuse('control-character', message, bad.from, bad.to);
}

/** go-yaml takes its input in pieces of 512 bytes and meets a bad character anywhere in the piece it reads. */
function chunkEnd(text: string, position: number): number {
  return Math.min(text.length, position + 512 - (position % 512));
}

class GoParser implements Grammar {
  private anchors: Map<string, YamlNode> | undefined;
  private problems: Problem[] = [];
  private tags: ReadonlyMap<string, string> = DEFAULT_TAGS;
  private open: Set<YamlNode> | undefined;
  /** The collections around the current token, the innermost last. */
  private readonly path: OpenCollection[] = [];
  /** Since the last pause. */
  private parts = 0;
  private pauseAt = charactersPerSlice;
  unfolding = new Unfolding();

  constructor(
    readonly text: string,
    readonly scanner: GoScanner,
    readonly flavor: YamlFlavor,
    private readonly outer: ReadonlyMap<string, YamlNode> | undefined,
  ) {}

  /** Whether a further document begins here; takes end markers and directives. */
  hasDocument(first: boolean): boolean {
    const { scanner } = this;
    if (!first) while (scanner.peek().type === 'document-end') scanner.skip();
    if (scanner.peek().type === 'stream-end') return false;
    this.tags = DEFAULT_TAGS;
    const explicit = this.directives();
    const token = scanner.peek();
    if (token.type === 'document-start') scanner.skip();
    else if (explicit || !first) {
      scanner.refuse(
        'expected-document',
        'The document ends before this line, so nothing from here on is read; indent it as the lines above it.',
        token.from,
      );
    }
    return true;
  }

  *document(): Generator<void, Pick<GoDocument, 'root' | 'problems' | 'unread' | 'tooDeep'>> {
    this.anchors = undefined;
    this.path.length = 0;
    this.problems = [];
    this.unfolding = new Unfolding();
    const token = this.scanner.peek();
    const empty = this.previousWasStart && ENDS_DOCUMENT.has(token.type);
    const root = empty ? undefined : yield* this.node(true, false);
    if (this.scanner.peek().type === 'document-end') this.scanner.skip();
    const { refused, unread, tooDeep } = this.unfolding;
    if (refused) this.problems.push(excessive(refused));
    return {
      root,
      problems: this.problems,
      ...(refused || unread ? { unread: refused ?? unread } : {}),
      ...(tooDeep ? { tooDeep } : {}),
    };
  }

  private previousWasStart = false;

  private directives(): boolean {
    const { scanner } = this;
    const own = new Set<string>();
    let any = false;
    let version = false;
    for (;;) {
      const token = scanner.peek();
      if (token.type === 'version') {
        if (version)
          scanner.refuse('bad-directive', 'A second `%YAML` directive is not allowed.', token.from, token.to);
        if (token.value !== '1.1') {
          scanner.refuse(
            'bad-directive',
            `YAML ${token.value} is not read (found incompatible YAML document); remove this line.`,
            token.from,
            token.to,
          );
        }
        version = true;
      } else if (token.type === 'tag-directive') {
        if (own.has(token.value))
          scanner.refuse(
            'bad-directive',
            'A second `%TAG` directive for one handle is not allowed.',
            token.from,
            token.to,
          );
        own.add(token.value);
        this.tags = new Map([...this.tags, [token.value, token.suffix]]);
      } else {
        this.previousWasStart = token.type === 'document-start';
        return any;
      }
      any = true;
      scanner.skip();
    }
  }

  /** A node at the current token. `block`: block collections may stand here; `indentless`: a sequence at the parent's column, too. */
  private *node(block: boolean, indentless: boolean): Generator<void, YamlNode> {
    const plain = this.plainScalar();
    if (plain) return plain;
    const begun = this.unfolding.count;
    const node = yield* this.unmeasured(block, indentless);
    if (node.kind !== 'alias' && node.anchor !== undefined) this.unfolding.ended(node, begun);
    return node;
  }

  /** A scalar without anchor and tag, which most nodes are; undefined where something else stands. */
  private plainScalar(): YamlNode | undefined {
    const { scanner } = this;
    const { type, scalar } = scanner.peek();
    if (type !== 'scalar') return undefined;
    this.unfolding.node();
    scanner.skip();
    return scalar;
  }

  private *unmeasured(block: boolean, indentless: boolean): Generator<void, YamlNode> {
    const { scanner } = this;
    const start = scanner.peek();
    if (start.type === 'alias') {
      scanner.skip();
      return this.alias(start);
    }
    this.unfolding.node();
    const isPlain = start.type !== 'anchor' && start.type !== 'tag';
    const { anchor, tag, end, tagged } = isPlain ? NO_PROPERTIES : this.properties();
    const token = scanner.peek();
    switch (token.type) {
      case 'scalar':
        scanner.skip();
        return this.scalar(token, tag, anchor);
      case 'block-entry':
        if (indentless) return yield* this.nested(token, anchor, () => this.indentlessSequence(token, tag, anchor));
        break;
      case 'flow-seq':
        return yield* this.nested(token, anchor, () => this.flowSequence(token, tag, anchor));
      case 'flow-map':
        return yield* this.nested(token, anchor, () => this.flowMap(token, tag, anchor));
      case 'block-seq':
        if (block) return yield* this.nested(token, anchor, () => this.blockSequence(tag, anchor));
        break;
      case 'block-map':
        if (block) return yield* this.nested(token, anchor, () => this.blockMap(tag, anchor));
        break;
    }
    if (tagged) {
      this.checkTag(tag, '', tagged);
      return this.remember(absentScalar(this.text, end, !block, tag, anchor), anchor);
    }
    return this.refuseNode(token, start);
  }

  /** The anchor and the tag at the current token. */
  properties(): Properties {
    const { scanner } = this;
    let anchor: string | undefined;
    let tag: string | undefined;
    let tagged: Span | undefined;
    let end = -1;
    for (let token = scanner.peek(); ; token = scanner.peek()) {
      if (token.type === 'anchor' && anchor === undefined) anchor = token.value;
      else if (token.type === 'tag' && tag === undefined) tag = this.resolveTag(token);
      else return { anchor, tag, end, tagged };
      if (!tagged || token.type === 'tag') tagged = { from: token.from, to: token.to };
      end = token.to;
      scanner.skip();
    }
  }

  /** A collection that begins at `token`; beyond what a tree holds an alias that leads nowhere stands for it. */
  private *nested<T extends YamlNode>(
    token: Token,
    anchor: string | undefined,
    read: () => Generator<void, T>,
  ): Generator<void, T | YamlAlias> {
    const { unfolding } = this;
    if (unfolding.depth >= MAX_DEPTH) {
      const { from } = token;
      unfolding.tooDeep ??= { from, to: Math.max(token.to, from + 1) };
      const node: Writable<YamlAlias> = { kind: 'alias', name: '', from, to: from };
      this.remember(node, anchor);
      node.to = readPast(this);
      return node;
    }
    const outer = unfolding.enter();
    const result = yield* read();
    unfolding.leave(result, outer);
    return result;
  }

  refuseNode(token: Token, start: Token): never {
    const message =
      token.type === 'block-entry'
        ? 'A list cannot begin here (did not find expected node content).'
        : token.type === 'stream-end'
          ? 'A value is expected before the end of the file.'
          : 'A value is expected here (did not find expected node content).';
    return this.scanner.refuse(
      'expected-value',
      message,
      Math.min(token.from, start.from),
      Math.max(token.to, token.from),
    );
  }

  alias(token: Token): YamlAlias {
    return this.unfolding.alias(this.aliasNode(token));
  }

  private aliasNode(token: Token): YamlAlias {
    const target = this.anchors?.get(token.value) ?? this.outer?.get(token.value);
    const place = { from: token.from, to: token.to };
    if (!target) {
      this.problems.push({
        ...place,
        code: 'unknown-anchor',
        message: `No anchor \`&${token.value}\` stands before this alias; quote the value if it is text.`,
      });
    } else if (this.open?.has(target)) {
      this.problems.push({ ...place, code: 'anchor-cycle', message: `Anchor \`&${token.value}\` contains itself.` });
      return { kind: 'alias', name: token.value, ...place };
    }
    return { kind: 'alias', name: token.value, ...place, target };
  }

  remember<T extends YamlNode>(node: T, anchor: string | undefined): T {
    if (anchor !== undefined) (this.anchors ??= new Map()).set(anchor, node);
    return node;
  }

  private scalar(token: Token, tag: string | undefined, anchor: string | undefined): YamlScalar {
    const node = token.scalar!;
    if (tag === undefined && anchor === undefined) return node;
    this.checkTag(tag, node.value, node);
    return this.remember(node.withProperties(tag, anchor), anchor);
  }

  checkTag(tag: string | undefined, value: string, { from, to }: Span): void {
    if (!tag?.startsWith('!!') || fitsTag(tag, value, this.flavor)) return;
    const what = value === '' ? 'Nothing' : 'This value';
    this.problems.push({ from, to, code: 'bad-tag-value', message: `${what} is no \`${tag}\`; remove the tag.` });
  }

  private resolveTag(token: Token): string {
    if (token.value === '') return token.suffix;
    const prefix = this.tags.get(token.value);
    if (prefix === undefined) {
      this.scanner.refuse(
        'bad-tag',
        `The tag handle \`${token.value}\` is not defined; quote the value if it is text.`,
        token.from,
        token.to,
      );
    }
    const full = prefix + token.suffix;
    return full.startsWith('tag:yaml.org,2002:') ? `!!${full.slice('tag:yaml.org,2002:'.length)}` : full;
  }

  /** Expects the end of a block collection. */
  blockEnd(code: 'expected-item' | 'expected-key'): void {
    const token = this.scanner.peek();
    if (token.type !== 'block-end') {
      const value = this.collectionBefore(token.from);
      if (value !== undefined) {
        const first = this.text[value];
        const message =
          `The value begins with \`${first}\`, so YAML takes it for a ${first === '{' ? 'mapping' : 'list'} that ends before this ` +
          `line does (did not find expected ${code === 'expected-key' ? 'key' : '`-`'}); put the whole value in quotes.`;
        this.scanner.refuse(code, message, value, this.scanner.lineEnd(value));
      }
      const isBehindQuote = /["'][ \t]*$/.test(this.text.slice(Math.max(0, token.from - 20), token.from));
      this.scanner.refuse(
        code,
        isBehindQuote
          ? 'Nothing may follow the closing quote (did not find expected key); check where the quoted text should end.'
          : EXPECTED[code],
        token.from,
        Math.max(token.to, Math.min(this.scanner.lineEnd(token.from), token.from + 200)),
      );
    }
    this.scanner.skip();
  }

  /** Where a bracketed value begins that ends just before `at`, behind a key or a dash of the same line. */
  private collectionBefore(at: number): number | undefined {
    // One bracket too many is its own mistake.
    if (/[\]}]/.test(this.text[at] ?? '')) return undefined;
    const start = Math.max(this.text.lastIndexOf('\n', at - 1) + 1, at - 1000);
    const line = this.text.slice(start, at).trimEnd();
    if (!line.endsWith('}') && !line.endsWith(']')) return undefined;
    const found = /^\s*(?:- +)*(?:[\w$./-]+: +)?(?=[[{])/.exec(line);
    return found && found[0].trim() !== '' ? start + found[0].length : undefined;
  }

  private *blockSequence(tag: string | undefined, anchor: string | undefined): Generator<void, YamlSeq> {
    const { scanner } = this;
    const { from } = scanner.peek();
    const items: YamlNode[] = [];
    const seq = makeSeq(from, items, false, tag, anchor);
    this.begin(seq, items, anchor);
    scanner.skip();
    while (scanner.peek().type === 'block-entry') yield* this.blockItem(seq, items, BEFORE_NO_ITEM);
    this.blockEnd('expected-item');
    return this.end(seq);
  }

  private *indentlessSequence(
    first: Token,
    tag: string | undefined,
    anchor: string | undefined,
  ): Generator<void, YamlSeq> {
    const { scanner } = this;
    const items: YamlNode[] = [];
    const seq = makeSeq(first.from, items, false, tag, anchor);
    this.begin(seq, items, anchor);
    while (scanner.peek().type === 'block-entry') yield* this.blockItem(seq, items, BEFORE_NO_INDENTLESS_ITEM);
    return this.end(seq);
  }

  private *blockItem(seq: Writable<YamlSeq>, items: YamlNode[], none: ReadonlySet<TokenType>): Generator<void, void> {
    if (this.isSliceOver()) yield;
    const entry = this.scanner.peek();
    this.scanner.skip();
    const item = none.has(this.scanner.peek().type)
      ? absentScalar(this.text, entry.to, false)
      : yield* this.node(true, false);
    items.push(item);
    seq.to = Math.max(item.to, entry.to);
  }

  private *blockMap(tag: string | undefined, anchor: string | undefined): Generator<void, YamlMap> {
    const { scanner } = this;
    const { from } = scanner.peek();
    const pairs: YamlPair[] = [];
    const map = makeMapNode(from, pairs, false, tag, anchor);
    const own = this.begin(map, pairs, anchor);
    scanner.skip();
    for (let token = scanner.peek(); token.type === 'key'; token = scanner.peek()) {
      if (this.isSliceOver()) yield;
      scanner.skip();
      const key = BEFORE_NO_VALUE.has(scanner.peek().type)
        ? absentScalar(this.text, token.to, false)
        : (this.plainScalar() ?? (yield* this.node(true, true)));
      own.key = key;
      const colon = scanner.peek();
      let value: YamlNode;
      if (colon.type === 'value') {
        scanner.skip();
        value = BEFORE_NO_VALUE.has(scanner.peek().type)
          ? absentScalar(this.text, colon.to, false)
          : yield* this.valueOf(key, true, true);
      } else value = absentScalar(this.text, key.to, false);
      pairs.push({ key, value });
      map.to = Math.max(key.to, value.to);
    }
    this.blockEnd('expected-key');
    return this.end(map);
  }

  private *flowSequence(first: Token, tag: string | undefined, anchor: string | undefined): Generator<void, YamlSeq> {
    const { scanner } = this;
    const items: YamlNode[] = [];
    const seq = makeSeq(first.from, items, true, tag, anchor);
    this.begin(seq, items, anchor);
    scanner.skip();
    for (let initial = true; scanner.peek().type !== 'flow-seq-end'; initial = false) {
      if (this.isSliceOver()) yield;
      if (!initial) {
        this.flowSeparator(first);
        if (scanner.peek().type === 'flow-seq-end') break;
      }
      items.push(scanner.peek().type === 'key' ? yield* this.flowSinglePair() : yield* this.node(false, false));
    }
    seq.to = scanner.peek().to;
    scanner.skip();
    return this.end(seq);
  }

  flowSeparator(open: Token): void {
    const token = this.scanner.peek();
    const message = `A \`,\` or \`${open.type === 'flow-seq' ? ']' : '}'}\` is expected here.`;
    if (token.type === 'flow-entry') this.scanner.skip();
    else if (token.type === 'stream-end') {
      this.scanner.refuse('unclosed-bracket', `This bracket is never closed. ${message}`, open.from, open.to);
    } else this.scanner.refuse('expected-separator', message, token.from, Math.max(token.to, token.from + 1));
  }

  /** `[a: b]`: a map of one pair inside a flow sequence. */
  private *flowSinglePair(): Generator<void, YamlMap> {
    const { scanner } = this;
    const start = scanner.peek();
    scanner.skip();
    let key: YamlNode;
    if (BEFORE_NO_FLOW_ITEM.has(scanner.peek().type)) {
      // libyaml, and go-yaml with it, loses the token behind an empty `?` here.
      scanner.skip();
      key = absentScalar(this.text, start.to, true);
    } else key = yield* this.node(false, false);
    const pairs: YamlPair[] = [];
    const map = makeMapNode(key.from, pairs, true, undefined, undefined);
    const value = yield* this.flowValue(key, BEFORE_END_OF_SEQ);
    pairs.push({ key, value });
    map.to = Math.max(key.to, value.to);
    return map;
  }

  private *flowValue(key: YamlNode, none: ReadonlySet<TokenType>): Generator<void, YamlNode> {
    const colon = this.scanner.peek();
    if (colon.type !== 'value') return absentScalar(this.text, key.to, true);
    this.scanner.skip();
    if (none.has(this.scanner.peek().type)) return absentScalar(this.text, colon.to, true);
    return yield* this.valueOf(key, false, false);
  }

  /** The value under `key`: v3 drops it with a key that is null, and does not mind what it is. */
  private *valueOf(key: YamlNode, block: boolean, indentless: boolean): Generator<void, YamlNode> {
    const plain = this.plainScalar();
    if (plain) return plain;
    const before = this.problems.length;
    const value = yield* this.node(block, indentless);
    if (this.problems.length > before && this.flavor === 'v3' && isNullKey(key)) {
      this.problems.push(...this.problems.splice(before).filter(({ code }) => !ON_DECODING.has(code)));
    }
    return value;
  }

  private *flowMap(first: Token, tag: string | undefined, anchor: string | undefined): Generator<void, YamlMap> {
    const { scanner } = this;
    const pairs: YamlPair[] = [];
    const map = makeMapNode(first.from, pairs, true, tag, anchor);
    const own = this.begin(map, pairs, anchor);
    scanner.skip();
    for (let initial = true; scanner.peek().type !== 'flow-map-end'; initial = false) {
      if (this.isSliceOver()) yield;
      if (!initial) {
        this.flowSeparator(first);
        if (scanner.peek().type === 'flow-map-end') break;
      }
      const token = scanner.peek();
      if (token.type === 'key') {
        scanner.skip();
        const none = BEFORE_NO_FLOW_KEY.has(scanner.peek().type);
        const key = none ? absentScalar(this.text, scanner.peek().from, true) : yield* this.node(false, false);
        own.key = key;
        pairs.push({ key, value: yield* this.flowValue(key, BEFORE_END_OF_MAP) });
      } else {
        const key = yield* this.node(false, false);
        pairs.push({ key, value: absentScalar(this.text, key.to, true) });
      }
    }
    map.to = scanner.peek().to;
    scanner.skip();
    return this.end(map);
  }

  private begin(
    node: Writable<YamlMap> | Writable<YamlSeq>,
    parts: (YamlPair | YamlNode)[],
    anchor: string | undefined,
  ): OpenCollection {
    const own: OpenCollection = { node, parts, key: undefined };
    this.path.push(own);
    if (anchor !== undefined) {
      (this.anchors ??= new Map()).set(anchor, node);
      (this.open ??= new Set()).add(node);
    }
    return own;
  }

  private end<T extends YamlNode>(node: T): T {
    this.path.pop();
    this.open?.delete(node);
    return node;
  }

  private isSliceOver(): boolean {
    const { position } = this.scanner;
    if (++this.parts < partsPerSlice && position < this.pauseAt) return false;
    this.parts = 0;
    this.pauseAt = position + charactersPerSlice;
    return true;
  }

  /** What has been read of a document that is refused: nothing of the item that the mistake is in. */
  unfinished(): YamlNode | undefined {
    const { path } = this;
    let top = path.length - 1;
    while (top > 0 && path[top]!.node.kind !== 'seq') top--;
    let last: YamlNode | undefined;
    for (; top >= 0; top--) {
      const { node, parts, key } = path[top]!;
      if (last) {
        if (node.kind === 'seq') parts.push(last);
        else if (key) parts.push({ key, value: last });
        node.to = Math.max(node.to, last.to);
      }
      last = node;
    }
    return last;
  }
}

/** A collection that is being read. */
interface OpenCollection {
  readonly node: Writable<YamlMap> | Writable<YamlSeq>;
  /** Its items or pairs so far. */
  readonly parts: (YamlPair | YamlNode)[];
  /** The key whose value is being read. */
  key: YamlNode | undefined;
}

/** How many items and pairs are read between two yields. */
const partsPerSlice = 64;

/** How much is read between two yields, as far as it is no single scalar. */
const charactersPerSlice = 30_000;

const NO_PROPERTIES: Properties = { end: -1 };

const EXPECTED = {
  'expected-item': 'A list item (`-`) is expected here; indent the line as the items above it.',
  'expected-key': 'A key is expected here (did not find expected key); indent the line as the keys above it.',
} as const;

/** Refusals that come when a value is put to use. */
const ON_DECODING: ReadonlySet<string> = new Set(['bad-tag-value', 'anchor-cycle']);

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function makeSeq(
  from: number,
  items: readonly YamlNode[],
  flow: boolean,
  tag?: string,
  anchor?: string,
): Writable<YamlSeq> {
  return { kind: 'seq', from, to: from + 1, items, flow, tag, anchor };
}

function makeMapNode(
  from: number,
  pairs: readonly YamlPair[],
  flow: boolean,
  tag?: string,
  anchor?: string,
): Writable<YamlMap> {
  return { kind: 'map', from, to: from, pairs, flow, tag, anchor };
}

const DEFAULT_TAGS: ReadonlyMap<string, string> = new Map([
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
]);
