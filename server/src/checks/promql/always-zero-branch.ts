// `… or vector(0)` beside series that have labels: `or` adds the zero next to them, so the comparison holds whatever they say.
// Layer: checks.

import type { Expr } from '../../promql/ast';
import { boundIn } from '../../promql/bounds';
import { comparisonOperators, numberOf, passes, unwrap } from '../../promql/inspect';
import type { Shape } from '../../promql/shape';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/always-zero-branch',
  summary: 'A constant after `or` is always there and passes the comparison.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: comparisonOperators,
  given: ['sound', 'alert'],
  mentions: ['or'],
  needs: ['catalog'],
  messages: {
    found:
      '`vector({number})` has no labels and the series before it have, so `or` adds it next to them and `{op} {bound}` is always true: write `or on () vector({number})`.',
  },
  run({ node, in: unit }, ctx) {
    const bound = unit.sound && unit.rule.alert && !node.bool ? boundIn(node) : undefined;
    const either = bound && unwrap(bound.value);
    if (!bound || either?.kind !== 'binary' || either.op !== 'or' || either.matching) return;
    const number = constantOf(either.rhs);
    if (number === undefined || !passes(number, bound.op, bound.written)) return;
    if (!isLabelled(unit.shapeOf(either.lhs))) return;
    // Joined with others, what has no labels may find no partner.
    if (!unit.parents(node).every(parent => parent.kind === 'paren')) return;
    const at = either.opSpan.to;
    const fix: Fix = {
      title: 'Add it only where there is nothing',
      safe: false,
      edits: [{ at: { from: at, to: at }, newText: ' on ()' }],
    };
    ctx.report(either.rhs, 'found', { number, op: node.op, bound: bound.written }, { fix });
  },
});

function constantOf(expr: Expr): number | undefined {
  const inner = unwrap(expr);
  if (inner.kind !== 'call' || inner.func.name !== 'vector' || !inner.args[0]) return undefined;
  return numberOf(inner.args[0]);
}

/** Whether every series has a label by which it differs from one without labels. */
function isLabelled({ branches }: Shape): boolean {
  return branches.every(({ sure, expected, always }) => !always && (sure.some(isReal) || expected.some(isReal)));
}

function isReal(label: string): boolean {
  return label !== '__name__';
}
