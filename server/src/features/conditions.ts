// The comparisons of an alert's expression that decide which series are in the result: the one at the top, or those that
// `and`, `or` and `unless` put together. Layer: features (over promql).
import type { Expr } from '../promql/ast';
import { isComparison, mirrored, numberOf, unwrap } from '../promql/inspect';
import type { Condition } from './previewShapes';

/** A comparison with the tree of the side that is drawn. */
export interface FoundCondition {
  readonly drawn: Expr;
  readonly shown: Condition;
}

/** More conditions than a person looks at one by one. */
const maxConditions = 12;

/** The comparisons in the order in which they are written; `text` is the expression that `expr` was parsed from. */
export function conditionsOf(expr: Expr, text: string): readonly FoundCondition[] {
  const found: FoundCondition[] = [];
  const open: Expr[] = [expr];
  for (let at = open.pop(); at && found.length < maxConditions; at = open.pop()) {
    const node = unwrap(at);
    if (node.kind !== 'binary') continue;
    if (node.op === 'and' || node.op === 'or' || node.op === 'unless') open.push(node.rhs, node.lhs);
    else if (isComparison(node.op) && !node.bool) found.push(conditionOf(node.op, node.lhs, node.rhs, text));
  }
  return found;
}

/** A number on the left is the bound as well as one on the right: `80 < temp` keeps the series of `temp` that are above. */
function conditionOf(op: string, lhs: Expr, rhs: Expr, text: string): FoundCondition {
  const [left, right] = [numberOf(lhs), numberOf(rhs)];
  const turned = left !== undefined && right === undefined;
  const [drawn, bound, number] = turned ? [rhs, lhs, left] : [lhs, rhs, right];
  const written = (side: Expr): string => text.slice(side.from, side.to);
  return {
    drawn,
    shown: {
      op: turned ? mirrored(op) : op,
      left: written(drawn),
      right: written(bound),
      leftAt: drawn.from,
      at: { from: bound.from, to: bound.to },
      // JSON has no infinities; the server draws them as it draws any other expression.
      ...(number !== undefined && Number.isFinite(number) ? { threshold: number } : {}),
    },
  };
}
