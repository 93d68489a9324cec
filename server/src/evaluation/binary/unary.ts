// Signs before vectors. Layer: evaluation.
import type { Unary } from '../../promql/ast';
import { multiplyHistogram } from '../../series/histogram/arithmetic';
import { type Column, costOf, type Grid } from '../column';
import { mergeOrFail } from '../duplicates';
import type { Evaluation } from '../evaluation';
import { withoutMetadata } from '../names';

/** A minus makes other values, so the metric name goes; a plus does nothing. */
export function* evaluateUnary(ev: Evaluation, expr: Unary, grid: Grid): Generator<void, readonly Column[]> {
  const columns = yield* ev.vector(expr.expr, grid);
  if (expr.op === '+') return columns;
  const negated: Column[] = [];
  for (const column of columns) {
    negated.push({
      labels: ev.delayedNames ? column.labels : withoutMetadata(column.labels),
      dropName: true,
      values: column.values.map(value => -value),
      present: column.present,
      histograms: column.histograms?.map(histogram => histogram && multiplyHistogram(histogram, -1)),
    });
    if (ev.spend(costOf(column), expr)) yield;
  }
  return ev.delayedNames ? negated : yield* mergeOrFail(ev, negated, ev.semantics.joinsNegated, expr);
}
