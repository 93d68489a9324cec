// A storage as it was at an earlier time: later samples are not there yet. Layer: alerting (pure).
import type { Series, Storage } from '../series/series';
import { firstAfter } from '../series/times';

/** The samples of `storage` up to `time`, in milliseconds, that time included. */
export function until(storage: Storage, time: number): Storage {
  return {
    *select(matchers, from, to) {
      const selected = yield* storage.select(matchers, from, Math.min(to, time));
      return selected.flatMap(series => {
        const cut = upTo(series, time);
        return cut ? [cut] : [];
      });
    },
  };
}

function upTo(series: Series, time: number): Series | undefined {
  const { times, values, stale, histograms, starts } = series;
  if (times.length === 0 || times[times.length - 1]! <= time) return series;
  const count = firstAfter(times, time);
  if (count === 0) return undefined;
  return {
    labels: series.labels,
    times: times.subarray(0, count),
    values: values.subarray(0, count),
    ...(stale ? { stale: stale.subarray(0, count) } : {}),
    ...(histograms ? { histograms: histograms.slice(0, count) } : {}),
    ...(starts ? { starts: starts.subarray(0, count) } : {}),
  };
}
