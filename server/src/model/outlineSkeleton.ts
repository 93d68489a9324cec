// A text without the items of its lists, read on its own and mapped back to the whole text. Layer: model, part of outline.ts.
import { changeBetween } from '../text/change';
import type { Problem, Span } from '../text/span';
import { readScalar } from '../yaml/moved';
import type {
  YamlComment,
  YamlDocument,
  YamlFlavor,
  YamlMap,
  YamlNode,
  YamlPair,
  YamlScalar,
  YamlSeq,
  YamlStream,
} from '../yaml/node';
import { absentScalar, type LongScalarNode, ScalarNode } from '../yaml/nodes';
import { markerBehind, parseInSlices } from '../yaml/parse';
import { areApart, isComplete, movedDocument, takeOverDocuments } from '../yaml/takeOver';
import type { Site } from './outlineSites';
import {
  ItemSeq,
  OPEN,
  PlacedItem,
  type PlacedUnit,
  type Tie,
  type Unit,
  type UnitList,
  UnitSeq,
} from './outlineUnits';

export interface Cut {
  /** Offset in the skeleton where something was taken out. */
  readonly at: number;
  /** How much was taken out up to here. */
  readonly shift: number;
}

/** The units of each site, in the order of the sites. */
export type PlacedInSite = readonly PlacedUnit[] | readonly PlacedItem[];

/** The text without the items, read. */
export interface Skeleton {
  readonly stream: YamlStream;
  /** Whether its documents depend on nothing but their own lines. */
  readonly isApart: boolean;
}

/** The text without the items, parsed, with what can be taken over of that of the version before. */
export function* readSkeleton(
  text: string,
  sites: readonly Site[],
  previous: Skeleton | undefined,
  flavor: YamlFlavor,
): Generator<void, { skeleton: Skeleton; cuts: readonly Cut[] }> {
  let rest = '';
  let at = 0;
  let shift = 0;
  const cuts: Cut[] = [];
  for (const site of sites) {
    rest += text.slice(at, site.from);
    at = site.to;
    shift += site.to - site.from;
    cuts.push({ at: rest.length, shift });
  }
  rest += text.slice(at);
  if (previous?.stream.text === rest) return { skeleton: previous, cuts };
  // What may be open where items were taken out is never mapped, so it need not be read to its end.
  const options = { until: OPEN };
  const taken =
    previous?.isApart &&
    (yield* takeOverDocuments(rest, previous.stream, changeBetween(previous.stream.text, rest), part =>
      parseInSlices(part, flavor, { ...options, isPart: true }),
    ));
  if (taken) return { skeleton: { stream: taken, isApart: true }, cuts };
  const stream = yield* parseInSlices(rest, flavor, options);
  const isApart = stream.documents.length > 1 && (yield* areApart(rest));
  return { skeleton: { stream, isApart }, cuts };
}

/** The skeleton's stream over the whole text; undefined where a site is not its key of the tree without a value. */
export function* mapSkeleton(
  text: string,
  { stream, isApart }: Skeleton,
  cuts: readonly Cut[],
  sites: readonly Site[],
  placed: readonly PlacedInSite[],
  lists: readonly UnitList[],
): Generator<void, YamlStream | undefined> {
  const mapper = new Mapper(text, cuts, sites, placed, lists);
  const documents: YamlDocument[] = [];
  for (const document of stream.documents) {
    if (document.problems.some(problem => OPEN.has(problem.code))) return undefined;
    if (documents.length % documentsPerSlice === documentsPerSlice - 1) yield;
    // Of most documents of a stream nothing was taken out.
    const by = isApart && isComplete(document) ? mapper.shiftOf(document) : undefined;
    if (by !== undefined) {
      documents.push(movedDocument(document, by));
      continue;
    }
    const root = document.root && (yield* mapper.inSlices(document.root));
    documents.push({
      from: mapper.offset(document.from),
      to: document.to === stream.text.length ? text.length : mapper.offset(document.to),
      root,
      problems: document.problems.map(problem => mapper.problem(problem)),
      comments: document.comments.map(comment => mapper.comment(comment)),
      ...(document.unread ? { unread: mapper.span(document.unread) } : {}),
      ...(document.tooDeep ? { tooDeep: mapper.span(document.tooDeep) } : {}),
    });
  }
  if (mapper.found !== sites.length) return undefined;
  const complete = yield* withUnits(text, documents, placed, lists, stream.text);
  return complete && { text, documents: complete };
}

/** How many documents are mapped between two yields. */
const documentsPerSlice = 16;

/** How many units are looked at between two yields. */
const unitsPerSlice = 512;

/** Adds the problems and comments of the units to the documents they stand in; undefined where that is not certain. */
function* withUnits(
  text: string,
  documents: readonly YamlDocument[],
  placed: readonly PlacedInSite[],
  lists: readonly UnitList[],
  skeleton: string,
): Generator<void, readonly YamlDocument[] | undefined> {
  const ties = new Set<Tie>();
  const problems: Problem[] = [];
  const comments: YamlComment[] = [];
  let seen = 0;
  for (const [at, units] of placed.entries()) {
    if (lists[at]!.plain) continue;
    for (const one of units) {
      if (++seen % unitsPerSlice === 0) yield;
      if (one.plain) continue;
      const { base } = one;
      const unit = unitOf(one);
      if (unit.tie) ties.add(unit.tie);
      // go-yaml meets a control character a little early, perhaps already in the document before; that it stands in a unit is
      // not known where something else is wrong with the unit.
      if (documents.length > 1 && unit.problems.length > 0 && RARE.test(unit.text)) return undefined;
      for (const problem of unit.problems)
        problems.push({ ...problem, from: problem.from + base, to: problem.to + base });
      for (const comment of unit.allComments)
        comments.push({ ...comment, from: comment.from + base, to: comment.to + base });
    }
  }
  if (ties.size > 1 || (ties.size === 1 && MAY_TIE.test(skeleton))) return undefined;
  if (problems.length === 0 && comments.length === 0) return documents;
  yield;
  const problemsBefore = taker(problems);
  const commentsBefore = taker(comments);
  const complete = documents.map((document, index) => {
    // A problem may stand at the very end of the text.
    const end = index + 1 < documents.length ? document.to : document.to + 1;
    const sorted = <T extends { from: number }>(own: readonly T[], more: readonly T[]): readonly T[] =>
      [...own, ...more].sort((a, b) => a.from - b.from);
    return {
      ...document,
      problems: sorted(document.problems, problemsBefore(end)),
      comments: sorted(document.comments, commentsBefore(end)),
    };
  });
  const isApart = documents.length === 1 || complete.every(one => one.problems.length === 0 || endsAtMarker(text, one));
  return isApart ? complete : undefined;
}

/** Whether a document ends where the whole reading ends one with a mistake: at the next marker. */
function endsAtMarker(text: string, { from, to, problems }: YamlDocument): boolean {
  const next = markerBehind(text, Math.max(problems[0]!.to, from + 1));
  return (next ?? text.length) === to;
}

/** What may be an anchor or an alias. */
const MAY_TIE = /[&*]/;

/** All but what go-yaml takes wherever it stands. */
const RARE = /[^\n\r\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/** The unit that stands in a place. */
export function unitOf(placed: PlacedUnit | PlacedItem): Unit {
  return placed instanceof PlacedItem ? placed.unit : placed.rule;
}

/** Gives those that begin before some place and were not given yet, for ascending places. */
function taker<T extends { readonly from: number }>(all: readonly T[]): (end: number) => readonly T[] {
  const ordered = [...all].sort((a, b) => a.from - b.from);
  let next = 0;
  return end => {
    const first = next;
    while (next < ordered.length && ordered[next]!.from < end) next++;
    return ordered.slice(first, next);
  };
}

/** How many nodes are copied between two yields. */
const nodesPerSlice = 16;

/** So many levels hold lists that may be long: an object's groups are items of the second. */
const shallow = 5;

/** Rebuilds the skeleton's nodes over the whole text. */
class Mapper {
  /** How many sites were met as a key without a value. */
  found = 0;
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
    let low = 0;
    let high = this.cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.cuts[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    return at + (low > 0 ? this.cuts[low - 1]!.shift : 0);
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
    const copy = this.copy(node);
    if (node.kind !== 'alias' && node.anchor !== undefined) this.anchored.set(node, copy);
    return copy;
  }

  /** The same in slices. */
  *inSlices(node: YamlNode, depth = 0): Generator<void, YamlNode> {
    if (node.kind === 'scalar' || node.kind === 'alias' || depth >= shallow) return this.node(node);
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
    if (node.anchor !== undefined) this.anchored.set(node, copy);
    return copy;
  }

  private copy(node: YamlNode): YamlNode {
    switch (node.kind) {
      case 'scalar':
        return this.scalar(node, this.offset(node.from), this.end(node.from, node.to));
      case 'alias':
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

/** The sequence of a site's units. */
/** Whether nothing in a map has parts of its own, as in most groups without their rules. */
function isFlat(node: YamlNode): boolean {
  return node.kind === 'map' && node.pairs.every(({ value }) => value.kind === 'scalar' || value.kind === 'alias');
}

function list(units: PlacedInSite, site: Site, same: UnitList): YamlSeq {
  const first = units[0]!;
  const last = units[units.length - 1]!;
  const from = first.base + unitOf(first).dash;
  const to = Math.min(Math.max(from + 1, last.base + unitOf(last).node.to), site.to);
  return site.list === 'rules'
    ? new UnitSeq(from, to, units as readonly PlacedUnit[], same)
    : new ItemSeq(from, to, units as readonly PlacedItem[]);
}
