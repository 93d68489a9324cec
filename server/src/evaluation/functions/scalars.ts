// Functions that give a scalar. Layer: evaluation.
import type { Call } from '../../promql/ast';
import { type Grid, timeAt } from '../column';
import type { Evaluation } from '../evaluation';
import { goMax, goMin } from '../numbers';

/** A call that gives a scalar, at all steps. */
export function* scalarCall(ev: Evaluation, expr: Call, grid: Grid): Generator<void, Float64Array> {
  const constant = (value: number): Float64Array => new Float64Array(grid.count).fill(value);
  const { start, end, step } = ev.query;
  switch (expr.func.name) {
    case 'time':
      return Float64Array.from({ length: grid.count }, (_, at) => timeAt(grid, at) / 1000);
    case 'pi':
      return constant(Math.PI);
    case 'start':
      return constant(start / 1000);
    case 'end':
      return constant(end / 1000);
    case 'range':
      return constant((end - start) / 1000);
    case 'step':
      return constant(start === end ? 0 : step / 1000);
    case 'scalar':
      return yield* onlyFloat(ev, expr, grid);
    case 'max_of':
      return yield* ofTwo(ev, expr, grid, goMax);
    case 'min_of':
      return yield* ofTwo(ev, expr, grid, goMin);
    default:
      return ev.fail('unsupported', `The evaluator does not know the function ${expr.func.name}.`, expr);
  }
}

/** The value of the only float; NaN where there is none or another. */
function* onlyFloat(ev: Evaluation, expr: Call, grid: Grid): Generator<void, Float64Array> {
  const values = new Float64Array(grid.count).fill(Number.NaN);
  const found = new Uint8Array(grid.count);
  const columns = yield* ev.vector(expr.args[0]!, grid);
  for (const column of columns) {
    for (let step = 0; step < grid.count; step++) {
      if (!column.present[step] || column.histograms?.[step]) continue;
      values[step] = found[step] ? Number.NaN : column.values[step]!;
      found[step] = 1;
    }
    if (ev.spend(grid.count, expr)) yield;
  }
  return values;
}

function* ofTwo(
  ev: Evaluation,
  expr: Call,
  grid: Grid,
  pick: (a: number, b: number) => number,
): Generator<void, Float64Array> {
  const first = yield* ev.scalar(expr.args[0]!, grid);
  const second = yield* ev.scalar(expr.args[1]!, grid);
  return first.map((value, step) => pick(value, second[step]!));
}
