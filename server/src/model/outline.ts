// Large files in units: a linear scan of lines finds the lines of each rule, receiver and route, which are parsed on their
// own and kept as long as they stay the same; the rest of the file (the skeleton) is parsed without them. Layer: model.
// It is never guessed: the skeleton's tree must show an empty list exactly where items were taken out, and whatever
// could tie lines together (anchors, quotes or brackets left open, odd line breaks) makes the whole text be parsed.
import { changeBetween } from '../text/change';
import { readAsGo } from '../yaml/goParser';
import type { YamlFlavor, YamlStream } from '../yaml/node';
import { findSites, type Site } from './outlineSites';
import { mapSkeleton, type PlacedInSite, readSkeleton } from './outlineSkeleton';
import { itemUnits, type PlacedItem, type PlacedUnit, ruleUnits, UnitPool } from './outlineUnits';

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
  const change = previous ? changeBetween(previous.text, text) : undefined;
  const sites = findSites(text, previous?.sites ?? [], change);
  if (!sites || sites.length === 0) return undefined;
  const rules = new UnitPool(ruleUnits, text, flavor, previous?.units ?? [], change);
  const others = new UnitPool(itemUnits, text, flavor, previous?.items ?? [], change);
  const placed: PlacedInSite[] = [];
  const units: PlacedUnit[] = [];
  const items: PlacedItem[] = [];
  for (const site of sites) {
    const first = site.list === 'rules' ? units.length : items.length;
    for (let index = 0; index < site.starts.length; index++) {
      const start = site.starts[index]!;
      const end = site.starts[index + 1] ?? site.to;
      if (site.list === 'rules') {
        const one = rules.take(start, end, index);
        if (!one || (!one.plain && one.rule.open && !isRefusedFurther(text, start, flavor))) return undefined;
        units.push(one);
      } else {
        const one = others.take(start, end, index);
        if (!one || (!one.plain && one.unit.open && !isRefusedFurther(text, start, flavor))) return undefined;
        items.push(one);
      }
    }
    placed.push(site.list === 'rules' ? units.slice(first) : items.slice(first));
  }
  const skeleton = readSkeleton(text, sites, previous?.flavor === flavor ? previous.skeleton : undefined, flavor);
  const stream = mapSkeleton(text, skeleton.stream, skeleton.cuts, sites, placed);
  return stream && { text, stream, units, items, skeleton: skeleton.stream, sites, flavor };
}

/** Whether a unit that ends inside a quote or bracket is refused as well when the text goes on. */
function isRefusedFurther(text: string, from: number, flavor: YamlFlavor): boolean {
  const { documents, refused } = readAsGo(text, from, flavor);
  // A key at the column of the dashes is fine where the list is not indented below its own key.
  return documents.length === 0 && refused !== undefined && refused.problem.code !== 'expected-item';
}
