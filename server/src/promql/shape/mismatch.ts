// When two sides never have equal labels: one surely carries a label that the other cannot, or they select different values.
// Layer: promql. A label that is nowhere matches as the empty text, so a difference must be proven on both sides.
import type { Span } from '../../text/span';
import type { Matching } from '../ast';
import type { Branch } from './branch';
import { branchCarries, branchReason, nameLabel } from './branch';
import { oftenEmpty } from './draft';
import { contradiction, type Pin } from './pins';

/** Why the sides of an operator never have equal labels. */
export interface Mismatch {
  readonly label: string;
  /** The side that has the label; undefined where both have it, with different values. */
  readonly side: 'left' | 'right' | undefined;
  /** All labels that are on this side only, the one above first. */
  readonly labels: readonly string[];
  /** What took the label from the other side; undefined where its metric never had it. */
  readonly by: Span | undefined;
  /** The other side has no label at all. */
  readonly isBare: boolean;
  /** What the sides select, left then right. */
  readonly values?: readonly [Pin, Pin];
  /** It follows from what the newest version of an exporter shows, and the author seems to know the metrics without it. */
  readonly isDoubtful?: true;
}

/** Why series of two branches are never matched; undefined where they may be. */
export function mismatchOf(left: Branch, right: Branch, matching: Matching | undefined): Mismatch | undefined {
  const onLeft = onlyOn(left, right, matching);
  const onRight = onlyOn(right, left, matching);
  // The side that has more is the one to begin with: `sum(x) > y` lacks what `y` has.
  if (onLeft.length > 0 && onLeft.length >= onRight.length) return oneSided('left', onLeft, right);
  if (onRight.length > 0) return oneSided('right', onRight, left);
  return differentValues(left, right, matching);
}

function oneSided(side: 'left' | 'right', labels: readonly string[], other: Branch): Mismatch {
  // What was taken away says more than what a metric never had.
  const label = labels.find(name => branchReason(other, name)) ?? labels[0]!;
  const ordered = [label, ...labels.filter(name => name !== label)];
  const isBare =
    !other.open &&
    !other.possible.some(name => name !== nameLabel && (other.excludedBy !== undefined || !oftenEmpty.has(name)));
  return { label, side, labels: ordered, by: branchReason(other, label), isBare };
}

const none: readonly string[] = [];

/** Labels of scraped targets, which relabeling drops from whole exporters. */
const ofTarget: ReadonlySet<string> = new Set(['job', 'instance']);

/**
 * The labels to match that one branch carries and the other cannot. Where a target's label is dropped by name on one side
 * (`without (instance)`), nothing is said: whoever does so mostly knows that relabeling dropped it from the other.
 */
function onlyOn(branch: Branch, other: Branch, matching: Matching | undefined): readonly string[] {
  const listed = matching?.labels ?? [];
  const isMissing = (label: string): boolean =>
    (branch.sure.has(label) || branch.expected.has(label)) &&
    (branchCarries(other, label) === 'no'
      ? !(ofTarget.has(label) && other.dropped.has(label))
      : isOfAnother(branch, other, label, matching));
  if (matching?.on) {
    const [only] = listed;
    // Who matches by one label alone says that it is there; without it every series would meet every other.
    const isOnly = (name: string): boolean =>
      listed.length === 1 && !branch.open && branch.possible.has(name) && branchCarries(other, name) === 'no';
    if (only && isOnly(only.name)) return [only.name];
    return listed.flatMap(({ name }) => (isMissing(name) ? [name] : []));
  }
  // Nearly always nothing is missing: that is seen without a list.
  const isPossible = branch.sure !== other.sure || branch.expected.some(isMissing);
  if (!isPossible) return none;
  const labels = new Set<string>();
  branch.sure.addDifferences(other.sure, labels);
  branch.expected.addTo(labels);
  const found: string[] = [];
  for (const label of labels) {
    if (label !== nameLabel && isMissing(label) && !listed.some(({ name }) => name === label)) found.push(label);
  }
  return found;
}

/**
 * Whether a label of kube-state-metrics names an object on one side and can only name the exporter itself on the other, where the
 * scrape adds it. (A label that the exporter writes may come as `exported_…`, too, and then that is on one side alone.)
 */
function isOfAnother(branch: Branch, other: Branch, label: string, matching: Matching | undefined): boolean {
  const exported = `exported_${label}`;
  return (
    !matching?.on &&
    ofContainers.has(label) &&
    isOfObjects(branch) &&
    isOfObjects(other) &&
    branch.possible.has(exported) &&
    branchCarries(other, exported) === 'no' &&
    branchReason(other, exported) === undefined
  );
}

/** What names a pod's part: the exporter's own pod is nearly never the object. */
const ofContainers: ReadonlySet<string> = new Set(['pod', 'container']);

function isOfObjects({ metrics }: Branch): boolean {
  return metrics.length > 0 && metrics.every(name => name.startsWith('kube_'));
}

function differentValues(left: Branch, right: Branch, matching: Matching | undefined): Mismatch | undefined {
  if (left.pins.length === 0 || right.pins.length === 0) return undefined;
  const listed = matching?.labels ?? [];
  for (const { label: ident } of left.pins) {
    const label = ident.name;
    const isListed = listed.some(({ name }) => name === label);
    if (matching ? isListed !== matching.on : label === nameLabel) continue;
    const values = contradiction(left.pins, right.pins, label);
    if (values) return { label, side: undefined, labels: [label], by: undefined, isBare: false, values };
  }
  return undefined;
}
