// The values that a comparison of two vectors leaves, of which one may be put together with a number first. Layer: alerting (pure).
import type { ValueColumn } from './column';
import type { Comparison, ComparisonOp, Condition } from './condition';
import { labelsOfResult, matcherOf } from './matching';
import { scaled } from './scale';

type Column = Pick<ValueColumn, 'values' | 'present'>;
/** Marks in `kept` where both are there and the relation holds; gives whether it does anywhere. */
type Mark = (kept: Uint8Array, left: Column, right: Column) => number;

const above: Mark = (kept, { values: a, present: isA }, { values: b, present: isB }) => {
  let any = 0;
  for (let i = 0; i < kept.length; i++) if (a[i]! > b[i]!) any |= kept[i] = isA[i]! & isB[i]!;
  return any;
};
const aboveOrEqual: Mark = (kept, { values: a, present: isA }, { values: b, present: isB }) => {
  let any = 0;
  for (let i = 0; i < kept.length; i++) if (a[i]! >= b[i]!) any |= kept[i] = isA[i]! & isB[i]!;
  return any;
};
const marks: Readonly<Record<ComparisonOp, Mark>> = {
  '>': above,
  '<': (kept, left, right) => above(kept, right, left),
  '>=': aboveOrEqual,
  '<=': (kept, left, right) => aboveOrEqual(kept, right, left),
  '=='(kept, { values: a, present: isA }, { values: b, present: isB }) {
    let any = 0;
    for (let i = 0; i < kept.length; i++) if (a[i]! === b[i]!) any |= kept[i] = isA[i]! & isB[i]!;
    return any;
  },
  '!='(kept, { values: a, present: isA }, { values: b, present: isB }) {
    let any = 0;
    for (let i = 0; i < kept.length; i++) if (a[i]! !== b[i]!) any |= kept[i] = isA[i]! & isB[i]!;
    return any;
  },
};

/** Series times slots between two yields. */
const valuesPerSlice = 50_000;

type Sides = Extract<Condition, { readonly kind: 'sides' }>;

/** What a comparison keeps of the left side; only where `isOneToOne`. In slices. */
export function* comparedSides(
  { matching }: Sides,
  { op, threshold, scale }: Comparison,
  left: readonly ValueColumn[],
  right: readonly ValueColumn[],
): Generator<void, readonly ValueColumn[]> {
  const groupOf = matcherOf(matching);
  const others = new Map(right.map(column => [groupOf(column.labels).key, column]));
  const mark = marks[op];
  const results: ValueColumn[] = [];
  let room: Float64Array | undefined;
  let work = 0;
  for (const { labels, values: own, present } of left) {
    const other = others.get(groupOf(labels).key);
    if (!other) continue;
    const values = scale?.side === 'left' ? scaled(own, threshold, scale) : own;
    const bounds =
      scale?.side === 'right'
        ? scaled(other.values, threshold, scale, (room ??= new Float64Array(own.length)))
        : other.values;
    const kept = new Uint8Array(present.length);
    if (mark(kept, { values, present }, { values: bounds, present: other.present }) !== 0)
      results.push({ labels: labelsOfResult(labels, matching, scale?.side === 'left'), values, present: kept });
    if ((work += kept.length) < valuesPerSlice) continue;
    work = 0;
    yield;
  }
  return results;
}

/**
 * Whether no series has two partners, at any time: then what a comparison of two sides gives is told by their values. Otherwise
 * some evaluations may fail, and what native histograms give is not known here.
 */
export function isOneToOne(condition: Condition, leaves: readonly (readonly ValueColumn[])[]): boolean {
  switch (condition.kind) {
    case 'leaf':
      return true;
    case 'compare':
      return isOneToOne(condition.of, leaves);
    case 'set':
      return isOneToOne(condition.left, leaves) && isOneToOne(condition.right, leaves);
    case 'sides': {
      const groupOf = matcherOf(condition.matching);
      return [condition.left, condition.right].every(leaf => {
        const columns = leaves[leaf] ?? [];
        return (
          columns.every(({ natives }) => !natives) &&
          new Set(columns.map(({ labels }) => groupOf(labels).key)).size === columns.length
        );
      });
    }
  }
}
