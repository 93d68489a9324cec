// Strings of an expression: literals, maybe in parentheses. Layer: evaluation.
import type { Expr } from '../promql/ast';

/** Whether an expression is a string literal, maybe in parentheses. */
export function isLiteral(expr: Expr): boolean {
  let inner = expr;
  while (inner.kind === 'paren') inner = inner.expr;
  return inner.kind === 'string';
}

/** Text of a string literal; empty where there is none. */
export function stringValue(expr: Expr | undefined): string {
  let inner = expr;
  while (inner?.kind === 'paren') inner = inner.expr;
  return inner?.kind === 'string' ? inner.value : '';
}
