// Sets of label names that never change. All results that come from one metric share its list of some sixty names and
// keep only what an operator added or took away: a copy of the list for each operator was a third of all work on rules.
// Layer: promql.
import type { Copier } from '../../text/ownCopy';

/** Where this many names differ from the shared list, a list of its own is shorter to search. */
const mostDifferences = 16;

const none: readonly string[] = [];

export class LabelSet implements Iterable<string> {
  /** No label at all. */
  static readonly empty = new LabelSet(new Set(), none, none);

  /** The set of these labels; it keeps the list and shares it with the sets made from it. */
  static of(labels: ReadonlySet<string>): LabelSet {
    return new LabelSet(labels, none, none);
  }

  private constructor(
    private readonly shared: ReadonlySet<string>,
    /** Not in the shared list. */
    private readonly added: readonly string[],
    /** All in the shared list. */
    private readonly removed: readonly string[],
  ) {}

  get size(): number {
    return this.shared.size + this.added.length - this.removed.length;
  }

  has(label: string): boolean {
    return this.shared.has(label) ? !this.removed.includes(label) : this.added.includes(label);
  }

  /** No generator: an object for each label of each set that is looked through would be a tenth of all that is made. */
  [Symbol.iterator](): Iterator<string> {
    const { shared, added, removed } = this;
    if (removed.length === 0) return added.length === 0 ? shared.values() : [...shared, ...added].values();
    const labels: string[] = [];
    for (const label of shared) if (!removed.includes(label)) labels.push(label);
    labels.push(...added);
    return labels.values();
  }

  /** Whether the test holds for one of the labels. */
  some(test: (label: string) => boolean): boolean {
    if (this.added.some(test)) return true;
    for (const label of this.shared) if (!this.removed.includes(label) && test(label)) return true;
    return false;
  }

  equals(other: LabelSet): boolean {
    if (this === other) return true;
    if (this.size !== other.size) return false;
    const differences = new Set<string>();
    this.addDifferences(other, differences);
    for (const label of differences) if (this.has(label) !== other.has(label)) return false;
    return true;
  }

  with(label: string): LabelSet {
    const { shared, added, removed } = this;
    if (this.has(label)) return this;
    if (shared.has(label)) return new LabelSet(shared, added, others(removed, label));
    return added.length < mostDifferences
      ? new LabelSet(shared, and(added, label), removed)
      : LabelSet.of(new Set([...this, label]));
  }

  /** With many labels: in time that grows with their number. */
  withAll(labels: readonly string[]): LabelSet {
    if (labels.length > mostDifferences) return LabelSet.of(new Set([...this, ...labels]));
    const { shared, added, removed } = this;
    const isNew = (label: string, at: number): boolean =>
      !shared.has(label) && !added.includes(label) && labels.indexOf(label) === at;
    // All at once where none stands in the way: a list for each that is added would be thrown away.
    if (added.length + labels.length <= mostDifferences && labels.every(isNew))
      return labels.length === 0 ? this : new LabelSet(shared, added.concat(labels), removed);
    let all: LabelSet = this;
    for (const label of labels) all = all.with(label);
    return all;
  }

  without(label: string): LabelSet {
    const { shared, added, removed } = this;
    if (!this.has(label)) return this;
    if (!shared.has(label)) return new LabelSet(shared, others(added, label), removed);
    return removed.length < mostDifferences
      ? new LabelSet(shared, added, and(removed, label))
      : LabelSet.of(new Set(others([...this], label)));
  }

  /** The same set in strings of its own; a long list is a metric's, which everybody shares. */
  kept(copies: Copier): LabelSet {
    const { shared, added, removed } = this;
    if (shared.size + added.length === 0) return LabelSet.empty;
    if (shared.size > mostDifferences) return new LabelSet(shared, added.map(copies.text), removed.map(copies.text));
    return copies.once([...this].join('\0'), () => LabelSet.of(new Set([...this].map(copies.text))));
  }

  addTo(labels: Set<string>): void {
    for (const label of this.shared) if (!this.removed.includes(label)) labels.add(label);
    for (const label of this.added) labels.add(label);
  }

  /** Adds the labels that may be in one of two sets and not in the other, and perhaps some more. */
  addDifferences(other: LabelSet, labels: Set<string>): void {
    if (this.shared !== other.shared) {
      this.addTo(labels);
      other.addTo(labels);
      return;
    }
    for (const list of [this.added, this.removed, other.added, other.removed]) {
      for (const label of list) labels.add(label);
    }
  }
}

/** Exactly as long as it need be: a list that grew by `push` has room for sixteen more, and a file keeps thousands of these. */
function and(labels: readonly string[], label: string): readonly string[] {
  return labels.length === 0 ? [label] : labels.concat(label);
}

function others(labels: readonly string[], label: string): readonly string[] {
  if (labels.length === 1) return none;
  return labels.filter(one => one !== label);
}
