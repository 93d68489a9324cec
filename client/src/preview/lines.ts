// The lines of the graph out of a server's answer: values on the steps that were asked for, with names that tell them apart.
// Pure; no vscode here.

import type { Slots } from '../../../server/src/alerting/alertRun';
import type { ValueColumn } from '../../../server/src/alerting/backtest/backtest';
import type { Labels, RangeResult, RangeSeries } from '../../../server/src/datasource/datasource';
import { elide } from './elide';
import type { GraphLine, LabelPair, OddPoints } from './messages';
import { commonLabels, labelKey, lineLabel, sortedLabels, tellingLabels } from './results';

/** Lines that are drawn; the rest is counted and said. */
export const maxLines = 100;

/** Times at equal distance: `startMs + i * stepMs`, `count` of them. */
export interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** One series with a value for each time of a grid, NaN where it has none. */
export interface Column {
  readonly labels: Labels;
  readonly values: Float64Array;
  /** Time of the last point that the server sent, milliseconds since the epoch; 0 where it sent none. */
  readonly lastMs: number;
  /** What the points are that have no place in a graph: `NaN`, `Infinity`, `-Infinity`, `histogram`. */
  readonly oddities: readonly string[];
  /** The numbers among them, where there are any. */
  readonly odd?: OddPoints;
  /** A point can be drawn. */
  readonly drawable: boolean;
}

/** An answer on a grid. `total` counts the series that the server has. */
export interface Columns {
  readonly grid: Grid;
  readonly columns: readonly Column[];
  readonly total: number;
}

/** Points after which others get a turn: less than a millisecond's work. */
const pointsPerSlice = 20_000;

/** The grid of a range query from `startMs` to `endMs`. */
export function gridOf(startMs: number, endMs: number, stepMs: number): Grid {
  return { startMs, stepMs, count: Math.floor((endMs - startMs) / stepMs) + 1 };
}

/** An answer on the grid that was asked for; a point between two times goes to the nearer one. In slices. */
export function* columnsOf({ series, total }: RangeResult, grid: Grid): Generator<void, Columns> {
  const columns: Column[] = [];
  let points = 0;
  for (const one of series) {
    columns.push(columnOf(one, grid));
    points += one.times.length + grid.count / 8;
    if (points < pointsPerSlice) continue;
    points = 0;
    yield;
  }
  return { grid, columns, total };
}

/** The same of columns that a backtest asked for: those of `slots` after the first `skip`. In slices. */
export function* columnsOfValues(
  columns: readonly ValueColumn[],
  slots: Slots,
  skip: number,
): Generator<void, Columns> {
  const grid = { startMs: slots.start + skip * slots.step, stepMs: slots.step, count: slots.count - skip };
  const made: Column[] = [];
  for (const { labels, values: from, present, natives } of columns) {
    const values = new Float64Array(grid.count).fill(Number.NaN);
    const oddities = new Set<string>(natives ? ['histogram'] : []);
    const odd = new Map<number, number>();
    let [drawable, last] = [false, -1];
    for (let i = 0; i < grid.count; i++) {
      if (present[i + skip] === 0) continue;
      last = i;
      const v = from[i + skip]!;
      if (natives?.has(i + skip)) continue;
      if (Number.isFinite(v)) {
        values[i] = v;
        drawable = true;
      } else odd.set(i, v);
    }
    // One that had samples before the window alone is no series of it.
    const lastMs = grid.startMs + last * grid.stepMs;
    if (last >= 0) made.push({ labels: labels.toRecord(), values, lastMs, drawable, ...oddOnes(oddities, odd) });
    yield;
  }
  return { grid, columns: made, total: made.length };
}

function columnOf({ labels, times, values: given, histograms }: RangeSeries, { startMs, stepMs, count }: Grid): Column {
  const values = new Float64Array(count).fill(Number.NaN);
  const oddities = new Set<string>();
  const odd = new Map<number, number>();
  let drawable = false;
  for (let i = 0; i < times.length; i++) {
    const at = Math.round((times[i]! - startMs) / stepMs);
    const v = given[i]!;
    if (histograms?.has(i)) oddities.add('histogram');
    else if (!Number.isFinite(v)) odd.set(at, v);
    else if (at >= 0 && at < count) {
      values[at] = v;
      drawable = true;
    }
  }
  return { labels, values, lastMs: times[times.length - 1] ?? 0, drawable, ...oddOnes(oddities, odd) };
}

/** What is odd of a column, with the numbers that cannot be drawn by their step. */
function oddOnes(kinds: Set<string>, odd: ReadonlyMap<number, number>): Pick<Column, 'oddities' | 'odd'> {
  if (odd.size === 0) return { oddities: [...kinds] };
  for (const v of odd.values()) kinds.add(String(v));
  return { oddities: [...kinds], odd: { at: Uint32Array.from(odd.keys()), values: Float64Array.from(odd.values()) } };
}

/** As PromQL writes it. */
export function oddityName(oddity: string): string {
  return oddity.replace(/^(-?)Infinity$/, (_, sign) => `${sign || '+'}Inf`);
}

/** Lines of the columns, those that match now first and in that order, at most `maxLines`, and the labels they all share. */
export function graphLines(
  { columns, grid }: Columns,
  matching: readonly Labels[],
  named: readonly string[] = [],
): { readonly lines: readonly GraphLine[]; readonly common: readonly LabelPair[] } {
  const place = new Map(matching.map((labels, i) => [labelKey(labels), i]));
  // A line without a value that has a place in the graph would only take it from others.
  const marked = columns.map(one => {
    const at = place.get(labelKey(one.labels));
    return { one, at, rank: (at ?? place.size) + (one.drawable ? 0 : place.size + 1) };
  });
  const chosen = marked.sort((a, b) => a.rank - b.rank).slice(0, maxLines);
  const labels = chosen.map(({ one }) => sortedLabels(one.labels));
  const { names, common } = lineNames(labels, named);
  const endMs = grid.startMs + (grid.count - 1) * grid.stepMs;
  const lines = chosen.map(({ one, at }, i): GraphLine => {
    // The newest point may not be there yet; a series that lacks two has ended.
    const ended = one.lastMs > 0 && one.lastMs <= endMs - 2 * grid.stepMs;
    return {
      label: names[i]!,
      labels: labels[i]!,
      values: one.values,
      matches: at !== undefined,
      ...(one.drawable || one.oddities.length === 0 ? {} : { without: one.oddities.map(oddityName).join(', ') }),
      ...(one.odd ? { odd: one.odd } : {}),
      ...(ended ? { endedMs: one.lastMs } : {}),
    };
  });
  return { lines, common };
}

/** The names in the same order, but first those that are enough to tell the sets apart. */
function tellingFirst(
  labels: readonly (readonly LabelPair[])[],
  order: readonly string[],
): { readonly order: readonly string[]; readonly enough: readonly string[] } {
  const maps = labels.map(set => new Map(set));
  const enough: string[] = [];
  let keys = labels.map(() => '');
  let apart = 1;
  for (const name of order) {
    if (apart >= labels.length) break;
    const next = keys.map((key, i) => `${key}\n${maps[i]!.get(name) ?? ''}`);
    const count = new Set(next).size;
    if (count === apart) continue;
    enough.push(name);
    keys = next;
    apart = count;
  }
  const first = new Set(enough);
  return {
    order: [...enough, ...order.filter(name => !first.has(name))],
    enough: apart < labels.length || enough.length === 0 ? order : enough,
  };
}

/** Names that tell label sets apart: without the labels that all share, and of long values what differs. */
export function lineNames(
  labels: readonly (readonly LabelPair[])[],
  named: readonly string[],
): {
  readonly names: readonly string[];
  /** With the labels alone that are enough to tell the sets apart; all of them where not even all are. */
  readonly short: readonly string[];
  readonly common: readonly LabelPair[];
} {
  const common = commonLabels(labels);
  const { order, enough } = tellingFirst(labels, tellingLabels(labels, common, named));
  const valuesOf = new Map<string, Set<string>>();
  for (const set of labels)
    for (const [name, value] of set) valuesOf.set(name, (valuesOf.get(name) ?? new Set()).add(value));
  const elided = new Map(
    [...valuesOf].map(([name, values]) => {
      const short = elide([...values]);
      return [name, new Map([...values].map((value, i) => [value, short[i]!]))];
    }),
  );
  const only = new Set(enough);
  const shown = labels.map(set => set.map(([name, value]): LabelPair => [name, elided.get(name)?.get(value) ?? value]));
  const names = shown.map(set => lineLabel(set, common, order));
  const short = shown.map(set =>
    lineLabel(
      set.filter(([name]) => only.has(name)),
      common,
      order,
    ),
  );
  return { names, short, common };
}
