// Aggregations, by what they make of a group: one series, some of its own, or one for each value. Layer: evaluation.
import type { Aggregate, Expr } from '../../promql/ast';
import { type Column, type Grid, isEmpty } from '../column';
import type { Evaluation } from '../evaluation';
import { unwrapped } from '../functions/arguments';
import { remarkQuantile } from '../functions/quantileArgument';
import { countValues } from './countValues';
import { extentOf } from './extent';
import { floatAggregation } from './floats';
import { groupsOf } from './groups';
import { ignoresHistograms, mixedAggregation } from './mixed';
import { pickSeries } from './picking';

/** An aggregation at all steps. */
export function* evaluateAggregation(ev: Evaluation, expr: Aggregate, grid: Grid): Generator<void, readonly Column[]> {
  if (expr.op === 'count_values') return yield* countValues(ev, expr, grid);
  const param = expr.param && unwrapped(expr.param);
  const parameters = param && (yield* ev.scalar(param, grid));
  const columns = yield* ev.vector(unwrapped(expr.expr), grid);
  if (parameters && expr.op !== 'quantile') return yield* pickSeries(ev, expr, columns, parameters, grid);
  if (parameters) remarkQuantiles(ev, parameters, param!);
  const compute = floatAggregation(expr.op, ev.semantics, parameters) ?? ev.unsupported(expr);
  const results: Column[] = [];
  for (const group of yield* groupsOf(ev, expr, columns)) {
    const result = ev.column(group.labels, grid.count, expr, group.dropName);
    const some = group.columns.some(({ histograms }) => histograms);
    if (some && !(expr.op === 'count' || expr.op === 'group')) {
      const floats = ignoresHistograms(ev, expr, group.columns);
      if (floats) yield* compute(floats, result, samples => ev.spend(samples, expr));
      else yield* mixedAggregation(ev, expr, group, result, compute);
    } else yield* compute(group.columns, result, samples => ev.spend(samples, expr));
    if (!isEmpty(result)) results.push(result);
  }
  return results;
}

/** Of all quantiles that are none the largest, the smallest and NaN are remarked. */
function remarkQuantiles(ev: Evaluation, parameters: Float64Array, at: Expr): void {
  const { most, least, missing } = extentOf(parameters);
  if (missing) remarkQuantile(ev, Number.NaN, at);
  if (most > 1) remarkQuantile(ev, most, at);
  if (least < 0) remarkQuantile(ev, least, at);
}
