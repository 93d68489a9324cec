// Large files in units: a linear scan of lines finds the lines of each rule, receiver and route, which are parsed on their
// own and kept as long as they stay the same; the rest of the file (the skeleton) is parsed without them. Layer: model.
// It is never guessed: the skeleton's tree must show an empty list exactly where items were taken out, and whatever
// could tie lines together (anchors, quotes or brackets left open, odd line breaks) makes the whole text be parsed.
import { changeBetween } from '../text/change';
import { finish } from '../text/slices';
import { readAsGo } from '../yaml/goParser';
import type { YamlFlavor, YamlStream } from '../yaml/node';
import { findSites, type Site } from './outlineSites';
import { mapSkeleton, type PlacedInSite, readSkeleton } from './outlineSkeleton';
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
  readonly flavor: YamlFlavor;
}

/**
 * Reads `text` in units, taking over those of `previous` that did not change; undefined where the text is not regular
 * enough to be certain that this equals reading it as a whole.
 */
export function readInUnits(text: string, previous?: Outlined, flavor: YamlFlavor = 'v3'): Outlined | undefined {
  return finish(readInUnitsInSlices(text, previous, flavor));
}

/** The same in slices. */
export function* readInUnitsInSlices(
  text: string,
  previous: Outlined | undefined,
  flavor: YamlFlavor,
): Generator<void, Outlined | undefined> {
  const change = previous ? changeBetween(previous.text, text) : undefined;
  const sites = yield* findSites(text, previous?.sites ?? [], change);
  if (!sites || sites.length === 0) return undefined;
  const rules = new UnitPool(ruleUnits, text, flavor, previous?.units ?? [], change);
  const others = new UnitPool(itemUnits, text, flavor, previous?.items ?? [], change);
  const placed: PlacedInSite[] = [];
  const units: PlacedUnit[] = [];
  const items: PlacedItem[] = [];
  let taken = 0;
  for (const site of sites) {
    const first = site.list === 'rules' ? units.length : items.length;
    for (let index = 0; index < site.starts.length; index += unitsPerSlice) {
      const end = Math.min(index + unitsPerSlice, site.starts.length);
      const isDone =
        site.list === 'rules'
          ? takeUnits(rules, ruleUnits, site, index, end, units)
          : takeUnits(others, itemUnits, site, index, end, items);
      if (!isDone) return undefined;
      taken += end - index;
      if (taken < unitsPerSlice) continue;
      taken = 0;
      yield;
    }
    placed.push(site.list === 'rules' ? units.slice(first) : items.slice(first));
  }
  const known = previous?.flavor === flavor ? previous.skeleton : undefined;
  const skeleton = yield* readSkeleton(text, sites, known, flavor);
  const stream = yield* mapSkeleton(text, skeleton.stream, skeleton.cuts, sites, placed);
  return stream && { text, stream, units, items, skeleton: skeleton.stream, sites, flavor };
}

/** How many items are read between two yields. */
const unitsPerSlice = 128;

/** Adds some of the items of a site; tells whether they can be read by themselves. */
function takeUnits<U extends Unit, P extends Placed>(
  pool: UnitPool<U, P>,
  kind: UnitKind<U, P>,
  site: Site,
  from: number,
  to: number,
  out: P[],
): boolean {
  for (let index = from; index < to; index++) {
    const start = site.starts[index]!;
    const one = pool.take(start, site.starts[index + 1] ?? site.to, index);
    if (!one || (!one.plain && kind.unitOf(one).open && !isRefusedFurther(pool.text, start, pool.flavor))) return false;
    out.push(one);
  }
  return true;
}

/** Whether a unit that ends inside a quote or bracket is refused as well when the text goes on. */
function isRefusedFurther(text: string, from: number, flavor: YamlFlavor): boolean {
  const { documents, refused } = readAsGo(text, from, flavor);
  // A key at the column of the dashes is fine where the list is not indented below its own key.
  return documents.length === 0 && refused !== undefined && refused.problem.code !== 'expected-item';
}
