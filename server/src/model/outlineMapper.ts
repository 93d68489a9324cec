// Rebuilds the nodes of a text without its items over the whole text. Layer: model, part of outline.ts.
import type { Problem, Span } from '../text/span';
import { readScalar } from '../yaml/moved';
import type { YamlComment, YamlMap, YamlNode, YamlPair, YamlScalar, YamlSeq } from '../yaml/node';
import { absentScalar, type LongScalarNode, ScalarNode } from '../yaml/nodes';
import type { Site } from './outlineSites';
import {
  ItemSeq,
  type PlacedInSite,
  type PlacedItem,
  type PlacedUnit,
  type UnitList,
  UnitSeq,
  unitOf,
} from './outlineUnits';

export interface Cut {
  /** Offset in the skeleton where something was taken out. */
  readonly at: number;
  /** How much was taken out up to here. */
  readonly shift: number;
}

/** How many nodes are copied between two yields. */
const nodesPerSlice = 16;

/** So many levels hold lists that may be long: an object's groups are items of the second. */
const shallow = 5;

/** Rebuilds the skeleton's nodes over the whole text. */
export class Mapper {
  /** How many sites were met as a key without a value. */
  found = 0;
  /** How many items all lists have, aliases unfolded. */
  unfolded = 0;
  /** The same of nodes with anchors. */
  private readonly items = new Map<YamlNode, number>();
  /** How many nodes were copied with pauses between them. */
  private copied = 0;
  /** Copies of nodes with anchors, for the aliases behind them. */
  private readonly anchored = new Map<YamlNode, YamlNode>();
  private readonly siteByKey: ReadonlyMap<number, number>;

  constructor(
    private readonly text: string,
    private readonly cuts: readonly Cut[],
    private readonly sites: readonly Site[],
    private readonly placed: readonly PlacedInSite[],
    private readonly lists: readonly UnitList[],
  ) {
    this.siteByKey = new Map(sites.map((site, index) => [site.key, index]));
  }

  /** By how much all of a part stands further on in the whole text; undefined where something was taken out of it. */
  shiftOf({ from, to }: Span): number | undefined {
    const by = this.offset(from) - from;
    return this.offset(to) - to === by ? by : undefined;
  }

  /** The offset in the whole text; a place where items were taken out is the place behind them. */
  offset(at: number): number {
    return offsetBehind(this.cuts, at);
  }

  /** The end of something: a place where items were taken out is the place before them. */
  private end(from: number, to: number): number {
    return to > from ? this.offset(to - 1) + 1 : this.offset(to);
  }

  span({ from, to }: Span): Span {
    return { from: this.offset(from), to: this.end(from, to) };
  }

  problem(problem: Problem): Problem {
    return { ...problem, from: this.offset(problem.from), to: this.end(problem.from, problem.to) };
  }

  comment(comment: YamlComment): YamlComment {
    return { ...comment, from: this.offset(comment.from), to: this.end(comment.from, comment.to) };
  }

  node(node: YamlNode): YamlNode {
    const before = this.unfolded;
    const copy = this.copy(node);
    if (node.kind !== 'alias' && node.anchor !== undefined) this.remember(node, copy, before);
    return copy;
  }

  private remember(node: YamlNode, copy: YamlNode, before: number): void {
    this.anchored.set(node, copy);
    this.items.set(node, this.unfolded - before);
  }

  /** The same in slices. */
  *inSlices(node: YamlNode, depth = 0): Generator<void, YamlNode> {
    if (node.kind === 'scalar' || node.kind === 'alias' || depth >= shallow) return this.node(node);
    const before = this.unfolded;
    let copy: YamlNode;
    if (node.kind === 'seq') {
      const items: YamlNode[] = [];
      for (const item of node.items) {
        if (++this.copied % nodesPerSlice === 0) yield;
        items.push(isFlat(item) ? this.node(item) : yield* this.inSlices(item, depth + 1));
      }
      copy = this.seq(node, items);
    } else {
      const pairs: YamlPair[] = [];
      for (const pair of node.pairs) {
        if (++this.copied % nodesPerSlice === 0) yield;
        const { kind } = pair.value;
        if (kind === 'scalar' || kind === 'alias') pairs.push(this.pair(node, pair));
        else pairs.push({ key: this.node(pair.key), value: yield* this.inSlices(pair.value, depth + 1) });
      }
      copy = this.map(node, pairs);
    }
    if (node.anchor !== undefined) this.remember(node, copy, before);
    return copy;
  }

  private copy(node: YamlNode): YamlNode {
    switch (node.kind) {
      case 'scalar':
        return this.scalar(node, this.offset(node.from), this.end(node.from, node.to));
      case 'alias':
        this.unfolded += (node.target && this.items.get(node.target)) ?? 0;
        return { ...node, ...this.span(node), target: node.target && this.anchored.get(node.target) };
      case 'seq':
        return this.seq(
          node,
          node.items.map(item => this.node(item)),
        );
      case 'map':
        return this.map(
          node,
          node.pairs.map(pair => this.pair(node, pair)),
        );
    }
  }

  private seq(node: YamlSeq, items: readonly YamlNode[]): YamlSeq {
    const { from, to } = this.span(node);
    return { ...node, from, to: Math.max(to, items[items.length - 1]?.to ?? to), items };
  }

  private map(node: YamlMap, pairs: readonly YamlPair[]): YamlMap {
    const { from, to } = this.span(node);
    const last = pairs[pairs.length - 1];
    return { ...node, from, to: last ? Math.max(to, last.key.to, last.value.to) : to, pairs };
  }

  private pair(map: YamlMap, pair: YamlPair): YamlPair {
    const key = this.node(pair.key);
    const index = this.siteByKey.get(key.from);
    const { value } = pair;
    const empty = value.kind === 'scalar' && value.absent && value.tag === undefined && value.anchor === undefined;
    const site = index === undefined ? undefined : this.sites[index]!;
    if (!site || map.flow || !empty || pair.key.kind !== 'scalar' || pair.key.value !== site.list) {
      const copy = this.node(value);
      // A value that is not written stands behind its key, which may have grown by the items in it.
      return { key, value: empty && copy.from < key.to ? absentScalar(this.text, key.to, map.flow) : copy };
    }
    this.found++;
    this.unfolded += this.placed[index!]!.length;
    return { key, value: list(this.placed[index!]!, site, this.lists[index!]!) };
  }

  private scalar(node: YamlScalar, from: number, to: number): ScalarNode {
    const { scalar, base } = readScalar(node);
    const read = scalar as ScalarNode | LongScalarNode;
    if (read instanceof ScalarNode && read.absent)
      return absentScalar(this.text, this.end(node.from - 1, node.from), read.flow, read.tag, read.anchor);
    const at = read.block && read.block.from + base;
    const block = read.block && { ...read.block, from: this.end(at! - 1, at!) };
    const { style, value, flow, tag, anchor } = read;
    return new ScalarNode(this.text, style, from, to, value, flow, block, tag, anchor);
  }
}

/** An offset of the skeleton in the whole text; a place where items were taken out is the place behind them. */
export function offsetBehind(cuts: readonly Cut[], at: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return at + (low > 0 ? cuts[low - 1]!.shift : 0);
}

/** Whether nothing in a map has parts of its own, as in most groups without their rules. */
function isFlat(node: YamlNode): boolean {
  return node.kind === 'map' && node.pairs.every(({ value }) => value.kind === 'scalar' || value.kind === 'alias');
}

/** The sequence of a site's units. */
function list(units: PlacedInSite, site: Site, same: UnitList): YamlSeq {
  const first = units[0]!;
  const last = units[units.length - 1]!;
  const from = first.base + unitOf(first).dash;
  const to = Math.min(Math.max(from + 1, last.base + unitOf(last).node.to), site.to);
  return site.list === 'rules'
    ? new UnitSeq(from, to, units as readonly PlacedUnit[], same)
    : new ItemSeq(from, to, units as readonly PlacedItem[], same);
}
