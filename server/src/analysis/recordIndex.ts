// Which documents record a name. Of a workspace that differs in a few documents from one that was looked through, only these
// are looked through: an edit of one rule does not cost the records of thousands of files. Layer: analysis.
import type { DocumentFacts, GroupFact, RecordFact } from './facts';

/** So many documents may differ before all are looked through again. */
const mostDifferences = 16;

/** Indices into a list of documents, ascending. */
type ByName = ReadonlyMap<string, readonly number[]>;

export class RecordIndex {
  /** Of the list as it was when first asked. */
  private base: { byName?: ByName } = {};
  /** The documents that changed since, by their index. */
  private changed: ReadonlySet<number> = new Set();
  private own = new WeakMap<GroupFact, ReadonlyMap<string, readonly RecordFact[]>>();

  /** The index of the same list with other facts at some places. */
  with(changed: readonly number[]): RecordIndex {
    const next = new RecordIndex();
    next.own = this.own;
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
    if (changed.size === 0) return known.length === 0 ? [] : known.flatMap(at => this.ofDocument(documents[at]!, name));
    const all = [...known.filter(at => !changed.has(at)), ...changed];
    return all.sort((a, b) => a - b).flatMap(at => this.ofDocument(documents[at]!, name));
  }

  /** Group by group: an edit leaves all but one of them what they were. */
  private ofDocument({ groups }: DocumentFacts, name: string): readonly RecordFact[] {
    const found: RecordFact[] = [];
    for (const group of groups) {
      if (group.records.length === 0) continue;
      let own = this.own.get(group);
      if (!own) this.own.set(group, (own = recordsByName(group)));
      const records = own.get(name);
      if (records) found.push(...records);
    }
    return found;
  }
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

function indexOf(documents: readonly DocumentFacts[]): ByName {
  const byName = new Map<string, number[]>();
  for (const [at, { records }] of documents.entries()) {
    for (const { name } of records) {
      const known = byName.get(name);
      if (!known) byName.set(name, [at]);
      else if (known.at(-1) !== at) known.push(at);
    }
  }
  return byName;
}
