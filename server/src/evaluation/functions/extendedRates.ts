// `rate`, `increase` and `delta` of `anchored` and `smoothed` ranges: from bound to bound, with the samples beside them instead
// of an extrapolation. Layer: evaluation.
import { divideHistogram, withHint } from '../../series/histogram/arithmetic';
import { compact, type Histogram, usesCustomBuckets } from '../../series/histogram/histogram';
import { detectReset } from '../../series/histogram/resets';
import { type Ends, endsOf, interpolateHistograms, leftOf, rightOf } from './extendedEnds';
import { combine } from './histogramRates';
import type { RangeContext } from './rangeContext';
import { remarkMixed, remarkMixedBuckets, remarkNotCounter, remarkNotGauge } from './remarks';
import { isStartReset, isStartResetAfter, startAt } from './startTimes';
import type { RangeFunction, Window } from './window';

/** The function for an extended range. */
export function extendedRate(context: RangeContext, counter: boolean, perSecond: boolean): RangeFunction {
  return window => {
    const { floats, histograms } = window;
    if (histograms.to === histograms.from) return floatRate(context, window, counter, perSecond);
    if (floats.to > floats.from) {
      remarkMixed(context, window);
      return false;
    }
    return histogramRate(context, window, counter, perSecond);
  };
}

function floatRate(context: RangeContext, window: Window, counter: boolean, perSecond: boolean): boolean {
  const part = window.floats;
  const ends = endsOf(part, window, context.extended === 'smoothed');
  if (!ends) return false;
  const useStarts = context.ev.options.startTimestamps === true;
  const lookback = window.start - context.ev.lookback;
  const { times, values } = part;
  const started = (i: number): number => (useStarts ? startAt(part, i) : 0);
  if (ends.smoothed && times[ends.first]! > window.end) {
    const start = started(ends.first);
    const time = times[ends.first]!;
    if (!counter || !isStartResetAfter(lookback, start, time) || isStartResetAfter(window.end, start, time))
      return false;
  }
  const left = leftOf(part, started, ends, window.start, lookback, counter);
  const right = rightOf(part, started, ends, window.end, lookback, counter);
  let change = right.value - left.value;
  if (counter) {
    const from = times[ends.first]! <= window.start ? ends.first + 1 : ends.first;
    const to = times[ends.last]! >= window.end ? ends.last : ends.last + 1;
    let before = left.value;
    let time = window.start;
    let start = left.start;
    for (let i = from; i < to; i++) {
      if (values[i]! < before || isStartReset(start, time, started(i), times[i]!)) change += before;
      before = values[i]!;
      time = times[i]!;
      start = started(i);
    }
    if (right.value < before || isStartReset(start, time, right.start, window.end)) change += before;
  }
  window.value = perSecond ? change / window.seconds : change;
  return true;
}

function histogramRate(context: RangeContext, window: Window, counter: boolean, perSecond: boolean): boolean {
  const part = window.histograms;
  const ends = endsOf(part, window, context.extended === 'smoothed');
  if (!ends || (ends.smoothed && part.times[ends.first]! > window.end)) return false;
  const { histograms, times } = part;
  const custom = usesCustomBuckets(histograms[ends.first]!);
  for (let i = ends.first; i <= ends.last; i++) {
    if (usesCustomBuckets(histograms[i]!) !== custom) {
      remarkMixedBuckets(context, window);
      return false;
    }
    if (counter && histograms[i]!.hint === 'gauge') remarkNotCounter(context, window);
  }
  const between = (i: number, time: number): Histogram | undefined =>
    interpolateHistograms(
      context.ev,
      context.first,
      histograms[i]!,
      times[i]!,
      histograms[i + 1]!,
      times[i + 1]!,
      time,
      counter,
    ) ?? remarkMixedBuckets(context, window);
  const left =
    ends.smoothed && times[ends.first]! < window.start ? between(ends.first, window.start) : histograms[ends.first];
  if (!left) return false;
  const cutsEnd = ends.smoothed && ends.last > part.from && times[ends.last]! > window.end;
  const right = cutsEnd ? between(ends.last - 1, window.end) : histograms[ends.last];
  if (!right) return false;
  if (!counter && (left.hint !== 'gauge' || right.hint !== 'gauge')) remarkNotGauge(context, window);
  let change = combine.minus(context, window, right, left);
  if (!change) return false;
  const lost = counter ? lostAtResets(context, window, ends, left, right) : undefined;
  if (lost === 'mixed') return false;
  if (lost) change = combine.plus(context, window, change, lost);
  if (!change) return false;
  window.histogram = compact(withHint(perSecond ? divideHistogram(change, window.seconds) : change, 'gauge'));
  return true;
}

/** The sum of what the counter was before each of its resets. */
function lostAtResets(
  context: RangeContext,
  window: Window,
  { first, last, smoothed }: Ends,
  left: Histogram,
  right: Histogram,
): Histogram | 'mixed' | undefined {
  const { histograms, times } = window.histograms;
  let before = left;
  let from = first + 1;
  if (smoothed && times[first]! < window.start && detectReset(histograms[first + 1]!, histograms[first]!)) {
    before = histograms[first + 1]!;
    from++;
  }
  if (from > last) return undefined;
  let lost: Histogram | undefined;
  for (const next of [...histograms.slice(from, last), right]) {
    if (detectReset(next, before)) {
      lost = lost ? combine.plus(context, window, lost, before) : before;
      if (!lost) return 'mixed';
    }
    before = next;
  }
  return lost;
}
