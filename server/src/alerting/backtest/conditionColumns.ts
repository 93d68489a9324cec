// The values of an alert's expression from those of its parts, with the thresholds as they are written or with others.
// Layer: alerting (pure).
import type { Labels } from '../../series/labels';
import { finish } from '../../text/slices';
import type { NativeValue, ValueColumn } from './column';
import type { Comparison, ComparisonOp, Condition, SetMatching, TakenApart } from './condition';
import { labelsOfResult, matcherOf } from './matching';
import { comparedSides } from './sides';

/**
 * Columns of the whole expression. `leaves` are the columns of the parts in order, all over the same slots; `comparisons` those
 * of `takeApart` or others in their place (`{ ...known, threshold: 0.9 }`). The columns of the parts stay as they are; a result
 * may share arrays with them. 100 series over 10,000 slots take a few milliseconds; in slices of one. With the same `extents` for other
 * numbers over the same leaves what never comes near a number is not gone through again.
 */
export function* columnsInSlices(
  { condition, comparisons }: Pick<TakenApart, 'condition' | 'comparisons'>,
  leaves: readonly (readonly ValueColumn[])[],
  extents: Extents = new WeakMap(),
): Generator<void, readonly ValueColumn[]> {
  const of = function* (node: Condition): Generator<void, readonly ValueColumn[]> {
    switch (node.kind) {
      case 'leaf':
        return leaves[node.leaf] ?? [];
      case 'compare':
        // What comes out of another condition is made anew each time.
        return yield* compared(
          yield* of(node.of),
          comparisons[node.comparison]!,
          node.of.kind === 'leaf' ? extents : undefined,
        );
      case 'sides':
        return yield* comparedSides(
          node,
          comparisons[node.comparison]!,
          leaves[node.left] ?? [],
          leaves[node.right] ?? [],
        );
      case 'set':
        return yield* combined(node.op, yield* of(node.left), yield* of(node.right), node.matching);
    }
  };
  return yield* of(condition);
}

/** The same at once. */
export function resultColumns(...input: Parameters<typeof columnsInSlices>): readonly ValueColumn[] {
  return finish(columnsInSlices(...input));
}

/** Labels of all series that the expression could give, whatever its thresholds are. */
export function labelsOfResults(
  { condition, comparisons }: Pick<TakenApart, 'condition' | 'comparisons'>,
  leaves: readonly (readonly ValueColumn[])[],
): readonly Labels[] {
  const of = (node: Condition): readonly Labels[] => {
    switch (node.kind) {
      case 'leaf':
        return (leaves[node.leaf] ?? []).map(({ labels }) => labels);
      case 'compare':
        return of(node.of);
      case 'sides': {
        const isWorkedOut = comparisons[node.comparison]!.scale?.side === 'left';
        return (leaves[node.left] ?? []).map(({ labels }) => labelsOfResult(labels, node.matching, isWorkedOut));
      }
      case 'set':
        return node.op === 'or' ? [...of(node.left), ...of(node.right)] : of(node.left);
    }
  };
  return of(condition);
}

/** Series times slots between two yields. */
const valuesPerSlice = 20_000;

/**
 * Which values each comparison keeps, by slot; gives whether there are any. One loop each, as it is gone through a million times
 * with every number that is tried. A comparison with NaN is false but for `!=`, as it is in PromQL.
 */
const keep: Readonly<
  Record<ComparisonOp, (kept: Uint8Array, values: Float64Array, present: Uint8Array, threshold: number) => number>
> = {
  '>'(kept, values, present, threshold) {
    let any = 0;
    for (let i = 0; i < kept.length; i++) if (values[i]! > threshold) any |= kept[i] = present[i]!;
    return any;
  },
  '<'(kept, values, present, threshold) {
    let any = 0;
    for (let i = 0; i < kept.length; i++) if (values[i]! < threshold) any |= kept[i] = present[i]!;
    return any;
  },
  '>='(kept, values, present, threshold) {
    let any = 0;
    for (let i = 0; i < kept.length; i++) if (values[i]! >= threshold) any |= kept[i] = present[i]!;
    return any;
  },
  '<='(kept, values, present, threshold) {
    let any = 0;
    for (let i = 0; i < kept.length; i++) if (values[i]! <= threshold) any |= kept[i] = present[i]!;
    return any;
  },
  '=='(kept, values, present, threshold) {
    let any = 0;
    for (let i = 0; i < kept.length; i++) if (values[i]! === threshold) any |= kept[i] = present[i]!;
    return any;
  },
  '!='(kept, values, present, threshold) {
    let any = 0;
    for (let i = 0; i < kept.length; i++) if (values[i]! !== threshold) any |= kept[i] = present[i]!;
    return any;
  },
};

/** The least and the greatest value of columns, those known so far. */
export type Extents = WeakMap<ValueColumn, { readonly least: number; readonly most: number }>;

function extentOf(column: ValueColumn, extents: Extents): { readonly least: number; readonly most: number } {
  const known = extents.get(column);
  if (known) return known;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  const { values, present } = column;
  for (let i = 0; i < values.length; i++) {
    if (present[i] === 0) continue;
    const value = values[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const extent = { least, most };
  extents.set(column, extent);
  return extent;
}

/** Whether a comparison surely keeps nothing of values between two others, NaN besides. */
const keepsNone: Readonly<Record<ComparisonOp, (least: number, most: number, threshold: number) => boolean>> = {
  '>': (_, most, threshold) => !(most > threshold),
  '>=': (_, most, threshold) => !(most >= threshold),
  '<': (least, _, threshold) => !(least < threshold),
  '<=': (least, _, threshold) => !(least <= threshold),
  '==': (least, most, threshold) => !(least <= threshold && threshold <= most),
  '!=': () => false,
};

function* compared(
  columns: readonly ValueColumn[],
  { op, threshold }: Comparison,
  extents: Extents | undefined,
): Generator<void, readonly ValueColumn[]> {
  const results: ValueColumn[] = [];
  const keepOf = keep[op];
  let work = 0;
  for (const column of columns) {
    const { labels, values, present, natives } = column;
    if (extents) {
      if (!extents.has(column)) work += present.length;
      const { least, most } = extentOf(column, extents);
      if (keepsNone[op](least, most, threshold)) {
        if (work < valuesPerSlice) continue;
        work = 0;
        yield;
        continue;
      }
    }
    const kept = new Uint8Array(present.length);
    const any = keepOf(kept, values, present, threshold);
    // A native histogram is neither more nor less than a number, nor equal to one: it goes.
    for (const slot of natives?.keys() ?? []) kept[slot] = 0;
    if (any !== 0) results.push({ labels, values, present: kept });
    if ((work += kept.length) < valuesPerSlice) continue;
    work = 0;
    yield;
  }
  return results;
}

function* combined(
  op: 'and' | 'or' | 'unless',
  left: readonly ValueColumn[],
  right: readonly ValueColumn[],
  matching: SetMatching | undefined,
): Generator<void, readonly ValueColumn[]> {
  const matched = matcherOf(matching);
  const [masked, other] = op === 'or' ? [right, left] : [left, right];
  /** By match group: the slots at which the other side has a series of it. */
  const groups = new Map<string, Uint8Array>();
  let work = 0;
  for (const { labels, present } of other) {
    if ((work += present.length) > valuesPerSlice) {
      work = 0;
      yield;
    }
    const { key } = matched(labels);
    const known = groups.get(key);
    if (known) for (let slot = 0; slot < present.length; slot++) known[slot]! |= present[slot]!;
    else groups.set(key, present.slice());
  }
  const wanted = op === 'and' ? 1 : 0;
  const results: ValueColumn[] = op === 'or' ? [...left] : [];
  for (const column of masked) {
    if ((work += column.present.length) > valuesPerSlice) {
      work = 0;
      yield;
    }
    const group = groups.get(matched(column.labels).key);
    if (!group) {
      if (wanted === 0) results.push(column);
      continue;
    }
    const present = new Uint8Array(group.length);
    let any = 0;
    for (let slot = 0; slot < present.length; slot++) {
      if (column.present[slot] && group[slot] === wanted) any |= present[slot] = 1;
    }
    if (any === 0) continue;
    results.push({ ...column, present, ...(column.natives ? { natives: stillThere(column.natives, present) } : {}) });
  }
  return results;
}

function stillThere(natives: ReadonlyMap<number, NativeValue>, present: Uint8Array): ReadonlyMap<number, NativeValue> {
  return new Map([...natives].filter(([slot]) => present[slot] === 1));
}
