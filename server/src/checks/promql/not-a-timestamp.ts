// `time() - x` is an age only where x is a point in time: a duration taken from it leaves the year 1970 plus something.
// Layer: checks.
import type { Expr } from '../../promql/ast';
import { unwrap } from '../../promql/inspect';
import { unitInWords } from '../../promql/value/unit';
import type { Value } from '../../promql/value/value';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/not-a-timestamp',
  summary: 'Something that is no timestamp is subtracted from time().',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['-'],
  needs: ['catalog'],
  messages: {
    duration:
      '`{metric}` is a duration, so `time()` minus it is some fifty years: subtract a metric that holds a timestamp.',
    other: '`{metric}` is in {unit} and no timestamp, so `time()` minus it is no age.',
    created:
      '`{metric}` is the time at which the counter began, which updates do not move: take a metric that holds the time of the last event, or `timestamp()`.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.op !== '-' || !isNow(node.lhs)) return;
    const value = unit.valueOf(node.rhs);
    const { of, selector } = value;
    if (!of || !selector) return;
    const at = selector.name ?? selector;
    const metric = unit.text.slice(at.from, at.to);
    if (of.series === 'created') {
      if (value.factor === 1) ctx.report(at, 'created', { metric }, { severity: 'info' });
    } else if (isDuration(value, metric)) {
      ctx.report(at, 'duration', { metric });
    } else if (value.unit && value.unit.of !== 'time' && value.unit.of !== 'things' && !of.byName) {
      ctx.report(at, 'other', { metric, unit: unitInWords(value.unit) ?? value.unit.of });
    }
  },
});

function isNow(expr: Expr): boolean {
  const inner = unwrap(expr);
  return inner.kind === 'call' && inner.func.name === 'time';
}

/** Words of names that leave no doubt: a metric in seconds may well be a timestamp. */
const durations =
  /(?:duration|latency|elapsed|uptime|age|delay|lag|timeout|interval|wait(?:ing)?_time)_(?:milli|micro|nano)?seconds?$/;

function isDuration({ kind, unit, of }: Value, name: string): boolean {
  if (kind === 'timestamp' || kind === 'unknown' || unit?.of !== 'time') return false;
  // The catalogue says which of its gauges are timestamps.
  return of?.byName ? durations.test(name) : kind === 'gauge' || kind === 'mean' || kind === 'quantile';
}
