// When metrics began to mean something else: only rules that read one of them since have to be judged again across files.
// Layer: analysis.
import type { DocumentFacts, RecordFact } from './facts';
import { sameRecord } from './sameFacts';
import type { WorkspaceFacts } from './workspaceFacts';

/** What one workspace said over time, as far as it matters to rules. */
export class ChangeLog {
  private last: WorkspaceFacts;
  private version = 0;
  /** When what exporter code defines changed: it is looked through as a whole, for names near a name. */
  private codeChanged = 0;
  /** When what is recorded under any name changed. */
  private nameChanged = 0;
  /** When a name was first recorded or no longer: names near one that nobody records are others since. */
  private listChanged = 0;
  private readonly changed = new Map<string, number>();

  constructor(first: WorkspaceFacts) {
    this.last = first;
  }

  /** The version of what the workspace says now: a new one where anything changed. In slices. */
  *versionOf(now: WorkspaceFacts): Generator<void, number> {
    for (let before = this.last; before !== now; before = this.last) {
      const names = yield* changedNames(before.documents, now.documents);
      const isOtherList = yield* isListedOtherwise(names, before, now);
      const isOtherAlert = haveOtherAlerts(before.documents, now.documents);
      // Somebody may have asked in between.
      if (this.last !== before) continue;
      this.last = now;
      this.version++;
      if (before.metrics !== now.metrics || before.images !== now.images) this.codeChanged = this.version;
      for (const name of names) {
        this.changed.set(name, this.version);
        this.nameChanged = this.version;
      }
      if (isOtherAlert) {
        this.nameChanged = this.version;
        for (const name of alertSeries) this.changed.set(name, this.version);
      }
      if (isOtherList) this.listChanged = this.version;
    }
    return this.version;
  }

  /** Whether what a rule may be told of the metrics that it reads is another thing since a version. */
  changedSince(version: number, reads: readonly string[]): boolean {
    if (this.codeChanged > version) return true;
    if (this.listChanged > version && reads.some(name => isLevelled(name) && this.last.recorded(name).length === 0)) {
      return true;
    }
    return this.nameChanged > version && reads.some(name => (this.changed.get(name) ?? 0) > version);
  }
}

/** Whether it is a name as recording rules give it: `level:metric:operations`. */
export function isLevelled(name: string): boolean {
  return name.indexOf(':') !== name.lastIndexOf(':');
}

/** What Prometheus writes of alerts: it means something else once another alert is there. */
const alertSeries = ['ALERTS', 'ALERTS_FOR_STATE'];

/** Whether a document has alerts of other names than before. */
function haveOtherAlerts(before: readonly DocumentFacts[], now: readonly DocumentFacts[]): boolean {
  const old = new Map(before.map(document => [document.file, document]));
  return (
    before.length !== now.length ||
    now.some(document => {
      const known = old.get(document.file);
      if (known === document) return false;
      const [was, is] = [known?.alerts ?? [], document.alerts];
      return was.length !== is.length || is.some((alert, i) => alert !== was[i] && alert.name !== was[i]!.name);
    })
  );
}

/** How many names are looked up between two yields: each takes a look at every group of the documents that record it. */
const namesPerSlice = 16;

/** Whether a name among these is recorded in only one of two workspaces. */
function* isListedOtherwise(
  names: ReadonlySet<string>,
  before: WorkspaceFacts,
  now: WorkspaceFacts,
): Generator<void, boolean> {
  let seen = 0;
  for (const name of names) {
    if (before.recorded(name).length === 0 || now.recorded(name).length === 0) return true;
    if (++seen % namesPerSlice === 0) yield;
  }
  return false;
}

/** Names whose recording rules changed, and what is recorded from them. */
function* changedNames(
  before: readonly DocumentFacts[],
  now: readonly DocumentFacts[],
): Generator<void, ReadonlySet<string>> {
  const names = yield* changedRecords(before, now);
  for (let size = 0; size < names.size; ) {
    size = names.size;
    for (const [i, { records }] of now.entries()) {
      if (i % documentsPerSlice === documentsPerSlice - 1) yield;
      for (const { name, reads } of records) {
        if (!names.has(name) && reads.some(read => names.has(read))) names.add(name);
      }
    }
  }
  return names;
}

/** Of how many documents the records are looked through between two yields. */
const documentsPerSlice = 256;

/** How many recordings that are not the same objects are compared between two yields: a rule may be taken apart again for that. */
const comparedPerSlice = 8;

/** Names whose recording rules are not the same ones in the same order. */
function* changedRecords(
  before: readonly DocumentFacts[],
  now: readonly DocumentFacts[],
): Generator<void, Set<string>> {
  let compared = 0;
  const old = new Map(before.map(document => [document.file, document]));
  const names = new Set<string>();
  const add = (records: readonly RecordFact[]): void => {
    for (const { name } of records) names.add(name);
  };
  for (const document of now) {
    const known = old.get(document.file);
    old.delete(document.file);
    if (known === document) continue;
    const was = known?.records ?? [];
    const is = document.records;
    const shorter = Math.min(was.length, is.length);
    let first = 0;
    for (; first < shorter; first++) {
      const [a, b] = [was[first]!, is[first]!];
      if (a === b) continue;
      if (!sameRecord(a, b)) break;
      if (++compared % comparedPerSlice === 0) yield;
    }
    let last = 0;
    for (; last < shorter - first; last++) {
      const [a, b] = [was[was.length - 1 - last]!, is[is.length - 1 - last]!];
      if (a === b) continue;
      if (!sameRecord(a, b)) break;
      if (++compared % comparedPerSlice === 0) yield;
    }
    add(was.slice(first, was.length - last));
    add(is.slice(first, is.length - last));
  }
  for (const { records } of old.values()) add(records);
  return names;
}
