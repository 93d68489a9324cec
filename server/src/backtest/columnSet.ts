// Columns under construction: values come piece by piece, in any order of time. Layer: backtest.

import type { Slots } from '../alerting/alertRun';
import { emptyColumn, type NativeValue, slotAt, type ValueColumn } from '../alerting/backtest/column';
import type { RangeSeries } from '../datasource/datasource';
import { Labels } from '../series/labels';

/** A column under construction. */
interface OpenColumn extends ValueColumn {
  natives?: Map<number, NativeValue>;
}

export class ColumnSet {
  private readonly columns = new Map<string, OpenColumn>();

  constructor(private readonly slots: Slots) {}

  /** Adds the samples of a series; false where one of them lies beside the slots. */
  add({ labels, times, values, histograms }: RangeSeries): boolean {
    for (let i = 0; i < times.length; i++) if (slotAt(this.slots, times[i]!) === undefined) return false;
    const column = this.of(Labels.from(labels));
    for (let i = 0; i < times.length; i++) {
      const slot = slotAt(this.slots, times[i]!)!;
      column.present[slot] = 1;
      column.values[slot] = values[i]!;
    }
    for (const i of histograms?.keys() ?? [])
      (column.natives ??= new Map()).set(slotAt(this.slots, times[i]!)!, 'histogram');
    return true;
  }

  get size(): number {
    return this.columns.size;
  }

  all(): readonly ValueColumn[] {
    return [...this.columns.values()];
  }

  private of(labels: Labels): OpenColumn {
    const known = this.columns.get(labels.key);
    if (known) return known;
    const { values, present } = emptyColumn(labels, this.slots.count);
    const column: OpenColumn = { labels, values, present };
    this.columns.set(labels.key, column);
    return column;
  }
}
