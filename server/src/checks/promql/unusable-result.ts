// A rule whose whole expression is a range or a text: it loads, and every evaluation of it fails. Layer: checks.
import { typeOf } from '../../promql/types';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/unusable-result',
  summary: 'The result of the whole expression is a range or a text.',
  severity: 'warning',
  since: '0.1.0',
  on: 'expr',
  given: ['sound'],
  messages: {
    matrix:
      'The result is a range of samples, and every evaluation fails; take `rate(…)` or an `…_over_time(…)` of it.',
    string: 'The result is a text, and every evaluation fails; a rule needs a number or one value a series.',
  },
  run(unit, ctx) {
    if (!unit.sound) return;
    const type = typeOf(unit.expr);
    if (type === 'matrix' || type === 'string') ctx.report(unit.expr, type, {});
  },
});
