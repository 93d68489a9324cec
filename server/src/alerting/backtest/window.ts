// From a window of time to the evaluations in it. Layer: alerting (pure).
import type { Slots } from '../alertRun';

export interface WindowInput {
  /** Milliseconds since the epoch, both included. */
  readonly from: number;
  readonly to: number;
  /** Of the group, in milliseconds. */
  readonly interval: number;
  /** Milliseconds below the interval. */
  readonly phase: number;
  /** `for` and `keep_firing_for` in milliseconds. */
  readonly for: number;
  readonly keepFiringFor: number;
}

/** The evaluations of a window, with those in front that bring alerts into their state. */
export interface WindowSlots {
  readonly slots: Slots;
  /** How many of the first slots are not shown. */
  readonly warmUp: number;
}

/**
 * How far evaluations before the window decide about its first state beyond `for` and `keep_firing_for`: a firing that was kept
 * may go back further, which then shows as one that began later.
 */
const spare = 15 * 60_000;

/** Evaluations from `from` to `to`; none (`count` 0) where the window is shorter than the interval and holds none. */
export function windowSlots({ from, to, interval, phase, for: hold, keepFiringFor }: WindowInput): WindowSlots {
  const first = Math.ceil((from - phase) / interval);
  const last = Math.floor((to - phase) / interval);
  const warmUp = Math.ceil((hold + keepFiringFor + spare) / interval);
  const count = Math.max(0, last - first + 1);
  if (count === 0) return { slots: { start: phase + first * interval, step: interval, count: 0 }, warmUp: 0 };
  return {
    slots: { start: phase + (first - warmUp) * interval, step: interval, count: count + warmUp },
    warmUp,
  };
}
