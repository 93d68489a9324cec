// Label flow: which labels the result of an expression can carry, surely carries, cannot carry, and who decided it.
// Layer: promql. Checks of templates, routes and joins stand on it; metric labels come in through `MetricLabels`.
import { finish } from '../text/slices';
import type { Span } from '../text/span';
import type { Binary, Expr, VectorSelector } from './ast';
import { addedLabels } from './shape/added';
import { aggregateBranches } from './shape/aggregate';
import { binaryBranches } from './shape/binary';
import type { Branch } from './shape/branch';
import { branchCarries, branchReason, type Carries, constantBranch, openBranch } from './shape/branch';
import { callBranches } from './shape/call';
import { dropName } from './shape/draft';
import type { MetricLabels } from './shape/metricLabels';
import type { Mismatch } from './shape/mismatch';
import { metricNames, selectorBranches } from './shape/selector';
import { typeOf } from './types';
import { nodesOf, selectorsOf } from './walk';

export type { Branch } from './shape/branch';
export { LabelSet } from './shape/labelSet';
export { type Carried, type MetricLabels, noMetricLabels } from './shape/metricLabels';
export type { Mismatch } from './shape/mismatch';
export type { Pin } from './shape/pins';

/** One branch per side of `or`. A scalar or a string has one branch without labels. */
export interface Shape {
  readonly branches: readonly Branch[];
}

/** The shape of every part of an expression. */
export interface LabelFlow {
  of(node: Expr): Shape;
  /** Why an operator never finds equal labels on its sides; undefined where it may. */
  mismatchOf(node: Binary): Mismatch | undefined;
}

/** The shape of an expression's result. Holes are open: anything may come there. */
export function shapeOf(expr: Expr, metrics: MetricLabels): Shape {
  return labelFlow(nodesOf(expr), metrics).of(expr);
}

/** The shapes of all nodes of a tree, which are given parents first. Without recursion: chains of operators may be thousands long. */
export function labelFlow(nodes: readonly Expr[], metrics: MetricLabels): LabelFlow {
  return finish(labelFlowInSlices(nodes, metrics));
}

/** How many nodes get their shapes between two yields. */
const nodesPerSlice = 200;

/** The same in slices. */
export function* labelFlowInSlices(nodes: readonly Expr[], metrics: MetricLabels): Generator<void, LabelFlow> {
  // From the last node to the first.
  const known: (readonly Branch[])[] = [];
  const added = yield* addedLabels(nodes, metrics);
  let mismatches: Map<Expr, Mismatch> | undefined;
  // From the end of the list children come before their parent, the first of them last: their results wait on a stack.
  const waiting: (readonly Branch[])[] = [];
  const take = (): readonly Branch[] => waiting.pop() ?? openBranches;
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (i % nodesPerSlice === nodesPerSlice - 1) yield;
    const node = nodes[i]!;
    if (node.kind === 'binary') {
      const left = take();
      for (const _ of node.fills) take();
      const scalars = { left: typeOf(node.lhs) === 'scalar', right: typeOf(node.rhs) === 'scalar' };
      const { branches, mismatch } = binaryBranches(node, left, take(), scalars);
      known.push(branches);
      waiting.push(branches);
      if (mismatch) (mismatches ??= new Map()).set(node, mismatch);
    } else {
      const branches = branchesOf(node, take, metrics, added);
      known.push(branches);
      waiting.push(branches);
    }
  }
  // Among few nodes one is found sooner by looking at each than through a map that has to be made first.
  let places: Map<Expr, number> | undefined;
  const placeOf = (node: Expr): number => {
    if (nodes.length <= few) return nodes.indexOf(node);
    places ??= new Map(nodes.map((one, index) => [one, index]));
    return places.get(node) ?? -1;
  };
  return {
    of: node => ({ branches: known[nodes.length - 1 - placeOf(node)] ?? openBranches }),
    mismatchOf: node => mismatches?.get(node),
  };
}

const few = 100;

const openBranches: readonly Branch[] = [openBranch];

/** Whether any series of the result can carry the label; `unknown` where a metric is not known well enough. */
export function canCarry(shape: Shape, label: string): Carries {
  let answer: Carries = 'no';
  for (const branch of shape.branches) {
    const here = branchCarries(branch, label);
    if (here === 'yes') return here;
    if (here === 'unknown') answer = here;
  }
  return answer;
}

/** Whether there is never a sample: the sides of an operator in it never have equal labels. */
export function neverGives({ branches }: Shape): boolean {
  return branches.length > 0 && branches.every(({ never }) => never);
}

/**
 * The part of the expression that keeps the label off the result; undefined where it may be there, or where the metrics of
 * some branch never had it: relabeling may have given it to them.
 */
export function whyNot(shape: Shape, label: string): Span | undefined {
  if (canCarry(shape, label) !== 'no') return undefined;
  const reasons = shape.branches.map(branch => branchReason(branch, label));
  return reasons.every(reason => reason !== undefined) ? reasons[0] : undefined;
}

/** Every selector of an expression with the metrics it names: one, several by `__name__=~"a|b"`, or none. */
export function metricsOf(
  expr: Expr,
): readonly { readonly selector: VectorSelector; readonly names: readonly string[] }[] {
  return selectorsOf(expr).map(selector => ({ selector, names: metricNames(selector) }));
}

/** `take` gives the branches of the children, one after the other. */
function branchesOf(
  node: Exclude<Expr, Binary>,
  take: () => readonly Branch[],
  metrics: MetricLabels,
  added: readonly string[],
): readonly Branch[] {
  switch (node.kind) {
    case 'number':
      return [constantBranch(node, node.value)];
    case 'string':
      return [constantBranch(node)];
    case 'selector':
      return selectorBranches(node, metrics, added);
    case 'matrix':
    case 'subquery':
    case 'paren':
      return take();
    case 'unary': {
      const inner = take();
      return node.op === '+' ? inner : inner.map(branch => negate(branch, { from: node.from, to: node.from + 1 }));
    }
    case 'call':
      return callBranches(node, node.args.map(take));
    case 'aggregate': {
      if (node.param) take();
      const operand = take();
      for (const _ of node.extra ?? []) take();
      return aggregateBranches(node, operand);
    }
    case 'missing':
      return openBranches;
  }
}

function negate(branch: Branch, by: Span): Branch {
  const { constantValue: value } = branch;
  return { ...dropName(branch, by), constantValue: value === undefined ? undefined : -value };
}
