// `irate` and `idelta`: the change between the last two samples. Layer: evaluation.
import { divideHistogram, withHint } from '../../series/histogram/arithmetic';
import { compact, type Histogram } from '../../series/histogram/histogram';
import { detectReset } from '../../series/histogram/resets';
import { combine } from './histogramRates';
import type { RangeContext, RangeFunctionMaker } from './rangeContext';
import { remarkMixed, remarkNotCounter, remarkNotGauge } from './remarks';
import { isStartReset, startAt } from './startTimes';
import type { RangeFunction, Window } from './window';

export const instantRates: Readonly<Record<string, RangeFunctionMaker>> = {
  irate: context => lastTwo(context, true),
  idelta: context => lastTwo(context, false),
};

interface Point {
  readonly time: number;
  readonly start: number;
  readonly value: number;
  readonly histogram?: Histogram;
}

function lastTwo(context: RangeContext, counter: boolean): RangeFunction {
  return window => {
    const { floats } = window;
    if (window.histograms.to === window.histograms.from && !floats.starts) {
      const last = floats.to - 1;
      if (last <= floats.from) return false;
      const seconds = (floats.times[last]! - floats.times[last - 1]!) / 1000;
      const value = floats.values[last]!;
      const before = floats.values[last - 1]!;
      window.value = counter && value < before ? value : value - before;
      if (counter) window.value /= seconds;
      return true;
    }
    const [previous, last] = pointsOf(window);
    if (!previous || !last || last.time === previous.time) return false;
    return change(context, window, previous, last, counter);
  };
}

function change(context: RangeContext, window: Window, previous: Point, last: Point, counter: boolean): boolean {
  const began =
    context.ev.options.startTimestamps === true && isStartReset(previous.start, previous.time, last.start, last.time);
  const seconds = (last.time - previous.time) / 1000;
  const a = previous.histogram;
  const b = last.histogram;
  if (!a && !b) {
    const reset = counter && (last.value < previous.value || began);
    window.value = reset ? last.value : last.value - previous.value;
    if (counter) window.value /= seconds;
    return true;
  }
  if (!a || !b) {
    remarkMixed(context, window);
    return false;
  }
  if (counter && (a.hint === 'gauge' || b.hint === 'gauge')) remarkNotCounter(context, window);
  if (!counter && (a.hint !== 'gauge' || b.hint !== 'gauge')) remarkNotGauge(context, window);
  const reset = counter && (began || detectReset(b, a));
  const whole = reset ? b : combine.minus(context, window, b, a);
  if (!whole) return false;
  const changed = compact(whole);
  window.histogram = withHint(counter ? divideHistogram(changed, seconds) : changed, 'gauge');
  return true;
}

/** The last two samples, floats and histograms together. */
function pointsOf({ floats, histograms }: Window): readonly Point[] {
  const points: Point[] = [];
  for (let i = Math.max(floats.from, floats.to - 2); i < floats.to; i++) {
    points.push({ time: floats.times[i]!, start: startAt(floats, i), value: floats.values[i]! });
  }
  for (let i = Math.max(histograms.from, histograms.to - 2); i < histograms.to; i++) {
    const histogram = histograms.histograms[i]!;
    points.push({ time: histograms.times[i]!, start: startAt(histograms, i), value: 0, histogram });
  }
  return points.sort((x, y) => x.time - y.time).slice(-2);
}
