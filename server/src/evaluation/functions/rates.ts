// `rate`, `increase`, `delta`: the change over a range, extrapolated to its ends. Layer: evaluation.
import type { Histogram } from '../../series/histogram/histogram';
import { extendedRate } from './extendedRates';
import { extrapolationFactor } from './extrapolation';
import { histogramChange, scaleHistogram } from './histogramRates';
import type { RangeContext, RangeFunctionMaker } from './rangeContext';
import { remarkMixed } from './remarks';
import { isStartReset, remarkOverlap, startAt } from './startTimes';
import { type FloatPart, fallsIn, type RangeFunction, type Window } from './window';

export const rates: Readonly<Record<string, RangeFunctionMaker>> = {
  rate: context => extrapolated(context, true, true),
  increase: context => extrapolated(context, true, false),
  delta: context => extrapolated(context, false, false),
};

function extrapolated(context: RangeContext, counter: boolean, perSecond: boolean): RangeFunction {
  if (context.extended) return extendedRate(context, counter, perSecond);
  const { ev } = context;
  return window => {
    const { floats, histograms } = window;
    const someFloats = floats.to > floats.from;
    const someHistograms = histograms.to > histograms.from;
    if (someFloats && someHistograms) {
      remarkMixed(context, window);
      return false;
    }
    const part = someHistograms ? histograms : floats;
    const gaps = part.to - part.from - 1;
    let histogram: Histogram | undefined;
    let value = 0;
    if (someHistograms) {
      if (gaps > 0) {
        histogram = histogramChange(context, window, counter);
        if (!histogram) return false;
      }
    } else
      value = counter
        ? counterChange(context, window, floats)
        : floats.values[floats.to - 1]! - floats.values[floats.from]!;
    const first = part.times[part.from]!;
    const last = part.times[part.to - 1]!;
    const began = counter && ev.options.startTimestamps ? startAt(part, part.from) : 0;
    let factor = 1;
    if (began !== 0 && began > window.start && began < first) {
      // The counter began inside of the range, at 0: nothing is to be extrapolated there.
      if (someFloats) value += floats.values[floats.from]!;
      else {
        histogram = scaleHistogram.plus(context, window, histogram, histograms.histograms[histograms.from]!);
        if (!histogram) return false;
      }
      const sampled = (last - began) / 1000;
      const average = gaps > 0 ? (last - first) / 1000 / gaps : 0;
      const toEnd = (window.end - last) / 1000;
      factor = (sampled + (toEnd >= average * 1.1 ? average / 2 : toEnd)) / sampled;
    } else if (gaps === 0) return false;
    else {
      const share = counter ? firstShare(window, value, histogram) : Number.POSITIVE_INFINITY;
      factor = extrapolationFactor(first, last, window.start, window.end, gaps, share, ev.semantics.zeroBeforeGap);
    }
    if (perSecond) factor /= window.seconds;
    if (histogram) window.histogram = scaleHistogram.times(histogram, factor);
    window.value = value * factor;
    return true;
  };
}

/** Last minus first, with what the counter had lost at its resets. */
function counterChange(context: RangeContext, window: Window, floats: FloatPart): number {
  const { values, from, to } = floats;
  let change = values[to - 1]! - values[from]!;
  const starts = context.ev.options.startTimestamps ? floats.starts : undefined;
  let before = values[from]!;
  if (!starts) {
    // Counters are seldom reset: most windows need no look at their samples.
    if (fallsIn(floats) === 0) return change;
    for (let i = from + 1; i < to; i++) {
      const value = values[i]!;
      if (value < before) change += before;
      before = value;
    }
    return change;
  }
  let overlaps = false;
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!;
    overlaps = overlaps || remarkOverlap(context, window, floats, i);
    if (value < before || isStartReset(starts[i - 1]!, floats.times[i - 1]!, starts[i]!, floats.times[i]!))
      change += before;
    before = value;
  }
  return change;
}

/** The first value as a part of the change; infinite where it says nothing of when the counter was 0. */
function firstShare({ floats, histograms }: Window, change: number, histogram: Histogram | undefined): number {
  if (change > 0 && floats.to > floats.from && floats.values[floats.from]! >= 0) {
    return floats.values[floats.from]! / change;
  }
  if (histogram && histogram.count > 0 && histograms.to > histograms.from) {
    const first = histograms.histograms[histograms.from]!.count;
    if (first >= 0) return first / histogram.count;
  }
  return Number.POSITIVE_INFINITY;
}
