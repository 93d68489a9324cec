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
  given: ['sound', 'value printed'],
  where: 'annotation',
  actions: true,
  messages: {
    found:
      'The value is the distance of two, by `abs()`, and the message calls it the {what} itself: say how far it is off, or show the {what} by a query of its own.',
    spread:
      'The value is how far values are apart, by `{func}`, and the message calls it the {what} itself: say so, or show the {what} by a query of its own.',
    score:
      'The value is a number of standard deviations, and the message calls it the {what} itself: say so, or show the {what} by a query of its own.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound || !/abs|std/.test(expr.text)) return;
    const bound = resultBoundOf(expr.expr);
    const is = bound && kindOf(bound);
    if (!is) return;
    for (const { from, to, unit: word } of unit.statements.values) {
      const before = wordsBefore(unit.text, from);
      // "latency 3s" needs no verb: the number is followed by the unit of what is named.
      const what = called.exec(is.message !== 'found' && word ? `${before.trimEnd()} is ` : before)?.[1];
      if (what === undefined || distance.test(before) || apart.test(phraseAfter(unit.text, to))) continue;
      const restsOn = [wholeOf(expr.source)];
      const named = { what: what.toLowerCase() };
      if (is.message === 'spread') ctx.report({ from, to }, 'spread', { ...named, func: is.func }, { restsOn });
      else ctx.report({ from, to }, is.message, named, { restsOn });
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

/** A distance of two, how far many are apart, or that in standard deviations. */
function kindOf(
  value: Expr,
): { readonly message: 'found' | 'score' } | { readonly message: 'spread'; readonly func: string } | undefined {
  if (isDistance(value)) return { message: 'found' };
  const func = spreadOf(value);
  if (func !== undefined) return { message: 'spread', func };
  const inner = unwrap(value);
  const isScore = inner.kind === 'binary' && inner.op === '/' && spreadOf(inner.rhs) !== undefined;
  return isScore && differs(unwrap(inner.lhs)) ? { message: 'score' } : undefined;
}

function spreadOf(value: Expr): string | undefined {
  const inner = unwrap(value);
  const name = inner.kind === 'aggregate' ? inner.op : inner.kind === 'call' ? inner.func.name : '';
  return /^std(?:dev|var)(?:_over_time)?$/.test(name) ? name : undefined;
}

function differs(value: Expr): boolean {
  const inner = value.kind === 'call' && value.func.name === 'abs' && value.args[0] ? unwrap(value.args[0]) : value;
  return inner.kind === 'binary' && inner.op === '-';
}

/** `abs(a - b)` of two that are measured. */
function isDistance(value: Expr): boolean {
  const inner = unwrap(value);
  const of = inner.kind === 'call' && inner.func.name === 'abs' && inner.args[0] ? unwrap(inner.args[0]) : undefined;
  if (of?.kind !== 'binary' || of.op !== '-' || numberOf(of.lhs) !== undefined || numberOf(of.rhs) !== undefined)
    return false;
  return selectorsOf(of.lhs).length > 0 && selectorsOf(of.rhs).length > 0;
}

/** The words of the sentence before a place, behind the last value in it; a label is a name like another. */
function wordsBefore(text: string, at: number): string {
  const before = sentenceBefore(text, at).replace(/\{\{-? *\$labels\.\w{1,60} *-?\}\}/g, 'x');
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
