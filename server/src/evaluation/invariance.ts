// Which parts of an expression have the same value at every step: those whose selectors are all pinned by `@`.
// Layer: evaluation. Follows upstream's preprocessExprHelper, down to what it overlooks.
import type { Call, Expr } from '../promql/ast';

/** Functions whose value hangs on the time of evaluation, whatever they are given. */
const timely: ReadonlySet<string> = new Set(
  'days_in_month day_of_month day_of_week day_of_year hour minute month predict_linear time timestamp year'.split(' '),
);

/** Answers are kept: every node is asked at every level. */
export class Invariance {
  private readonly known = new Map<Expr, boolean>();

  /** Whether the expression has to be evaluated once only. */
  holds(expr: Expr): boolean {
    let holds = this.known.get(expr);
    if (holds === undefined) {
      holds = this.find(expr);
      this.known.set(expr, holds);
    }
    return holds;
  }

  private find(expr: Expr): boolean {
    switch (expr.kind) {
      case 'number':
      case 'string':
        return true;
      case 'selector':
        return expr.at !== undefined;
      case 'matrix':
        return expr.selector.at !== undefined;
      case 'subquery':
        return expr.at !== undefined;
      case 'paren':
      case 'unary':
        return this.holds(expr.expr);
      // Upstream does not look at the parameter.
      case 'aggregate':
        return this.holds(expr.expr);
      case 'binary':
        return this.holds(expr.lhs) && this.holds(expr.rhs);
      case 'call':
        return this.call(expr);
      case 'missing':
        return false;
    }
  }

  private call({ func, args }: Call): boolean {
    const { name } = func;
    if (name === 'start' || name === 'end' || name === 'range' || name === 'step') return true;
    if (name === 'timestamp') return args.every(arg => isPinnedSelector(arg));
    return !timely.has(name) && args.every(arg => this.holds(arg));
  }
}

function isPinnedSelector(arg: Expr): boolean {
  let inner = arg;
  while (inner.kind === 'paren') inner = inner.expr;
  return inner.kind === 'selector' && inner.at !== undefined;
}
