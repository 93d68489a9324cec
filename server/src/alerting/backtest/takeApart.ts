// Takes an alert's expression apart into comparisons with numbers and the parts that they compare. Layer: alerting (pure).
import type { Binary, Expr } from '../../promql/ast';
import { isComparison, mirrored, numberOf, unwrap } from '../../promql/inspect';
import { typeOf } from '../../promql/types';
import type { Comparison, ComparisonOp, Condition, TakenApart } from './condition';
import { scaledComparison } from './scaledComparison';

/** Nobody writes more sets in each other. */
const deepest = 50;

/**
 * Takes a sound expression of type vector apart: comparisons with numbers (and arithmetic of numbers) at its top and inside
 * `and`, `or` and `unless`, and there those of two vectors with a number in one of them (`x > 0.9 * y`). Everything else, such as
 * a comparison inside of `sum(…)`, belongs to a part. `text` is that of the expression. Where nothing can be taken off, the only
 * part is the whole.
 */
export function takeApart(expr: Expr, text: string): TakenApart {
  const leaves: { readonly text: string; readonly from: number; readonly to: number }[] = [];
  const comparisons: Comparison[] = [];
  const partOf = ({ from, to }: Expr): number => leaves.push({ text: text.slice(from, to), from, to }) - 1;
  const leafOf = (node: Expr): Condition => ({ kind: 'leaf', leaf: partOf(node) });
  const conditionOf = (node: Expr, depth: number): Condition => {
    const inner = unwrap(node);
    if (inner.kind !== 'binary' || depth > deepest) return leafOf(inner);
    const compared = comparedWithNumber(inner);
    if (compared) {
      const of = conditionOf(compared.vector, depth + 1);
      const { op, threshold, number } = compared;
      const leaf = of.kind === 'leaf' ? { leaf: of.leaf } : {};
      comparisons.push({ op, threshold, ...leaf, from: number.from, to: number.to });
      return { kind: 'compare', of, comparison: comparisons.length - 1 };
    }
    const matching = inner.matching && {
      on: inner.matching.on,
      labels: inner.matching.labels.map(({ name }) => name),
    };
    const matched = matching ? { matching } : {};
    const sides = scaledComparison(inner);
    if (sides) {
      const { op, threshold, scale, number } = sides;
      const [left, right] = [partOf(sides.left), partOf(sides.right)];
      comparisons.push({ op, threshold, scale, from: number.from, to: number.to });
      return { kind: 'sides', left, right, comparison: comparisons.length - 1, ...matched };
    }
    if (inner.op !== 'and' && inner.op !== 'or' && inner.op !== 'unless') return leafOf(inner);
    const left = conditionOf(inner.lhs, depth + 1);
    const right = conditionOf(inner.rhs, depth + 1);
    return { kind: 'set', op: inner.op, left, right, ...matched };
  };
  return { condition: conditionOf(expr, 0), leaves, comparisons };
}

/** A comparison that filters a vector by a number; one with `bool` gives other values and is none. */
function comparedWithNumber(expr: Binary) {
  if (!isComparison(expr.op) || expr.bool) return undefined;
  for (const [vector, number, op] of [
    [expr.lhs, expr.rhs, expr.op],
    [expr.rhs, expr.lhs, mirrored(expr.op)],
  ] as const) {
    const threshold = numberOf(number);
    if (threshold !== undefined && typeOf(vector) === 'vector') {
      return { vector, number, op: op as ComparisonOp, threshold };
    }
  }
  return undefined;
}
