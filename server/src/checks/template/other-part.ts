// A message prints what is free and calls it what is used, or the other way round. Layer: checks.
import { wholeOf } from '../../analysis/source';
import { resultBound } from '../../promql/bounds';
import { defineCheck } from '../check';
import { partOf } from './partOfWhole';

export const check = defineCheck({
  id: 'template/other-part',
  summary: 'A message prints what is free as what is used, or the other way round.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  given: ['sound', 'bound', 'value printed'],
  where: 'annotation',
  actions: true,
  messages: {
    free: 'The value is what is {word}, by `{metric}`, and the message calls it what is used: say {word}, or subtract it from the whole.',
    used: 'The value is what is used, by `{metric}`, and the message calls it what is left: say used, or subtract it from the whole.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    const { values } = unit.statements;
    if (!unit.sound || !expr?.sound || values.length === 0) return;
    const bound = resultBound(expr.expr);
    const part = bound && partOf(bound.value, expr.text);
    if (!part) return;
    const [own, other] = part.isFree ? [left, used] : [used, left];
    const restsOn = [wholeOf(expr.source)];
    for (const { from, to } of values) {
      const before = clauseBefore(unit.text, from);
      const behind = /^[^,;.(\n]{0,40}/.exec(unit.text.slice(to, to + 40))?.[0] ?? '';
      if (own.test(behind) || !(calledBehind(part.isFree).test(behind) || (other.test(before) && !own.test(before))))
        continue;
      const { metric, word } = part;
      ctx.report({ from, to }, part.isFree ? 'free' : 'used', { metric, word }, { restsOn });
    }
  },
});

const used = /\b(?:usage|used|utili[sz]ation|in use|full|consumed)\b/i;
const left = /\b(?:free|available|availability|idle|remaining|left|unused|avail|headroom|space)\b/i;

/** What the words right behind a value make of it, whatever stands before: "7% full", "at 7% capacity", "93% free". */
function calledBehind(isFree: boolean): RegExp {
  return isFree ? usedBehind : leftBehind;
}

const usedBehind =
  /^ ?(?:%|percent)? ?(?:of (?:its |the )?(?:limit|capacity) )?(?:full\b|used\b|in use\b|utili[sz]ed\b|consumed\b|filled\b|occupied\b|capacity\b)/i;
const leftBehind = /^ ?(?:%|percent)? ?(?:free|available|left|remaining|unused)\b/i;

/** What stands before a place, back to the end of the sentence or line before it. */
function clauseBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - 120), at);
  return before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('. '), before.lastIndexOf('}}')) + 1);
}
