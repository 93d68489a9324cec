// What the observations of a native histogram are measured in: its samples are no numbers that could carry a unit.
// Layer: promql (pure).
import type { Expr } from '../ast';
import { sameUnit, type Unit } from './unit';
import type { MetricValues } from './value';

/** Functions of which the result is a histogram of the same observations. */
const keeping: ReadonlySet<string> = new Set(
  (
    'rate irate increase delta idelta sum_over_time avg_over_time last_over_time first_over_time ' +
    'label_replace label_join'
  ).split(' '),
);

/** The unit of what the histograms of an expression observe; undefined where that is not sure. */
export function observedUnit(expr: Expr, metrics: MetricValues): Unit | undefined {
  switch (expr.kind) {
    case 'selector':
      return metrics.observed?.(expr);
    case 'matrix':
      return metrics.observed?.(expr.selector);
    case 'paren':
    case 'subquery':
      return observedUnit(expr.expr, metrics);
    case 'aggregate':
      return expr.op === 'sum' || expr.op === 'avg' ? observedUnit(expr.expr, metrics) : undefined;
    case 'call':
      return keeping.has(expr.func.name) && expr.args[0] ? observedUnit(expr.args[0], metrics) : undefined;
    case 'binary': {
      const unit = observedUnit(expr.lhs, metrics);
      if (expr.op === 'and' || expr.op === 'unless') return unit;
      // A histogram times a number has more observations, and each is as large as before.
      if (expr.op === '*' || expr.op === '/') return expr.rhs.kind === 'number' ? unit : undefined;
      if (expr.op !== 'or' && expr.op !== '+' && expr.op !== '-') return undefined;
      return sameUnit(unit, observedUnit(expr.rhs, metrics)) ? unit : undefined;
    }
    default:
      return undefined;
  }
}
