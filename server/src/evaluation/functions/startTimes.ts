// Start times of counters: whether one began anew between two samples (`use-start-timestamps`). Layer: evaluation.
import { metricName } from '../../series/labels';
import type { RangeContext } from './rangeContext';
import type { Part, Window } from './window';

/** Start time of a sample; 0 where it is unknown. */
export function startAt({ starts }: Part, at: number): number {
  return starts?.[at] ?? 0;
}

/** Whether the counter began anew after the previous sample. */
export function isStartReset(previousStart: number, previousTime: number, start: number, time: number): boolean {
  if (previousStart === start || start === 0 || start >= time) return false;
  if (start !== previousTime) return start > previousTime;
  // Began at the very time of the previous sample: that sample may be the first of it.
  return previousStart <= previousTime && previousStart !== 0 && previousStart !== previousTime;
}

/** Whether a counter began between a time and its sample. */
export function isStartResetAfter(after: number, start: number, time: number): boolean {
  return start > after && time > after && isStartReset(after, after, start, time);
}

/** Remarks a sample that began before the one in front was taken, which cannot be; says whether it does. */
export function remarkOverlap({ ev, first }: RangeContext, { labels }: Window, part: Part, at: number): boolean {
  const previous = startAt(part, at - 1);
  const start = startAt(part, at);
  if (start === 0 || start >= part.times[at - 1]! || start === previous) return false;
  const name = JSON.stringify(labels.get(metricName));
  ev.annotations.count(`sample has start time that overlaps with previous sample timestamp for metric ${name}`, first);
  return true;
}
