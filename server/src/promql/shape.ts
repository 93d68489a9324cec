// Label flow: which labels the result of an expression can carry, surely carries, cannot carry, and who decided it.
// Layer: promql. Checks of templates, routes and joins stand on it; metric labels come in through `MetricLabels`.
import type { Span } from '../text/span';
import type { Expr, VectorSelector } from './ast';
import { aggregateBranches } from './shape/aggregate';
import { binaryBranches } from './shape/binary';
import { branchCarries, branchReason, type Carries, constantBranch, dropName, openBranch } from './shape/branch';
import { callBranches } from './shape/call';
import { LabelSet } from './shape/labelSet';
import type { Reasons } from './shape/reasons';
import { metricNames, selectorBranch } from './shape/selector';
import { typeOf } from './types';
import { selectorsOf } from './walk';

/** What is known about a metric's labels; given by the caller (catalogue, workspace or server). */
export interface MetricLabels {
  /**
   * All label names a series of the metric may carry, `__name__` and target labels such as `instance` included; undefined
   * where the metric is unknown. The same object for the same metric, so that shapes can share it.
   */
  labelsOf(metric: string): LabelSet | undefined;
}

/** Knows no metric: every selector stays open. */
export const noMetricLabels: MetricLabels = { labelsOf: () => undefined };

export { LabelSet };

/** One `or` branch of a result. `__name__` is treated as a label like any other. */
export interface Branch {
  /** Labels that are in none of the sets may be there, too (a selector of an unknown metric). */
  readonly open: boolean;
  /** Labels a series of this branch may carry (contains `sure`). */
  readonly possible: LabelSet;
  /** Labels that every series of this branch carries. */
  readonly sure: LabelSet;
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
}

/** One branch per side of `or`. A scalar or a string has one branch without labels. */
export interface Shape {
  readonly branches: readonly Branch[];
}

/** The shape of an expression's result. Holes are open: anything may come there. */
export function shapeOf(expr: Expr, metrics: MetricLabels, part?: KnownPart): Shape {
  return { branches: branchesOf(expr, metrics, part) };
}

/** A part of an expression whose shape is known already. */
export interface KnownPart {
  readonly node: Expr;
  readonly shape: Shape;
}

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

/** Whether every series of the result carries the label. */
export function surelyCarries(shape: Shape, label: string): boolean {
  return shape.branches.length > 0 && shape.branches.every(({ sure }) => sure.has(label));
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

function branchesOf(expr: Expr, metrics: MetricLabels, part: KnownPart | undefined): readonly Branch[] {
  if (part?.node === expr) return part.shape.branches;
  switch (expr.kind) {
    case 'number':
      return [constantBranch(expr, expr.value)];
    case 'string':
      return [constantBranch(expr)];
    case 'selector':
      return [selectorBranch(expr, metrics)];
    case 'matrix':
      return [selectorBranch(expr.selector, metrics)];
    case 'subquery':
    case 'paren':
      return branchesOf(expr.expr, metrics, part);
    case 'unary': {
      const inner = branchesOf(expr.expr, metrics, part);
      return expr.op === '+' ? inner : inner.map(branch => negate(branch, { from: expr.from, to: expr.from + 1 }));
    }
    case 'call':
      return callBranches(
        expr,
        expr.args.map(arg => branchesOf(arg, metrics, part)),
      );
    case 'aggregate':
      return aggregateBranches(expr, branchesOf(expr.expr, metrics, part));
    case 'binary':
      return spineBranches(expr, metrics, part);
    case 'missing':
      return [openBranch];
  }
}

/** Chains of operators are folded from the left without recursion: they may be thousands long. */
function spineBranches(root: Expr, metrics: MetricLabels, part: KnownPart | undefined): readonly Branch[] {
  const spine: Extract<Expr, { kind: 'binary' }>[] = [];
  let expr = root;
  for (; expr.kind === 'binary' && expr !== part?.node; expr = expr.lhs) spine.push(expr);
  let left = branchesOf(expr, metrics, part);
  for (let node = spine.pop(); node; node = spine.pop()) {
    const scalars = { left: typeOf(node.lhs) === 'scalar', right: typeOf(node.rhs) === 'scalar' };
    left = binaryBranches(node, left, branchesOf(node.rhs, metrics, part), scalars);
  }
  return left;
}

function negate(branch: Branch, by: Span): Branch {
  const { constantValue: value } = branch;
  return { ...dropName(branch, by), constantValue: value === undefined ? undefined : -value };
}
