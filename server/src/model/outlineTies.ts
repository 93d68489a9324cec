// Items whose aliases lead to anchors in other lines: they are read once more with what these lead to, and taken over as long
// as that is the same at the same distance. Layer: model, part of outline.ts.
// What is rare (anchors of what holds items, aliases of what has aliases, very much that is unfolded) is left to the whole reading.
import { movedNode } from '../yaml/moved';
import type { YamlFlavor, YamlNode } from '../yaml/node';
import { type Cut, offsetBehind } from './outlineMapper';
import type { Skeleton } from './outlineSkeleton';
import { type PlacedInSite, PlacedItem, type PlacedUnit, type Unit, unitOf } from './outlineUnits';
import { type Anchor, type Ties, tiesOf } from './ties';
import { itemUnits, readTied, ruleUnits } from './unitPool';

/** The items of a text, with those tied that have to be. */
export interface TiedUnits {
  readonly placed: readonly PlacedInSite[];
  /** Those that were read with what their aliases lead to, by what their lines are without it. */
  readonly tied: ReadonlyMap<Unit, readonly Tied[]>;
  /** The ties of each document beside the items; absent where nobody asked for them. */
  readonly beside?: { readonly skeleton: Skeleton; readonly ties: readonly (Ties | undefined)[] };
}

interface Tied {
  readonly links: readonly Link[];
  readonly unit: Unit;
}

/** What an alias leads to, seen from the lines that it stands in. */
interface Link {
  readonly name: string;
  readonly anchor: Anchor;
  /** Where the text begins that the anchor's node was read from, and where the node does. */
  readonly base: number;
  readonly from: number;
  /** Of what may be read anew and stay the same: the text that it was read from, up to its end. */
  readonly source?: string;
}

/** How many items are looked at between two yields, and how many read. */
const unitsPerSlice = 512;
const readPerSlice = 4;

/** The ties of a longer text beside the items are not looked for. */
const longRest = 200_000;

/**
 * Ties the items of all lists; undefined where that is not certain. Of `plain` lists no item has ties. `known` are those of the
 * version before.
 */
export function* tieUnits(
  skeleton: Skeleton,
  cuts: readonly Cut[],
  placed: readonly PlacedInSite[],
  plain: (site: number) => boolean,
  flavor: YamlFlavor,
  known: TiedUnits | undefined,
): Generator<void, TiedUnits | undefined> {
  const tied = new Map<Unit, Tied[]>();
  const untied: TiedUnits = { placed, tied };
  const { anchors, open } = yield* namesOf(placed, plain);
  const { documents, text } = skeleton.stream;
  const mayReferIn = anchors.size > 0 && text.includes('*');
  const mayReferOut = open.size > 0 && (anchors.size > 0 || text.includes('&'));
  if (!mayReferIn && !mayReferOut) return untied;
  if (text.length > longRest) return undefined;
  const beside =
    known?.beside?.skeleton === skeleton
      ? known.beside
      : { skeleton, ties: documents.map(({ root }) => root && tiesOf(root)) };
  // What an alias beside the items leads to was found without them.
  if (beside.ties.some(ties => ties && [...ties.aliases].some(name => anchors.has(name)))) return undefined;
  const isReferred = ({ name }: Anchor): boolean => open.has(name);
  if (![...open].some(name => anchors.has(name)) && !beside.ties.some(ties => ties?.anchors.some(isReferred)))
    return { ...untied, beside };
  const isSure = documents.every(
    ({ problems, unread, tooDeep }) => !unread && !tooDeep && problems.every(({ code }) => code === 'unknown-anchor'),
  );
  if (!isSure) return undefined;
  yield;
  const scope = new Scope(skeleton, beside.ties, cuts);
  const unfolded = new Unfolded(text.length + placed.reduce((sum, units) => sum + lengthOf(units), 0));
  const all: PlacedInSite[] = [];
  let seen = 0;
  for (const [site, units] of placed.entries()) {
    if (plain(site)) {
      unfolded.written += units.length;
      all.push(units);
      continue;
    }
    const own: (PlacedInSite[number] | undefined)[] = [];
    let isSame = true;
    for (const one of units) {
      if (++seen % unitsPerSlice === 0) yield;
      unfolded.written++;
      const raw = unitOf(one);
      if (!raw.ties) {
        own.push(one);
        continue;
      }
      const links = scope.linksOf(raw.ties, one.base);
      if (!links.every(({ anchor }) => unfolded.takes(anchor, raw.ties!))) return undefined;
      let unit = raw;
      if (links.length > 0) {
        if (!isTieable(raw, links, one instanceof PlacedItem)) return undefined;
        const before = known?.tied.get(raw)?.find(other => sameLinks(other.links, links));
        const read = before?.unit ?? (yield* readAgain(one, links, flavor));
        if (!read) return undefined;
        if (!before && ++seen % readPerSlice === 0) yield;
        tied.set(raw, [...(tied.get(raw) ?? []), { links, unit: read }]);
        unit = read;
        isSame = false;
      }
      own.push(unit === raw ? one : placeAgain(one, unit));
      scope.add(unit.ties?.anchors ?? [], one.base);
    }
    all.push(isSame ? units : (own as unknown as PlacedInSite));
  }
  return { placed: all, tied, beside };
}

function lengthOf(units: PlacedInSite): number {
  return units.length === 0 ? 0 : units[units.length - 1]!.end - units[0]!.base;
}

/** The names of the anchors of all items, and of their aliases that lead to none in their own lines. */
function* namesOf(
  placed: readonly PlacedInSite[],
  plain: (site: number) => boolean,
): Generator<void, { readonly anchors: ReadonlySet<string>; readonly open: ReadonlySet<string> }> {
  const anchors = new Set<string>();
  const open = new Set<string>();
  let seen = 0;
  for (const [site, units] of placed.entries()) {
    if (plain(site)) continue;
    for (const one of units) {
      if (++seen % unitsPerSlice === 0) yield;
      const ties = one.plain ? undefined : unitOf(one).ties;
      if (!ties) continue;
      for (const { name } of ties.anchors) anchors.add(name);
      for (const name of ties.open.keys()) open.add(name);
    }
  }
  return { anchors, open };
}

/** What stands before the item that is read next, in its document. */
class Scope {
  private readonly anchors = new Map<string, Omit<Link, 'name'>>();
  private readonly beside: readonly { readonly anchor: Anchor; readonly document: number; readonly at: number }[];
  private next = 0;
  private document = 0;

  constructor(
    private readonly skeleton: Skeleton,
    ties: readonly (Ties | undefined)[],
    private readonly cuts: readonly Cut[],
  ) {
    this.beside = ties.flatMap((one, document) =>
      (one?.anchors ?? []).map(anchor => ({ anchor, document, at: offsetBehind(cuts, anchor.node.from) })),
    );
  }

  /** The anchors that the aliases of an item at `base` lead to. */
  linksOf({ open }: Ties, base: number): readonly Link[] {
    this.goTo(base);
    const links: Link[] = [];
    for (const name of open.keys()) {
      const found = this.anchors.get(name);
      if (found) links.push({ name, ...found, base: found.base - base, from: found.from - base });
    }
    return links;
  }

  /** Adds the anchors of an item. */
  add(anchors: readonly Anchor[], base: number): void {
    this.goTo(base);
    for (const anchor of anchors) this.anchors.set(anchor.name, { anchor, base, from: anchor.node.from + base });
  }

  private goTo(base: number): void {
    const { skeleton, cuts, beside } = this;
    const { documents, text } = skeleton.stream;
    while (this.document + 1 < documents.length && offsetBehind(cuts, documents[this.document + 1]!.from) <= base) {
      this.document++;
      this.anchors.clear();
    }
    for (; this.next < beside.length && beside[this.next]!.at < base; this.next++) {
      const { anchor, document, at } = beside[this.next]!;
      if (document !== this.document) continue;
      const { node, name } = anchor;
      const { from, to } = node;
      const isWhole = to === from || offsetBehind(cuts, to - 1) - (to - 1) === at - from;
      const source = text.slice(text.lastIndexOf('\n', from - 1) + 1, to);
      this.anchors.set(name, { anchor: isWhole ? anchor : { name, node }, base: at - from, from: at, source });
    }
  }
}

/** Counts what aliases unfold to, in bounds in which go-yaml takes it for certain. */
class Unfolded {
  /** How many nodes are written up to here, at least. */
  written = 0;
  private behind = 0;

  constructor(
    /** How many are written in all, at most. */
    private readonly most: number,
  ) {}

  takes({ name, size }: Anchor, { open }: Ties): boolean {
    if (size === undefined) return false;
    this.behind += size * open.get(name)!;
    const { behind, written } = this;
    const limit = Math.min(0.9, Math.max(0.1, 0.9 - 0.89 * ((this.most + behind - 400_000) / 3_600_000)));
    return behind <= mostUnfolded && (behind <= 100 || behind <= limit * (behind + 1.5 * written));
  }
}

/** So many nodes may stand behind aliases. */
const mostUnfolded = 20_000;

/** Whether an item can be read by itself with what its aliases lead to. */
function isTieable({ node, problems, open }: Unit, links: readonly Link[], isItem: boolean): boolean {
  if (open || node.kind === 'alias' || problems.some(({ code }) => code !== 'unknown-anchor')) return false;
  // A route that is met twice is judged once.
  return !isItem || !(hasAliasedRoutes(node) || links.some(({ anchor }) => hasKey(anchor.node, 'routes')));
}

function hasAliasedRoutes(node: YamlNode): boolean {
  return (
    node.kind === 'map' &&
    node.pairs.some(({ key, value }) => {
      if (key.kind !== 'scalar' || key.value !== 'routes') return false;
      if (value.kind !== 'seq') return value.kind === 'alias';
      return value.items.some(item => item.kind === 'alias' || hasAliasedRoutes(item));
    })
  );
}

function hasKey(node: YamlNode, name: string): boolean {
  return node.kind === 'map' && node.pairs.some(({ key }) => key.kind === 'scalar' && key.value === name);
}

function sameLinks(a: readonly Link[], b: readonly Link[]): boolean {
  return a.length === b.length && a.every((link, i) => isSameLink(link, b[i]!));
}

function isSameLink(a: Link, b: Link): boolean {
  if (a.name !== b.name || a.from !== b.from) return false;
  if (a.anchor.node === b.anchor.node) return a.base === b.base;
  return a.source !== undefined && a.source === b.source && a.anchor.node.kind === b.anchor.node.kind;
}

/** The item read with what its aliases lead to. */
function readAgain(
  one: PlacedInSite[number],
  links: readonly Link[],
  flavor: YamlFlavor,
): Generator<void, Unit | undefined> {
  const anchors = new Map(links.map(({ name, anchor, base }) => [name, movedNode(anchor.node, base)]));
  const { text } = unitOf(one);
  return one instanceof PlacedItem
    ? readTied(itemUnits, text, flavor, anchors)
    : readTied(ruleUnits, text, flavor, anchors);
}

function placeAgain(one: PlacedInSite[number], unit: Unit): PlacedInSite[number] {
  const { base, index, end } = one;
  return one instanceof PlacedItem
    ? itemUnits.place(unit as PlacedItem['unit'], base, index, end, false)
    : ruleUnits.place(unit as PlacedUnit['rule'], base, index, end, false);
}
