// `and`, `or`, `unless`: which series of both sides stay, by match group. Layer: evaluation.
import type { Binary } from '../../promql/ast';
import { type Column, type Grid, isEmpty } from '../column';
import { combined } from '../duplicates';
import type { Evaluation } from '../evaluation';
import { signaturesOf } from './signatures';

/** A set operator at all steps. */
export function* combineSets(
  ev: Evaluation,
  expr: Binary,
  left: readonly Column[],
  right: readonly Column[],
  grid: Grid,
): Generator<void, readonly Column[]> {
  const signatures = yield* signaturesOf(ev, expr, left, right);
  const results: Column[] = [];
  const other = expr.op === 'or' ? signatures.left : signatures.right;
  const seen = new Map<number, Uint8Array>();
  for (const [i, { present }] of (expr.op === 'or' ? left : right).entries()) {
    const known = seen.get(other[i]!);
    seen.set(other[i]!, known ? known.map((one, step) => one | present[step]!) : present);
  }
  if (expr.op === 'or') results.push(...left);
  const masked = expr.op === 'or' ? right : left;
  const own = expr.op === 'or' ? signatures.right : signatures.left;
  for (const [i, column] of masked.entries()) {
    const group = seen.get(own[i]!);
    const wanted = expr.op === 'and' ? 1 : 0;
    if (!group) {
      if (wanted === 0) results.push(column);
      continue;
    }
    const present = column.present.map((one, step) => (group[step] === wanted ? one : 0));
    const result = { ...column, present };
    if (!isEmpty(result)) results.push(result);
    if (ev.spend(grid.count, expr)) yield;
  }
  return yield* combined(ev, results, grid, expr);
}
