// Calls of functions, by what they take and give: ranges, vectors, scalars. Layer: evaluation.
import type { Call } from '../../promql/ast';
import { typeOf } from '../../promql/types';
import { Labels } from '../../series/labels';
import type { Column, Grid } from '../column';
import type { Evaluation } from '../evaluation';
import { absent } from './absent';
import { unwrapped } from './arguments';
import { dateFunctions } from './dates';
import { histogramFunctions } from './histograms';
import { info } from './info';
import { labelFunctions } from './labels';
import { mathematics } from './mathematics';
import { quantileFunctions } from './quantiles';
import { evaluateRangeCall } from './range';
import { sorts } from './sorts';
import { startTimestamp, timestamp } from './timestamps';

/** A function that gives an instant vector and takes no range. */
export type VectorFunction = (ev: Evaluation, expr: Call, grid: Grid) => Generator<void, readonly Column[]>;

const single: Readonly<Record<string, VectorFunction>> = {
  absent,
  info,
  timestamp,
  start_timestamp: startTimestamp,
  vector: vectorOf,
};

const families: readonly Readonly<Record<string, VectorFunction>>[] = [
  single,
  mathematics,
  dateFunctions,
  histogramFunctions,
  quantileFunctions,
  labelFunctions,
  sorts,
];

/** A call that gives an instant vector. */
export function* evaluateCall(ev: Evaluation, expr: Call, grid: Grid): Generator<void, readonly Column[]> {
  const { name } = expr.func;
  if (expr.args.some(arg => typeOf(unwrapped(arg)) === 'matrix')) return yield* evaluateRangeCall(ev, expr, grid);
  const family = families.find(one => Object.hasOwn(one, name));
  const evaluate = family?.[name] ?? ev.fail('unsupported', `The evaluator does not know the function ${name}.`, expr);
  return yield* evaluate(ev, expr, grid);
}

function* vectorOf(ev: Evaluation, expr: Call, grid: Grid): Generator<void, readonly Column[]> {
  const column = ev.column(Labels.empty, grid.count, expr);
  column.values.set(yield* ev.scalar(expr.args[0]!, grid));
  column.present.fill(1);
  return [column];
}
