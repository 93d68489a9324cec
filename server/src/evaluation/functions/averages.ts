// Sums and averages of a range, of floats or of native histograms. Layer: evaluation.
import {
  addHistograms,
  type CompensatedHistogram,
  divideCompensated,
  divideHistogram,
  hasOverflow,
  kahanAddHistogram,
  multiplyHistogram,
} from '../../series/histogram/arithmetic';
import type { Histogram } from '../../series/histogram/histogram';
import { type Compensated, kahanAdd } from '../../series/histogram/kahan';
import type { RangeContext, RangeFunctionMaker } from './rangeContext';
import { remarkMixed, remarkMixedBuckets } from './remarks';
import type { FloatPart, RangeFunction, Window } from './window';

export const averages: Readonly<Record<string, RangeFunctionMaker>> = {
  sum_over_time: context => summed(context, sumOf, sumHistograms),
  avg_over_time: context => summed(context, averageOf, averageHistograms),
};

function summed(
  context: RangeContext,
  floats: (part: FloatPart) => number,
  histograms: (sums: HistogramSums) => Histogram | undefined,
): RangeFunction {
  return window => {
    const some = window.histograms.to > window.histograms.from;
    if (!some) {
      window.value = floats(window.floats);
      return true;
    }
    if (window.floats.to > window.floats.from) {
      remarkMixed(context, window);
      return false;
    }
    const sums = new HistogramSums(window);
    window.histogram = histograms(sums);
    if (!window.histogram) remarkMixedBuckets(context, window);
    else sums.remark(context);
    return window.histogram !== undefined;
  };
}

function sumOf({ values, from, to }: FloatPart): number {
  let sum = 0;
  let compensation = 0;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    const total = sum + value;
    if (total > Number.MAX_VALUE || total < -Number.MAX_VALUE) compensation = 0;
    else if (Math.abs(sum) >= Math.abs(value)) compensation += sum - total + value;
    else compensation += value - total + sum;
    sum = total;
  }
  return Math.abs(sum) === Number.POSITIVE_INFINITY ? sum : sum + compensation;
}

/** The sum divideCompensated, or where that does not fit into a float the mean brought on sample by sample. */
function averageOf(part: FloatPart): number {
  const { values, from, to } = part;
  const sum: Compensated = { sum: values[from]!, compensation: 0 };
  let mean: Compensated | undefined;
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!;
    const count = i - from + 1;
    if (!mean) {
      const before = { ...sum };
      kahanAdd(sum, value);
      if (Math.abs(sum.sum) !== Number.POSITIVE_INFINITY) continue;
      mean = { sum: before.sum / (count - 1), compensation: before.compensation / (count - 1) };
    }
    const share = (count - 1) / count;
    mean.sum *= share;
    mean.compensation *= share;
    kahanAdd(mean, value / count);
  }
  if (mean) return mean.sum + mean.compensation;
  return sum.sum / (to - from) + sum.compensation / (to - from);
}

function sumHistograms(sums: HistogramSums): Histogram | undefined {
  for (const histogram of sums.rest) if (!sums.add(histogram)) return undefined;
  return sums.total(sums.running);
}

function averageHistograms(sums: HistogramSums): Histogram | undefined {
  let incremental = false;
  let count = 1;
  for (const histogram of sums.rest) {
    count++;
    if (!incremental) {
      const before = sums.running;
      if (!sums.add(histogram)) return undefined;
      if (!hasOverflow(sums.running.sum)) continue;
      incremental = true;
      sums.running = divideCompensated(before, count - 1);
    }
    const share = (count - 1) / count;
    sums.running = {
      sum: multiplyHistogram(sums.running.sum, share),
      compensation: sums.running.compensation && multiplyHistogram(sums.running.compensation, share),
    };
    if (!sums.add(divideHistogram(histogram, count))) return undefined;
  }
  return sums.total(incremental ? sums.running : divideCompensated(sums.running, count));
}

/** The histograms of a window being summed, with what is to be remarked about them. */
class HistogramSums {
  running: CompensatedHistogram;
  readonly rest: readonly Histogram[];
  private reset = false;
  private notReset = false;
  private reconciled = false;

  constructor({ histograms: { histograms, from, to } }: Window) {
    const all = histograms.slice(from, to);
    this.running = { sum: all[0]!, compensation: undefined };
    this.rest = all.slice(1);
    for (const { hint } of all) {
      if (hint === 'reset') this.reset = true;
      if (hint === 'not_reset') this.notReset = true;
    }
  }

  add(histogram: Histogram): boolean {
    const added = kahanAddHistogram(this.running, histogram);
    if (!added) return false;
    this.running = added;
    if (added.boundsReconciled) this.reconciled = true;
    return true;
  }

  total({ sum, compensation }: CompensatedHistogram): Histogram | undefined {
    return compensation ? addHistograms(sum, compensation)?.value : sum;
  }

  remark({ ev, first }: RangeContext): void {
    if (this.reset && this.notReset)
      ev.annotations.warn('conflicting counter resets during histogram aggregation', first);
    if (this.reconciled) ev.annotations.info('mismatched custom buckets were reconciled during aggregation', first);
  }
}
