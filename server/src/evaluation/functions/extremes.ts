// The smallest and largest value of a range, and when it was. Layer: evaluation.
import type { RangeContext, RangeFunctionMaker } from './rangeContext';
import { remarkIgnored } from './remarks';
import type { RangeFunction } from './window';

export const extremes: Readonly<Record<string, RangeFunctionMaker>> = {
  max_over_time: context => extreme(context, (value, best) => value > best, false),
  min_over_time: context => extreme(context, (value, best) => value < best, false),
  ts_of_max_over_time: context => extreme(context, (value, best) => value >= best, true),
  ts_of_min_over_time: context => extreme(context, (value, best) => value <= best, true),
};

/** NaN gives way to any number. */
function extreme(
  context: RangeContext,
  better: (value: number, best: number) => boolean,
  wantsTime: boolean,
): RangeFunction {
  return window => {
    const { values, times, from, to } = window.floats;
    if (to === from) return false;
    remarkIgnored(context, window);
    let best = values[from]!;
    let at = from;
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      if (!better(value, best) && !Number.isNaN(best)) continue;
      best = value;
      at = i;
    }
    window.value = wantsTime ? times[at]! / 1000 : best;
    return true;
  };
}
