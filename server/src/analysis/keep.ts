// What a document says to others, in copies of its own: its text and trees can go while the facts stay. Layer: analysis.
import type { Branch, Pin } from '../promql/shape';
import { ownCopies, ownCopy } from '../text/ownCopy';
import type { DocumentFacts } from './facts';

/** The same facts, places included, holding nothing of the document they were read from. */
export function keptFacts({
  file,
  alerts,
  records,
  routes,
  inhibitions,
  groups,
  watches,
  starts,
  objects,
  templates,
}: DocumentFacts): DocumentFacts {
  const ownAlerts = alerts.map(({ name, group, annotations, reads, labels, branches, external, at, ...timing }) => ({
    ...ownCopies({ name, group, labels, reads }),
    // Copies already, and shared by many alerts.
    annotations,
    at,
    ...timing,
    ...(external ? { external } : {}),
    branches: branches?.map(keptBranch),
  }));
  // What a record carries is worked out now: later there is nothing to work it out from.
  const ownRecords = records.map(({ name, labels, branches, value, expr, result, reads, at }) => {
    const known = branches()?.map(keptBranch);
    const number = value();
    return { ...ownCopies({ name, labels, reads, expr }), at, branches: () => known, value: () => number, result };
  });
  let [alert, record] = [0, 0];
  return {
    file,
    alerts: ownAlerts,
    records: ownRecords,
    routes: ownCopies(routes),
    inhibitions: ownCopies(inhibitions),
    groups: groups.map(({ name, at, reads, ...own }) => ({
      ...ownCopies({ name, reads }),
      at,
      alerts: ownAlerts.slice(alert, (alert += own.alerts.length)),
      records: ownRecords.slice(record, (record += own.records.length)),
    })),
    watches: ownCopies(watches),
    starts,
    ...(objects ? { objects: ownCopies(objects) } : {}),
    ...(templates ? { templates } : {}),
  };
}

function keptBranch(branch: Branch): Branch {
  return {
    ...branch,
    possible: branch.possible.kept(),
    sure: branch.sure.kept(),
    expected: branch.expected.kept(),
    pins: branch.pins.map(keptPin),
    dropped: branch.dropped.kept(),
    lacking: branch.lacking.kept(),
    metrics: branch.metrics.map(ownCopy),
  };
}

/** A matcher without the place where it is written. */
function keptPin({ label, op, value }: Pin): Pin {
  return {
    label: { name: ownCopy(label.name) },
    ...(op ? { op } : {}),
    ...(value ? { value: { value: ownCopy(value.value) } } : {}),
  };
}
