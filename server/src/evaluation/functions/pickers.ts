// Functions that pick or count samples of a range. Layer: evaluation.
import type { Histogram } from '../../series/histogram/histogram';
import type { RangeFunctionMaker } from './rangeContext';
import { sampleCount, type Window } from './window';

export const pickers: Readonly<Record<string, RangeFunctionMaker>> = {
  count_over_time: () => window => {
    window.value = sampleCount(window);
    return true;
  },
  present_over_time: () => one,
  absent_over_time: () => one,
  first_over_time: () => window => take(window, true),
  last_over_time: () => window => take(window, false),
  ts_of_first_over_time: () => window => {
    window.value = Math.min(timeOf(window, true).float, timeOf(window, true).histogram) / 1000;
    return true;
  },
  ts_of_last_over_time: () => window => {
    window.value = Math.max(timeOf(window, false).float, timeOf(window, false).histogram) / 1000;
    return true;
  },
};

function one(window: Window): boolean {
  window.value = 1;
  return true;
}

/** The first or last sample, be it a float or a histogram. */
function take(window: Window, first: boolean): boolean {
  const { floats, histograms } = window;
  const { float, histogram } = timeOf(window, first);
  if (Number.isFinite(float) && (!Number.isFinite(histogram) || (first ? float < histogram : float > histogram))) {
    window.value = floats.values[first ? floats.from : floats.to - 1]!;
  } else {
    const found: Histogram = histograms.histograms[first ? histograms.from : histograms.to - 1]!;
    window.histogram = found;
  }
  return true;
}

/** Times of the first or last float and histogram; infinite where there is none. */
function timeOf(
  { floats, histograms }: Window,
  first: boolean,
): { readonly float: number; readonly histogram: number } {
  const none = first ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return {
    float: floats.to === floats.from ? none : floats.times[first ? floats.from : floats.to - 1]!,
    histogram:
      histograms.to === histograms.from ? none : histograms.times[first ? histograms.from : histograms.to - 1]!,
  };
}
