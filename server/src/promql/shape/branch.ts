// One branch of a result: what it carries. Layer: promql.
import type { Span } from '../../text/span';

import { LabelSet } from './labelSet';
import { noPins, type Pin } from './pins';
import { Reasons } from './reasons';

/** One `or` branch of a result. `__name__` is treated as a label like any other. */
export interface Branch {
  /** Labels that are in none of the sets may be there, too (a selector of an unknown metric). */
  readonly open: boolean;
  /** Labels a series of this branch may carry (contains `sure`). */
  readonly possible: LabelSet;
  /** Labels that every series of this branch carries. */
  readonly sure: LabelSet;
  /** Labels that are there unless the expression names one that does not exist: those that `by (…)` keeps. */
  readonly expected: LabelSet;
  /** What matchers say of the values of labels that are still there. */
  readonly pins: readonly Pin[];
  /** Labels that no series of this branch carries, each with the part of the expression that removed it. */
  readonly dropped: Reasons;
  /** Labels that a clause such as `by (…)` would keep, but that were never there: nothing removed them. */
  readonly lacking: LabelSet;
  /** The part that removed every label not listed (`by (…)`, `on (…)`, `absent`, …); undefined where nothing did. */
  readonly excludedBy: Span | undefined;
  /** Names of the metrics the series of this branch come from, in order of appearance. */
  readonly metrics: readonly string[];
  /** The value of every sample, where it is a known constant. */
  readonly constantValue: number | undefined;
  /** A sample is there whatever the data says: a scalar, `vector(…)` and what is computed from them alone. */
  readonly always: boolean;
  /** No sample is ever there: the sides of an operator never have equal labels. */
  readonly never: boolean;
}

/** Whether a label can be there. */
export type Carries = 'yes' | 'no' | 'unknown';

/** The label that holds a metric's name. */
export const nameLabel = '__name__';

/** Nothing is known: a hole, or a function that does not exist. */
export const openBranch: Branch = {
  open: true,
  possible: LabelSet.empty,
  sure: LabelSet.empty,
  expected: LabelSet.empty,
  pins: noPins,
  dropped: Reasons.none,
  lacking: LabelSet.empty,
  excludedBy: undefined,
  metrics: [],
  constantValue: undefined,
  always: false,
  never: false,
};

/** A branch without labels and without values: `by` excluded everything. */
export function bareBranch(by: Span, metrics: readonly string[] = [], always = false, constantValue?: number): Branch {
  const { possible, sure, expected, pins, dropped, lacking } = openBranch;
  const excludedBy = { from: by.from, to: by.to };
  return {
    open: false,
    possible,
    sure,
    expected,
    pins,
    dropped,
    lacking,
    excludedBy,
    metrics,
    constantValue,
    always,
    never: false,
  };
}

/** One sample without labels that is always there; `by` is the expression that makes it. */
export function constantBranch(by: Span, constantValue?: number): Branch {
  return bareBranch(by, [], true, constantValue);
}

/** The branch with what is known of its samples; every field by hand, for spreading takes longer than all else here. */
export function withSamples(
  { open, possible, sure, expected, pins, dropped, lacking, excludedBy, never }: Branch,
  metrics: readonly string[],
  constantValue: number | undefined,
  always: boolean,
): Branch {
  return { open, possible, sure, expected, pins, dropped, lacking, excludedBy, metrics, constantValue, always, never };
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

/** The branch without what is known of its values. */
export function withoutValue(branch: Branch, always = false): Branch {
  if (branch.constantValue === undefined && branch.always === always) return branch;
  return withSamples(branch, branch.metrics, undefined, always);
}

/** The branch without what matchers say of values, and so without the matchers: for whoever keeps it. */
export function withoutPins(branch: Branch): Branch {
  if (branch.pins.length === 0) return branch;
  const { open, possible, sure, expected, dropped, lacking, excludedBy, metrics, constantValue, always, never } =
    branch;
  return {
    open,
    possible,
    sure,
    expected,
    pins: noPins,
    dropped,
    lacking,
    excludedBy,
    metrics,
    constantValue,
    always,
    never,
  };
}
