// Processor time that is added up over the processors of a host. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Catalog } from '../../catalog/schema';
import { canCarry } from '../../promql/shape';
import type { Value } from '../../promql/value/value';

/** Whether the time of all processors of a host is added up, of which each has a whole of its own. */
export function isOfProcessors({ kind, of, summed, factor, unit }: Value, expr: ExprUnit, catalog: Catalog): boolean {
  if (kind !== 'rate' || !summed || !of || factor !== 1 || unit?.of !== 'share') return false;
  const whole = catalog.find(of.metric)?.metric;
  if (whole?.wholeOver === undefined) return false;
  // A sum over modes of what was averaged over the processors is a share.
  return expr.nodes.some(
    node =>
      node.kind === 'aggregate' &&
      node.op === 'sum' &&
      canCarry(expr.shapeOf(node), 'cpu') === 'no' &&
      canCarry(expr.shapeOf(node.expr), 'cpu') === 'yes',
  );
}
