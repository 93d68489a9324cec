// Reads YAML with the `yaml` package into our nodes. It is tolerant: a broken text still gives a usable tree.
// Layer: yaml. Offsets are the text's; values are decoded by scalarMap.ts, never taken from the package.
import {
  Composer,
  CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type Pair,
  Parser,
  Schema,
} from 'yaml';
import { lazy } from '../text/lazy';
import type { Problem, Span } from '../text/span';
import { decodeScalar, type ScalarShape } from './decodeScalar';
import { breakLength, isBreak } from './lineBreaks';
import type { ScalarStyle, YamlAlias, YamlComment, YamlDocument, YamlNode, YamlPair, YamlStream } from './node';
import { absentScalar, ScalarNode } from './nodes';
import { MAX_DEPTH, Unfolding } from './unfold';

/**
 * Reads the documents of `whole` between `begin`, which begins a line, and `end`, in slices; all offsets are those of `whole`.
 * Problems are those of the package; parse.ts decides what go-yaml would say. Of one document the package makes a tree in one
 * go.
 */
export function* readWithPackage(whole: string, begin = 0, end = whole.length): Generator<void, YamlStream> {
  const text = whole.slice(0, end);
  // The line break before: what begins a text, such as a byte order mark, begins no later line.
  const base = Math.max(0, begin - 1);
  const part = begin === 0 ? text : `\n${text.slice(begin)}`;
  const lexemes = yield* lexemesOf(part);
  const { comments, tooDeep } = yield* look(text, lexemes, base);
  const shallow = tooDeep.length === 0 ? lexemes : yield* lexemesOf(blanked(part, tooDeep));
  return yield* readDocuments(text, shallow, base, comments);
}

/** How many tokens of the package's lexer are looked at between two yields. */
const lexemesPerSlice = 500;

function* lexemesOf(part: string): Generator<void, readonly string[]> {
  const lexemes: string[] = [];
  for (const lexeme of new Lexer().lex(part)) {
    lexemes.push(lexeme);
    if (lexemes.length % lexemesPerSlice === 0) yield;
  }
  yield;
  return lexemes;
}

/** Made once: else the package makes one for every document. */
const failsafe = lazy(() => new Schema({ schema: 'failsafe' }));

/** Reads what `text` holds from `base` on, given in lexemes. */
function* readDocuments(
  text: string,
  lexemes: readonly string[],
  base: number,
  comments: readonly YamlComment[],
): Generator<void, YamlStream> {
  const parser = new Parser();
  parser.offset = base;
  const tokens: CST.Token[] = [];
  for (const [i, lexeme] of lexemes.entries()) {
    if (i % lexemesPerSlice === lexemesPerSlice - 1) yield;
    tokens.push(...parser.next(lexeme));
  }
  tokens.push(...parser.end());
  yield;
  const composer = new Composer({ keepSourceTokens: true, strict: true, uniqueKeys: false, schema: failsafe() });
  const composed: Document.Parsed[] = [];
  for (const token of tokens) {
    const known = composed.length;
    composed.push(...composer.next(token));
    if (composed.length > known) yield;
  }
  composed.push(...composer.end(true, text.length));
  yield;
  const documents: YamlDocument[] = [];
  let from = base;
  let taken = 0;
  for (const doc of composed) {
    const last = doc.range?.[2] ?? text.length;
    const to = Math.max(from, Math.min(last, text.length));
    const builder = new Builder(text);
    const root = doc.contents ? builder.node(doc.contents as Node) : undefined;
    const problems = doc.errors
      .filter(error => error.code !== 'TAG_RESOLVE_FAILED')
      .map(error => ({
        from: Math.min(error.pos[0], text.length),
        to: Math.min(error.pos[1], text.length),
        code: error.code.toLowerCase().replaceAll('_', '-'),
        message: error.message,
      }));
    const firstComment = taken;
    while (taken < comments.length && comments[taken]!.from < Math.max(to, from + 1)) taken++;
    const absent = root === undefined || (root.kind === 'scalar' && root.absent && !root.tag && !root.anchor);
    documents.push({
      from,
      to,
      root: absent ? undefined : root,
      problems: [...problems, ...builder.problems],
      comments: comments.slice(firstComment, taken),
      ...(builder.unread ? { unread: builder.unread } : {}),
    });
    from = to;
    yield;
  }
  if (documents.length === 0) documents.push({ from: 0, to: text.length, problems: [], comments });
  else {
    const end = documents[documents.length - 1]!;
    const late = comments.slice(taken).filter(comment => comment.from >= end.to);
    documents[documents.length - 1] = { ...end, to: text.length, comments: [...end.comments, ...late] };
  }
  return { text, documents };
}

/** All comments among lexemes, and the places that may be nested too deeply for the package, which recurses. */
function* look(
  text: string,
  lexemes: readonly string[],
  base: number,
): Generator<void, { comments: readonly YamlComment[]; tooDeep: readonly Span[] }> {
  const comments: YamlComment[] = [];
  const tooDeep: Span[] = [];
  let at = base;
  let scalar = false;
  let flow = 0;
  let inLine = 0;
  for (const [i, lexeme] of lexemes.entries()) {
    if (i % lexemesPerSlice === lexemesPerSlice - 1) yield;
    const start = at;
    if (scalar || (lexeme !== CST.SCALAR && lexeme !== CST.DOCUMENT && lexeme !== CST.FLOW_END)) at += lexeme.length;
    const first = scalar ? 0 : lexeme.charCodeAt(0);
    if (first === 35) comments.push(commentAt(text, start, at));
    else if (first === 91 || first === 123) flow++;
    else if (first === 10 || first === 13) inLine = 0;
    // Each level of a block takes a column of indentation or an indicator of its own.
    else if (first === 32) inLine += lexeme.length;
    else if (!scalar && (lexeme === '-' || lexeme === '?' || lexeme === ':')) inLine++;
    if (flow + inLine > MAX_DEPTH) tooDeep.push({ from: start - base, to: at - base });
    if (first === 93 || first === 125) flow = Math.max(0, flow - 1);
    scalar = !scalar && lexeme === CST.SCALAR;
  }
  return { comments, tooDeep };
}

/** `text` with blanks for what stands at `places`, line breaks excepted. */
function blanked(text: string, places: readonly Span[]): string {
  if (places.length === 0) return text;
  let out = '';
  let done = 0;
  for (const { from, to } of places) {
    out += text.slice(done, from) + text.slice(from, to).replace(/[^\r\n]/g, ' ');
    done = to;
  }
  return out + text.slice(done);
}

function commentAt(text: string, from: number, to: number): YamlComment {
  let before = from;
  while (before > 0 && (text.charCodeAt(before - 1) === 32 || text.charCodeAt(before - 1) === 9)) before--;
  const ownLine = before === 0 || isBreak(text.charCodeAt(before - 1));
  return { from, to, text: text.slice(from + 1, to), ownLine };
}

class Builder {
  readonly problems: Problem[] = [];
  private readonly anchors = new Map<string, YamlNode>();
  /** Anchored collections that are not read to their end: an alias of one would make a tree without end. */
  private readonly open = new Set<YamlNode>();
  private readonly unfolding = new Unfolding();

  constructor(private readonly text: string) {}

  /** The first alias that was not followed. */
  get unread(): Span | undefined {
    return this.unfolding.refused ?? this.unfolding.unread;
  }

  node(node: Node, flow = false): YamlNode {
    const { unfolding } = this;
    const begun = unfolding.count;
    if (isAlias(node) || isScalar(node)) {
      if (isScalar(node)) unfolding.node();
      const built = this.build(node, flow);
      if (built.kind !== 'alias' && built.anchor !== undefined) unfolding.ended(built, begun);
      return built;
    }
    unfolding.node();
    const outer = unfolding.enter();
    const built = this.build(node, flow);
    this.open.delete(built);
    unfolding.leave(built, outer);
    if (built.kind !== 'alias' && built.anchor !== undefined) unfolding.ended(built, begun);
    return built;
  }

  private build(node: Node, flow: boolean): YamlNode {
    if (isAlias(node)) return this.unfolding.alias(this.alias(node.source, node.range));
    if (isScalar(node)) return this.remember(this.scalar(node, flow));
    if (isMap(node)) {
      const inFlow = node.flow === true;
      const pairs: YamlPair[] = [];
      const map = { kind: 'map' as const, flow: inFlow, pairs, from: 0, to: 0, ...this.properties(node) };
      this.remember(map);
      for (const pair of node.items as Pair[]) {
        const key = pair.key
          ? this.node(pair.key as Node, inFlow)
          : absentScalar(this.text, node.range?.[0] ?? 0, inFlow);
        const value = pair.value ? this.node(pair.value as Node, inFlow) : absentScalar(this.text, key.to, inFlow);
        pairs.push({ key, value });
      }
      const ends =
        pairs.length > 0 ? Math.max(...pairs.slice(-1).map(pair => Math.max(pair.key.to, pair.value.to))) : 0;
      map.from =
        inFlow || pairs.length === 0 ? (node.range?.[0] ?? 0) : Math.min(pairs[0]!.key.from, node.range?.[0] ?? 0);
      map.to = inFlow || pairs.length === 0 ? (node.range?.[1] ?? map.from) : ends;
      return map;
    }
    if (isSeq(node)) {
      const inFlow = node.flow === true;
      const items: YamlNode[] = [];
      const seq = { kind: 'seq' as const, flow: inFlow, items, from: 0, to: 0, ...this.properties(node) };
      this.remember(seq);
      for (const item of node.items as Node[]) {
        if (item && !('key' in item)) items.push(this.node(item, inFlow));
        else if (item) items.push(this.singlePair(item as unknown as Pair, inFlow));
      }
      const last = items[items.length - 1];
      seq.from = node.range?.[0] ?? 0;
      seq.to = inFlow || !last ? (node.range?.[1] ?? seq.from) : Math.max(last.to, seq.from + 1);
      return seq;
    }
    return absentScalar(this.text, 0, flow);
  }

  private singlePair(pair: Pair, flow: boolean): YamlNode {
    const key = this.node(pair.key as Node, flow);
    const value = pair.value ? this.node(pair.value as Node, flow) : absentScalar(this.text, key.to, flow);
    return { kind: 'map', flow: true, pairs: [{ key, value }], from: key.from, to: Math.max(key.to, value.to) };
  }

  private alias(name: string, range: readonly number[] | null | undefined): YamlAlias {
    const from = range?.[0] ?? 0;
    const to = range?.[1] ?? from;
    const target = this.anchors.get(name);
    return target && this.open.has(target)
      ? { kind: 'alias', name, from, to }
      : { kind: 'alias', name, from, to, target };
  }

  private remember<T extends YamlNode>(node: T): T {
    if (node.kind === 'alias' || node.anchor === undefined) return node;
    this.anchors.set(node.anchor, node);
    if (node.kind !== 'scalar') this.open.add(node);
    return node;
  }

  private properties(node: { tag?: string; anchor?: string; srcToken?: unknown; range?: readonly number[] | null }): {
    tag?: string;
    anchor?: string;
  } {
    return { tag: node.tag, anchor: node.anchor };
  }

  private scalar(node: { srcToken?: CST.Token; range?: readonly number[] | null } & object, flow: boolean): ScalarNode {
    const { tag, anchor } = node as { tag?: string; anchor?: string };
    const token = node.srcToken;
    const from = node.range?.[0] ?? 0;
    if (token?.type === 'block-scalar') return this.block(token, from, tag, anchor);
    const style = STYLES[token?.type ?? ''];
    if (!token || !style || !('source' in token)) return absentScalar(this.text, from, flow, tag, anchor);
    const shape: ScalarShape = { style, from: token.offset, to: token.offset + token.source.length, flow };
    const value = decodeScalar(this.text, shape);
    return new ScalarNode(this.text, style, shape.from, shape.to, value, flow, undefined, tag, anchor);
  }

  private block(token: CST.BlockScalar, from: number, tag?: string, anchor?: string): ScalarNode {
    const { text } = this;
    const header = /^[|>]([+-]?)([1-9]?)([+-]?)/.exec(text.slice(from, from + 4));
    const style: ScalarStyle = text[from] === '>' ? 'folded' : 'literal';
    let bodyFrom = from;
    while (bodyFrom < text.length && !isBreak(text.charCodeAt(bodyFrom))) bodyFrom++;
    if (bodyFrom < text.length) bodyFrom += breakLength(text, bodyFrom);
    const parent = Math.max(0, token.indent);
    const indent = header?.[2] ? parent + Number(header[2]) : blockIndent(text, bodyFrom, token.indent);
    const chomp = (header?.[1] || header?.[3] || '') as '' | '-' | '+';
    const to = trimEnd(text, from, Math.max(bodyFrom, Math.min(bodyFrom + token.source.length, text.length)));
    const block = { from: bodyFrom, indent, chomp };
    const shape: ScalarShape = { style, from, to, flow: false, block };
    return new ScalarNode(text, style, from, to, decodeScalar(text, shape), false, block, tag, anchor);
  }
}

const STYLES: Readonly<Record<string, ScalarStyle | undefined>> = {
  scalar: 'plain',
  'single-quoted-scalar': 'single',
  'double-quoted-scalar': 'double',
};

/** The content column of a block scalar without an indentation digit, below a node of column `parent`. */
function blockIndent(text: string, bodyFrom: number, parent: number): number {
  let widest = 0;
  for (let at = bodyFrom; ; ) {
    let column = 0;
    while (text.charCodeAt(at + column) === 32) column++;
    widest = Math.max(widest, column);
    at += column;
    if (at >= text.length || !isBreak(text.charCodeAt(at))) return Math.max(widest, parent + 1, 1);
    at += breakLength(text, at);
  }
}

/** `to` without the blank characters and line breaks before it, but not before `from`. */
function trimEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && (text.charCodeAt(end - 1) <= 32 || isBreak(text.charCodeAt(end - 1)))) end--;
  return end;
}
