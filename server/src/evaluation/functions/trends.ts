// The trend of a range: linear regression and smoothing. Layer: evaluation.
import { formatFloat } from '../../go/floats';
import { type Compensated, kahanAdd } from '../../series/histogram/kahan';
import type { RangeContext, RangeFunctionMaker } from './rangeContext';
import { remarkIgnored } from './remarks';
import type { FloatPart, RangeFunction } from './window';

export const trends: Readonly<Record<string, RangeFunctionMaker>> = {
  deriv: context => window => {
    const { floats } = window;
    if (!hasTwo(context, window)) return false;
    window.value = regression(floats, floats.times[floats.from]!).slope;
    return true;
  },
  predict_linear: context => window => {
    if (!hasTwo(context, window)) return false;
    const { slope, intercept } = regression(window.floats, window.time);
    window.value = slope * window.args[0]! + intercept;
    return true;
  },
  double_exponential_smoothing: smoothing,
  holt_winters: smoothing,
};

function hasTwo(context: RangeContext, window: Parameters<RangeFunction>[0]): boolean {
  const count = window.floats.to - window.floats.from;
  if (count > 0) remarkIgnored(context, window);
  return count >= 2;
}

/** The line through the floats; `intercept` is its value at a time. */
function regression(
  { values, times, from, to }: FloatPart,
  time: number,
): { readonly slope: number; readonly intercept: number } {
  const x: Compensated = { sum: 0, compensation: 0 };
  const y: Compensated = { sum: 0, compensation: 0 };
  const xy: Compensated = { sum: 0, compensation: 0 };
  const xx: Compensated = { sum: 0, compensation: 0 };
  const first = values[from]!;
  let constant = true;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    if (i > from && value !== first) constant = false;
    const at = (times[i]! - time) / 1000;
    kahanAdd(x, at);
    kahanAdd(y, value);
    kahanAdd(xy, at * value);
    kahanAdd(xx, at * at);
  }
  if (constant) {
    if (Math.abs(first) === Number.POSITIVE_INFINITY) return { slope: Number.NaN, intercept: Number.NaN };
    return { slope: 0, intercept: first };
  }
  const count = to - from;
  const [sumX, sumY, sumXY, sumXX] = [x, y, xy, xx].map(one => one.sum + one.compensation) as [
    number,
    number,
    number,
    number,
  ];
  const slope = (sumXY - (sumX * sumY) / count) / (sumXX - (sumX * sumX) / count);
  return { slope, intercept: sumY / count - (slope * sumX) / count };
}

function smoothing(context: RangeContext): RangeFunction {
  return window => {
    const [factor, trend] = window.args as [number, number];
    const check = (value: number, name: string, short: string): void => {
      if (value > 0 && value < 1) return;
      if (Number.isNaN(value)) return;
      const message = `invalid ${name} factor. Expected: 0 < ${short} < 1, got: ${formatFloat(value, 'f', 6)}`;
      context.ev.fail('execution', message, context.call);
    };
    check(factor, 'smoothing', 'sf');
    check(trend, 'trend', 'tf');
    if (!hasTwo(context, window)) return false;
    const { values, from, to } = window.floats;
    let level = values[from]!;
    let before = 0;
    let slope = values[from + 1]! - level;
    for (let i = from + 1; i < to; i++) {
      if (i > from + 1) slope = trend * (level - before) + (1 - trend) * slope;
      const next = factor * values[i]! + (1 - factor) * (level + slope);
      before = level;
      level = next;
    }
    window.value = level;
    return true;
  };
}
