// Whether two readings of a document say the same to others: then what was concluded from the first holds for the second.
// Layer: analysis.

import type { Branch } from '../promql/shape';
import type { Value } from '../promql/value/value';
import { sameJson, sameSet } from '../text/same';
import { finish } from '../text/slices';
import type { DocumentFacts, RecordFact, RouteFact } from './facts';
import { sameInhibitions, sameRoute } from './routeFacts';
import { sameTemplates } from './templateFacts';

/** How many items of lists of facts are looked at between two yields. */
const factsPerSlice = 512;

/** How many facts that are not the same objects are compared between two yields: for that a rule may be taken apart again. */
const comparedPerSlice = 8;

/** Whether two readings of a document say the same to others; places do not count. */
export function sameFacts(a: DocumentFacts, b: DocumentFacts): boolean {
  return finish(sameFactsInSlices(a, b));
}

/** The same in slices. */
export function* sameFactsInSlices(a: DocumentFacts, b: DocumentFacts): Generator<void, boolean> {
  return (
    a.file === b.file &&
    (yield* sameLists(
      a.alerts,
      b.alerts,
      (x, y) =>
        x.group === y.group &&
        x.external === y.external &&
        x.senders === y.senders &&
        x.waits === y.waits &&
        x.looksBack === y.looksBack &&
        sameName(x, y) &&
        sameJson(x.annotations, y.annotations) &&
        sameList(x.reads, y.reads, Object.is) &&
        sameBranches(x.branches, y.branches),
    )) &&
    (yield* sameLists(a.records, b.records, sameRecord)) &&
    (yield* sameLists(
      a.groups,
      b.groups,
      (x, y) => x.name === y.name && sameList(x.reads, y.reads, Object.is) && sameJson(x.ruleFile, y.ruleFile),
    )) &&
    (yield* sameLists(a.watches, b.watches, sameJson)) &&
    (yield* sameTrees(a.routes, b.routes)) &&
    sameInhibitions(a.inhibitions, b.inhibitions) &&
    sameTemplates(a.templates, b.templates) &&
    (a.objects === b.objects || JSON.stringify(withoutPlaces(a.objects)) === JSON.stringify(withoutPlaces(b.objects)))
  );
}

function withoutPlaces(objects: DocumentFacts['objects']) {
  return objects?.map(({ at, span, secrets, ...said }) => [said, secrets?.map(({ name, key }) => [name, key])]);
}

/** Of a routing tree the routes below its root may be many. */
function* sameTrees(a: readonly RouteFact[], b: readonly RouteFact[]): Generator<void, boolean> {
  if (a.length !== b.length) return false;
  for (const [i, root] of a.entries()) {
    const other = b[i]!;
    if (root === other) continue;
    if (!sameRoute({ ...root, routes: [] }, { ...other, routes: [] })) return false;
    if (!(yield* sameLists(root.routes, other.routes, sameRoute))) return false;
  }
  return true;
}

function* sameLists<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): Generator<void, boolean> {
  if (a.length !== b.length) return false;
  let compared = 0;
  // By index: all facts of a large file are gone through at each edit, and `entries()` makes an object of each.
  for (let i = 0; i < a.length; i++) {
    if (i % factsPerSlice === factsPerSlice - 1) yield;
    const item = a[i]!;
    const other = b[i]!;
    if (item === other) continue;
    if (++compared % comparedPerSlice === 0) yield;
    if (!same(item, other)) return false;
  }
  return true;
}

/** Whether two recording rules say the same of their name. */
export function sameRecord(a: RecordFact, b: RecordFact): boolean {
  if (!sameName(a, b)) return false;
  return (
    (a.branches === b.branches || sameBranches(a.branches(), b.branches())) &&
    (a.value === b.value || sameNumbers(a.value(), b.value()))
  );
}

function sameNumbers(a: Value | undefined, b: Value | undefined): boolean {
  return a && b ? a.equals(b) : a === b;
}

type Named = Pick<RecordFact, 'name' | 'labels'>;

function sameName(a: Named, b: Named): boolean {
  return a.name === b.name && (a.labels === b.labels || sameJson(a.labels, b.labels));
}

function sameBranches(a: readonly Branch[] | undefined, b: readonly Branch[] | undefined): boolean {
  if (!a || !b || a === b) return a === b;
  return sameList(
    a,
    b,
    (x, y) =>
      x.open === y.open &&
      x.always === y.always &&
      Object.is(x.constantValue, y.constantValue) &&
      (x.excludedBy === undefined) === (y.excludedBy === undefined) &&
      x.possible.equals(y.possible) &&
      x.sure.equals(y.sure) &&
      sameSet(new Set(x.dropped.labels()), new Set(y.dropped.labels())) &&
      sameList(x.metrics, y.metrics, Object.is),
  );
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i] || same(item, b[i]!));
}
