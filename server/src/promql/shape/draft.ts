// A branch edited label by label, and the operations that all transfer rules are made of. Layer: promql.
import type { Span } from '../../text/span';
import { type Branch, bareBranch, branchCarries, branchReason, nameLabel, openBranch } from './branch';
import type { LabelSet } from './labelSet';
import { allPins, commonPins, type Pin, pinsOf, pinsWithout } from './pins';
import type { Reasons } from './reasons';

/** A branch that can be edited label by label; `done` gives the result. */
export class Draft {
  private possible: LabelSet;
  private sure: LabelSet;
  private expected: LabelSet;
  private pins: readonly Pin[];
  private dropped: Reasons;
  private lacking: LabelSet;

  constructor(
    private readonly base: Branch,
    private readonly never = base.never,
  ) {
    this.possible = base.possible;
    this.sure = base.sure;
    this.expected = base.expected;
    this.pins = base.pins;
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

  /** As `add` for each of the labels. */
  addAll(labels: readonly string[], sure: boolean): this {
    this.possible = this.possible.withAll(labels);
    if (sure) this.sure = this.sure.withAll(labels);
    for (const label of labels) {
      if (!sure) this.sure = this.sure.without(label);
      this.dropped = this.dropped.without(label);
      this.lacking = this.lacking.without(label);
    }
    return this;
  }

  /** As `add`, with a value that has nothing to do with the one before. */
  set(label: string, sure = false): this {
    this.pins = pinsWithout(this.pins, label);
    return this.add(label, sure);
  }

  /** The label is there unless its author names one that does not exist. */
  expect(label: string): this {
    this.expected = this.expected.with(label);
    return this;
  }

  /** All labels that may be there are. */
  expectAll(): this {
    this.expected = this.possible;
    return this;
  }

  unexpect(label: string): this {
    this.expected = this.expected.without(label);
    return this;
  }

  /** Now this is known about values. */
  pin(pins: readonly Pin[]): this {
    this.pins = pins;
    return this;
  }

  /** This is known besides, of the labels that are meant. */
  pinMore(pins: readonly Pin[], isMeant: (label: string) => boolean): this {
    if (pins.length > 0) this.pins = allPins(this.pins, pins, isMeant);
    return this;
  }

  /** The label is gone; `by` removed it, nothing did where it is undefined. */
  remove(label: string, by: Span | undefined): this {
    this.possible = this.possible.without(label);
    this.sure = this.sure.without(label);
    this.expected = this.expected.without(label);
    this.pins = pinsWithout(this.pins, label);
    if (by) this.dropped = this.dropped.with(label, by);
    else if (!this.dropped.has(label)) this.lacking = this.lacking.with(label);
    return this;
  }

  done(): Branch {
    const { possible, sure, expected, pins, dropped, lacking, never } = this;
    const { open, excludedBy, metrics, constantValue, always } = this.base;
    return {
      open,
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
      never,
    };
  }
}

/** The branch without its metric name, where it may have one. */
export function dropName(branch: Branch, by: Span): Branch {
  return branchCarries(branch, nameLabel) === 'no' ? branch : new Draft(branch).remove(nameLabel, by).done();
}

/**
 * Several branches as one: what any of them can carry, what all of them surely carry. A label is dropped where all lack it,
 * each for a reason; the first one stands. Branches that never have a sample add nothing, as long as there are others.
 */
export function mergeBranches(all: readonly Branch[]): Branch {
  const branches = all.length > 1 && all.some(({ never }) => never) ? living(all) : all;
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
    pins: commonPins(branches.map(({ pins }) => pins)),
    open: branches.some(({ open }) => open),
    metrics: [...new Set(branches.flatMap(({ metrics }) => metrics))],
    always: branches.some(({ always }) => always),
    never: first.never,
    excludedBy: branches.every(branch => branch.excludedBy) ? first.excludedBy : undefined,
  });
  for (const label of labels) {
    const answers = branches.map(branch => branchCarries(branch, label));
    if (answers.includes('yes')) {
      draft.add(
        label,
        branches.every(({ sure }) => sure.has(label)),
      );
      if (branches.every(({ sure, expected }) => sure.has(label) || expected.has(label))) draft.expect(label);
    } else if (!answers.includes('unknown')) {
      const reasons = branches.map(branch => branchReason(branch, label));
      draft.remove(label, reasons.every(reason => reason) ? reasons[0] : undefined);
    }
  }
  return draft.done();
}

/** Those that may have a sample; all where none may. */
function living(branches: readonly Branch[]): readonly Branch[] {
  const alive = branches.filter(({ never }) => !never);
  return alive.length > 0 ? alive : branches;
}

/**
 * Labels that whole systems have or lack, so that an author who keeps them by name does not say they are there: one cluster
 * alone names no cluster.
 */
export const oftenEmpty: ReadonlySet<string> = new Set(
  'cluster cluster_id cluster_name environment env stage region zone datacenter dc tenant tenant_id team prometheus prometheus_replica replica receive provider project project_id location'.split(
    ' ',
  ),
);

/** Only the labels of a list, kept where the branch can carry them; everything else is excluded by `by`. */
export function keepOnly(branch: Branch, labels: readonly string[], by: Span): Branch {
  const draft = new Draft(bareBranch(by, branch.metrics, branch.always), branch.never);
  for (const label of labels) {
    if (branchCarries(branch, label) === 'no') draft.remove(label, branchReason(branch, label));
    else draft.add(label, branch.sure.has(label));
  }
  draft.expectAll();
  for (const label of labels) if (oftenEmpty.has(label)) draft.unexpect(label);
  if (branch.pins.length > 0) draft.pin(pinsOf(branch.pins, label => labels.includes(label)));
  return draft.done();
}
