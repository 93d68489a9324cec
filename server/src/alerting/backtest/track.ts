// One alert through all evaluations: its states as spans. Layer: alerting (pure).

import type { Labels } from '../../series/labels';
import { wireValue } from '../../series/wireValue';
import { AlertClock, AlertState } from '../clock';
import type { ValueColumn } from './column';
import type { AlertSpan, Seen, SpanState, WireValue } from './shapes';

/** A span under construction. */
type OpenSpan = { -readonly [key in keyof AlertSpan]: AlertSpan[key] };

export class Track {
  readonly sources: Labels[] = [];
  readonly spans: OpenSpan[] = [];
  private readonly clock: AlertClock;
  private current: OpenSpan | undefined;
  private column: ValueColumn | undefined;
  private slot = 0;

  constructor(
    readonly labels: Labels,
    /** `for` and `keep_firing_for` in milliseconds. */
    private readonly hold: number,
    keep: number,
    private readonly timeOf: (slot: number) => number,
  ) {
    this.clock = new AlertClock(hold, keep);
  }

  get active(): boolean {
    return this.current !== undefined;
  }

  get state(): SpanState | 'inactive' {
    return this.current?.state ?? 'inactive';
  }

  /** When a pending alert fires if every evaluation until then gives the series. */
  get firesAt(): number {
    return this.clock.activeAt + this.hold;
  }

  /** An evaluation that gave the series. */
  see(slot: number, time: number, column: ValueColumn): void {
    if (this.current?.state === 'firing') {
      // Nothing changes, which is most of what there is to go through.
      this.column = column;
      this.slot = slot;
      return;
    }
    const { clock } = this;
    clock.step(time, true);
    const state = clock.state === AlertState.firing ? 'firing' : 'pending';
    // What is left behind ends with the value of the evaluation before.
    if (this.current && this.current.state !== state) this.close(time);
    this.column = column;
    this.slot = slot;
    if (this.current?.state !== state) this.open(state, time);
  }

  /** An evaluation that did not. */
  miss(time: number): void {
    if (!this.current) return;
    if (this.clock.step(time, false) === AlertState.inactive) this.close(time);
    else if (this.current.state !== 'kept') this.open('kept', time);
  }

  /** Begins anew, as all alerts of a rule do where there are more than the limit of the group. */
  reset(time: number): void {
    this.clock.reset();
    this.close(time);
  }

  /** After the last evaluation; `time` is one step behind it. */
  end(time: number): void {
    if (!this.current) return;
    this.leave(this.current, time);
    this.current.open = true;
  }

  private open(state: SpanState, time: number): void {
    this.close(time);
    const first = this.seen();
    this.current = { state, from: time, to: time, activeAt: this.clock.activeAt, first, last: first };
    this.spans.push(this.current);
  }

  private close(time: number): void {
    if (!this.current) return;
    this.leave(this.current, time);
    // A span that a limit ended in the evaluation it began with never was.
    if (this.current.from === time) this.spans.pop();
    this.current = undefined;
  }

  private leave(span: OpenSpan, time: number): void {
    span.to = time;
    // Most of what is pending is so at one evaluation alone.
    if (span.first.at !== this.timeOf(this.slot)) span.last = this.seen();
  }

  private seen(): Seen {
    const column = this.column!;
    return { value: valueAt(column, this.slot), at: this.timeOf(this.slot), source: this.sourceOf(column.labels) };
  }

  private sourceOf(labels: Labels): number {
    const known = this.sources.findIndex(({ key }) => key === labels.key);
    return known >= 0 ? known : this.sources.push(labels) - 1;
  }
}

function valueAt({ values, natives }: ValueColumn, slot: number): WireValue {
  return natives?.has(slot) ? 'histogram' : wireValue(values[slot]!);
}
