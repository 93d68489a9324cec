// What `predict_linear()` expects below a bound is told as what is left now. Layer: checks.
import { wholeOf } from '../../analysis/source';
import type { Expr } from '../../promql/ast';
import { resultBound } from '../../promql/bounds';
import { numberOf, unwrap } from '../../promql/inspect';
import { innermostOf } from '../../promql/values';
import { sentenceBefore } from '../../template/sentences';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/prediction-as-value',
  summary: 'A message tells what is expected for later as what is left now.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  given: ['sound', 'bound', 'value printed'],
  mentions: ['predict_linear'],
  where: 'annotation',
  actions: true,
  messages: {
    found:
      'The value is what `predict_linear()` expects for later{below}, and the message tells it as what is left now: say so, or show what is left by a query of its own.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound || !expr.text.includes('predict_linear')) return;
    const bound = resultBound(expr.expr);
    if (!bound || (bound.op !== '<' && bound.op !== '<=') || !isPrediction(bound.value)) return;
    for (const { from, to } of unit.statements.values) {
      const sentence = `${sentenceBefore(unit.text, from)} ${sentenceAfter(unit.text, to)}`;
      if (!left.test(sentence) || later.test(sentence)) continue;
      const restsOn = [wholeOf(expr.source)];
      ctx.report({ from, to }, 'found', { below: bound.written <= 0 ? ', below 0 here' : '' }, { restsOn });
    }
  },
});

/** A prediction of amounts, through aggregations; a quotient of it may be told as anything. */
function isPrediction(value: Expr): boolean {
  const inner = unwrap(innermostOf(value));
  if (inner.kind === 'binary' && inner.op === '/' && numberOf(inner.rhs) !== undefined) return isPrediction(inner.lhs);
  return inner.kind === 'call' && inner.func.name === 'predict_linear';
}

function sentenceAfter(text: string, at: number): string {
  return /^(?:[^.\n]|\.\S){0,200}/.exec(text.slice(at, at + 200))?.[0] ?? '';
}

const left = /\b(?:left|free|remaining|remains?|available)\b/i;
/** Words by which it is told as what is expected. */
const later =
  /\b(?:will|would|predict|expect|forecast|project|estimat|extrapolat|trend|going to|soon|until|before|(?:in|within|after) (?:the next |\d|an? (?:hour|day|week)|four|eight|twelve|two|three|six|one))/i;
