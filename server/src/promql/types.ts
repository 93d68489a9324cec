// Types of expressions: scalar, instant vector, range vector, string.
// Layer: promql.
import type { Binary, Expr, ValueType } from './ast';
import { functionInfo } from './functions';

/** The names that upstream's messages and documentation use for types. */
export const typeNames: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'instant vector',
  matrix: 'range vector',
  string: 'string',
  unknown: 'unknown',
};

/** Type of an expression's value; `unknown` where a hole or an unknown function decides it. */
export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
    case 'aggregate':
      return 'vector';
    case 'matrix':
    case 'subquery':
      return 'matrix';
    case 'call':
      return functionInfo(expr.func.name)?.returns ?? 'unknown';
    case 'paren':
    case 'unary':
      return typeOf(expr.expr);
    case 'binary':
      return binaryType(expr);
    case 'missing':
      return 'unknown';
  }
}

/** A scalar where both sides are, else a vector. Walks down the left spine without recursion: chains are long. */
function binaryType(root: Binary): ValueType {
  let unknown = false;
  let expr: Expr = root;
  for (;;) {
    if (expr.kind === 'binary') {
      const right = typeOf(expr.rhs);
      if (right === 'unknown') unknown = true;
      else if (right !== 'scalar') return 'vector';
      expr = expr.lhs;
    } else {
      const left = typeOf(expr);
      if (left === 'unknown') unknown = true;
      else if (left !== 'scalar') return 'vector';
      return unknown ? 'unknown' : 'scalar';
    }
  }
}
