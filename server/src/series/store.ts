// Series in memory, for unit tests, simulations and the rule state machine: whole columns come in, or one sample at a time.
// Layer: series. The one object here that changes; a column that was given out stays as it was.

import { sortInSlices } from '../text/slices';
import type { Histogram } from './histogram/histogram';
import { StoredHistograms } from './histogram/stored';
import { compareLabels, type Labels, metricName } from './labels';
import { SeriesOfName, seriesPerSlice } from './ofName';
import type { LabelMatcher, Series, Storage } from './series';

/** A sample to append: a number, a native histogram or a stale marker. */
export type SampleValue = number | Histogram | 'stale';

/** A storage that grows. */
export class SeriesStore implements Storage {
  private readonly byKey = new Map<string, GrowingSeries>();
  private readonly byName = new Map<string, SeriesOfName<GrowingSeries>>();

  /** Takes a whole series in. One with the same labels is replaced. */
  add(series: Series): void {
    this.grow(series.labels).replace(series);
  }

  /** Appends a sample; `time` in milliseconds. A time that is not after the last sample of the series is ignored, as Prometheus does. */
  append(labels: Labels, time: number, value: SampleValue): void {
    this.grow(labels).append(time, value);
  }

  /** The series with exactly these labels. */
  get(labels: Labels): Series | undefined {
    return this.byKey.get(labels.key)?.view();
  }

  *select(matchers: readonly LabelMatcher[]): Generator<void, readonly Series[]> {
    const name = matchers.find(matcher => matcher.name === metricName && matcher.op === '=' && matcher.value !== '');
    const rest = matchers.filter(matcher => matcher !== name);
    const exact = rest.filter(({ op, value }) => op === '=' && value !== '');
    let found: GrowingSeries[] = [];
    let unsorted = !name;
    for (const one of name ? [this.byName.get(name.value)] : this.byName.values()) {
      const some = one && (yield* one.having(exact));
      if (some) unsorted = true;
      for (const [i, series] of (some ?? (one ? yield* one.all() : [])).entries()) {
        if (rest.every(matcher => matcher.matches(series.labels.get(matcher.name)))) found.push(series);
        if (i % seriesPerSlice === seriesPerSlice - 1) yield;
      }
    }
    if (unsorted && found.length > 1) found = yield* sortInSlices(found, (a, b) => compareLabels(a.labels, b.labels));
    const views: Series[] = [];
    for (const series of found) {
      views.push(series.view());
      if (views.length % seriesPerSlice === 0) yield;
    }
    return views;
  }

  private grow(labels: Labels): GrowingSeries {
    let series = this.byKey.get(labels.key);
    if (!series) {
      series = new GrowingSeries(labels);
      this.byKey.set(labels.key, series);
      const name = labels.get(metricName);
      let named = this.byName.get(name);
      if (!named) this.byName.set(name, (named = new SeriesOfName()));
      named.add(series);
    }
    return series;
  }
}

/** Columns with room behind their end, doubled when it is used up. */
class GrowingSeries {
  private length = 0;
  private times: Float64Array = new Float64Array(0);
  private values: Float64Array = new Float64Array(0);
  private stale: Uint8Array | undefined;
  private histograms: StoredHistograms | undefined;
  private starts: Float64Array | undefined;
  private seen: Series | undefined;

  constructor(readonly labels: Labels) {}

  replace(series: Series): void {
    this.length = series.times.length;
    this.times = series.times;
    this.values = series.values;
    this.stale = series.stale;
    this.histograms = series.histograms && new StoredHistograms(series.histograms);
    this.starts = series.starts;
    this.seen = this.histograms ? { ...series, histograms: this.histograms.all() } : series;
  }

  append(time: number, value: SampleValue): void {
    const at = this.length;
    if (at > 0 && time <= this.times[at - 1]!) return;
    if (at >= this.times.length) this.reserve(Math.max(16, at * 2));
    this.times[at] = time;
    this.values[at] = typeof value === 'number' ? value : 0;
    if (value === 'stale') (this.stale ??= new Uint8Array(this.times.length))[at] = 1;
    else if (typeof value !== 'number') this.histograms ??= new StoredHistograms(new Array<undefined>(at));
    this.histograms?.push(typeof value === 'object' ? value : undefined);
    this.length = at + 1;
    this.seen = undefined;
  }

  /** The columns as they are now; what is appended later lies behind their end. */
  view(): Series {
    return (this.seen ??= {
      labels: this.labels,
      times: this.times.subarray(0, this.length),
      values: this.values.subarray(0, this.length),
      stale: this.stale?.subarray(0, this.length),
      histograms: this.histograms?.all(),
      starts: this.starts?.subarray(0, this.length),
    });
  }

  private reserve(size: number): void {
    this.times = grown(this.times, new Float64Array(size));
    this.values = grown(this.values, new Float64Array(size));
    if (this.stale) this.stale = grown(this.stale, new Uint8Array(size));
    if (this.starts) this.starts = grown(this.starts, new Float64Array(size));
  }
}

function grown<T extends Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
