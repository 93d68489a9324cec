// The change of a native histogram over a range. Layer: evaluation.
import {
  addHistograms,
  multiplyHistogram,
  subtractHistograms,
  toSchema,
  withHint,
} from '../../series/histogram/arithmetic';
import { compact, type Histogram, histogram, usesCustomBuckets } from '../../series/histogram/histogram';
import { detectReset } from '../../series/histogram/resets';
import type { RangeContext } from './rangeContext';
import { remarkMixedBuckets, remarkNotCounter, remarkNotGauge } from './remarks';
import { isStartReset, remarkOverlap } from './startTimes';
import type { Window } from './window';

/**
 * Last minus first of two or more, with what was lost at resets and without empty buckets; undefined where they do not go
 * together.
 */
export function histogramChange(context: RangeContext, window: Window, counter: boolean): Histogram | undefined {
  const part = window.histograms;
  const { histograms, times, from, to } = part;
  const starts = context.ev.options.startTimestamps ? part.starts : undefined;
  const resetAt = (i: number): boolean =>
    starts !== undefined && isStartReset(starts[i - 1]!, times[i - 1]!, starts[i]!, times[i]!);
  const last = histograms[to - 1]!;
  let previous = histograms[from]!;
  if (counter && (previous.hint === 'gauge' || last.hint === 'gauge')) remarkNotCounter(context, window);
  if (counter) {
    const second = histograms[from + 1]!;
    // What came before a reset right behind the first sample does not matter.
    if (resetAt(from + 1) || detectReset(second, previous)) {
      previous = histogram({ schema: second.schema, bounds: second.bounds });
    }
  }
  const custom = usesCustomBuckets(previous);
  if (usesCustomBuckets(last) !== custom) return remarkMixedBuckets(context, window);
  let schema = Math.min(last.schema, previous.schema);
  for (let i = from + 1; counter && i < to - 1; i++) {
    const current = histograms[i]!;
    if (current.hint === 'gauge') remarkNotCounter(context, window);
    schema = Math.min(schema, current.schema);
    if (usesCustomBuckets(current) !== custom) return remarkMixedBuckets(context, window);
  }
  let change = combine.minus(context, window, toSchema(last, schema), previous);
  if (!change) return undefined;
  if (counter) {
    let overlaps = false;
    for (let i = from + 1; i < to; i++) {
      const current = histograms[i]!;
      overlaps = overlaps || (starts !== undefined && remarkOverlap(context, window, part, i));
      if (resetAt(i) || detectReset(current, previous)) {
        change = combine.plus(context, window, change, previous);
        if (!change) return undefined;
      }
      previous = current;
    }
  } else if (histograms[from]!.hint !== 'gauge' || last.hint !== 'gauge') remarkNotGauge(context, window);
  return compact(withHint(change, 'gauge'));
}

/** Sums and differences with the remarks that they call for; undefined where the buckets do not go together. */
export const combine = {
  plus(context: RangeContext, window: Window, a: Histogram, b: Histogram): Histogram | undefined {
    return remarked(context, window, addHistograms(a, b), 'addition');
  },
  minus(context: RangeContext, window: Window, a: Histogram, b: Histogram): Histogram | undefined {
    return remarked(context, window, subtractHistograms(a, b), 'subtraction');
  },
};

/** How a change is extrapolated. */
export const scaleHistogram = {
  times: multiplyHistogram,
  plus(context: RangeContext, window: Window, a: Histogram | undefined, b: Histogram): Histogram | undefined {
    return a ? combine.plus(context, window, a, b) : b;
  },
};

function remarked(
  context: RangeContext,
  window: Window,
  combined: ReturnType<typeof addHistograms>,
  operation: string,
): Histogram | undefined {
  if (!combined) return remarkMixedBuckets(context, window);
  if (combined.boundsReconciled) {
    context.ev.annotations.info(`mismatched custom buckets were reconciled during ${operation}`, context.first);
  }
  return combined.value;
}
