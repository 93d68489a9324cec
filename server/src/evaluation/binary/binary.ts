// Operators between two sides, by the types of the sides. Layer: evaluation.
import type { Binary } from '../../promql/ast';
import { typeOf } from '../../promql/types';
import type { Column, Grid } from '../column';
import type { Evaluation } from '../evaluation';
import { matchVectors } from './matching';
import { arithmetic, comparison } from './operators';
import { combineSets } from './sets';
import { combineWithScalar } from './vectorScalar';

/** An operator of which at least one side is an instant vector. */
export function* evaluateBinary(ev: Evaluation, expr: Binary, grid: Grid): Generator<void, readonly Column[]> {
  if (typeOf(expr.lhs) === 'scalar') {
    const left = yield* ev.scalar(expr.lhs, grid);
    const right = yield* ev.vector(expr.rhs, grid);
    return yield* combineWithScalar(ev, expr, right, left, true, grid);
  }
  const left = yield* ev.vector(expr.lhs, grid);
  if (typeOf(expr.rhs) === 'scalar') {
    const right = yield* ev.scalar(expr.rhs, grid);
    return yield* combineWithScalar(ev, expr, left, right, false, grid);
  }
  const right = yield* ev.vector(expr.rhs, grid);
  if (expr.op === 'and' || expr.op === 'or' || expr.op === 'unless') {
    return yield* combineSets(ev, expr, left, right, grid);
  }
  return yield* matchVectors(ev, expr, left, right, grid);
}

/** An operator between two scalars; comparisons give 1 or 0. */
export function* evaluateScalarBinary(ev: Evaluation, expr: Binary, grid: Grid): Generator<void, Float64Array> {
  const left = yield* ev.scalar(expr.lhs, grid);
  const right = yield* ev.scalar(expr.rhs, grid);
  const compute = arithmetic(expr.op);
  if (compute) return left.map((value, step) => compute(value, right[step]!));
  const compare = comparison(expr.op);
  if (!compare) return ev.unsupported(expr);
  return left.map((value, step) => (compare(value, right[step]!) ? 1 : 0));
}
