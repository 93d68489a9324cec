// Aggregations that pick series: `topk`, `bottomk`, `limitk`, `limit_ratio`. Layer: evaluation.
import { formatFloat } from '../../go/floats';
import type { Aggregate } from '../../promql/ast';
import { type Column, type Grid, isEmpty } from '../column';
import { combined } from '../duplicates';
import type { Evaluation } from '../evaluation';
import { unwrapped } from '../functions/arguments';
import { extentOf } from './extent';
import { groupsOf } from './groups';
import { fixFirst, push } from './heap';
import { ratioOffset } from './ratio';

/** A candidate of a step: the number of its series, and its value. */
interface Candidate {
  readonly column: number;
  readonly value: number;
}

/** Work for each series of a group at a step, in samples: it is held against those that were picked before. */
const candidateCost = 8;

/** Picks series group by group at each step; they keep their labels. */
export function* pickSeries(
  ev: Evaluation,
  expr: Aggregate,
  columns: readonly Column[],
  parameters: Float64Array,
  grid: Grid,
): Generator<void, readonly Column[]> {
  if (!check(ev, expr, parameters)) return [];
  const picked: Column[] = [];
  const numbers = new Map<Column, number>();
  for (const [i, column] of columns.entries()) {
    picked.push({ ...column, present: new Uint8Array(grid.count) });
    numbers.set(column, i);
    if (ev.spend(grid.count, expr)) yield;
  }
  const groups = (yield* groupsOf(ev, expr, columns)).map(group => group.columns.map(one => numbers.get(one)!));
  const offsets = expr.op === 'limit_ratio' ? columns.map(({ labels }) => ratioOffset(labels)) : [];
  let order: number[] = [];
  for (let step = 0; step < grid.count; step++) {
    const parameter = parameters[step]!;
    order = [];
    for (const group of groups) {
      const chosen = choose(ev, expr, group, columns, offsets, parameter, step);
      for (const column of chosen) picked[column]!.present[step] = 1;
      for (const column of chosen) order.push(column);
      if (ev.spend(group.length * candidateCost, expr)) yield;
    }
  }
  if (grid.count === 1)
    return yield* combined(
      ev,
      order.map(column => picked[column]!),
      grid,
      expr,
    );
  return picked.filter(column => !isEmpty(column));
}

/** What is wrong with the parameters; false where nothing can be picked. */
function check(ev: Evaluation, expr: Aggregate, parameters: Float64Array): boolean {
  const at = unwrapped(expr.param!);
  const { most, least, missing } = extentOf(parameters);
  const print = (value: number): string => formatFloat(value, 'g', -1);
  if (expr.op === 'limit_ratio') {
    if (most === 0 && least === 0) return false;
    if (missing) ev.fail('execution', 'Ratio value is NaN', expr);
    if (most > 1) ev.annotations.warn(`ratio value should be between -1 and 1, got ${print(most)}, capping to 1`, at);
    if (least < -1)
      ev.annotations.warn(`ratio value should be between -1 and 1, got ${print(least)}, capping to -1`, at);
    return true;
  }
  if (most < 1) return false;
  if (missing)
    ev.fail('execution', ev.semantics.refusesNaN ? 'Parameter value is NaN' : 'Scalar value NaN overflows int64', expr);
  if (least <= -(2 ** 63)) ev.fail('execution', `Scalar value ${print(least)} underflows int64`, expr);
  if (most >= 2 ** 63) ev.fail('execution', `Scalar value ${print(most)} overflows int64`, expr);
  return true;
}

function choose(
  ev: Evaluation,
  expr: Aggregate,
  group: readonly number[],
  columns: readonly Column[],
  offsets: readonly number[],
  parameter: number,
  step: number,
): readonly number[] {
  const there = group.filter(column => columns[column]!.present[step]);
  if (expr.op === 'limit_ratio') {
    const ratio = Math.max(-1, Math.min(1, parameter));
    return there.filter(column => (ratio >= 0 ? offsets[column]! < ratio : offsets[column]! >= 1 + ratio));
  }
  const count = Math.min(Math.trunc(parameter), columns.length);
  if (count < 1) return [];
  if (expr.op === 'limitk') return there.slice(0, count);
  const floats = there.filter(column => !columns[column]!.histograms?.[step]);
  if (floats.length < there.length) ev.annotations.info(`ignored histogram in ${expr.op} aggregation`, expr);
  return best(floats, columns, step, count, expr.op === 'topk');
}

/** The largest (or smallest) values, best first; NaN only where there is room left. */
function best(
  there: readonly number[],
  columns: readonly Column[],
  step: number,
  count: number,
  largest: boolean,
): readonly number[] {
  const worse = (a: Candidate, b: Candidate): boolean =>
    Number.isNaN(a.value) || (largest ? a.value < b.value : a.value > b.value);
  const heap: Candidate[] = [];
  for (const column of there) {
    const candidate = { column, value: columns[column]!.values[step]! };
    if (heap.length < count) push(heap, candidate, worse);
    else {
      const worst = heap[0]!;
      const better = largest ? worst.value < candidate.value : worst.value > candidate.value;
      if (!better && !(Number.isNaN(worst.value) && !Number.isNaN(candidate.value))) continue;
      heap[0] = candidate;
      if (count > 1) fixFirst(heap, worse);
    }
  }
  return sorted(heap, worse).map(({ column }) => column);
}

/** Insertion sort as Go's sort uses it for few elements: equal ones keep the order of the heap. */
function sorted(heap: readonly Candidate[], worse: (a: Candidate, b: Candidate) => boolean): readonly Candidate[] {
  const list = [...heap];
  return list.sort((a, b) => {
    const first = worse(b, a);
    const second = worse(a, b);
    return first === second ? 0 : first ? -1 : 1;
  });
}
