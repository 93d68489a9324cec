// Two values of different units added, subtracted or compared: seconds with bytes, millijoules with joules. Layer: checks.
import type { Expr } from '../../promql/ast';
import { comparisonOperators } from '../../promql/inspect';
import { close, sameKind, type Unit, unitInWords } from '../../promql/value/unit';
import type { Value } from '../../promql/value/value';
import { defineCheck } from '../check';
import { lacksParentheses } from './missing-parentheses';

export const check = defineCheck({
  id: 'promql/mixed-units',
  summary: 'Values of different units are added, subtracted or compared.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['+', '-', '/', ...comparisonOperators],
  given: ['sound'],
  between: 'series',
  follows: 'recordings',
  needs: ['catalog'],
  messages: {
    scale: 'The left side is in {left}, the right side in {right}: bring both to one unit before `{op}`.',
    bits: 'One side is in {left}, the other in {right}, and the quotient is off by a factor of 8: bring both to one unit.',
    kind: 'The left side is in {left}, the right side in {right}: what `{op}` makes of them has no meaning.',
  },
  run({ node, in: unit }, ctx) {
    // That an operand is divided alone is told by itself.
    if (!unit.sound || lacksParentheses(node)) return;
    const [left, right] = [measured(unit.valueOf(node.lhs)), measured(unit.valueOf(node.rhs))];
    if (!left || !right) return;
    const words = { left: unitInWords(left), right: unitInWords(right) };
    if (words.left === undefined || words.right === undefined) return;
    const data = { left: words.left, right: words.right, op: node.op };
    if (node.op === '/') {
      const [by, isData] = [left.scale / right.scale, sameKind(left, right) && left.of === 'data'];
      if (isData && (close(by, 8) || close(by, 1 / 8)) && !isScaledOn(unit.parents(node)))
        ctx.report(node, 'bits', data);
      return;
    }
    if (!sameKind(left, right)) ctx.report(node, 'kind', data);
    else if (!close(left.scale, right.scale)) ctx.report(node, 'scale', data);
  },
});

/** Whether the quotient is multiplied or divided afterwards, which may put it right. */
function isScaledOn(parents: readonly Expr[]): boolean {
  return parents.some(parent => parent.kind === 'binary' && '*/'.includes(parent.op));
}

/** The unit of a value that measures something. Things are counted in so many words that none is told from another. */
function measured({ unit, kind }: Value): Unit | undefined {
  return !unit || kind === 'constant' || unit.of === 'things' ? undefined : unit;
}
