// `a / b != 1` of things that are counted: as long as nothing is counted the quotient is NaN, and NaN differs from everything.
// Layer: checks.

import type { Expr } from '../../promql/ast';
import { boundIn } from '../../promql/bounds';
import { numberOf, unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/unequal-quotient',
  summary: 'A quotient of rates is compared with `!=`, which is true of NaN.',
  severity: 'info',
  since: '0.1.0',
  on: 'binary',
  only: ['!='],
  needs: ['catalog'],
  messages: {
    found:
      'While nothing is counted this is 0 / 0, which is NaN and differs from everything, so `!= {written}` is true of what stands still: compare with `<` or `>`, of which NaN is neither.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.bool || !unit.rule.alert) return;
    const bound = boundIn(node);
    const quotient = bound && !Number.isNaN(bound.written) && quotientIn(bound.value);
    if (!quotient) return;
    const counts = [quotient.lhs, quotient.rhs].every(side => {
      const { kind, min } = unit.valueOf(side);
      return (kind === 'rate' || kind === 'increase') && min <= 0;
    });
    // Another condition may ask for something to be counted.
    if (!counts || unit.parents(node).some(parent => parent.kind === 'binary' && parent.op !== 'or')) return;
    ctx.report(node, 'found', { written: bound.written });
  },
});

/** `a / b`, `1 - a / b`, `a / b * 100`. */
function quotientIn(expr: Expr): Extract<Expr, { readonly kind: 'binary' }> | undefined {
  const inner = unwrap(expr);
  if (inner.kind !== 'binary') return undefined;
  const [left, right] = [numberOf(inner.lhs), numberOf(inner.rhs)];
  if (left === undefined && right === undefined) {
    // Of a divisor above a bound there is nothing to be NaN.
    return inner.op === '/' && unwrap(inner.rhs).kind !== 'binary' ? inner : undefined;
  }
  return inner.op === '*' || inner.op === '-' || inner.op === '/' || inner.op === '+'
    ? quotientIn(left === undefined ? inner.lhs : inner.rhs)
    : undefined;
}
