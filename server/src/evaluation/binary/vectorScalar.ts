// Operators between an instant vector and a scalar. Layer: evaluation.
import type { Binary } from '../../promql/ast';
import { type Column, costOf, type Grid, isEmpty, type OpenColumn, setHistogram } from '../column';
import { combined } from '../duplicates';
import type { Evaluation } from '../evaluation';
import { withoutMetadata } from '../names';
import { applyOperator } from './element';
import { arithmetic, comparison } from './operators';

/** `vector op scalar`, or with `swapped` the other way round. A comparison keeps the value of the vector on either side. */
export function* combineWithScalar(
  ev: Evaluation,
  expr: Binary,
  columns: readonly Column[],
  scalars: Float64Array,
  swapped: boolean,
  grid: Grid,
): Generator<void, readonly Column[]> {
  const compute = arithmetic(expr.op);
  const compare = comparison(expr.op);
  const bool = expr.bool !== undefined;
  const keepsName = expr.op === 'atan2' && ev.semantics.nameSurvivesAtan2;
  const renamed = (compute !== undefined && !keepsName) || bool;
  const results: Column[] = [];
  for (const column of columns) {
    const labels = renamed && !ev.delayedNames ? withoutMetadata(column.labels) : column.labels;
    const result = ev.column(labels, grid.count, expr, renamed || column.dropName);
    if (column.histograms || (!compute && !compare)) mixed(ev, expr, column, scalars, swapped, result);
    else if (compute) calculate(compute, column, scalars, swapped, result);
    else if (compare) filter(compare, bool, column, scalars, swapped, result);
    if (!isEmpty(result)) results.push(result);
    if (ev.spend(costOf(column), expr)) yield;
  }
  return yield* combined(ev, results, grid, expr);
}

function calculate(
  compute: (left: number, right: number) => number,
  { values, present }: Column,
  scalars: Float64Array,
  swapped: boolean,
  result: OpenColumn,
): void {
  result.present.set(present);
  for (let step = 0; step < values.length; step++) {
    if (!present[step]) continue;
    result.values[step] = swapped ? compute(scalars[step]!, values[step]!) : compute(values[step]!, scalars[step]!);
  }
}

function filter(
  compare: (left: number, right: number) => boolean,
  bool: boolean,
  { values, present }: Column,
  scalars: Float64Array,
  swapped: boolean,
  result: OpenColumn,
): void {
  for (let step = 0; step < values.length; step++) {
    if (!present[step]) continue;
    const value = values[step]!;
    const holds = swapped ? compare(scalars[step]!, value) : compare(value, scalars[step]!);
    if (bool) {
      result.values[step] = holds ? 1 : 0;
      result.present[step] = 1;
    } else if (holds) {
      result.values[step] = value;
      result.present[step] = 1;
    }
  }
}

/** The way for columns that hold histograms, and for operators that floats do not have. */
function mixed(
  ev: Evaluation,
  expr: Binary,
  column: Column,
  scalars: Float64Array,
  swapped: boolean,
  result: OpenColumn,
): void {
  const compares = comparison(expr.op) !== undefined;
  for (let step = 0; step < column.values.length; step++) {
    if (!column.present[step]) continue;
    const own = { value: column.values[step]!, histogram: column.histograms?.[step] };
    const other = { value: scalars[step]! };
    const outcome = swapped ? applyOperator(expr.op, other, own) : applyOperator(expr.op, own, other);
    if (outcome.remark) ev.annotations.add({ ...outcome.remark, from: expr.from, to: expr.to });
    if (outcome.refused) continue;
    if (expr.bool) {
      result.values[step] = outcome.keep ? 1 : 0;
      result.present[step] = 1;
    } else if (outcome.keep) {
      const kept = compares ? own : outcome;
      if (kept.histogram) setHistogram(result, step, kept.histogram);
      else {
        result.values[step] = kept.value;
        result.present[step] = 1;
      }
    }
  }
}
