// What recording rules of a workspace leave to the series that they record. Layer: analysis (joins facts and promql).
import type { Branch } from '../promql/shape';
import { Draft, oftenEmpty, openBranch } from '../promql/shape/branch';
import { pinned } from '../promql/shape/pins';
import type { Value } from '../promql/value/value';
import type { RecordFact, WorkspaceFacts } from './facts';

/**
 * The branches of a recorded series: those of all rules that record it, with the labels that they set; undefined where none does.
 * One that reads recorded series itself may carry anything.
 */
export function recordedBranches(workspace: WorkspaceFacts, name: string): readonly Branch[] | undefined {
  const records = workspace.recorded(name);
  if (records.length === 0) return undefined;
  return records.flatMap(record => {
    const isDerived = record.reads.some(read => workspace.recorded(read).length > 0);
    const branches = isDerived ? undefined : record.branches();
    return branches ? branches.map(branch => labelled(branch, record)) : [openBranch];
  });
}

/**
 * What is known of the numbers of a recorded series: what all rules that record it agree on; undefined where they do not, where
 * none does, or where one reads recorded series itself.
 */
export function recordedValue(workspace: WorkspaceFacts, name: string): Value | undefined {
  const [first, ...others] = workspace.recorded(name);
  const isDerived = first?.reads.some(read => workspace.recorded(read).length > 0);
  const value = isDerived ? undefined : first?.value();
  return value && others.every(other => other.value()?.equals(value)) ? value : undefined;
}

/** The branch with the labels that the rule sets. A reader elsewhere may add what tells one system from another. */
function labelled(branch: Branch, { labels }: RecordFact): Branch {
  const draft = new Draft(branch);
  for (const label of oftenEmpty) if (!branch.possible.has(label)) draft.add(label);
  for (const { name, value } of labels) {
    if (value === '') draft.remove(name, undefined);
    else {
      draft.set(name, true);
      if (value !== undefined) draft.pinMore([pinned(name, value)], () => true);
    }
  }
  return draft.done();
}
