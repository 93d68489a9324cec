// Builds our nodes of the documents that the `yaml` package reads. Layer: yaml.
import { type CST, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { Problem, Span } from '../text/span';
import { decodeScalar, type ScalarShape } from './decodeScalar';
import { breakLength, isBreak } from './lineBreaks';
import type { ScalarStyle, YamlAlias, YamlNode, YamlPair } from './node';
import { absentScalar, ScalarNode } from './nodes';
import { Unfolding } from './unfold';

export class Builder {
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
