// One branch of a result: what it carries, and the operations that all transfer rules are made of.
// Layer: promql.
import type { Span } from '../../text/span';
import type { Branch } from '../shape';

/** Whether a label can be there. */
export type Carries = 'yes' | 'no' | 'unknown';

/** The label that holds a metric's name. */
export const nameLabel = '__name__';

const nothing: ReadonlySet<string> = new Set();
const noReasons: ReadonlyMap<string, Span> = new Map();

/** Nothing is known: a hole, or a function that does not exist. */
export const openBranch: Branch = {
  open: true,
  possible: nothing,
  sure: nothing,
  dropped: noReasons,
  metrics: [],
  always: false,
};

/** One sample without labels that is always there; `by` is the expression that makes it. */
export function constantBranch({ from, to }: Span, value?: number): Branch {
  return {
    open: false,
    possible: nothing,
    sure: nothing,
    dropped: noReasons,
    excludedBy: { from, to },
    metrics: [],
    always: true,
    ...(value !== undefined && { constantValue: value }),
  };
}

/** Whether series of the branch can carry the label. */
export function branchCarries({ possible, dropped, lacking, open }: Branch, label: string): Carries {
  if (possible.has(label)) return 'yes';
  return open && !dropped.has(label) && !lacking?.has(label) ? 'unknown' : 'no';
}

/** What keeps the label off the branch; undefined where it may be there, or where nothing removed it. */
export function branchReason(branch: Branch, label: string): Span | undefined {
  if (branchCarries(branch, label) !== 'no') return undefined;
  return branch.dropped.get(label) ?? (branch.lacking?.has(label) ? undefined : branch.excludedBy);
}

/** A branch that can be edited label by label; `done` gives the result. */
export class Draft {
  private readonly possible: Set<string>;
  private readonly sure: Set<string>;
  private readonly dropped: Map<string, Span>;
  private readonly lacking: Set<string>;

  constructor(private readonly base: Branch) {
    this.possible = new Set(base.possible);
    this.sure = new Set(base.sure);
    this.dropped = new Map(base.dropped);
    this.lacking = new Set(base.lacking);
  }

  /** The label may be there from now on, or surely is. */
  add(label: string, sure = false): this {
    this.possible.add(label);
    if (sure) this.sure.add(label);
    else this.sure.delete(label);
    this.dropped.delete(label);
    this.lacking.delete(label);
    return this;
  }

  /** The label is gone; `by` removed it, nothing did where it is undefined. */
  remove(label: string, by: Span | undefined): this {
    this.possible.delete(label);
    this.sure.delete(label);
    if (by) this.dropped.set(label, { from: by.from, to: by.to });
    else if (!this.dropped.has(label)) this.lacking.add(label);
    return this;
  }

  done(changes: Partial<Branch> = {}): Branch {
    const { possible, sure, dropped, lacking } = this;
    const branch: Branch = { ...this.base, possible, sure, dropped, ...changes };
    if (lacking.size > 0) return { ...branch, lacking };
    const { lacking: _none, ...rest } = branch;
    return rest;
  }
}

/** The branch without its metric name, where it may have one. */
export function dropName(branch: Branch, by: Span): Branch {
  return branchCarries(branch, nameLabel) === 'no' ? branch : new Draft(branch).remove(nameLabel, by).done();
}

/** The branch without what is known of its values. */
export function withoutValue(branch: Branch, always = false): Branch {
  const { constantValue: _value, ...rest } = branch;
  return { ...rest, always };
}

/**
 * Several branches as one: what any of them can carry, what all of them surely carry. A label is dropped where all lack it;
 * the first reason stands.
 */
export function mergeBranches(branches: readonly Branch[]): Branch {
  const [first, ...others] = branches;
  if (!first) return openBranch;
  if (others.length === 0) return first;
  const labels = new Set<string>();
  for (const { possible, dropped, lacking } of branches) {
    for (const label of [...possible, ...dropped.keys(), ...(lacking ?? [])]) labels.add(label);
  }
  const excludedBy = branches.find(branch => branch.excludedBy)?.excludedBy;
  const draft = new Draft({
    ...openBranch,
    open: branches.some(({ open }) => open),
    metrics: [...new Set(branches.flatMap(({ metrics }) => metrics))],
    always: branches.some(({ always }) => always),
    ...(excludedBy && { excludedBy }),
  });
  for (const label of labels) {
    const answers = branches.map(branch => branchCarries(branch, label));
    if (answers.includes('yes')) {
      draft.add(
        label,
        branches.every(({ sure }) => sure.has(label)),
      );
    } else if (!answers.includes('unknown')) {
      draft.remove(
        label,
        branches.map(branch => branchReason(branch, label)).find(reason => reason),
      );
    }
  }
  return draft.done();
}

/** Only the labels of a list, kept where the branch can carry them; everything else is excluded by `by`. */
export function keepOnly(branch: Branch, labels: readonly string[], by: Span): Branch {
  const draft = new Draft({
    ...openBranch,
    open: false,
    excludedBy: { from: by.from, to: by.to },
    metrics: branch.metrics,
    always: branch.always,
  });
  for (const label of labels) {
    if (branchCarries(branch, label) === 'no') draft.remove(label, branchReason(branch, label));
    else draft.add(label, branch.sure.has(label));
  }
  return draft.done();
}
