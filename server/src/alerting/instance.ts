// One alert over all evaluations: its states, and what its texts were made of. Layer: alerting (pure).
import type { Histogram } from '../series/histogram/histogram';
import type { Labels } from '../series/labels';
import { AlertClock, AlertState } from './clock';
import type { RunnableAlert } from './runnable';

/** Consecutive evaluations in one state; `to` is the first slot after them. */
export interface AlertPeriod {
  readonly state: 'pending' | 'firing';
  readonly from: number;
  readonly to: number;
}

/** What the expression gave for an alert. */
export interface AlertSample {
  /** Labels of the series as the expression gave it, the name of the metric among them. */
  readonly labels: Labels;
  readonly value: number;
  readonly histogram?: Histogram;
  /** Slot of the evaluation. */
  readonly slot: number;
}

/** An alert of a rule. Slots count the evaluations from 0. */
export class AlertInstance {
  /** An `AlertState` by slot. */
  readonly states: Uint8Array;
  /** When it became pending, milliseconds since the epoch, by slot; 0 where it is inactive. */
  readonly activeAt: Float64Array;
  private readonly values: Float64Array;
  private readonly given: Uint8Array;
  private readonly histograms = new Map<number, Histogram>();
  /** Labels of the series, with the slot from which on they are so: a template may make one alert of several series. */
  private readonly sources: (readonly [slot: number, labels: Labels])[] = [];
  private readonly clock: AlertClock;

  constructor(
    /** The final labels. */
    readonly labels: Labels,
    rule: RunnableAlert,
    slots: number,
  ) {
    this.states = new Uint8Array(slots);
    this.activeAt = new Float64Array(slots);
    this.values = new Float64Array(slots);
    this.given = new Uint8Array(slots);
    this.clock = new AlertClock(rule.for, rule.keepFiringFor);
  }

  /** An evaluation that gave the series. */
  see(slot: number, time: number, labels: Labels, value: number, histogram?: Histogram): void {
    this.values[slot] = value;
    this.given[slot] = 1;
    if (histogram) this.histograms.set(slot, histogram);
    if (this.sources.at(-1)?.[1].key !== labels.key) this.sources.push([slot, labels]);
    this.note(slot, this.clock.step(time, true));
  }

  /** An evaluation that did not. */
  miss(slot: number, time: number): void {
    this.note(slot, this.clock.step(time, false));
  }

  /** An evaluation that failed: everything stays as it was. */
  freeze(slot: number): void {
    this.note(slot, this.clock.state);
  }

  /** All alerts of the rule are forgotten. */
  reset(slot: number): void {
    this.clock.reset();
    this.note(slot, AlertState.inactive);
  }

  /** Whether the evaluation at a slot gave the series; an alert may go on firing without. */
  isSeenAt(slot: number): boolean {
    return this.given[slot] === 1;
  }

  /** The last sample at or before a slot: texts and value stay as they were while an alert is kept firing. */
  sampleAt(slot: number): AlertSample | undefined {
    let at = slot;
    while (at >= 0 && this.given[at] === 0) at--;
    if (at < 0) return undefined;
    const source = lastOf(this.sources, at);
    const histogram = this.histograms.get(at);
    return { labels: source[1], value: this.values[at]!, ...(histogram ? { histogram } : {}), slot: at };
  }

  /** When it was pending and when it fired, in order. */
  periods(): readonly AlertPeriod[] {
    const found: AlertPeriod[] = [];
    const { states } = this;
    for (let from = 0; from < states.length; ) {
      let to = from + 1;
      // An alert that is pending again without a break is another one.
      while (to < states.length && states[to] === states[from] && this.activeAt[to] === this.activeAt[from]) to++;
      const state = states[from];
      if (state !== AlertState.inactive) {
        found.push({ state: state === AlertState.firing ? 'firing' : 'pending', from, to });
      }
      from = to;
    }
    return found;
  }

  private note(slot: number, state: AlertState): void {
    this.states[slot] = state;
    this.activeAt[slot] = state === AlertState.inactive ? 0 : this.clock.activeAt;
  }
}

/** The last entry that begins at or before a slot; the first begins with the first sample. */
function lastOf<T extends readonly [slot: number, ...rest: unknown[]]>(entries: readonly T[], slot: number): T {
  let found = entries[0]!;
  for (const entry of entries) if (entry[0] <= slot) found = entry;
  return found;
}
