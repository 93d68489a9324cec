// Samples of a series as arrays of numbers. An object a sample would be a hundred thousand in a large answer, and moving those
// about takes the collector of garbage longer than reading them takes. Layer: datasource.
import type { HistogramSummary, Labels, Point, RangeSeries } from './datasource';

const firstLength = 1_024;

/** Samples under construction. */
export class SampleList {
  private times = new Float64Array(firstLength);
  private values = new Float64Array(firstLength);
  private histograms: Map<number, HistogramSummary> | undefined;
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** `t` in milliseconds; `v` is NaN where there is a histogram. */
  push(t: number, v: number, histogram?: HistogramSummary): void {
    if (this.count === this.times.length) this.grow();
    this.times[this.count] = t;
    this.values[this.count] = v;
    if (histogram) (this.histograms ??= new Map()).set(this.count, histogram);
    this.count++;
  }

  /** Whether times rise from sample to sample. */
  get isSorted(): boolean {
    const { times, count } = this;
    for (let i = 1; i < count; i++) if (!(times[i]! > times[i - 1]!)) return false;
    return true;
  }

  get hasHistograms(): boolean {
    return this.histograms !== undefined;
  }

  /** By rising time, of each time the last. */
  sorted(): SampleList {
    const order = Array.from({ length: this.count }, (_, i) => i).sort((a, b) => this.times[a]! - this.times[b]!);
    const list = new SampleList();
    for (const [i, at] of order.entries()) {
      const next = order[i + 1];
      if (next === undefined || this.times[next] !== this.times[at])
        list.push(this.times[at]!, this.values[at]!, this.histograms?.get(at));
    }
    return list;
  }

  /** The samples of a sorted list from `startMs` to `endMs`, both included. */
  within(startMs: number, endMs: number): SampleList {
    const { times, count } = this;
    let [from, to] = [0, count];
    while (from < to && times[from]! < startMs) from++;
    while (to > from && times[to - 1]! > endMs) to--;
    if (to - from === count) return this;
    const list = new SampleList();
    for (let i = from; i < to; i++) list.push(times[i]!, this.values[i]!, this.histograms?.get(i));
    return list;
  }

  /** A series with these samples, which must be sorted. */
  toSeries(labels: Labels): RangeSeries {
    const { count, histograms } = this;
    return {
      labels,
      times: this.times.slice(0, count),
      values: this.values.slice(0, count),
      ...(histograms ? { histograms } : {}),
    };
  }

  private grow(): void {
    const [times, values] = [this.times, this.values];
    this.times = new Float64Array(2 * times.length);
    this.values = new Float64Array(2 * times.length);
    this.times.set(times);
    this.values.set(values);
  }
}

/** The samples of a series one by one, for what is written out. */
export function pointsOf({ times, values, histograms }: RangeSeries): readonly Point[] {
  return Array.from(times, (t, i): Point => {
    const histogram = histograms?.get(i);
    return { t, v: values[i]!, ...(histogram ? { histogram } : {}) };
  });
}

/** A series of points, which rise in time. */
export function seriesOfPoints(labels: Labels, points: Iterable<Point>): RangeSeries {
  const list = new SampleList();
  for (const { t, v, histogram } of points) list.push(t, v, histogram);
  return list.toSeries(labels);
}
