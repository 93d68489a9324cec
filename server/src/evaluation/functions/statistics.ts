// Quantiles, spread and area of the floats of a range. Layer: evaluation.
import { formatFloat } from '../../go/floats';
import { type Compensated, kahanAdd } from '../../series/histogram/kahan';
import { quantileOf } from '../numbers';
import { remarkQuantile } from './quantileArgument';
import type { RangeContext, RangeFunctionMaker } from './rangeContext';
import { remarkIgnored } from './remarks';
import type { FloatPart, RangeFunction } from './window';

export const statistics: Readonly<Record<string, RangeFunctionMaker>> = {
  quantile_over_time: context => window => {
    const { floats } = window;
    if (floats.to === floats.from) return false;
    const q = window.args[0]!;
    remarkQuantile(context.ev, q, context.first);
    remarkIgnored(context, window);
    window.value = quantileOf(q, floats.values.slice(floats.from, floats.to), context.ev.semantics.weighsInfinity);
    return true;
  },
  mad_over_time: context =>
    ofFloats(context, ({ values, from, to }) => {
      const own = values.slice(from, to);
      if (own.some(Number.isNaN)) return Number.NaN;
      const median = quantileOf(0.5, own, context.ev.semantics.weighsInfinity);
      return quantileOf(
        0.5,
        own.map(value => Math.abs(value - median)),
        context.ev.semantics.weighsInfinity,
      );
    }),
  stddev_over_time: context => ofFloats(context, floats => Math.sqrt(variance(floats))),
  stdvar_over_time: context => ofFloats(context, variance),
  integral: context => window => {
    const { floats } = window;
    if (floats.to === floats.from) return false;
    remarkIgnored(context, window);
    window.value = integral(floats, strategyOf(context, window.args[0]));
    return true;
  },
};

function ofFloats(context: RangeContext, compute: (floats: FloatPart) => number): RangeFunction {
  return window => {
    const { floats } = window;
    if (floats.to === floats.from) return false;
    remarkIgnored(context, window);
    window.value = compute(floats);
    return true;
  };
}

function variance({ values, from, to }: FloatPart): number {
  let count = 0;
  const mean: Compensated = { sum: 0, compensation: 0 };
  const squares: Compensated = { sum: 0, compensation: 0 };
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    count++;
    const delta = value - (mean.sum + mean.compensation);
    kahanAdd(mean, delta / count);
    kahanAdd(squares, delta * (value - (mean.sum + mean.compensation)));
  }
  return (squares.sum + squares.compensation) / count;
}

/** 0 takes the value before, 1 the value after, 2 their mean. */
function strategyOf({ ev, args }: RangeContext, strategy: number | undefined): number {
  if (strategy === undefined || strategy === 0 || strategy === 1 || strategy === 2) return strategy ?? 2;
  const message = `strategy should be 0, 1, or 2 (default), using 2, got ${formatFloat(strategy, 'g', -1)}`;
  ev.annotations.warn(message, args[1]!);
  return 2;
}

/** Area under the floats; NaN counts as 0. */
function integral({ values, times, from, to }: FloatPart, strategy: number): number {
  const area: Compensated = { sum: 0, compensation: 0 };
  for (let i = from + 1; i < to; i++) {
    const before = Number.isNaN(values[i - 1]!) ? 0 : values[i - 1]!;
    const after = Number.isNaN(values[i]!) ? 0 : values[i]!;
    let height: Compensated = { sum: strategy === 0 ? before : after, compensation: 0 };
    if (strategy === 2) {
      height = { sum: before, compensation: 0 };
      kahanAdd(height, after);
      if (Number.isFinite(before) && Number.isFinite(after) && !Number.isFinite(height.sum)) {
        height = { sum: before / 2, compensation: 0 };
        kahanAdd(height, after / 2);
      } else height = { sum: height.sum / 2, compensation: height.compensation / 2 };
    }
    if (height.sum === 0 && height.compensation === 0) continue;
    const seconds = (times[i]! - times[i - 1]!) / 1000;
    area.compensation += height.compensation * seconds;
    kahanAdd(area, height.sum * seconds);
  }
  return Math.abs(area.sum) === Number.POSITIVE_INFINITY ? area.sum : area.sum + area.compensation;
}
