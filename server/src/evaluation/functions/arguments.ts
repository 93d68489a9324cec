// Arguments of calls as upstream sees them: without parentheses around. Layer: evaluation.
import type { Expr } from '../../promql/ast';

/** The expression inside of parentheses. */
export function unwrapped(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === 'paren') inner = inner.expr;
  return inner;
}
