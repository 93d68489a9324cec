// Functions that sort: results of instant queries only, those of range queries are ordered by labels. Layer: evaluation.
import type { Call } from '../../promql/ast';
import { compareLabels, type Labels } from '../../series/labels';
import { sortInSlices } from '../../text/slices';
import { type Column, type Grid, isEmpty } from '../column';
import { combined } from '../duplicates';
import type { Evaluation } from '../evaluation';
import { stringValue } from '../strings';
import type { VectorFunction } from './call';

export const sorts: Readonly<Record<string, VectorFunction>> = {
  sort: (ev, expr, grid) => byValue(ev, expr, grid, 1),
  sort_desc: (ev, expr, grid) => byValue(ev, expr, grid, -1),
  sort_by_label: (ev, expr, grid) => byLabel(ev, expr, grid, 1),
  sort_by_label_desc: (ev, expr, grid) => byLabel(ev, expr, grid, -1),
};

function remark(ev: Evaluation, expr: Call, grid: Grid): void {
  if (grid.start === grid.end || !ev.semantics.remarksSort) return;
  ev.annotations.warn('sort is ineffective for range queries since results are always ordered by labels', expr);
}

/** NaN last, either way; histograms have no place in the order and are left out. */
function* byValue(ev: Evaluation, expr: Call, grid: Grid, sign: 1 | -1): Generator<void, readonly Column[]> {
  let columns: readonly Column[] = [...(yield* ev.vector(expr.args[0]!, grid))]
    .map(withoutHistograms)
    .filter(column => !isEmpty(column));
  remark(ev, expr, grid);
  if (grid.count === 1) {
    columns = yield* sortInSlices(columns, (a, b) => {
      const x = a.values[0]!;
      const y = b.values[0]!;
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return x === y ? 0 : x < y ? -sign : sign;
    });
  }
  return yield* combined(ev, columns, grid, expr);
}

function withoutHistograms(column: Column): Column {
  const { histograms, present } = column;
  if (!histograms) return column;
  return { ...column, histograms: undefined, present: present.map((one, step) => (histograms[step] ? 0 : one)) };
}

function* byLabel(ev: Evaluation, expr: Call, grid: Grid, sign: 1 | -1): Generator<void, readonly Column[]> {
  let columns = yield* ev.vector(expr.args[0]!, grid);
  remark(ev, expr, grid);
  const names = expr.args.slice(1).map(stringValue);
  const compare = (a: Labels, b: Labels): number => {
    for (const name of names) {
      if (a.get(name) !== b.get(name)) return comesBefore(a.get(name), b.get(name)) ? -1 : 1;
    }
    return compareLabels(a, b);
  };
  if (grid.count === 1) columns = yield* sortInSlices(columns, (a, b) => sign * compare(a.labels, b.labels));
  return yield* combined(ev, columns, grid, expr);
}

/** Natural order: digits are compared as numbers. */
function comesBefore(a: string, b: string): boolean {
  const x = a.match(/\d+|\D+/g) ?? [];
  const y = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < x.length; i++) {
    if (i >= y.length) return false;
    const numbers = /^\d/.test(x[i]!) && /^\d/.test(y[i]!);
    if (numbers ? Number(x[i]) === Number(y[i]) : x[i] === y[i]) {
      if (i === x.length - 1) return true;
      if (i === y.length - 1) return false;
      continue;
    }
    return numbers ? Number(x[i]) < Number(y[i]) : x[i]! < y[i]!;
  }
  // An empty text has no parts; upstream finds it no smaller than any other.
  return a === '' && b !== '';
}
