// Series that end up with the same labels: one series where they never meet, an error where they do. Layer: evaluation.
import type { Expr } from '../promql/ast';
import type { Column, Grid, OpenColumn } from './column';
import type { Evaluation } from './evaluation';

/** Work for the text of a label set, in samples. */
const keyCost = 100;

const message = 'vector cannot contain metrics with the same labelset';

/** The columns with those of equal labels made one; fails where two have a sample at the same step. */
export function* mergeColumns(
  ev: Evaluation,
  columns: readonly Column[],
  at: Expr,
): Generator<void, readonly Column[]> {
  const first = new Map<string, number>();
  let merged: Column[] | undefined;
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!;
    const { key } = column.labels;
    if (ev.spend(keyCost, at)) yield;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, merged ? merged.length : i);
      merged?.push(column);
      continue;
    }
    merged ??= columns.slice(0, i);
    merged[before] = join(ev, merged[before]!, column, at);
  }
  return merged ?? columns;
}

/** Whether the name goes at the end is what the sample that comes first says. */
function join(ev: Evaluation, a: Column, b: Column, at: Expr): Column {
  const first = b.present.indexOf(1) < a.present.indexOf(1) ? b : a;
  const joined: OpenColumn = {
    labels: a.labels,
    dropName: first.dropName,
    values: a.values.slice(),
    present: a.present.slice(),
    histograms: a.histograms?.slice(),
  };
  for (let step = 0; step < b.present.length; step++) {
    if (!b.present[step]) continue;
    if (joined.present[step]) ev.fail('execution', message, at);
    joined.present[step] = 1;
    joined.values[step] = b.values[step]!;
    const histogram = b.histograms?.[step];
    if (histogram)
      (joined.histograms ??= new Array<typeof histogram | undefined>(b.present.length).fill(undefined))[step] =
        histogram;
  }
  return joined;
}

/** The same by the rules of versions in which such series may not even take turns. */
export function* mergeOrFail(
  ev: Evaluation,
  columns: readonly Column[],
  joins: boolean,
  at: Expr,
): Generator<void, readonly Column[]> {
  const merged = yield* mergeColumns(ev, columns, at);
  if (!joins && merged.length < columns.length) ev.fail('execution', message, at);
  return merged;
}

/** The same, where an operator or function has made the columns: with names that go at last, one step is judged in the end only. */
export function* combined(
  ev: Evaluation,
  columns: readonly Column[],
  grid: Grid,
  at: Expr,
): Generator<void, readonly Column[]> {
  return ev.delayedNames && grid.count === 1 ? columns : yield* mergeColumns(ev, columns, at);
}
