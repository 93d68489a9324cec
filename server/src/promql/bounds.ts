// Comparisons with a number, read with the number on the right: `5 < x` is `x > 5`. Layer: promql.
import type { Binary, Expr } from './ast';
import { isComparison, mirrored, numberOf } from './inspect';

export interface Bound {
  readonly node: Binary;
  /** What is compared. */
  readonly value: Expr;
  readonly op: string;
  /** The number, and where it stands. */
  readonly written: number;
  readonly number: Expr;
}

/** The bound that a comparison sets, one with `bool` as well; undefined for anything else. Of two numbers the right one is the bound. */
export function boundIn(node: Expr): Bound | undefined {
  if (node.kind !== 'binary' || !isComparison(node.op)) return undefined;
  const { lhs, rhs, op } = node;
  const right = numberOf(rhs);
  if (right !== undefined) return { node, value: lhs, op, written: right, number: rhs };
  const left = numberOf(lhs);
  return left === undefined ? undefined : { node, value: rhs, op: mirrored(op), written: left, number: lhs };
}

/** A bound that stands further up, and the ancestors of its comparison, outermost first. */
export interface BoundAbove extends Bound {
  readonly above: readonly Expr[];
}

/** The bound that `node` itself is compared with, through parentheses. `parents` are its ancestors, outermost first. */
export function boundOn(node: Expr, parents: readonly Expr[]): BoundAbove | undefined {
  return boundAbove(node, parents, parent => parent.kind === 'paren');
}

/**
 * The bound that what becomes of `node` is compared with, as long as `passesOn` says so of every ancestor below the comparison, which
 * it is asked with the operand that `node` lies in. `parents` are the ancestors of the node, outermost first.
 */
export function boundAbove(
  node: Expr,
  parents: readonly Expr[],
  passesOn: (parent: Expr, operand: Expr) => boolean,
): BoundAbove | undefined {
  let operand = node;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    const bound = boundIn(parent);
    if (bound?.value === operand) return { ...bound, above: parents.slice(0, i) };
    if (!passesOn(parent, operand)) return undefined;
    operand = parent;
  }
  return undefined;
}

/** The bound that the values of `expr` have passed: through parentheses and the left sides of `and` and `unless`. */
export function resultBound(expr: Expr): Bound | undefined {
  let inner = expr;
  for (;;) {
    if (inner.kind === 'paren') inner = inner.expr;
    else if (inner.kind !== 'binary') return undefined;
    else if (inner.op === 'and' || inner.op === 'unless') inner = inner.lhs;
    else return inner.bool ? undefined : boundIn(inner);
  }
}
