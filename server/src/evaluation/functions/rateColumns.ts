// `rate`, `increase` and `delta` of series that are plain floats, all steps of a series in one loop over its columns: what most
// rules ask for. Layer: evaluation. The same as `rates.ts`, which knows the rest.
import type { OpenColumn } from '../column';
import { extrapolationFactor } from './extrapolation';
import { type FloatPart, fallCounts } from './window';

/** The functions that have such a loop, and how they differ. */
export const rateKinds: ReadonlyMap<string, { readonly counter: boolean; readonly perSecond: boolean }> = new Map([
  ['rate', { counter: true, perSecond: true }],
  ['increase', { counter: true, perSecond: false }],
  ['delta', { counter: false, perSecond: false }],
]);

/** The ranges of a call: step `k` ends at `base + k * interval`; milliseconds. */
export interface Ranges {
  readonly base: number;
  readonly interval: number;
  readonly range: number;
  /** Whether a sample at the very start counts. */
  readonly closed: boolean;
  readonly zeroBeforeGap: boolean;
}

/** Fills a column; gives how many samples were looked at. */
export function fillRates(floats: FloatPart, kind: string, ranges: Ranges, column: OpenColumn): number {
  const { counter, perSecond } = rateKinds.get(kind)!;
  const { times, values } = floats;
  const { base, interval, range, zeroBeforeGap } = ranges;
  const falls = counter ? fallCounts(floats) : undefined;
  const slack = ranges.closed ? 1 : 0;
  const steps = column.values.length;
  const seconds = perSecond ? range / 1000 : 1;
  let from = 0;
  let to = 0;
  for (let step = 0; step < steps; step++) {
    const end = base + step * interval;
    const start = end - range;
    while (from < times.length && times[from]! <= start - slack) from++;
    if (to < from) to = from;
    while (to < times.length && times[to]! <= end) to++;
    const gaps = to - from - 1;
    if (gaps < 1) continue;
    const first = values[from]!;
    let change = values[to - 1]! - first;
    if (falls && falls[to - 1] !== falls[from]) {
      for (let i = from + 1; i < to; i++) if (values[i]! < values[i - 1]!) change += values[i - 1]!;
    }
    const share = counter && change > 0 && first >= 0 ? first / change : Number.POSITIVE_INFINITY;
    const factor = extrapolationFactor(times[from]!, times[to - 1]!, start, end, gaps, share, zeroBeforeGap);
    column.values[step] = change * (factor / seconds);
    column.present[step] = 1;
  }
  return times.length + steps * 2;
}
