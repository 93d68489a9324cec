// A message states a number per hour or day, and the expression counts in another time: in five minutes, or at an hourly rate.
// Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import { wholeOf } from '../../analysis/source';
import { metricName } from '../../promql/inspect';
import { durationInWords } from '../../promql/ranges';
import { close } from '../../promql/value/unit';
import { mayStateBound, type StatedBound } from '../../template/statements';
import { defineCheck } from '../check';
import { type Compared, comparisonsIn, timesIn } from './compared';

export const check = defineCheck({
  id: 'template/other-period',
  summary: 'A message states a number for another time than the expression counts in.',
  severity: 'info',
  since: '0.1.0',
  on: 'template',
  given: ['sound', 'bound stated'],
  where: 'annotation',
  follows: 'recordings',
  needs: ['catalog'],
  messages: {
    window: 'The message says {stated} in {period}, and the expression counts {window}: make both the same.',
    name: 'The message says {stated} in {period}, and `{metric}` is for {window} here: multiply or divide one of them.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound || !mayStateBound(unit.text)) return;
    if (!period.test(unit.text)) return;
    const [only, ...others] = comparisonsIn(expr);
    if (!only || others.length > 0) return;
    const times = timesIn(expr, unit);
    const restsOn = [wholeOf(expr.source)];
    for (const bound of unit.statements.bounds) {
      if (bound.window === undefined || bound.direction !== only.direction || !close(bound.number, only.written))
        continue;
      // Who counts so long and waits so long may speak of both together.
      if (times.some(seconds => close(seconds, bound.window!)) || close(sum(times), bound.window)) continue;
      const data = { stated: bound.text, period: durationInWords(bound.window) };
      const counted = windowOf(only, bound);
      if (counted !== undefined) {
        const severity = counted < 60 ? ('warning' as const) : ('info' as const);
        ctx.report(bound, 'window', { ...data, window: durationInWords(counted) }, { restsOn, severity });
        continue;
      }
      const named = namedPeriod(expr, only.value.factor, bound.window);
      if (named) {
        ctx.report(
          bound,
          'name',
          { ...data, metric: named.metric, window: durationInWords(named.seconds) },
          { restsOn },
        );
      }
    }
  },
});

const period = /\b(?:per|a|an|in|over|within|during|last|past|hourly|daily|weekly|monthly)\b|\//i;

function sum(times: readonly number[]): number {
  return times.reduce((all, one) => all + one, 0);
}

/** The window that is counted in, where it is another than the one told: `rate(…) * 60` is a number a minute. */
function windowOf({ value }: Compared, { window }: StatedBound): number | undefined {
  const { kind, factor, unit } = value;
  const isShorter =
    kind === 'increase' && factor < 1 && [1, 60, 3600, 86_400].some(one => close(one, factor * (value.window ?? 0)));
  if (factor !== 1 && !toLonger.has(factor) && !isShorter) return undefined;
  const ofRate = kind === 'rate' && factor !== 1 && unit?.of !== 'share' && unit?.of !== 'time';
  const counted = kind === 'increase' ? value.window : ofRate ? 1 : undefined;
  return counted === undefined || close(counted * factor, window!) ? undefined : counted * factor;
}

/** By what a number per second, minute or hour is multiplied to get one of a longer time. */
const toLonger: ReadonlySet<number> = new Set([7, 24, 30, 60, 168, 720, 1440, 3600, 86_400, 604_800, 2_592_000]);

const named: readonly (readonly [word: RegExp, seconds: number])[] = [
  [/(?:^|_)(?:hourly|per_hour)(?:_|$)/, 3600],
  [/(?:^|_)(?:daily|per_day)(?:_|$)/, 86_400],
  [/(?:^|_)(?:monthly|per_month)(?:_|$)/, 2_592_000],
  [/(?:^|_)per_minute(?:_|$)/, 60],
];

/**
 * The time that the name of the only metric says, times what it is multiplied by, where that is another than the one told: 730
 * hours are a month as 720 are.
 */
function namedPeriod(
  { selectors, nodes }: ExprUnit,
  factor: number,
  told: number,
): { metric: string; seconds: number } | undefined {
  const [only, ...others] = selectors;
  const metric = only && metricName(only);
  if (metric === undefined || others.length > 0) return undefined;
  // Who takes it over a range has converted it, and a factor that is no number of hours is a price.
  if (nodes.some(node => node.kind === 'matrix') || !Number.isInteger(factor) || factor < 1) return undefined;
  if (factor !== 1 && !timesInYear.has(factor)) return undefined;
  const found = named.find(([word]) => word.test(metric));
  const ratio = found ? (found[1] * factor) / told : 1;
  return found && (ratio < 0.9 || ratio > 1.1) ? { metric, seconds: found[1] * factor } : undefined;
}

/** What makes a number per hour or day one of a longer time. */
const timesInYear: ReadonlySet<number> = new Set([7, 24, 30, 31, 60, 168, 365, 720, 730, 744, 8760]);
