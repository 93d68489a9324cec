// What a document says to others, in copies of its own: its text and trees can go while the facts stay. Layer: analysis.
import type { Branch, Pin } from '../promql/shape';
import { type Copier, ownCopies } from '../text/ownCopy';
import type { DocumentFacts } from './facts';

/** The same facts, places included, holding nothing of the document they were read from. */
export function keptFacts(facts: DocumentFacts, copies: Copier): DocumentFacts {
  const { file, alerts, records, routes, inhibitions, groups, watches, starts, objects, templates } = facts;
  const own = <T>(value: T): T => ownCopies(value, copies.text);
  const branchesOf = (branches: readonly Branch[] | undefined) => branches?.map(branch => keptBranch(branch, copies));
  // Parts are written out, and what is spread comes last: of objects that begin with a spread the engine keeps a layout each.
  const ownAlerts = alerts.map(({ name, group, annotations, reads, labels, branches, at, ...more }) => ({
    name: copies.text(name),
    group: copies.text(group),
    labels: own(labels),
    reads: own(reads),
    // Copies already, and shared by many alerts.
    annotations,
    at,
    branches: branchesOf(branches),
    ...more,
  }));
  // What a record carries is worked out now: later there is nothing to work it out from.
  const ownRecords = records.map(({ name, labels, branches, value, expr, result, reads, at }) => {
    const known = branchesOf(branches());
    const number = value();
    return {
      name: copies.text(name),
      labels: own(labels),
      reads: own(reads),
      expr: copies.text(expr),
      at,
      branches: () => known,
      value: () => number,
      result,
    };
  });
  let [alert, record] = [0, 0];
  return {
    file,
    alerts: ownAlerts,
    records: ownRecords,
    routes: own(routes),
    inhibitions: own(inhibitions),
    groups: groups.map(({ name, at, reads, ruleFile, ...held }) => ({
      name: copies.text(name),
      reads: own(reads),
      at,
      alerts: ownAlerts.slice(alert, (alert += held.alerts.length)),
      records: ownRecords.slice(record, (record += held.records.length)),
      ...(ruleFile ? { ruleFile } : {}),
    })),
    watches: own(watches),
    starts,
    ...(objects ? { objects: own(objects) } : {}),
    ...(templates ? { templates } : {}),
  };
}

function keptBranch(branch: Branch, copies: Copier): Branch {
  return {
    open: branch.open,
    possible: branch.possible.kept(copies),
    sure: branch.sure.kept(copies),
    expected: branch.expected.kept(copies),
    pins: branch.pins.map(pin => keptPin(pin, copies)),
    dropped: branch.dropped.kept(copies),
    lacking: branch.lacking.kept(copies),
    excludedBy: branch.excludedBy,
    metrics: branch.metrics.map(copies.text),
    constantValue: branch.constantValue,
    always: branch.always,
    never: branch.never,
  };
}

/** A matcher without the place where it is written. */
function keptPin({ label, op, value }: Pin, { text }: Copier): Pin {
  return {
    label: { name: text(label.name) },
    ...(op ? { op } : {}),
    ...(value ? { value: { value: text(value.value) } } : {}),
  };
}
