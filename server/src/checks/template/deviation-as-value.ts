// How far a value is from its mean is printed as the value itself. Layer: checks.
import { wholeOf } from '../../analysis/source';
import type { Expr } from '../../promql/ast';
import { resultBound } from '../../promql/bounds';
import { numberOf, unwrap } from '../../promql/inspect';
import { selectorsOf } from '../../promql/walk';
import { sentenceBefore } from '../../template/sentences';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/deviation-as-value',
  summary: 'A message prints how far a value is from another as the value itself.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  where: 'annotation',
  actions: true,
  messages: {
    found:
      'The value is the distance of two, by `abs()`, and the message calls it the {what} itself: say how far it is off, or show the {what} by a query of its own.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound || !expr.text.includes('abs')) return;
    const bound = resultBoundOf(expr.expr);
    if (!bound || !isDistance(bound)) return;
    for (const { from, to } of unit.statements.values) {
      const before = wordsBefore(unit.text, from);
      const what = called.exec(before)?.[1];
      if (what === undefined || distance.test(before) || apart.test(phraseAfter(unit.text, to))) continue;
      const restsOn = [wholeOf(expr.source)];
      ctx.report({ from, to }, 'found', { what: what.toLowerCase() }, { restsOn });
    }
  },
});

/** What passes the comparison, whatever it is compared with. */
function resultBoundOf(expr: Expr): Expr | undefined {
  const bound = resultBound(expr);
  if (bound) return bound.value;
  const whole = unwrap(expr);
  return whole.kind === 'binary' && (whole.op === '>' || whole.op === '>=') ? whole.lhs : undefined;
}

/** `abs(a - b)` of two that are measured. */
function isDistance(value: Expr): boolean {
  const inner = unwrap(value);
  const of = inner.kind === 'call' && inner.func.name === 'abs' && inner.args[0] ? unwrap(inner.args[0]) : undefined;
  if (of?.kind !== 'binary' || of.op !== '-' || numberOf(of.lhs) !== undefined || numberOf(of.rhs) !== undefined)
    return false;
  return selectorsOf(of.lhs).length > 0 && selectorsOf(of.rhs).length > 0;
}

/** The words of the sentence before a place, behind the last value in it. */
function wordsBefore(text: string, at: number): string {
  const before = sentenceBefore(text, at);
  return before.slice(before.lastIndexOf('}}') + 1);
}

/** What goes on behind a place, up to a comma or another clause. */
function phraseAfter(text: string, at: number): string {
  return /^[^,;.(\n]{0,80}/.exec(text.slice(at, at + 80).replace(/\b(?:which|that)\b.*/s, ''))?.[0] ?? '';
}

/** "… above its mean", "… slower than yesterday". */
const apart =
  /\b(?:above|below|over|under|higher|lower|more|less|slower|faster|than|off|apart|away|from|different|beyond|short)\b/i;

/** "The request rate is ", "latency of the model: ". */
const called =
  /\b(rate|latency|temperature|utili[sz]ation|usage|throughput|duration|accuracy|traffic|qps|rps|power|loss)(?: of [a-z ]{1,30})?(?: is| was|:| is now| is currently| is at| at) ?$/i;

/** Words by which the distance is told as one. */
const distance =
  /\b(?:differ\w*|deviat\w*|chang\w*|delta|off|away|from|gap|drift\w*|spread|skew|distance|varia\w*|z-?scores?|dropped|rose|jump\w*|increase\w*|decrease\w*|shift\w*|imbalance|disagree\w*)\b/i;
