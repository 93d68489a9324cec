// The bounds of a graph as they are tried out. Pure; no DOM here.
import { scaled } from '../../../server/src/alerting/backtest/scale';
import type { GraphLimit, Tuning } from '../../src/preview/messages';

/** Bounds with values of their own, by what they are made of: with the same number they are the same objects. */
export type ScaledLimits = WeakMap<GraphLimit, GraphLimit>;

export function tunedLimits(
  limits: readonly GraphLimit[],
  tuning: Tuning | undefined,
  made: ScaledLimits,
): readonly GraphLimit[] {
  const tried = new Map(tuning?.thresholds.map(({ at, value }) => [at, value]));
  return limits.map(limit => {
    const { values, scale } = limit;
    if (values && scale) {
      const number = tried.get(scale.at) ?? scale.number;
      const known = made.get(limit);
      const next =
        known?.scale?.number === number
          ? known
          : { ...limit, values: scaled(values, number, scale), scale: { ...scale, number } };
      made.set(limit, next);
      return next;
    }
    const value = limit.at === undefined ? undefined : tried.get(limit.at);
    return value === undefined ? limit : { ...limit, value };
  });
}

/** What tells bounds that were tuned from others: their numbers. */
export function limitsKey(limits: readonly GraphLimit[]): string {
  return JSON.stringify(limits.map(({ value, scale }) => value ?? scale?.number));
}
