// Large files in units: a linear scan of lines finds the lines of each rule, receiver and route, which are parsed on their
// own and kept as long as they stay the same; the rest of the file (the skeleton) is parsed without them. Layer: model.
// It is never guessed: the skeleton's tree must show an empty list exactly where items were taken out, and whatever
// could tie lines together (anchors, quotes or brackets left open, odd line breaks) makes the whole text be parsed.
import { type Change, changeBetween } from '../text/change';
import { finish } from '../text/slices';
import { readAsGo } from '../yaml/goParser';
import type { YamlFlavor, YamlStream } from '../yaml/node';
import { findSites, type Site } from './outlineSites';
import { mapSkeleton, type PlacedInSite, readSkeleton, unitOf } from './outlineSkeleton';
import {
  itemUnits,
  type Placed,
  type PlacedItem,
  type PlacedUnit,
  ruleUnits,
  type Unit,
  type UnitKind,
  UnitPool,
} from './outlineUnits';

export { ItemSeq, type ItemUnit, type PlacedItem, UnitSeq } from './outlineUnits';

/** A text read in units. */
export interface Outlined {
  readonly text: string;
  /** The skeleton's documents with offsets in the whole text, and with the problems and comments of all units. */
  readonly stream: YamlStream;
  /** All rules in order. */
  readonly units: readonly PlacedUnit[];
  /** All receivers and routes in order. */
  readonly items: readonly PlacedItem[];
  /** The skeleton as it was read. */
  readonly skeleton: YamlStream;
  readonly sites: readonly Site[];
  /** The items of each site. */
  readonly placed: readonly PlacedInSite[];
  /** What stands for the list of each site: see `UnitSeq.list`. */
  readonly lists: readonly object[];
  readonly flavor: YamlFlavor;
}

/**
 * Reads `text` in units, taking over those of `previous` that did not change; undefined where the text is not regular
 * enough to be certain that this equals reading it as a whole.
 */
export function readInUnits(text: string, previous?: Outlined, flavor: YamlFlavor = 'v3'): Outlined | undefined {
  return finish(readInUnitsInSlices(text, previous, flavor));
}

/** The same in slices; `edit` is what was changed of the text of `previous`, for who knows it. */
export function* readInUnitsInSlices(
  text: string,
  previous: Outlined | undefined,
  flavor: YamlFlavor,
  edit?: Change,
): Generator<void, Outlined | undefined> {
  if (previous?.text === text && previous.flavor === flavor) return previous;
  const change = previous && (edit ?? changeBetween(previous.text, text));
  const sites = yield* findSites(text, previous?.sites ?? [], change);
  if (!sites || sites.length === 0) return undefined;
  yield;
  const rules = new UnitPool(ruleUnits, text, flavor, previous?.units ?? [], change);
  const others = new UnitPool(itemUnits, text, flavor, previous?.items ?? [], change);
  const placed: PlacedInSite[] = [];
  const lists: object[] = [];
  const units: PlacedUnit[] = [];
  const items: PlacedItem[] = [];
  let taken = 0;
  for (const [at, site] of sites.entries()) {
    // A list before the change stands where it stood, with all that is in it.
    const same = previous?.flavor === flavor && previous.sites[at] === site ? previous.placed[at] : undefined;
    if (same) {
      if (site.list === 'rules') for (const one of same) units.push(one as PlacedUnit);
      else for (const one of same) items.push(one as PlacedItem);
      placed.push(same);
      lists.push(previous!.lists[at]!);
      continue;
    }
    const first = site.list === 'rules' ? units.length : items.length;
    const isDone =
      site.list === 'rules'
        ? yield* takeUnits(rules, ruleUnits, site, units)
        : yield* takeUnits(others, itemUnits, site, items);
    if (!isDone) return undefined;
    // Of a file with many short lists.
    taken += site.starts.length;
    if (taken >= knownPerSlice) {
      taken = 0;
      yield;
    }
    const own = site.list === 'rules' ? units.slice(first) : items.slice(first);
    placed.push(own);
    lists.push((previous && listOf(previous, at, own, sites)) ?? {});
  }
  yield;
  const known = previous?.flavor === flavor ? previous.skeleton : undefined;
  const skeleton = yield* readSkeleton(text, sites, known, flavor);
  yield;
  const stream = yield* mapSkeleton(text, skeleton.stream, skeleton.cuts, sites, placed, lists);
  return stream && { text, stream, units, items, skeleton: skeleton.stream, sites, placed, lists, flavor };
}

/** What stood for a list in the version before; undefined where that had other items, or other lines between them. */
function listOf(
  { sites: before, placed, lists }: Outlined,
  at: number,
  own: PlacedInSite,
  sites: readonly Site[],
): object | undefined {
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

/** Adds the items of a site; tells whether they can be read by themselves. */
function* takeUnits<U extends Unit, P extends Placed>(
  pool: UnitPool<U, P>,
  kind: UnitKind<U, P>,
  { starts, to }: Site,
  out: P[],
): Generator<void, boolean> {
  let taken = 0;
  for (let index = 0; index < starts.length; index++) {
    const start = starts[index]!;
    const end = starts[index + 1] ?? to;
    const known = pool.known(start, end, index);
    const one = known ?? pool.plain(start, end, index) ?? (yield* pool.read(start, end, index));
    if (!one || (!one.plain && kind.unitOf(one).open && !isRefusedFurther(pool.text, start, pool.flavor))) return false;
    out.push(one);
    taken += known ? 1 : knownPerSlice / readPerSlice;
    if (taken < knownPerSlice) continue;
    taken = 0;
    yield;
  }
  return true;
}

/** Whether a unit that ends inside a quote or bracket is refused as well when the text goes on. */
function isRefusedFurther(text: string, from: number, flavor: YamlFlavor): boolean {
  const { documents, refused } = readAsGo(text, from, flavor);
  // A key at the column of the dashes is fine where the list is not indented below its own key.
  return documents.length === 0 && refused !== undefined && refused.problem.code !== 'expected-item';
}
