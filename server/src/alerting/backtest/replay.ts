// The evaluations of an alerting rule one after the other, from the values of its expression. Layer: alerting (pure).
// The source of what happens at one is AlertingRule.Eval of Prometheus' rules/alerting.go.
import type { Labels } from '../../series/labels';
import { doubled, type Slots, slotTime } from '../alertRun';
import type { NativeValue, ValueColumn } from './column';
import { Track } from './track';

/** What decides about the alerts of a rule besides its expression. */
export interface AlertTiming {
  /** `for` and `keep_firing_for` in milliseconds. */
  readonly for: number;
  readonly keepFiringFor: number;
  /** `limit` of the group: with more alerts than that all begin anew. 0 for none. */
  readonly limit: number;
}

/** Gives a series the labels of its alert. */
export interface FinalLabels {
  /** Whether they hang on anything but the labels of the series: then they are made anew for every value. */
  readonly vary: boolean;
  of(labels: Labels, value: number | NativeValue, time: number): Labels;
}

export interface ReplayInput {
  /** Times of the evaluations, those of the warm-up in front among them. */
  readonly slots: Slots;
  readonly columns: readonly ValueColumn[];
  readonly timing: AlertTiming;
  readonly labels: FinalLabels;
  /** Evaluations whose query failed, by slot. */
  readonly failed?: ReadonlyMap<number, string>;
}

export interface Replay {
  readonly tracks: readonly Track[];
  /** Evaluations that failed, by slot: those of the input and what the rule itself refuses. */
  readonly failed: ReadonlyMap<number, string>;
}

/** An alert with the series that become it; no two of them at one evaluation. */
interface PlacedAlert {
  readonly track: Track;
  readonly columns: ValueColumn[];
}

/** In slices of a few milliseconds. */
export function* replay(input: ReplayInput): Generator<void, Replay> {
  const run = new Run(input);
  if (input.labels.vary) yield* run.bySlot();
  else yield* run.byAlert();
  return run.end();
}

/** Evaluations of one alert between two yields. */
const stepsPerSlice = 20_000;

class Run {
  private readonly tracks = new Map<string, Track>();
  private readonly failed: Map<number, string>;
  private readonly timeOf: (slot: number) => number;
  /** Work since the last yield, in evaluations of one alert. */
  private work = 0;

  constructor(private readonly input: ReplayInput) {
    const { slots, failed } = input;
    this.failed = new Map(failed);
    this.timeOf = slot => slotTime(slots, slot);
  }

  /** Where every series belongs to one alert all the time. */
  *byAlert(): Generator<void, void> {
    const { columns, labels, slots, timing } = this.input;
    const groups = new Map<string, PlacedAlert>();
    for (const column of columns) {
      const final = labels.of(column.labels, 0, 0);
      const known = groups.get(final.key);
      if (known) known.columns.push(column);
      else groups.set(final.key, { track: this.of(final), columns: [column] });
    }
    const alerts = [...groups.values()];
    for (const alert of alerts) if (alert.columns.length > 1) this.failWhereDoubled(alert.columns);
    const stopped = this.stopped();
    if (timing.limit <= 0) {
      for (const alert of alerts) {
        advanceAll(alert, stopped, slots);
        if (this.isLong(slots.count * alert.columns.length)) yield;
      }
      return;
    }
    for (let slot = 0; slot < slots.count; slot++) {
      if (stopped[slot] !== 0) continue;
      for (const alert of alerts) advance(alert, slot, this.timeOf(slot));
      this.checkLimit(slot);
      if (this.isLong(2 * alerts.length)) yield;
    }
  }

  /** Where the labels of an alert hang on the value: series change from one alert to the other. */
  *bySlot(): Generator<void, void> {
    const { columns, labels, slots } = this.input;
    for (let slot = 0; slot < slots.count; slot++) {
      if (this.failed.has(slot)) continue;
      const time = this.timeOf(slot);
      const given = new Map<string, { readonly labels: Labels; readonly column: ValueColumn }>();
      for (const column of columns) {
        if (column.present[slot] === 0) continue;
        const final = labels.of(column.labels, column.natives?.get(slot) ?? column.values[slot]!, time);
        if (given.has(final.key)) this.failed.set(slot, doubled);
        given.set(final.key, { labels: final, column });
      }
      if (this.failed.has(slot)) continue;
      for (const [key, track] of this.tracks) if (!given.has(key)) track.miss(time);
      for (const one of given.values()) this.of(one.labels).see(slot, time, one.column);
      this.checkLimit(slot);
      // Labels are rendered anew for every value.
      if (this.isLong(columns.length + 100 * given.size)) yield;
    }
  }

  end(): Replay {
    const { slots } = this.input;
    const tracks = [...this.tracks.values()];
    for (const track of tracks) track.end(this.timeOf(slots.count));
    return { tracks, failed: this.failed };
  }

  private isLong(work: number): boolean {
    this.work += work;
    if (this.work < stepsPerSlice) return false;
    this.work = 0;
    return true;
  }

  private of(labels: Labels): Track {
    let track = this.tracks.get(labels.key);
    if (!track) {
      const { timing } = this.input;
      track = new Track(labels, timing.for, timing.keepFiringFor, this.timeOf);
      this.tracks.set(labels.key, track);
    }
    return track;
  }

  private stopped(): Uint8Array {
    const stopped = new Uint8Array(this.input.slots.count);
    for (const slot of this.failed.keys()) stopped[slot] = 1;
    return stopped;
  }

  private failWhereDoubled(columns: readonly ValueColumn[]): void {
    const taken = new Uint8Array(this.input.slots.count);
    for (const { present } of columns) {
      for (let slot = 0; slot < taken.length; slot++) {
        if (present[slot] === 0) continue;
        if (taken[slot] !== 0 && !this.failed.has(slot)) this.failed.set(slot, doubled);
        taken[slot] = 1;
      }
    }
  }

  private checkLimit(slot: number): void {
    const { limit } = this.input.timing;
    if (limit <= 0) return;
    let active = 0;
    for (const track of this.tracks.values()) if (track.active) active++;
    if (active <= limit) return;
    for (const track of this.tracks.values()) track.reset(this.timeOf(slot));
    this.failed.set(slot, `exceeded limit of ${limit} with ${active} alerts`);
  }
}

/** All evaluations of an alert, where the others do not matter. */
function advanceAll(alert: PlacedAlert, stopped: Uint8Array, { start, step, count }: Slots): void {
  const { track, columns } = alert;
  const [column] = columns;
  if (!column || columns.length > 1) {
    for (let slot = 0; slot < count; slot++) if (stopped[slot] === 0) advance(alert, slot, start + slot * step);
    return;
  }
  const { present } = column;
  for (let slot = 0; slot < count; slot++) {
    // Most of the time nothing happens: what is inactive waits for a value, what fires for an evaluation without one,
    // what is pending for that or for the time to fire.
    if (!track.active) {
      slot = present.indexOf(1, slot);
      if (slot < 0) return;
    }
    if (stopped[slot] !== 0) continue;
    if (present[slot] === 0) {
      track.miss(start + slot * step);
      continue;
    }
    const { state } = track;
    if (state === 'firing' || state === 'pending') {
      const gap = present.indexOf(0, slot);
      const change = state === 'firing' ? count : Math.ceil((track.firesAt - start) / step);
      slot = Math.max(slot, Math.min(gap < 0 ? count : gap, change, count) - 1);
      while (stopped[slot] !== 0) slot--;
    }
    track.see(slot, start + slot * step, column);
  }
}

function advance({ track, columns }: PlacedAlert, slot: number, time: number): void {
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!;
    if (column.present[slot] === 0) continue;
    track.see(slot, time, column);
    return;
  }
  if (track.active) track.miss(time);
}
