// An alerting rule over a run of evaluations: every alert that it ever gave. Layer: alerting (pure).
import type { ResultSeries, Sample } from '../evaluation/evaluate';
import { Labels, metricName } from '../series/labels';
import { AlertState } from './clock';
import { AlertInstance } from './instance';
import type { RunnableAlert, RunnableGroup } from './runnable';
import type { AlertTexts } from './texts';
import type { WrittenSample } from './writer';

/** Times of evaluations: `count` of them from `start` on, `step` milliseconds apart. */
export interface Slots {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

export function slotTime({ start, step }: Slots, slot: number): number {
  return start + slot * step;
}

/** Prometheus' error where two series of a result end up as one alert. */
export const doubled = 'vector contains metrics with the same labelset after applying alert labels';

export class AlertRun {
  private readonly byLabels = new Map<string, AlertInstance>();
  /** Texts that asked for a query, by alert and slot: its answer hangs on what was written until then. */
  private readonly rendered = new Map<AlertInstance, Map<number, readonly (readonly [string, string])[]>>();

  constructor(
    readonly group: RunnableGroup,
    readonly rule: RunnableAlert,
    private readonly texts: AlertTexts,
    private readonly slots: Slots,
  ) {}

  /** All alerts, in the order in which they came. */
  get instances(): readonly AlertInstance[] {
    return [...this.byLabels.values()];
  }

  /** One evaluation with what the expression gave; the text of an error where Prometheus has one. Slots rise. */
  step(slot: number, samples: readonly Sample[]): string | undefined {
    const time = slotTime(this.slots, slot);
    const given = new Map<string, { readonly labels: Labels; readonly sample: Sample }>();
    for (const sample of samples) {
      const labels = this.texts.labelsOf(sample.labels, sample.value, sample.histogram, time);
      if (given.has(labels.key)) {
        this.freeze(slot);
        return doubled;
      }
      given.set(labels.key, { labels, sample });
    }
    for (const [key, instance] of this.byLabels) if (!given.has(key)) instance.miss(slot, time);
    for (const { labels, sample } of given.values()) {
      const instance = this.of(labels);
      instance.see(slot, time, sample.labels, sample.value, sample.histogram);
      if (this.texts.annotationsQuery) this.keepTexts(instance, slot);
    }
    return this.overLimit(slot);
  }

  /**
   * All evaluations at once, with the result of a range query that began at `start`. False where one of them would fail, or
   * where two series become one alert.
   */
  *fill(results: readonly ResultSeries[], start: number): Generator<void, boolean> {
    if (this.texts.labelsVary || this.group.limit > 0) return yield* this.fillBySlot(results, start);
    for (const { labels, times, values, histograms } of results) {
      const final = this.texts.labelsOf(labels, 0, undefined, 0);
      if (this.byLabels.has(final.key)) return false;
      const instance = this.of(final);
      for (let slot = 0, at = 0; slot < this.slots.count; slot++) {
        const time = slotTime(this.slots, slot);
        if (times[at] === start + slot * this.slots.step) {
          instance.see(slot, time, labels, values[at]!, histograms?.[at]);
          at++;
        } else instance.miss(slot, time);
      }
      yield;
    }
    return true;
  }

  private *fillBySlot(results: readonly ResultSeries[], start: number): Generator<void, boolean> {
    const next = results.map(() => 0);
    for (let slot = 0; slot < this.slots.count; slot++) {
      const samples: Sample[] = [];
      for (const [i, { labels, times, values, histograms }] of results.entries()) {
        const at = next[i]!;
        if (times[at] !== start + slot * this.slots.step) continue;
        const histogram = histograms?.[at];
        samples.push({ labels, value: values[at]!, ...(histogram ? { histogram } : {}) });
        next[i] = at + 1;
      }
      if (this.step(slot, samples) !== undefined) return false;
      if (slot % 16 === 15) yield;
    }
    return true;
  }

  /** An evaluation whose query failed. */
  freeze(slot: number): void {
    for (const instance of this.byLabels.values()) instance.freeze(slot);
  }

  /** The alert with these final labels; made where it is new. */
  private of(labels: Labels): AlertInstance {
    let instance = this.byLabels.get(labels.key);
    if (!instance) this.byLabels.set(labels.key, (instance = new AlertInstance(labels, this.rule, this.slots.count)));
    return instance;
  }

  /** The annotations of an alert as they are at a slot: those of the last evaluation that gave its series. */
  annotationsAt(instance: AlertInstance, slot: number): readonly (readonly [name: string, text: string])[] {
    const sample = instance.sampleAt(slot);
    if (!sample) return [];
    return (
      this.rendered.get(instance)?.get(sample.slot) ??
      this.texts.annotationsOf(sample, slotTime(this.slots, sample.slot))
    );
  }

  /** The series `ALERTS` and `ALERTS_FOR_STATE` as the rule gives them at a slot. */
  seriesAt(slot: number): readonly WrittenSample[] {
    const written: WrittenSample[] = [];
    for (const instance of this.byLabels.values()) {
      const state = instance.states[slot];
      if (state === AlertState.inactive) continue;
      const alertstate = state === AlertState.firing ? 'firing' : 'pending';
      // The labels of the rule come first as they are written: one whose template gives nothing shows its text here.
      const all: [string, string][] = [
        ...this.rule.labels.map(({ name, text }): [string, string] => [name, text]),
        ...instance.labels,
      ];
      written.push(
        { labels: Labels.of([...all, [metricName, 'ALERTS'], ['alertstate', alertstate]]), value: 1 },
        {
          labels: Labels.of([...all, [metricName, 'ALERTS_FOR_STATE']]),
          value: Math.floor(instance.activeAt[slot]! / 1000),
        },
      );
    }
    return written;
  }

  private overLimit(slot: number): string | undefined {
    const { limit } = this.group;
    if (limit <= 0) return undefined;
    let active = 0;
    for (const { states } of this.byLabels.values()) if (states[slot] !== AlertState.inactive) active++;
    if (active <= limit) return undefined;
    for (const instance of this.byLabels.values()) instance.reset(slot);
    return `exceeded limit of ${limit} with ${active} alerts`;
  }

  private keepTexts(instance: AlertInstance, slot: number): void {
    let kept = this.rendered.get(instance);
    if (!kept) this.rendered.set(instance, (kept = new Map()));
    const sample = instance.sampleAt(slot);
    if (sample) kept.set(slot, this.texts.annotationsOf(sample, slotTime(this.slots, slot)));
  }
}
