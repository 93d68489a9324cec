// A quotient whose sides look back over different times, or of which one is per second and the other a number. Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import type { Expr, VectorSelector } from '../../promql/ast';
import { sameExpr } from '../../promql/equal';
import { metricName } from '../../promql/inspect';
import { durationInWords, type RangeCall, rangeCallOf } from '../../promql/ranges';
import { innermostOf } from '../../promql/values';
import { nodesOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/unequal-ranges',
  summary: 'The sides of a quotient look back over different times.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['/'],
  needs: ['catalog'],
  between: 'series',
  messages: {
    mixed:
      'One side is per second (`{rate}()`) and the other a number in {window} (`increase()`), so the quotient is {times} times off: take the same function on both sides.',
    raw: 'One side is taken over {window} and `{metric}` counts since its process began, so the quotient means nothing: take the same function of both.',
    ranges:
      'The left side looks back {left} and the right side {right}, so errors of one time are divided by requests of another: take the same range on both sides.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound) return;
    const [left, right] = [rangeCallOf(node.lhs), rangeCallOf(node.rhs)];
    const one = left ?? right;
    if (one && !(left && right) && timeOf(one) && isPartOfRaw(one.selector, left ? node.rhs : node.lhs, unit)) {
      const raw = innermostOf(left ? node.rhs : node.lhs) as VectorSelector;
      ctx.report(raw.name ?? raw, 'raw', { window: durationInWords(one.window), metric: metricName(raw)! });
      return;
    }
    if (!left || !right || left.selector.offset || right.selector.offset) return;
    const [first, second] = [timeOf(left), timeOf(right)];
    if (!first || !second) return;
    if (first !== second) {
      const [rate, count] = first === 'per second' ? [left, right] : [right, left];
      // Who divides by the seconds as well may mean it.
      if (nodesOf(node).some(({ kind }) => kind === 'number')) return;
      const data = { rate: rate.call.func.name, window: durationInWords(count.window), times: count.window };
      ctx.report(node, 'mixed', data);
    } else if (left.window !== right.window) {
      // The same series now and over a longer time: what is usual for them.
      if (sameExpr(left.selector, right.selector)) return;
      const data = { left: durationInWords(left.window), right: durationInWords(right.window) };
      ctx.report(node, 'ranges', data, { severity: isOneFamily(left.selector, right.selector) ? 'warning' : 'info' });
    }
  },
});

function timeOf({ call }: RangeCall): 'per second' | 'window' | undefined {
  const { name } = call.func;
  if (name === 'rate' || name === 'irate') return 'per second';
  return name === 'increase' ? 'window' : undefined;
}

/** Whether the other side is a counter as it stands. */
function isPartOfRaw(ranged: VectorSelector, other: Expr, unit: ExprUnit): boolean {
  const raw = innermostOf(other);
  if (raw.kind !== 'selector' || raw.offset || ranged.offset || metricName(raw) === undefined) return false;
  const { kind, of } = unit.valueOf(raw);
  return kind === 'counter' && of !== undefined;
}

/** A histogram's sum and count, or some of a metric's series and all of them. */
function isOneFamily(left: VectorSelector, right: VectorSelector): boolean {
  const [a, b] = [metricName(left), metricName(right)];
  if (a === undefined || b === undefined) return false;
  return a.replace(/_(?:sum|count|bucket)$/, '') === b.replace(/_(?:sum|count|bucket)$/, '');
}
