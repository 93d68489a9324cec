// A sum of shares passes a bound that each share keeps: three caches half full are 1.5. Layer: checks.

import { numberOf, unwrap } from '../../promql/inspect';
import type { Value } from '../../promql/value/value';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/sum-of-shares',
  summary: 'Shares or percentages are summed and compared with a bound for one of them.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['>', '>=', '<', '<='],
  needs: ['catalog'],
  messages: {
    found:
      '`{metric}` is {what}, and a sum of several passes {bound} while each is far below: take `avg` for the mean or `max` for the worst.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound) return;
    const isLeft = node.op === '>' || node.op === '>=';
    const bound = numberOf(isLeft ? node.rhs : node.lhs);
    const sum = unwrap(isLeft ? node.lhs : node.rhs);
    if (bound === undefined || sum.kind !== 'aggregate' || sum.op !== 'sum') return;
    const { of, max, min, factor, selector, kind } = unit.valueOf(sum.expr);
    if (!of || !selector || kind !== 'gauge' || of.unit?.of !== 'share' || min !== 0) return;
    if (!isWhole(of.max, max, factor)) return;
    // Several may well be meant where the bound is above what one can reach.
    if (bound <= 0 || bound > max) return;
    const at = selector.name ?? selector;
    const what = max === 1 ? 'a share from 0 to 1' : 'a percentage';
    ctx.report(sum.opSpan, 'found', { metric: unit.text.slice(at.from, at.to), what, bound });
  },
});

/** Whether the value is the whole of a share or percentage, on either scale. */
function isWhole(max: Value['max'] | undefined, now: number, factor: number): boolean {
  return (max === 1 || max === 100) && now === max * factor && (now === 1 || now === 100);
}
