// The value of a series at the bounds of an `anchored` or `smoothed` range: of the sample before it, or interpolated.
// Layer: evaluation.
import { addHistograms, multiplyHistogram, subtractHistograms } from '../../series/histogram/arithmetic';
import type { Histogram } from '../../series/histogram/histogram';
import { detectReset } from '../../series/histogram/resets';
import type { Span } from '../../text/span';
import type { Evaluation } from '../evaluation';
import { isStartReset, isStartResetAfter } from './startTimes';
import type { FloatPart, Part } from './window';

/** The samples that an extended range begins and ends with. */
export interface Ends {
  readonly first: number;
  readonly last: number;
  readonly smoothed: boolean;
}

/** A value at a bound, and when its counter began (0: unknown). */
export interface End {
  readonly value: number;
  readonly start: number;
}

/** Undefined where all samples lie at or before the start. */
export function endsOf(
  part: Part,
  range: { readonly start: number; readonly end: number },
  smoothed: boolean,
): Ends | undefined {
  const { times, from } = part;
  let last = part.to - 1;
  if (last < from) return undefined;
  let first = from;
  while (first < last && times[first]! <= range.start) first++;
  first = Math.max(from, first - 1);
  if (smoothed) {
    let at = from;
    while (at < last && times[at]! < range.end) at++;
    last = at;
  }
  return times[last]! <= range.start ? undefined : { first, last, smoothed };
}

export function leftOf(
  part: FloatPart,
  started: (at: number) => number,
  { first, smoothed }: Ends,
  start: number,
  lookback: number,
  counter: boolean,
): End {
  const { times, values } = part;
  const time = times[first]!;
  const began = started(first);
  let from = began > start ? 0 : began;
  if (time === start) return { value: values[first]!, start: began };
  if (time > start) {
    if (!counter || !isStartResetAfter(lookback, began, time)) return { value: values[first]!, start: from };
    // It began at 0, either inside of the range or before it.
    const inside = isStartResetAfter(start, began, time);
    const value = !inside && smoothed ? interpolate(began, 0, time, values[first]!, start, counter) : 0;
    return { value, start: from };
  }
  let previous = { time, value: values[first]! };
  let next = { time: times[first + 1]!, value: values[first + 1]! };
  if (counter) {
    const nextBegan = started(first + 1);
    if (isStartResetAfter(start, nextBegan, next.time)) next = { time: nextBegan, value: 0 };
    else if (isStartReset(began, time, nextBegan, next.time)) {
      previous = { time: nextBegan, value: 0 };
      from = nextBegan;
    }
  }
  const value = smoothed
    ? interpolate(previous.time, previous.value, next.time, next.value, start, counter)
    : previous.value;
  return { value, start: from };
}

export function rightOf(
  part: FloatPart,
  started: (at: number) => number,
  { last, smoothed }: Ends,
  end: number,
  lookback: number,
  counter: boolean,
): End {
  const { times, values } = part;
  const time = times[last]!;
  const began = started(last);
  let from = began > end ? 0 : began;
  if (time <= end) return { value: values[last]!, start: from };
  if (last === part.from) {
    if (!counter || !isStartResetAfter(lookback, began, time)) return { value: values[last]!, start: from };
    const after = isStartResetAfter(end, began, time);
    const value = !after && smoothed ? interpolate(began, 0, time, values[last]!, end, counter) : 0;
    return { value, start: from };
  }
  let previous = { time: times[last - 1]!, value: values[last - 1]! };
  let next = { time, value: values[last]! };
  if (counter) {
    const previousBegan = started(last - 1);
    if (isStartResetAfter(end, began, time)) {
      next = { time: began, value: 0 };
      from = previousBegan;
    } else if (isStartReset(previousBegan, previous.time, began, time)) previous = { time: began, value: 0 };
  }
  const value = smoothed
    ? interpolate(previous.time, previous.value, next.time, next.value, end, counter)
    : previous.value;
  return { value, start: from };
}

/** On the line between two samples; a counter that was reset between them began at 0. */
export function interpolate(
  fromTime: number,
  from: number,
  toTime: number,
  to: number,
  time: number,
  counter: boolean,
): number {
  const begin = counter && to < from ? 0 : from;
  return begin + ((to - begin) * (time - fromTime)) / (toTime - fromTime);
}

/** The same for histograms; undefined where their buckets do not go together. */
export function interpolateHistograms(
  ev: Evaluation,
  at: Span,
  from: Histogram,
  fromTime: number,
  to: Histogram,
  toTime: number,
  time: number,
  counter: boolean,
): Histogram | undefined {
  if (time === fromTime) return from;
  if (time === toTime) return to;
  const share = (time - fromTime) / (toTime - fromTime);
  if (counter && detectReset(to, from)) return multiplyHistogram(to, share);
  const change = subtractHistograms(to, from);
  if (!change) return undefined;
  if (change.boundsReconciled) ev.annotations.info('mismatched custom buckets were reconciled during subtraction', at);
  const sum = addHistograms(multiplyHistogram(change.value, share), from);
  if (sum?.boundsReconciled) ev.annotations.info('mismatched custom buckets were reconciled during addition', at);
  return sum?.value;
}
