// Aggregations of groups that hold native histograms: sums and averages of them, and what leaves them out. Layer: evaluation.

import type { Aggregate } from '../../promql/ast';
import {
  addHistograms,
  type CompensatedHistogram,
  divideCompensated,
  divideHistogram,
  hasOverflow,
  kahanAddHistogram,
  multiplyHistogram,
} from '../../series/histogram/arithmetic';
import { compact, type Histogram } from '../../series/histogram/histogram';
import { metricName } from '../../series/labels';
import { type Column, histogramCost, type OpenColumn, setHistogram } from '../column';
import type { Evaluation } from '../evaluation';
import { unwrapped } from '../functions/arguments';
import type { GroupAggregation } from './floats';
import type { Group } from './groups';

/** The floats of a group for aggregations that ignore histograms; undefined for `sum` and `avg`, which do not. */
export function ignoresHistograms(
  ev: Evaluation,
  expr: Aggregate,
  columns: readonly Column[],
): readonly Column[] | undefined {
  if (expr.op === 'sum' || expr.op === 'avg') return undefined;
  let ignored = false;
  const floats = columns.map(column => {
    const { histograms } = column;
    if (!histograms) return column;
    const present = column.present.map((one, step) => (one && !histograms[step] ? 1 : 0));
    if (present.some((one, step) => one !== column.present[step])) ignored = true;
    return { ...column, present, histograms: undefined };
  });
  if (ignored) ev.annotations.info(`ignored histogram in ${expr.op} aggregation`, unwrapped(expr.expr));
  return floats;
}

/** `sum` and `avg`, step by step: a step with floats and histograms has no result. */
export function* mixedAggregation(
  ev: Evaluation,
  expr: Aggregate,
  { columns }: Group,
  result: OpenColumn,
  floats: GroupAggregation,
): Generator<void, void> {
  const at = unwrapped(expr.expr);
  const kinds = new Uint8Array(result.values.length);
  for (const { present, histograms } of columns) {
    for (let step = 0; step < kinds.length; step++) if (present[step]) kinds[step]! |= histograms?.[step] ? 2 : 1;
  }
  if (kinds.includes(3)) ev.annotations.warn('encountered a mix of histograms and floats for aggregation', at);
  // Steps with floats alone go the common way.
  yield* floats(
    columns.map(column => ({
      ...column,
      histograms: undefined,
      present: column.present.map((one, step) => (kinds[step] === 1 ? one : 0)),
    })),
    result,
    samples => ev.spend(samples, expr),
  );
  for (let step = 0; step < kinds.length; step++) {
    if (kinds[step]! < 2) continue;
    const total = new HistogramTotal(ev, expr);
    for (const { labels, present, histograms } of columns) {
      if (!present[step]) continue;
      const histogram = histograms?.[step];
      // A float that came first spoils the step; later ones only where no histogram was before.
      if (histogram) total.add(histogram, labels.get(metricName));
      else total.skip();
    }
    const sum = kinds[step] === 2 ? total.result() : undefined;
    if (sum) setHistogram(result, step, sum);
    if (ev.spend(columns.length * histogramCost, expr)) yield;
  }
}

/** The sum or average of histograms at one step. */
class HistogramTotal {
  private running: CompensatedHistogram | undefined;
  private incremental = false;
  private incompatible = false;
  private spoiled = false;
  private count = 0;
  private reset = false;
  private notReset = false;

  constructor(
    private readonly ev: Evaluation,
    private readonly expr: Aggregate,
  ) {}

  skip(): void {
    if (this.count === 0) this.spoiled = true;
    if (!this.incompatible) this.count++;
  }

  add(histogram: Histogram, name: string): void {
    if (this.incompatible) return;
    this.count++;
    if (this.spoiled) return;
    if (histogram.hint === 'reset') this.reset = true;
    if (histogram.hint === 'not_reset') this.notReset = true;
    if (!this.running) {
      this.running = { sum: histogram, compensation: undefined };
      return;
    }
    const before = this.running;
    if (!this.incremental && this.accumulate(histogram, name)) {
      if (this.expr.op === 'sum' || !hasOverflow(this.running.sum)) return;
      this.incremental = true;
      this.running = divideCompensated(before, this.count - 1);
    }
    if (!this.incremental || this.incompatible) return;
    const share = (this.count - 1) / this.count;
    const { sum, compensation } = this.running;
    this.running = {
      sum: multiplyHistogram(sum, share),
      compensation: compensation && multiplyHistogram(compensation, share),
    };
    this.accumulate(divideHistogram(histogram, this.count), name);
  }

  result(): Histogram | undefined {
    const at = unwrapped(this.expr.expr);
    if (!this.running || this.incompatible) return undefined;
    if (this.reset && this.notReset) {
      this.ev.annotations.warn('conflicting counter resets during histogram aggregation', at);
    }
    const { sum, compensation } =
      this.expr.op === 'avg' && !this.incremental ? divideCompensated(this.running, this.count) : this.running;
    const total = compensation ? addHistograms(sum, compensation)?.value : sum;
    return total && compact(total);
  }

  private accumulate(histogram: Histogram, name: string): boolean {
    const at = unwrapped(this.expr.expr);
    const added = kahanAddHistogram(this.running!, histogram);
    if (!added) {
      this.incompatible = true;
      const message = `vector contains a mix of histograms with exponential and custom buckets schemas for metric name ${JSON.stringify(name)}`;
      this.ev.annotations.warn(message, at);
      return false;
    }
    if (added.boundsReconciled)
      this.ev.annotations.info('mismatched custom buckets were reconciled during aggregation', at);
    this.running = added;
    return true;
  }
}
