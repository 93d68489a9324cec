// Which documents record a name. Of a workspace that differs in a few documents from one that was looked through, only these
// are looked through, and of a long one the groups that changed: an edit of one rule costs neither the records of thousands
// of files nor those of ten thousand rules. Layer: analysis.
import type { DocumentFacts, GroupFact, RecordFact } from './facts';

/** So many documents may differ before all are looked through again. */
const mostDifferences = 16;

/** From so many groups on a document is long. */
const longDocument = 32;

/** So many groups of a long document may differ before all are looked through again. */
const mostNewGroups = 16;

/** Indices into a list, ascending. */
type ByName = ReadonlyMap<string, readonly number[]>;

/** The groups of a version of a long document, by what they record. */
interface KnownGroups {
  readonly groups: readonly GroupFact[];
  readonly byName: ByName;
}

/** How many groups of a later version are the same, from the front and from the back. */
interface Compared {
  readonly known: KnownGroups;
  readonly before: number;
  readonly behind: number;
}

export class RecordIndex {
  /** Of the list as it was when first asked. */
  private base: { byName?: ByName } = {};
  /** The documents that changed since, by their index. */
  private changed: ReadonlySet<number> = new Set();
  private own = new WeakMap<GroupFact, ReadonlyMap<string, readonly RecordFact[]>>();
  /** Of long documents, by their index. */
  private long = new Map<number, KnownGroups>();
  private compared = new WeakMap<readonly GroupFact[], Compared>();

  /** The index of the same list with other facts at some places. */
  with(changed: readonly number[]): RecordIndex {
    const next = new RecordIndex();
    next.own = this.own;
    next.long = this.long;
    next.compared = this.compared;
    const all = new Set([...this.changed, ...changed]);
    // Where nobody asked there is nothing to go on from.
    if (!this.base.byName || all.size > mostDifferences) return next;
    next.base = this.base;
    next.changed = all;
    return next;
  }

  /** What the documents record under a name. */
  find(name: string, documents: readonly DocumentFacts[]): readonly RecordFact[] {
    const byName = (this.base.byName ??= indexOf(documents));
    const known = byName.get(name) ?? [];
    const { changed } = this;
    if (changed.size === 0)
      return known.length === 0 ? [] : known.flatMap(at => this.ofDocument(at, documents[at]!, name));
    const all = [...known.filter(at => !changed.has(at)), ...changed];
    return all.sort((a, b) => a - b).flatMap(at => this.ofDocument(at, documents[at]!, name));
  }

  private ofDocument(at: number, { groups }: DocumentFacts, name: string): readonly RecordFact[] {
    const found: RecordFact[] = [];
    if (groups.length < longDocument) {
      for (const group of groups) this.add(group, name, found);
      return found;
    }
    const { known, before, behind } = this.comparisonOf(at, groups);
    const own = known.byName.get(name) ?? [];
    const by = groups.length - known.groups.length;
    for (const index of own) if (index < before) this.add(groups[index]!, name, found);
    for (let index = before; index < groups.length - behind; index++) this.add(groups[index]!, name, found);
    for (const index of own) if (index + by >= groups.length - behind) this.add(groups[index + by]!, name, found);
    return found;
  }

  /** Adds what a group records under a name, which is kept: an edit leaves all groups but one what they were. */
  private add(group: GroupFact, name: string, found: RecordFact[]): void {
    if (group.records.length === 0) return;
    let own = this.own.get(group);
    if (!own) this.own.set(group, (own = recordsByName(group)));
    const records = own.get(name);
    if (records) found.push(...records);
  }

  /** Holds a version of a long document against the one that was looked through. */
  private comparisonOf(at: number, groups: readonly GroupFact[]): Compared {
    let compared = this.compared.get(groups);
    if (compared) return compared;
    const known = this.long.get(at);
    if (known) compared = compare(known, groups);
    if (!compared || groups.length - compared.before - compared.behind > mostNewGroups) {
      const fresh = { groups, byName: indexOf(groups) };
      this.long.set(at, fresh);
      compared = { known: fresh, before: groups.length, behind: 0 };
    }
    this.compared.set(groups, compared);
    return compared;
  }
}

function compare(known: KnownGroups, groups: readonly GroupFact[]): Compared {
  const was = known.groups;
  const shorter = Math.min(was.length, groups.length);
  let before = 0;
  while (before < shorter && was[before] === groups[before]) before++;
  let behind = 0;
  while (before + behind < shorter && was.at(-1 - behind) === groups.at(-1 - behind)) behind++;
  return { known, before, behind };
}

function recordsByName({ records }: GroupFact): ReadonlyMap<string, readonly RecordFact[]> {
  const byName = new Map<string, RecordFact[]>();
  for (const record of records) {
    const known = byName.get(record.name);
    if (known) known.push(record);
    else byName.set(record.name, [record]);
  }
  return byName;
}

/** The places of what records a name in a list of documents or groups. */
function indexOf(list: readonly Pick<GroupFact, 'records'>[]): ByName {
  const byName = new Map<string, number[]>();
  for (const [at, { records }] of list.entries()) {
    for (const { name } of records) {
      const known = byName.get(name);
      if (!known) byName.set(name, [at]);
      else if (known.at(-1) !== at) known.push(at);
    }
  }
  return byName;
}
