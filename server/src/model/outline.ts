// Large files in units: a linear scan of lines finds the lines of each rule, receiver and route, which are parsed on their
// own and kept as long as they stay the same; the rest of the file (the skeleton) is parsed without them. Layer: model.
// It is never guessed: the skeleton's tree must show an empty list exactly where items were taken out, and whatever
// could tie lines together (anchors of groups, quotes or brackets left open, odd line breaks) makes the whole text be parsed.
import { type Change, changeBetween } from '../text/change';
import { readAsGo } from '../yaml/goParser';
import type { YamlFlavor, YamlStream } from '../yaml/node';
import { findSites, type Site } from './outlineSites';
import { mapSkeleton, readSkeleton, type Skeleton } from './outlineSkeleton';
import { type TiedUnits, tieUnits } from './outlineTies';
import {
  blocksByFirst,
  blocksOf,
  type ItemBlock,
  type ItemUnit,
  type OutlinedUnit,
  type Placed,
  type PlacedInSite,
  type PlacedItem,
  type PlacedUnit,
  type Unit,
  type UnitList,
  unitOf,
} from './outlineUnits';
import { itemUnits, ruleUnits, type UnitKind, UnitPool } from './unitPool';

export { ItemSeq, type ItemUnit, type PlacedItem, UnitSeq } from './outlineUnits';

/** A text read in units. */
export interface Outlined {
  readonly text: string;
  /** The skeleton's documents with offsets in the whole text, and with the problems and comments of all units. */
  readonly stream: YamlStream;
  /** The skeleton as it was read. */
  readonly skeleton: Skeleton;
  readonly sites: readonly Site[];
  /** The items of each site. */
  readonly placed: readonly PlacedInSite[];
  /** The same as they are without what aliases lead to in other lines, and those that were read with it. */
  readonly own: { readonly placed: readonly PlacedInSite[]; readonly lists: readonly UnitList[] };
  readonly tied: TiedUnits;
  /** What stands for the list of each site: see `UnitSeq.list`. */
  readonly lists: readonly UnitList[];
  readonly flavor: YamlFlavor;
}

/**
 * Reads `text` in units, in slices, taking over those of `previous` that did not change; undefined where the text is not regular
 * enough to be certain that this equals reading it as a whole. `edit` is what was changed of the text of `previous`, for who knows it.
 */
export function* readInUnitsInSlices(
  text: string,
  previous: Outlined | undefined,
  flavor: YamlFlavor,
  edit?: Change,
): Generator<void, Outlined | undefined> {
  if (previous?.text === text && previous.flavor === flavor) return previous;
  const change = previous && (edit ?? changeBetween(previous.text, text));
  const found = yield* findSites(text, previous?.sites ?? [], change);
  if (!found || found.sites.length === 0) return undefined;
  yield;
  const { sites } = found;
  // What stands before and behind the change is taken over as a whole, unless it is read in another way now.
  const known = previous?.flavor === flavor ? previous : undefined;
  const [before, behind] = known ? [found.before, found.behind] : [0, 0];
  const placed: PlacedInSite[] = known ? known.own.placed.slice(0, before) : [];
  const lists: UnitList[] = known ? known.own.lists.slice(0, before) : [];
  const pools = poolsOf(text, flavor, previous, change, { before, behind });
  const blocks = blocksByFirst(known ? known.own.lists.slice(before, known.own.lists.length - behind) : []);
  let taken = 0;
  for (let at = before; at < sites.length - behind; at++) {
    const site = sites[at]!;
    const own =
      site.list === 'rules'
        ? yield* takeUnits(pools.rules, ruleUnits, site)
        : yield* takeUnits(pools.items, itemUnits, site);
    if (!own) return undefined;
    // Of a file with many short lists.
    taken += site.starts.length;
    if (taken >= knownPerSlice) {
      taken = 0;
      yield;
    }
    placed.push(own);
    lists.push((previous && listOf(previous.sites, previous.own, at, own, sites)) ?? makeList(own, blocks));
  }
  yield;
  if (known && behind > 0) {
    let moved = 0;
    for (let at = known.sites.length - behind; at < known.sites.length; at++) {
      const units = known.own.placed[at]!;
      if ((moved += units.length) > movedPerSlice) {
        moved = 0;
        yield;
      }
      placed.push(found.by === 0 ? units : movedUnits(units, found.by));
      lists.push(known.own.lists[at]!);
    }
    yield;
  }
  const { skeleton, cuts } = yield* readSkeleton(text, sites, known?.skeleton, flavor);
  yield;
  const own = { placed, lists };
  const tied = yield* tieUnits(skeleton, cuts, placed, at => lists[at]!.plain, flavor, known?.tied);
  if (!tied) return undefined;
  const all = { placed: tied.placed, lists: tied.tied.size === 0 ? lists : tiedLists(own, tied, sites, known) };
  const stream = yield* mapSkeleton(text, skeleton, cuts, sites, all.placed, all.lists);
  return stream && { text, stream, skeleton, sites, ...all, own, tied, flavor };
}

/** What stands for each list where items were tied. */
function tiedLists(
  own: Outlined['own'],
  { placed }: TiedUnits,
  sites: readonly Site[],
  known: Outlined | undefined,
): readonly UnitList[] {
  const blocks = blocksByFirst(known?.lists ?? []);
  return placed.map((units, at) => {
    if (units === own.placed[at]) return own.lists[at]!;
    return (known && listOf(known.sites, known, at, units, sites)) ?? makeList(units, blocks);
  });
}

/** How many items are moved between two yields. */
const movedPerSlice = 2048;

/** The items of a site that stands elsewhere now. */
function movedUnits(units: PlacedInSite, by: number): PlacedInSite {
  return isOfRules(units)
    ? units.map(({ rule, base, index, end, plain }) => ruleUnits.place(rule, base + by, index, end + by, plain))
    : units.map(({ unit, base, index, end, plain }) => itemUnits.place(unit, base + by, index, end + by, plain));
}

function isOfRules(units: PlacedInSite): units is readonly PlacedUnit[] {
  return units[0] !== undefined && 'rule' in units[0];
}

/** The items of the version before that may be met again, those of the first and last sites left out. */
function poolsOf(
  text: string,
  flavor: YamlFlavor,
  previous: Outlined | undefined,
  change: Change | undefined,
  { before, behind }: { readonly before: number; readonly behind: number },
): { readonly rules: UnitPool<OutlinedUnit, PlacedUnit>; readonly items: UnitPool<ItemUnit, PlacedItem> } {
  const rules: PlacedUnit[] = [];
  const items: PlacedItem[] = [];
  for (const units of previous?.own.placed.slice(before, previous.own.placed.length - behind) ?? []) {
    if (isOfRules(units)) for (const one of units) rules.push(one);
    else for (const one of units) items.push(one);
  }
  const isFirst = previous === undefined;
  return {
    rules: new UnitPool(ruleUnits, text, flavor, rules, change, isFirst),
    items: new UnitPool(itemUnits, text, flavor, items, change, isFirst),
  };
}

/** Stands for a list that the version before did not have. */
function makeList(own: PlacedInSite, known: ReadonlyMap<ItemUnit, ItemBlock>): UnitList {
  const plain = own.every(one => one.plain);
  return isOfRules(own) ? { plain } : { plain, blocks: blocksOf(own, known) };
}

/** What stood for a list in the version before; undefined where that had other items, or other lines between them. */
function listOf(
  before: readonly Site[],
  { placed, lists }: Outlined['own'],
  at: number,
  own: PlacedInSite,
  sites: readonly Site[],
): UnitList | undefined {
  // An edit adds or removes lists in one place: all others have their number from the front or from the back.
  for (const known of [at, at + before.length - sites.length]) {
    const was = placed[known];
    if (was && hasSame(own, was, sites[at]!.from - before[known]!.from)) return lists[known];
  }
  return undefined;
}

function hasSame(own: PlacedInSite, was: PlacedInSite, by: number): boolean {
  if (own.length !== was.length) return false;
  for (let i = 0; i < own.length; i++) {
    const [one, other] = [own[i]!, was[i]!];
    if (one.base - other.base !== by || unitOf(one) !== unitOf(other)) return false;
  }
  return true;
}

/** How many items are found again between two yields, and how many read. */
const knownPerSlice = 64;
const readPerSlice = 4;

/** The items of a site; undefined where they cannot be read by themselves. */
function* takeUnits<U extends Unit, P extends Placed>(
  pool: UnitPool<U, P>,
  kind: UnitKind<U, P>,
  { starts, to }: Site,
): Generator<void, readonly P[] | undefined> {
  const units: P[] = [];
  let taken = 0;
  for (let index = 0; index < starts.length; index++) {
    const start = starts[index]!;
    const end = starts[index + 1] ?? to;
    const known = pool.known(start, end, index);
    const one = known ?? pool.plain(start, end, index) ?? (yield* pool.read(start, end, index));
    if (!one) return undefined;
    if (!one.plain && kind.unitOf(one).open && !isRefusedFurther(pool.text, start, pool.flavor)) return undefined;
    units.push(one);
    taken += known ? 1 : knownPerSlice / readPerSlice;
    if (taken < knownPerSlice) continue;
    taken = 0;
    yield;
  }
  return units;
}

/** Whether a unit that ends inside a quote or bracket is refused as well when the text goes on. */
function isRefusedFurther(text: string, from: number, flavor: YamlFlavor): boolean {
  const { documents, refused } = readAsGo(text, from, flavor);
  // A key at the column of the dashes is fine where the list is not indented below its own key.
  return documents.length === 0 && refused !== undefined && refused.problem.code !== 'expected-item';
}
