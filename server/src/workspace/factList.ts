// What all documents of a workspace say together, which stays the same object while nobody says anything else. Layer: workspace.
import type { DocumentFacts } from '../analysis/facts';
import { RecordIndex } from '../analysis/recordIndex';
import { sameFacts, sameFactsInSlices } from '../analysis/sameFacts';
import { type WorkspaceFacts, workspaceFacts } from '../analysis/workspaceFacts';
import type { Basis, ReadBy } from './basis';
import type { Entries } from './entries';
import type { OtherFiles } from './others';
import type { SurroundingsBook } from './surroundings';

/** Whether two facts of a file say the same by value. */
interface Compared {
  readonly facts: DocumentFacts;
  readonly before: DocumentFacts;
  readonly isSame: boolean;
}

export class FactList {
  private readonly of = {};
  /** What `current` gave last: the list of documents, and the place of each file in it. */
  private listed: DocumentFacts[] = [];
  private places: ReadonlyMap<string, number> = new Map();
  private records = new RecordIndex();
  private given: WorkspaceFacts;
  /** Since then: files whose documents changed, whether any came or went, and by what they were all read. */
  private readonly changed = new Set<string>();
  private membersChanged = false;
  private readBy: ReadBy;
  /** What was compared in slices, for the next time somebody asks. */
  private readonly compared = new Map<string, Compared>();

  constructor(
    private readonly entries: Entries,
    private readonly other: OtherFiles,
    private readonly around: SurroundingsBook,
    private readonly basis: Basis,
  ) {
    this.given = workspaceFacts(this.of, this.listed, other.metrics(), other.images());
    this.readBy = basis.now();
  }

  /** What was given last, without looking at what changed since. */
  get known(): WorkspaceFacts {
    return this.given;
  }

  /** The document of a file is another one, or the first. */
  change(file: string, isNew: boolean): void {
    this.changed.add(file);
    if (isNew) this.membersChanged = true;
  }

  remove(file: string): void {
    this.changed.delete(file);
    this.compared.delete(file);
    this.membersChanged = true;
  }

  /** Gives facts for others of the same value. */
  exchange(file: string, before: DocumentFacts, after: DocumentFacts): void {
    const at = this.places.get(file);
    if (at !== undefined && this.listed[at] === before) this.listed[at] = after;
  }

  /** Reads and compares in slices what all documents say now, so that `current` finds it done. */
  *gather(): Generator<void, void> {
    for (const file of this.isReadAnew() ? this.entries.files() : [...this.changed]) {
      yield* this.entries.gatherFrom(file);
      yield* this.compare(file);
      yield;
    }
  }

  /** What all documents say now; the same object while nobody's facts change by value. */
  current(): WorkspaceFacts {
    const { other, given } = this;
    const surroundings = this.around.after(given.surroundings);
    const isSameAround =
      given.surroundings === surroundings && given.metrics === other.metrics() && given.images === other.images();
    if (this.changed.size === 0 && !this.membersChanged && isSameAround && !this.isReadAnew()) return given;
    const next = this.membersChanged ? this.relist() : [...this.listed];
    const differing = this.update(next);
    const isSameList = next.length === this.listed.length && next.every((one, i) => one.file === this.listed[i]?.file);
    this.changed.clear();
    this.membersChanged = false;
    this.readBy = this.basis.now();
    this.around.settle();
    if (isSameList && differing.length === 0 && isSameAround) {
      // The same by value, of the present versions.
      for (const [at, facts] of next.entries()) this.listed[at] = facts;
    } else {
      this.listed = next;
      this.records = isSameList ? this.records.with(differing) : new RecordIndex();
      this.given = workspaceFacts(this.of, next, other.metrics(), other.images(), surroundings, this.records);
    }
    return this.given;
  }

  /** What all documents say now, with the places of their present versions. */
  placed(): WorkspaceFacts {
    const documents = this.entries
      .files()
      .sort()
      .map(file => this.entries.factsOf(file));
    const surroundings = this.around.after(this.given.surroundings);
    return workspaceFacts(this.of, documents, this.other.metrics(), this.other.images(), surroundings);
  }

  private isReadAnew(): boolean {
    return !this.basis.holds(this.readBy);
  }

  /** Puts the present facts of what changed into `next`; gives the places where they differ by value. */
  private update(next: DocumentFacts[]): readonly number[] {
    const differing: number[] = [];
    for (const file of this.isReadAnew() ? this.entries.files() : this.changed) {
      const at = this.places.get(file)!;
      const facts = this.entries.factsOf(file);
      const before = next[at];
      if (facts !== before && !(before && this.isSame(file, facts, before))) differing.push(at);
      next[at] = facts;
    }
    return differing;
  }

  /** The list of documents once some came or went, those that are new still missing. */
  private relist(): DocumentFacts[] {
    const files = this.entries.files().sort();
    const next = files.map(file => this.listed[this.places.get(file) ?? -1]!);
    this.places = new Map(files.map((file, at) => [file, at]));
    return next;
  }

  private *compare(file: string): Generator<void, void> {
    const facts = this.entries.knownFactsOf(file);
    const before = this.listed[this.places.get(file) ?? -1];
    if (!facts || !before || facts === before) return;
    this.compared.set(file, { facts, before, isSame: yield* sameFactsInSlices(facts, before) });
  }

  private isSame(file: string, facts: DocumentFacts, before: DocumentFacts): boolean {
    const compared = this.compared.get(file);
    this.compared.delete(file);
    return compared?.facts === facts && compared.before === before ? compared.isSame : sameFacts(facts, before);
  }
}
