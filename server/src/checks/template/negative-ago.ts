// A value that is below 0 is told as a time that has passed: "expired -3 days ago". Layer: checks.
import { wholeOf } from '../../analysis/source';
import { resultBound } from '../../promql/bounds';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/negative-ago',
  summary: 'A value below 0 is printed as a time ago.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  given: ['sound', 'bound', 'value printed'],
  where: 'annotation',
  actions: true,
  messages: {
    found:
      'The value is below 0 when this fires, so the message says "-3 … {word}": turn it round in the expression, or leave the word out.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    const { values } = unit.statements;
    if (!unit.sound || !expr?.sound || values.length === 0) return;
    const bound = resultBound(expr.expr);
    if (!bound || bound.written > 0 || (bound.op !== '<' && bound.op !== '<=')) return;
    // A bound of 0 that may be reached is told right only then.
    for (const { from, to } of values) {
      const word = passed.exec(unit.text.slice(to, to + 40))?.[1];
      if (word === undefined) continue;
      const restsOn = [wholeOf(expr.source)];
      ctx.report({ from, to }, 'found', { word }, { restsOn });
    }
  },
});

/** "3 days ago", "2h overdue"; with units of time between. */
const passed = /^ ?(?:(?:s|h|d|m|sec|min|seconds?|minutes?|hours?|days?|weeks?)(?:\(s\))? )?(ago|overdue|late)\b/i;
