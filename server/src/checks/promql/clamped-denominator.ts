// A denominator kept at 1 or more: below one event a second the quotient is no longer a fraction. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Binary, Expr } from '../../promql/ast';
import { boundIn } from '../../promql/bounds';
import { metricName, numberOf, unwrap } from '../../promql/inspect';
import { nodesOf, selectorsOf } from '../../promql/walk';
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
  between: 'series',
  needs: ['catalog'],
  messages: {
    found:
      'Where this rate is below {bound} per second the quotient is too small, as it is divided by {bound}: leave `clamp_min()` out and divide by `(… > 0)`, which drops what has no traffic.',
    added:
      'Rates are per second, and with few requests the quotient is mostly divided by the {bound} that is added, so it is too small: divide by `(… > 0)`, which drops what has no traffic.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.op !== '/') return;
    const kept = keptUp(node.rhs);
    if (!kept || kept.bound <= harmless) return;
    const { rate, bound, at, message } = kept;
    const { kind, unit: of } = unit.valueOf(rate);
    // How much is counted in a window is a whole number: from 1 on nothing is distorted, below there is nothing.
    // Tokens come by the hundred.
    if (kind !== 'rate' || (of && (of.of !== 'things' || of.things === 'tokens'))) return;
    // What is divided must be a rate as well, as in a fraction of all requests.
    if (unit.valueOf(node.lhs).kind !== 'rate') return;
    if (isBusy(rate, bound, node, unit)) return;
    ctx.report(at, message, { bound });
  },
});

/** Whether a condition beside it lets nothing pass but what has so much traffic that the bound changes little: `… and rate > 50`. */
function isBusy(rate: Expr, bound: number, node: Binary, unit: ExprUnit): boolean {
  const read = new Set(selectorsOf(rate).map(metricName));
  return unit.parents(node).some(above => {
    if (above.kind !== 'binary' || above.op !== 'and') return false;
    return nodesOf(above).some(part => {
      const least = boundIn(part);
      if (!least?.op.startsWith('>') || least.written < bound || unit.valueOf(least.value).kind !== 'rate')
        return false;
      return selectorsOf(least.value).some(selector => read.has(metricName(selector)));
    });
  });
}

interface KeptUp {
  readonly rate: Expr;
  readonly bound: number;
  readonly at: Expr;
  readonly message: 'found' | 'added';
}

/** `clamp_min(rate, 1)` or `rate + 1`. */
function keptUp(expr: Expr): KeptUp | undefined {
  const inner = unwrap(expr);
  if (inner.kind === 'call' && inner.func.name === 'clamp_min') {
    const [rate, least] = inner.args;
    const bound = least && numberOf(least);
    return rate && bound !== undefined ? { rate, bound, at: inner, message: 'found' } : undefined;
  }
  if (inner.kind !== 'binary' || inner.op !== '+') return undefined;
  const bound = numberOf(inner.rhs);
  return bound === undefined ? undefined : { rate: inner.lhs, bound, at: inner, message: 'added' };
}
