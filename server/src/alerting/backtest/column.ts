// Values of one series at every evaluation. Layer: alerting (pure).
import type { ResultSeries } from '../../evaluation/evaluate';
import { printHistogram } from '../../series/histogram/histogram';
import { Labels } from '../../series/labels';
import type { Slots } from '../alertRun';

/** A native histogram: the text that Prometheus prints for it, or `histogram` where only that it is one is known. */
export type NativeValue = 'histogram' | { readonly histogram: string };

/** One series of an instant vector at all slots: where `present` is 0 it has no value. */
export interface ValueColumn {
  /** As the expression gives them, `__name__` among them. */
  readonly labels: Labels;
  /** By slot. */
  readonly values: Float64Array;
  /** 1 or 0 by slot. */
  readonly present: Uint8Array;
  /** Slots with a native histogram; `present` is 1 there and the value means nothing. */
  readonly natives?: ReadonlyMap<number, NativeValue>;
}

/** A point of a range query: `t` in milliseconds; `histogram` is set where it is a native one. */
export interface TimedValue {
  readonly t: number;
  readonly v: number;
  readonly histogram?: object;
}

/** A column of points that a server gave; those at other times than the slots are left out. */
export function columnOfPoints(
  labels: Readonly<Record<string, string>>,
  points: readonly TimedValue[],
  slots: Slots,
): ValueColumn {
  const column = emptyColumn(Labels.from(labels), slots.count);
  let natives: Map<number, NativeValue> | undefined;
  for (const { t, v, histogram } of points) {
    const slot = slotAt(slots, t);
    if (slot === undefined) continue;
    column.present[slot] = 1;
    column.values[slot] = v;
    if (histogram) (natives ??= new Map()).set(slot, 'histogram');
  }
  return natives ? { ...column, natives } : column;
}

/** A column of a result of our own evaluation at the times of the slots. */
export function columnOfResult({ labels, times, values, histograms }: ResultSeries, slots: Slots): ValueColumn {
  const column = emptyColumn(labels, slots.count);
  let natives: Map<number, NativeValue> | undefined;
  for (let i = 0; i < times.length; i++) {
    const slot = slotAt(slots, times[i]!);
    if (slot === undefined) continue;
    column.present[slot] = 1;
    column.values[slot] = values[i]!;
    const native = histograms?.[i];
    if (native) (natives ??= new Map()).set(slot, { histogram: printHistogram(native) });
  }
  return natives ? { ...column, natives } : column;
}

export function emptyColumn(labels: Labels, count: number): ValueColumn {
  return { labels, values: new Float64Array(count), present: new Uint8Array(count) };
}

/** The slot at a time in milliseconds; undefined where there is none. */
export function slotAt({ start, step, count }: Slots, time: number): number | undefined {
  const slot = (time - start) / step;
  return Number.isInteger(slot) && slot >= 0 && slot < count ? slot : undefined;
}
