// One branch of a result: what it carries, and the operations that all transfer rules are made of.
// Layer: promql.
import type { Span } from '../../text/span';
import type { Branch } from '../shape';
import { LabelSet } from './labelSet';
import { Reasons } from './reasons';

/** Whether a label can be there. */
export type Carries = 'yes' | 'no' | 'unknown';

/** The label that holds a metric's name. */
export const nameLabel = '__name__';

/** Nothing is known: a hole, or a function that does not exist. */
export const openBranch: Branch = {
  open: true,
  possible: LabelSet.empty,
  sure: LabelSet.empty,
  dropped: Reasons.none,
  lacking: LabelSet.empty,
  excludedBy: undefined,
  metrics: [],
  constantValue: undefined,
  always: false,
};

/** A branch without labels and without values: `by` excluded everything. */
export function bareBranch(by: Span, metrics: readonly string[] = [], always = false, constantValue?: number): Branch {
  const { possible, sure, dropped, lacking } = openBranch;
  const excludedBy = { from: by.from, to: by.to };
  return { open: false, possible, sure, dropped, lacking, excludedBy, metrics, constantValue, always };
}

/** One sample without labels that is always there; `by` is the expression that makes it. */
export function constantBranch(by: Span, constantValue?: number): Branch {
  return bareBranch(by, [], true, constantValue);
}

/** The branch with what is known of its samples; every field by hand, for spreading takes longer than all else here. */
export function withSamples(
  { open, possible, sure, dropped, lacking, excludedBy }: Branch,
  metrics: readonly string[],
  constantValue: number | undefined,
  always: boolean,
): Branch {
  return { open, possible, sure, dropped, lacking, excludedBy, metrics, constantValue, always };
}

/** Whether series of the branch can carry the label. */
export function branchCarries({ possible, dropped, lacking, open }: Branch, label: string): Carries {
  if (possible.has(label)) return 'yes';
  return open && !dropped.has(label) && !lacking.has(label) ? 'unknown' : 'no';
}

/** What keeps the label off the branch; undefined where it may be there, or where nothing removed it. */
export function branchReason(branch: Branch, label: string): Span | undefined {
  if (branchCarries(branch, label) !== 'no') return undefined;
  return branch.dropped.of(label) ?? (branch.lacking.has(label) ? undefined : branch.excludedBy);
}

/** A branch that can be edited label by label; `done` gives the result. */
export class Draft {
  private possible: LabelSet;
  private sure: LabelSet;
  private dropped: Reasons;
  private lacking: LabelSet;

  constructor(private readonly base: Branch) {
    this.possible = base.possible;
    this.sure = base.sure;
    this.dropped = base.dropped;
    this.lacking = base.lacking;
  }

  /** The label may be there from now on, or surely is. */
  add(label: string, sure = false): this {
    this.possible = this.possible.with(label);
    this.sure = sure ? this.sure.with(label) : this.sure.without(label);
    this.dropped = this.dropped.without(label);
    this.lacking = this.lacking.without(label);
    return this;
  }

  /** The label is gone; `by` removed it, nothing did where it is undefined. */
  remove(label: string, by: Span | undefined): this {
    this.possible = this.possible.without(label);
    this.sure = this.sure.without(label);
    if (by) this.dropped = this.dropped.with(label, by);
    else if (!this.dropped.has(label)) this.lacking = this.lacking.with(label);
    return this;
  }

  done(): Branch {
    const { possible, sure, dropped, lacking } = this;
    const { open, excludedBy, metrics, constantValue, always } = this.base;
    return { open, possible, sure, dropped, lacking, excludedBy, metrics, constantValue, always };
  }
}

/** The branch without its metric name, where it may have one. */
export function dropName(branch: Branch, by: Span): Branch {
  return branchCarries(branch, nameLabel) === 'no' ? branch : new Draft(branch).remove(nameLabel, by).done();
}

/** The branch without what is known of its values. */
export function withoutValue(branch: Branch, always = false): Branch {
  if (branch.constantValue === undefined && branch.always === always) return branch;
  return withSamples(branch, branch.metrics, undefined, always);
}

/**
 * Several branches as one: what any of them can carry, what all of them surely carry. A label is dropped where all lack it,
 * each for a reason; the first one stands.
 */
export function mergeBranches(branches: readonly Branch[]): Branch {
  const first = branches[0];
  if (!first) return openBranch;
  if (branches.length === 1) return first;
  const labels = new Set<string>();
  for (const { possible, dropped, lacking } of branches) {
    for (const label of possible) labels.add(label);
    for (const label of dropped.labels()) labels.add(label);
    for (const label of lacking) labels.add(label);
  }
  const draft = new Draft({
    ...openBranch,
    possible: first.possible,
    open: branches.some(({ open }) => open),
    metrics: [...new Set(branches.flatMap(({ metrics }) => metrics))],
    always: branches.some(({ always }) => always),
    excludedBy: branches.every(branch => branch.excludedBy) ? first.excludedBy : undefined,
  });
  for (const label of labels) {
    const answers = branches.map(branch => branchCarries(branch, label));
    if (answers.includes('yes')) {
      draft.add(
        label,
        branches.every(({ sure }) => sure.has(label)),
      );
    } else if (!answers.includes('unknown')) {
      const reasons = branches.map(branch => branchReason(branch, label));
      draft.remove(label, reasons.every(reason => reason) ? reasons[0] : undefined);
    }
  }
  return draft.done();
}

/** Only the labels of a list, kept where the branch can carry them; everything else is excluded by `by`. */
export function keepOnly(branch: Branch, labels: readonly string[], by: Span): Branch {
  const draft = new Draft(bareBranch(by, branch.metrics, branch.always));
  for (const label of labels) {
    if (branchCarries(branch, label) === 'no') draft.remove(label, branchReason(branch, label));
    else draft.add(label, branch.sure.has(label));
  }
  return draft.done();
}
