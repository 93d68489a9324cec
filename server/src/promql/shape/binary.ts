// Binary operators: what matching two sides says about the labels of either, and which labels the result keeps.
// Layer: promql. Rules of upstream's `resultMetric`, plus what equality of matched labels proves.

import type { Span } from '../../text/span';
import type { Binary, Matching } from '../ast';
import { isComparison } from '../inspect';
import { type Branch, branchCarries, branchReason, nameLabel, withSamples } from './branch';
import { Draft, dropName, keepOnly, mergeBranches } from './draft';
import { LabelSet } from './labelSet';
import { type Mismatch, mismatchOf } from './mismatch';

/** Which sides are scalars. */
export interface Scalars {
  readonly left: boolean;
  readonly right: boolean;
}

/** What an operator gives, and why it never gives anything where that is so. */
export interface BinaryResult {
  readonly branches: readonly Branch[];
  readonly mismatch?: Mismatch | undefined;
}

/** Branches of `left op right`. */
export function binaryBranches(
  node: Binary,
  lhs: readonly Branch[],
  rhs: readonly Branch[],
  scalars: Scalars,
): BinaryResult {
  const [left, right] = node.op === '+' ? [lhs.map(asOneKind), rhs.map(asOneKind)] : [lhs, rhs];
  if (scalars.left && scalars.right) return { branches: [withScalar(node, left[0]!, right[0]!, false)] };
  if (scalars.right) return { branches: left.map(branch => withScalar(node, branch, right[0]!, false)) };
  if (scalars.left) return { branches: right.map(branch => withScalar(node, branch, left[0]!, true)) };
  const { matching, op } = node;
  if (op === 'or') return { branches: [...left, ...right] };
  const [many, others] = matching?.group?.side === 'right' ? [right, left] : [left, right];
  // Nearly always both sides have one branch.
  const [one] = many;
  const [other] = others;
  if (one && other && many.length + others.length === 2) {
    const mismatch =
      node.fills.length > 0 || one.never || other.never ? undefined : mismatchOf(left[0]!, right[0]!, matching);
    if (op === 'unless') return { branches: [withSamples(one, one.metrics, one.constantValue, false)], mismatch };
    const branches = [matchedWith(node, one, other, mismatch !== undefined)];
    return { branches, mismatch: mismatch ?? doubtedIn(node, lhs[0]!, rhs[0]!) };
  }
  const pairs = new Pairs(node, left, right);
  const { mismatch } = pairs;
  if (op === 'unless') return { branches: left.map(branch => ({ ...branch, always: false })), mismatch };
  const branches = many.map(branch => {
    const partners = pairs.partnersOf(branch, others);
    return matchedWith(node, branch, mergeBranches(partners.length > 0 ? partners : others), partners.length === 0);
  });
  return { branches, mismatch };
}

/**
 * A branch of which an open list of labels is not taken as closed by what its siblings have: a version of the exporter may be in
 * use in which they still have the same, and whoever adds them up has seen that.
 */
function asOneKind(branch: Branch): Branch {
  return branch.open && branch.lacking.size > 0 ? { ...branch, lacking: LabelSet.empty } : branch;
}

/** Why what is added up does not match if both metrics are as the newest version of their exporter shows them. */
function doubtedIn({ op, matching, fills }: Binary, left: Branch, right: Branch): Mismatch | undefined {
  if (op !== '+' || fills.length > 0 || left.never || right.never) return undefined;
  if (left.lacking.size === 0 && right.lacking.size === 0) return undefined;
  const mismatch = mismatchOf(left, right, matching);
  return mismatch && { ...mismatch, isDoubtful: true };
}

/** A branch with what its partners say; `isAlone` where it has none. */
function matchedWith(node: Binary, branch: Branch, other: Branch, isAlone: boolean): Branch {
  const result = withPartner(node, branch, other);
  // With `fill` a series of one side is enough.
  const never = node.fills.length > 0 ? branch.never && other.never : branch.never || other.never || isAlone;
  return result.never === never ? result : { ...result, never };
}

function withPartner(node: Binary, branch: Branch, other: Branch): Branch {
  const { matching, op } = node;
  if (op === 'and') {
    const both = matched(branch, other, matching);
    return withSamples(both, both.metrics, both.constantValue, false);
  }
  return matching?.group ? joined(node, matching, branch, other) : oneToOne(node, branch, other);
}

/** Beyond this many pairs of branches nothing is said: nobody writes them. */
const mostPairs = 400;

/** Which branches of two sides may have series with equal labels. */
class Pairs {
  /** Why no branch has a partner; undefined where one has, or where a side never has a sample anyway. */
  readonly mismatch: Mismatch | undefined;
  private refused: Map<Branch, Branch[]> | undefined;

  constructor(node: Binary, left: readonly Branch[], right: readonly Branch[]) {
    if (node.fills.length > 0 || left.length * right.length > mostPairs) return;
    let first: Mismatch | undefined;
    let fits = false;
    for (const a of left) {
      for (const b of right) {
        if (a.never || b.never) continue;
        const mismatch = mismatchOf(a, b, node.matching);
        if (!mismatch) fits = true;
        else {
          first ??= mismatch;
          this.refuse(a, b);
          this.refuse(b, a);
        }
      }
    }
    if (!fits) this.mismatch = first;
  }

  /** Those of the other side's branches that a branch may be matched with. */
  partnersOf(branch: Branch, others: readonly Branch[]): readonly Branch[] {
    const refused = this.refused?.get(branch);
    if (!refused && !others.some(({ never }) => never)) return others;
    return others.filter(other => !other.never && !refused?.includes(other));
  }

  private refuse(branch: Branch, other: Branch): void {
    this.refused ??= new Map();
    const known = this.refused.get(branch);
    if (known) known.push(other);
    else this.refused.set(branch, [other]);
  }
}

/** Filters keep name and value of the vector; arithmetic and `bool` do not. */
function isFilter({ op, bool }: Binary): boolean {
  return isComparison(op) && !bool;
}

function withScalar(node: Binary, vector: Branch, scalar: Branch, scalarFirst: boolean): Branch {
  const value = fold(node, vector, scalar, scalarFirst);
  if (isFilter(node)) {
    const holds = value !== undefined && value !== 0;
    return withSamples(vector, vector.metrics, vector.constantValue, vector.always && holds);
  }
  return withSamples(dropName(vector, node.opSpan), vector.metrics, value, vector.always);
}

/** Result of the operator where both values are known; 1 and 0 for comparisons. */
function fold({ op }: Binary, one: Branch, other: Branch, swapped: boolean): number | undefined {
  const a = (swapped ? other : one).constantValue;
  const b = (swapped ? one : other).constantValue;
  if (a === undefined || b === undefined) return undefined;
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '^':
      return a ** b;
    case 'atan2':
      return Math.atan2(a, b);
    case '==':
      return Number(a === b);
    case '!=':
      return Number(a !== b);
    case '<':
      return Number(a < b);
    case '<=':
      return Number(a <= b);
    case '>':
      return Number(a > b);
    case '>=':
      return Number(a >= b);
    default:
      return undefined;
  }
}

/** Labels that have to be equal on both sides and on which the sides may not agree. */
function matchedLabels(branch: Branch, other: Branch, matching: Matching | undefined): ReadonlySet<string> {
  const listed = matching ? names(matching) : [];
  if (matching?.on) return new Set(listed);
  const labels = new Set(other.dropped.labels());
  branch.possible.addDifferences(other.possible, labels);
  branch.sure.addDifferences(other.sure, labels);
  other.lacking.addTo(labels);
  for (const label of listed) labels.delete(label);
  labels.delete(nameLabel);
  return labels;
}

/**
 * `branch` reduced to series that have a partner in `other`: matched labels are equal, so what one side surely carries the other does,
 * and what one side cannot carry is not on the other.
 */
function matched(branch: Branch, other: Branch, matching: Matching | undefined): Branch {
  const draft = new Draft(branch);
  for (const label of matchedLabels(branch, other, matching)) {
    const here = branchCarries(branch, label);
    const there = branchCarries(other, label);
    if (here === 'no') continue;
    if (there === 'no') draft.remove(label, branchReason(other, label));
    else if (branch.sure.has(label) || other.sure.has(label)) draft.add(label, true);
    else if (there === 'yes' && here === 'unknown') draft.add(label);
    if (other.expected.has(label) && there !== 'no') draft.expect(label);
  }
  draft.pinMore(other.pins, label => isMatched(label, matching));
  // All labels but the ignored ones are matched: what the other side excludes is excluded here.
  const closes = !matching?.on && branch.open && !other.open;
  if (!closes) return draft.done();
  for (const { name } of matching?.labels ?? []) {
    // Ignored labels are free; an open side may carry them.
    if (branchCarries(branch, name) === 'unknown') draft.add(name);
  }
  const { excludedBy = branch.excludedBy } = other;
  return { ...draft.done(), open: false, excludedBy };
}

/** Whether a label has to be equal on both sides. */
function isMatched(label: string, matching: Matching | undefined): boolean {
  if (label === nameLabel) return matching?.on === true && listsLabel(matching, label);
  return matching ? listsLabel(matching, label) === matching.on : true;
}

function listsLabel({ labels }: Matching, label: string): boolean {
  return labels.some(({ name }) => name === label);
}

function oneToOne(node: Binary, left: Branch, right: Branch): Branch {
  const { matching } = node;
  const both = node.fills.length > 0 ? filled(left, right) : matched(left, right, matching);
  const kept = matching?.on ? keepOnly(both, names(matching), matching) : withoutIgnored(both, matching);
  return finish(node, kept, left, right);
}

function withoutIgnored(branch: Branch, matching: Matching | undefined): Branch {
  if (!matching) return branch;
  const draft = new Draft(branch);
  for (const label of matching.labels) draft.remove(label.name, label);
  return draft.done();
}

/** `group_left`, `group_right`: the labels of the many side, and those taken from the one side. */
function joined(node: Binary, matching: Matching, many: Branch, one: Branch): Branch {
  const fills = node.fills.length > 0;
  const draft = new Draft(fills ? many : matched(many, one, matching));
  for (const label of matching.group?.labels ?? []) {
    const reason: Span = branchReason(one, label.name) ?? label;
    if (branchCarries(one, label.name) !== 'no') {
      draft.set(label.name, one.sure.has(label.name) && !fills).expect(label.name);
      if (!fills) draft.pinMore(one.pins, name => name === label.name);
    }
    // The label is deleted from the many side where the one side lacks it.
    else if (!fills) draft.remove(label.name, reason);
  }
  return finish(node, draft.done(), many, one);
}

/** With `fill` a series may come from either side alone: it carries what either could, and surely only what both do. */
function filled(left: Branch, right: Branch): Branch {
  return mergeBranches([left, right]);
}

function finish(node: Binary, branch: Branch, from: Branch, other: Branch): Branch {
  const metrics = union(from.metrics, other.metrics);
  const alone = from.always && other.always && isBare(from) && isBare(other);
  if (isFilter(node)) {
    const value = fold(node, from, other, false);
    const { constantValue } = from;
    return withSamples(branch, metrics, constantValue, alone && value !== undefined && value !== 0);
  }
  const value =
    node.matching?.group?.side === 'right' ? fold(node, other, from, false) : fold(node, from, other, false);
  return withSamples(dropName(branch, node.opSpan), metrics, value, alone);
}

/** Names of both lists, each once. */
function union(names: readonly string[], others: readonly string[]): readonly string[] {
  const more = others.filter(name => !names.includes(name));
  return more.length === 0 ? names : [...names, ...more];
}

/** No labels at all, so that two such sides always match. */
function isBare({ open, possible }: Branch): boolean {
  return !open && possible.size === 0;
}

function names(matching: Matching): readonly string[] {
  return matching.labels.map(({ name }) => name);
}
