// What a recording rule writes when all its evaluations are made at once. Layer: alerting.
import type { ResultSeries } from '../evaluation/evaluate';
import type { Histogram } from '../series/histogram/histogram';
import type { Labels } from '../series/labels';
import type { Series } from '../series/series';
import type { SeriesStore } from '../series/store';
import type { Slots } from './alertRun';

/**
 * Adds the recorded series, with a stale marker where one ends. `labelsOf` gives their labels; the times of the slots are those
 * of the queries. False, with nothing added, where two results become one series or the series is there already.
 */
export function addRecorded(
  store: SeriesStore,
  results: readonly ResultSeries[],
  labelsOf: (labels: Labels) => Labels,
  slots: Slots,
): boolean {
  const named = results.map(result => ({ result, labels: labelsOf(result.labels) }));
  if (new Set(named.map(({ labels }) => labels.key)).size < named.length) return false;
  if (named.some(({ labels }) => store.get(labels) !== undefined)) return false;
  for (const { result, labels } of named) store.add(seriesOfResult(result, labels, slots));
  return true;
}

/** A series of a result over the times of `slots`, with a stale marker wherever it ends before the last of them. */
export function seriesOfResult(result: ResultSeries, labels: Labels, { start, step, count }: Slots): Series {
  const { times, values, histograms } = result;
  const last = start + (count - 1) * step;
  const endsAt = (i: number): boolean => times[i]! < last && times[i + 1] !== times[i]! + step;
  let ends = 0;
  for (let i = 0; i < times.length; i++) if (endsAt(i)) ends++;
  if (ends === 0) return { labels, times, values, ...(histograms ? { histograms } : {}) };
  const length = times.length + ends;
  const all = { times: new Float64Array(length), values: new Float64Array(length), stale: new Uint8Array(length) };
  const native: (Histogram | undefined)[] = [];
  for (let i = 0, at = 0; i < times.length; i++, at++) {
    all.times[at] = times[i]!;
    all.values[at] = values[i]!;
    if (histograms) native[at] = histograms[i];
    if (endsAt(i)) {
      at++;
      all.times[at] = times[i]! + step;
      all.stale[at] = 1;
      if (histograms) native[at] = undefined;
    }
  }
  return { labels, ...all, ...(histograms ? { histograms: native } : {}) };
}
