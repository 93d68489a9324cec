// Two values of different units added, subtracted or compared: seconds with bytes, millijoules with joules. Layer: checks.
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
  only: ['+', '-', ...comparisonOperators],
  between: 'series',
  follows: 'recordings',
  needs: ['catalog'],
  messages: {
    scale: 'The left side is in {left}, the right side in {right}: bring both to one unit before `{op}`.',
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
    if (!sameKind(left, right)) ctx.report(node, 'kind', data);
    else if (!close(left.scale, right.scale)) ctx.report(node, 'scale', data);
  },
});

/** The unit of a value that measures something. Things are counted in so many words that none is told from another. */
function measured({ unit, kind }: Value): Unit | undefined {
  return !unit || kind === 'constant' || unit.of === 'things' ? undefined : unit;
}
