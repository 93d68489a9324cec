// `a > 1 and on () hour() < 9 or hour() > 17`: `and` binds before `or`, so that the second time is a condition of nothing, and
// the alert fires by the clock. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Expr } from '../../promql/ast';
import { unwrap } from '../../promql/inspect';
import { nodesOf, selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/clock-alone',
  summary: 'A time of the day behind `or` makes the alert fire by the clock alone.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['or'],
  between: 'series',
  messages: {
    found:
      '`{part}` reads the clock alone, so behind `or` the alert fires whenever it is true, whatever the rest says: write parentheses around the times, `and on () (… or …)`.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || !unit.rule.alert || !isResult(node, unit)) return;
    const [left, right] = [node.lhs, node.rhs].map(isOfClock);
    if (left === right) return;
    const part = left ? node.lhs : node.rhs;
    ctx.report(part, 'found', { part: unit.text.slice(part.from, part.to).replace(/\s+/g, ' ') });
  },
});

/** Whether an alert fires for whatever one of the sides gives. */
function isResult(node: Expr, unit: ExprUnit): boolean {
  return unit
    .parents(node)
    .every(parent => parent.kind === 'paren' || (parent.kind === 'binary' && parent.op === 'or'));
}

const clock: ReadonlySet<string> = new Set([
  'hour',
  'minute',
  'month',
  'year',
  'day_of_week',
  'day_of_month',
  'day_of_year',
  'days_in_month',
]);

/** A comparison that only reads the clock. */
function isOfClock(side: Expr): boolean {
  const inner = unwrap(side);
  if (inner.kind !== 'binary' || selectorsOf(inner).length > 0) return false;
  return nodesOf(inner).some(node => node.kind === 'call' && clock.has(node.func.name));
}
