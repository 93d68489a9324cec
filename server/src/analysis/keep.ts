// What a document says to others, in copies of its own: its text and trees can go while the facts stay. Layer: analysis.
import type { Branch, Pin } from '../promql/shape';
import { ownCopies, ownCopy } from '../text/ownCopy';
import type { DocumentFacts } from './facts';

/** The same facts, places included, holding nothing of the document they were read from. */
export function keptFacts({ file, alerts, records, routes, groups, watches }: DocumentFacts): DocumentFacts {
  return {
    file,
    alerts: alerts.map(({ name, group, labels, branches, span }) => ({
      ...ownCopies({ name, group, labels, span }),
      branches: branches?.map(keptBranch),
    })),
    // What a record carries is worked out now: later there is nothing to work it out from.
    records: records.map(({ name, labels, branches, reads, span }) => {
      const known = branches()?.map(keptBranch);
      return { ...ownCopies({ name, labels, reads, span }), branches: () => known };
    }),
    routes: ownCopies(routes),
    groups: ownCopies(groups),
    watches: ownCopies(watches),
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
