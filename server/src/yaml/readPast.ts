// Reads past a collection that is nested deeper than a tree is built, by go-yaml's grammar, without nodes and without
// recursion: go-yaml takes ten thousand levels, and the stack would not. Layer: yaml.
import type { Span } from '../text/span';
import {
  BEFORE_END_OF_MAP,
  BEFORE_END_OF_SEQ,
  BEFORE_NO_FLOW_ITEM,
  BEFORE_NO_FLOW_KEY,
  BEFORE_NO_INDENTLESS_ITEM,
  BEFORE_NO_ITEM,
  BEFORE_NO_VALUE,
} from './goGrammar';
import type { GoScanner, ReadScalar, Token } from './goScanner';
import type { YamlAlias, YamlFlavor, YamlNode } from './node';
import { absentScalar } from './nodes';
import { follow } from './path';
import { scalarType } from './resolve';
import type { Unfolding } from './unfold';

/** What the grammar has in common for nodes that are built and nodes that are not. */
export interface Grammar {
  readonly text: string;
  readonly scanner: GoScanner;
  readonly unfolding: Unfolding;
  readonly flavor: YamlFlavor;
  properties(): Properties;
  checkTag(tag: string | undefined, value: string, at: Span): void;
  alias(token: Token): YamlAlias;
  remember(node: YamlNode, anchor: string | undefined): YamlNode;
  /** Takes the end of a block collection. */
  blockEnd(code: 'expected-item' | 'expected-key'): void;
  /** Takes the comma before an item of the flow collection that begins with `open`. */
  flowSeparator(open: Token): void;
  refuseNode(token: Token, start: Token): never;
}

export interface Properties {
  readonly anchor?: string;
  readonly tag?: string;
  /** Behind the last of them. */
  readonly end: number;
  /** The tag, or an anchor without one; undefined where there is neither. */
  readonly tagged?: Span;
}

/** A collection that is not read to its end. */
interface Open {
  readonly kind: 'block-seq' | 'block-map' | 'indentless-seq' | 'flow-seq' | 'flow-map' | 'flow-pair';
  readonly token: Token;
  /** Whether an item or key has been read. */
  begun: boolean;
  /** Whether a key has been read whose value may follow. */
  awaitsValue: boolean;
  /** Whether go-yaml leaves out what stands in it, as it does with the value of a key that is null. */
  readonly isLeftOut: boolean;
  /** Whether the key that was read last is null. */
  hasNullKey: boolean;
}

/** Whether a key is null: version 3 leaves its value out when a text is put to use. */
export function isNullKey(key: YamlNode): boolean {
  const scalar = follow(key);
  return scalar?.kind === 'scalar' && scalarType(scalar, 'v3') === 'null';
}

/** Takes the tokens of the collection that begins at the current one; gives where it ends. */
export function readPast(grammar: Grammar): number {
  const { scanner } = grammar;
  const open: Open[] = [];
  let end = enter(scanner.peek(), grammar, open, false);
  while (open.length > 0) {
    const top = open[open.length - 1]!;
    end = scanner.peek().to;
    if (top.kind === 'block-seq' || top.kind === 'indentless-seq') blockItem(top, grammar, open);
    else if (top.kind === 'block-map') blockPair(top, grammar, open);
    else if (top.kind === 'flow-pair') flowPair(top, grammar, open);
    else flowItem(top, grammar, open);
  }
  return end;
}

function enter(token: Token, { scanner }: Grammar, open: Open[], isLeftOut: boolean): number {
  const kind = token.type === 'block-entry' ? 'indentless-seq' : (token.type as Open['kind']);
  open.push({ kind, token, begun: false, awaitsValue: false, isLeftOut, hasNullKey: false });
  if (kind !== 'indentless-seq') scanner.skip();
  return token.to;
}

/** Takes the tokens of a node; gives whether it is null, as far as it is read. */
function node(block: boolean, indentless: boolean, grammar: Grammar, open: Open[], isOfNull = false): boolean {
  const { scanner } = grammar;
  const isLeftOut = open[open.length - 1]!.isLeftOut || (isOfNull && grammar.flavor === 'v3');
  const start = scanner.peek();
  if (start.type === 'alias') {
    scanner.skip();
    return isNullKey(grammar.alias(start));
  }
  grammar.unfolding.node();
  const { anchor, tag, tagged } = grammar.properties();
  const token = scanner.peek();
  const isFlow = token.type === 'flow-seq' || token.type === 'flow-map';
  const isBlock = block && (token.type === 'block-seq' || token.type === 'block-map');
  if (isFlow || isBlock || (indentless && token.type === 'block-entry')) {
    grammar.remember({ kind: 'alias', name: '', from: token.from, to: token.to }, anchor);
    enter(token, grammar, open, isLeftOut);
    return false;
  }
  let scalar: ReadScalar;
  if (token.type === 'scalar') {
    scanner.skip();
    scalar = token.scalar!;
  } else if (tagged) scalar = absentScalar(grammar.text, tagged.to, !block);
  else return grammar.refuseNode(token, start);
  if (!isLeftOut) grammar.checkTag(tag, scalar.value, token.type === 'scalar' ? scalar : tagged!);
  return isNullKey(grammar.remember(scalar.withProperties(tag, anchor), anchor));
}

function blockItem({ kind }: Open, grammar: Grammar, open: Open[]): void {
  const { scanner } = grammar;
  if (scanner.peek().type === 'block-entry') {
    scanner.skip();
    const none = kind === 'block-seq' ? BEFORE_NO_ITEM : BEFORE_NO_INDENTLESS_ITEM;
    if (!none.has(scanner.peek().type)) node(true, false, grammar, open);
    return;
  }
  open.pop();
  if (kind === 'block-seq') grammar.blockEnd('expected-item');
}

function blockPair(top: Open, grammar: Grammar, open: Open[]): void {
  const { scanner } = grammar;
  const expected = top.awaitsValue ? 'value' : 'key';
  const { type } = scanner.peek();
  top.awaitsValue = type === 'key' && !top.awaitsValue;
  if (type === expected) {
    scanner.skip();
    const isThere = !BEFORE_NO_VALUE.has(scanner.peek().type);
    if (type === 'key') top.hasNullKey = !isThere || node(true, true, grammar, open);
    else if (isThere) node(true, true, grammar, open, top.hasNullKey);
  } else if (expected === 'key') {
    open.pop();
    grammar.blockEnd('expected-key');
  }
}

function flowItem(top: Open, grammar: Grammar, open: Open[]): void {
  const { scanner } = grammar;
  if (top.awaitsValue) {
    top.awaitsValue = false;
    flowValue(grammar, open, top.hasNullKey);
    return;
  }
  const isMap = top.kind === 'flow-map';
  const end = isMap ? 'flow-map-end' : 'flow-seq-end';
  if (scanner.peek().type !== end && top.begun) grammar.flowSeparator(top.token);
  if (scanner.peek().type === end) {
    scanner.skip();
    open.pop();
    return;
  }
  top.begun = true;
  const token = scanner.peek();
  if (token.type !== 'key') node(false, false, grammar, open);
  else if (isMap) {
    scanner.skip();
    top.awaitsValue = true;
    top.hasNullKey = BEFORE_NO_FLOW_KEY.has(scanner.peek().type) || node(false, false, grammar, open);
  } else {
    const { isLeftOut } = top;
    open.push({ kind: 'flow-pair', token, begun: false, awaitsValue: false, isLeftOut, hasNullKey: false });
  }
}

/** `a: b` inside a flow sequence; goParser.ts tells of the token that is lost. */
function flowPair(top: Open, grammar: Grammar, open: Open[]): void {
  const { scanner } = grammar;
  if (top.begun) {
    open.pop();
    flowValue(grammar, open, top.hasNullKey);
    return;
  }
  top.begun = true;
  scanner.skip();
  if (BEFORE_NO_FLOW_ITEM.has(scanner.peek().type)) {
    scanner.skip();
    top.hasNullKey = true;
  } else top.hasNullKey = node(false, false, grammar, open);
}

function flowValue(grammar: Grammar, open: Open[], isOfNull: boolean): void {
  const { scanner } = grammar;
  const isMap = open[open.length - 1]?.kind === 'flow-map';
  if (scanner.peek().type !== 'value') return;
  scanner.skip();
  const none = isMap ? BEFORE_END_OF_MAP : BEFORE_END_OF_SEQ;
  if (!none.has(scanner.peek().type)) node(false, false, grammar, open, isOfNull);
}
