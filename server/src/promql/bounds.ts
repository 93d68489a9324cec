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

/**
 * The bound that `node` itself is compared with, through parentheses, and the ancestors of that comparison. `parents` are the
 * ancestors of the node, outermost first.
 */
export function boundOn(
  node: Expr,
  parents: readonly Expr[],
): (Bound & { readonly above: readonly Expr[] }) | undefined {
  let inner = node;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    if (parent.kind !== 'paren') {
      const bound = boundIn(parent);
      return bound?.value === inner ? { ...bound, above: parents.slice(0, i) } : undefined;
    }
    inner = parent;
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
