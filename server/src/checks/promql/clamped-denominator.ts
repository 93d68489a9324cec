// A denominator kept at 1 or more: below one event a second the quotient is no longer a fraction. Layer: checks.
import type { Call, Expr } from '../../promql/ast';
import { numberOf, unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';

/** A rate kept at this or less distorts so little traffic that nobody alerts on it. */
const harmless = 0.01;

export const check = defineCheck({
  id: 'promql/clamped-denominator',
  summary: 'A rate in a denominator is clamped to a bound that real traffic falls below.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['/'],
  needs: ['catalog'],
  messages: {
    found:
      'With traffic below {bound} per second the quotient is too small, as it is divided by {bound}: leave `clamp_min()` out and divide by `(… > 0)`, which drops what has no traffic.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.op !== '/') return;
    const call = clampOf(node.rhs);
    const [rate, least] = call?.args ?? [];
    const bound = least && numberOf(least);
    if (!call || !rate || bound === undefined || bound <= harmless) return;
    const { kind, unit: of } = unit.valueOf(rate);
    // How much is counted in a window is a whole number: from 1 on nothing is distorted, below there is nothing.
    // Tokens come by the hundred.
    if (kind !== 'rate' || (of && (of.of !== 'things' || of.things === 'tokens'))) return;
    // What is divided must be a rate as well, as in a fraction of all requests.
    if (unit.valueOf(node.lhs).kind !== 'rate') return;
    ctx.report(call, 'found', { bound });
  },
});

function clampOf(expr: Expr): Call | undefined {
  const inner = unwrap(expr);
  return inner.kind === 'call' && inner.func.name === 'clamp_min' ? inner : undefined;
}
