// The samples that a function over a range sees at one step, as bounds in columns: nothing is copied. Layer: evaluation.
import type { Histogram } from '../../series/histogram/histogram';
import type { Labels } from '../../series/labels';
import type { Series } from '../../series/series';

/** Samples of one kind: columns of equal length, and the part of them that lies in the range. */
export interface Part {
  readonly times: Float64Array;
  readonly starts: Float64Array | undefined;
  from: number;
  to: number;
}

export interface FloatPart extends Part {
  readonly values: Float64Array;
  /** For each sample how many before it fell (or changed) against the one in front; made when first asked for. */
  falls?: Uint32Array;
  changes?: Uint32Array;
}

/** How many samples of the window are below the one in front of them. The first one of the window has none. */
export function fallsIn(part: FloatPart): number {
  const { from, to } = part;
  const falls = fallCounts(part);
  return to > from ? falls[to - 1]! - falls[from]! : 0;
}

/** For each sample how many up to it are below the one in front of them. */
export function fallCounts(part: FloatPart): Uint32Array {
  return (part.falls ??= counted(part.values, (before, value) => value < before));
}

/** How many samples of the window differ from the one in front of them; NaN equals NaN. */
export function changesIn(part: FloatPart): number {
  const { values, from, to } = part;
  part.changes ??= counted(
    values,
    (before, value) => value !== before && !(Number.isNaN(value) && Number.isNaN(before)),
  );
  return to > from ? part.changes[to - 1]! - part.changes[from]! : 0;
}

function counted(values: Float64Array, counts: (before: number, value: number) => boolean): Uint32Array {
  const sums = new Uint32Array(values.length);
  for (let i = 1; i < values.length; i++) sums[i] = sums[i - 1]! + (counts(values[i - 1]!, values[i]!) ? 1 : 0);
  return sums;
}

export interface HistogramPart extends Part {
  readonly histograms: readonly Histogram[];
}

/** What a function over a range is given, and where it leaves its result. */
export interface Window {
  readonly labels: Labels;
  readonly floats: FloatPart;
  readonly histograms: HistogramPart;
  /** Bounds of the range, milliseconds; `anchored` and `smoothed` selectors also bring samples outside. */
  start: number;
  end: number;
  /** Time of the step, milliseconds. */
  time: number;
  /** Length of the range, seconds. */
  readonly seconds: number;
  /** The scalar arguments at this step. */
  readonly args: number[];
  /** The result: a histogram where there is one, else the value. */
  value: number;
  histogram: Histogram | undefined;
}

/** Computes the result of one step; false where there is none. */
export type RangeFunction = (window: Window) => boolean;

const none = new Float64Array(0);

/** The window over a series, which has no samples in it yet. */
export function windowOver(series: Series, seconds: number, scalars: number): Window {
  const { times, values, stale, histograms, starts, labels } = series;
  const plain = !histograms && !stale?.includes(1);
  const floats = plain ? { times, values, starts, from: 0, to: 0 } : floatsOf(series);
  return {
    labels,
    floats,
    histograms:
      plain || !histograms
        ? { times: none, histograms: [], starts: undefined, from: 0, to: 0 }
        : histogramsOf(series, histograms),
    start: 0,
    end: 0,
    time: 0,
    seconds,
    args: new Array<number>(scalars).fill(0),
    value: 0,
    histogram: undefined,
  };
}

function floatsOf({ times, values, stale, histograms, starts }: Series): FloatPart {
  // Plain loops over typed arrays: a range of counters that were missed once comes here with every query.
  const kept = new Int32Array(times.length);
  let count = 0;
  for (let i = 0; i < times.length; i++) if (!stale?.[i] && !histograms?.[i]) kept[count++] = i;
  const pick = (column: Float64Array): Float64Array => {
    const picked = new Float64Array(count);
    for (let i = 0; i < count; i++) picked[i] = column[kept[i]!]!;
    return picked;
  };
  return { times: pick(times), values: pick(values), starts: starts && pick(starts), from: 0, to: 0 };
}

function histogramsOf({ times, starts }: Series, histograms: readonly (Histogram | undefined)[]): HistogramPart {
  const kept: number[] = [];
  for (let i = 0; i < times.length; i++) if (histograms[i]) kept.push(i);
  const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, at => column[at]!);
  return {
    times: pick(times),
    histograms: kept.map(at => histograms[at]!),
    starts: starts && pick(starts),
    from: 0,
    to: 0,
  };
}

/** Moves a part to the times after `start` up to `end`; both only ever grow. */
export function moveTo(part: Part, start: number, end: number): void {
  const { times } = part;
  let { from, to } = part;
  while (from < times.length && times[from]! <= start) from++;
  if (to < from) to = from;
  while (to < times.length && times[to]! <= end) to++;
  part.from = from;
  part.to = to;
}

/** Whether the series has floats only. */
export function isPlain({ histograms }: Window): boolean {
  return histograms.histograms.length === 0;
}

/** How many samples the window holds. */
export function sampleCount({ floats, histograms }: Window): number {
  return floats.to - floats.from + histograms.to - histograms.from;
}
