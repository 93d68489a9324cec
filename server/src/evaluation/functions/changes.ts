// How often a series changed or was reset in a range, floats and histograms in the order of their times. Layer: evaluation.
import { equalHistograms, type Histogram } from '../../series/histogram/histogram';
import { detectReset } from '../../series/histogram/resets';
import { firstAfter } from '../../series/times';
import type { RangeContext, RangeFunctionMaker } from './rangeContext';
import { isStartReset, startAt } from './startTimes';
import { changesIn, fallsIn, type RangeFunction, type Window } from './window';

export const changeFunctions: Readonly<Record<string, RangeFunctionMaker>> = {
  changes: context => counted(context, isChange, false),
  resets: context => counted(context, isReset, context.ev.options.startTimestamps === true),
};

interface Point {
  readonly time: number;
  readonly start: number;
  readonly value: number;
  readonly histogram: Histogram | undefined;
}

function counted(
  context: RangeContext,
  counts: (before: Point, after: Point, starts: boolean) => boolean,
  starts: boolean,
): RangeFunction {
  return window => {
    const { floats, histograms } = window;
    if (histograms.to === histograms.from && !context.extended && !starts) {
      window.value = counts === isReset ? fallsIn(floats) : changesIn(floats);
      return true;
    }
    const first = firstOf(context, window);
    if (!first) return false;
    let [i, j] = first;
    let count = 0;
    let before: Point | undefined;
    while (i < floats.to || j < histograms.to) {
      const float = j >= histograms.to || (i < floats.to && floats.times[i]! < histograms.times[j]!);
      const after: Point = float
        ? { time: floats.times[i]!, start: startAt(floats, i), value: floats.values[i]!, histogram: undefined }
        : { time: histograms.times[j]!, start: startAt(histograms, j), value: 0, histogram: histograms.histograms[j]! };
      if (float) i++;
      else j++;
      if (before && counts(before, after, starts)) count++;
      before = after;
    }
    window.value = count;
    return true;
  };
}

function isChange(before: Point, after: Point): boolean {
  if (before.histogram && after.histogram) return !equalHistograms(after.histogram, before.histogram);
  if (before.histogram || after.histogram) return true;
  return before.value !== after.value && !(Number.isNaN(before.value) && Number.isNaN(after.value));
}

function isReset(before: Point, after: Point, starts: boolean): boolean {
  if ((before.histogram === undefined) !== (after.histogram === undefined)) return true;
  if (starts && isStartReset(before.start, before.time, after.start, after.time)) return true;
  if (before.histogram && after.histogram) return detectReset(after.histogram, before.histogram);
  return after.value < before.value;
}

/** Where counting begins: an anchored range takes the last sample at or before its start with it. */
function firstOf(
  { extended }: RangeContext,
  { floats, histograms, start }: Window,
): readonly [float: number, histogram: number] | undefined {
  if (extended !== 'anchored') return [floats.from, histograms.from];
  const float = Math.max(floats.from, Math.min(firstAfter(floats.times, start), floats.to)) - 1;
  const histogram = Math.max(histograms.from, Math.min(firstAfter(histograms.times, start), histograms.to)) - 1;
  if (float + 1 >= floats.to && histogram + 1 >= histograms.to) return undefined;
  const noFloat = float < floats.from;
  const noHistogram = histogram < histograms.from;
  if (noFloat && noHistogram) return [floats.from, histograms.from];
  if (noHistogram || (!noFloat && floats.times[float]! >= histograms.times[histogram]!)) return [float, histogram + 1];
  return [float + 1, histogram];
}
