// The unit of what an expression gives, as far as it is sure: also of comparisons, quantiles, ratios and ages.
// Layer: features.
import type { Catalog } from '../../catalog/schema';
import type { Expr } from '../../promql/ast';
import { isComparison, metricName, unwrap } from '../../promql/inspect';
import { selectorsOf } from '../../promql/walk';
import { unitOf } from '../rulePreview';

/** Undefined where it is not sure. */
export function unitOfResult(expr: Expr, catalog: Catalog): string | undefined {
  const inner = unwrap(expr);
  if (inner.kind === 'binary') {
    if (isComparison(inner.op) && !inner.bool) return unitOfResult(inner.lhs, catalog);
    if (['and', 'unless', 'or'].includes(inner.op)) return unitOfResult(inner.lhs, catalog);
    if (inner.op === '-' && isTime(inner.lhs)) return 'seconds';
    if (inner.op === '/') return isShare(inner.lhs, inner.rhs, catalog) ? 'ratio' : undefined;
    return undefined;
  }
  if (inner.kind === 'call' && inner.func.name === 'histogram_quantile') {
    const [selector] = selectorsOf(inner.args[1] ?? inner);
    const name = selector && metricName(selector);
    return name === undefined ? undefined : catalog.find(name)?.metric.unit;
  }
  return unitOf(inner, catalog);
}

function isTime(expr: Expr): boolean {
  const inner = unwrap(expr);
  return inner.kind === 'call' && inner.func.name === 'time';
}

/** Whether a division's sides are of one kind: of two counters, or of two amounts in the same unit. */
function isShare(lhs: Expr, rhs: Expr, catalog: Catalog): boolean {
  const units = (expr: Expr): readonly (string | undefined)[] =>
    selectorsOf(expr).map(selector => {
      const hit = catalog.find(metricName(selector) ?? '');
      return (
        hit && (hit.series === 'value' || hit.series === 'sum' ? (hit.metric.unit ?? hit.metric.type) : hit.series)
      );
    });
  const [left, right] = [units(lhs), units(rhs)];
  return (
    left.length > 0 && right.length > 0 && left[0] !== undefined && [...left, ...right].every(unit => unit === left[0])
  );
}
