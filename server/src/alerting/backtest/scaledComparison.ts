// A comparison of two vectors of which one is put together with a number first, as in `x > 0.9 * y`: with the values of both sides
// another number needs no new evaluation. Layer: alerting (pure).
import type { Binary, Expr } from '../../promql/ast';
import { isComparison, numberOf, unwrap } from '../../promql/inspect';
import { typeOf } from '../../promql/types';
import type { ComparisonOp } from './condition';
import type { Scale } from './scale';

export interface ScaledComparison {
  readonly op: ComparisonOp;
  readonly left: Expr;
  readonly right: Expr;
  readonly number: Expr;
  readonly threshold: number;
  readonly scale: Scale;
}

const operators: ReadonlySet<string> = new Set<Scale['op']>(['+', '-', '*', '/']);

/** A filter by another vector, one to one, with a number in one of its sides; the right one counts where both have one. */
export function scaledComparison({ op, lhs, rhs, bool, matching, fills }: Binary): ScaledComparison | undefined {
  if (!isComparison(op) || bool || matching?.group || fills.length > 0) return undefined;
  if (typeOf(lhs) !== 'vector' || typeOf(rhs) !== 'vector') return undefined;
  for (const side of ['right', 'left'] as const) {
    const node = unwrap(side === 'right' ? rhs : lhs);
    if (node.kind !== 'binary' || !operators.has(node.op)) continue;
    for (const [number, other, first] of [
      [node.lhs, node.rhs, true],
      [node.rhs, node.lhs, false],
    ] as const) {
      const threshold = numberOf(number);
      if (threshold === undefined || typeOf(other) !== 'vector') continue;
      const [left, right] = side === 'right' ? [lhs, other] : [other, rhs];
      const scale: Scale = { side, op: node.op as Scale['op'], first };
      return { op: op as ComparisonOp, left, right, number: unwrap(number), threshold, scale };
    }
  }
  return undefined;
}
