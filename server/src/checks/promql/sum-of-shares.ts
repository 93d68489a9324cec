// A sum of shares passes a bound that each share keeps: three caches half full are 1.5. Layer: checks.

import type { Aggregate, Expr } from '../../promql/ast';
import { isComparison, numberOf } from '../../promql/inspect';
import type { Value } from '../../promql/value/value';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/sum-of-shares',
  summary: 'Shares or percentages are summed and compared with a bound for one of them.',
  severity: 'warning',
  since: '0.1.0',
  on: 'aggregate',
  needs: ['catalog'],
  messages: {
    found:
      '`{metric}` is {what}, and a sum of several passes {bound} while each is far below: take `avg` for the mean or `max` for the worst.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.op !== 'sum') return;
    const bound = boundOn(node, unit.parents(node));
    const { of, max, min, factor, selector, kind } = unit.valueOf(node.expr);
    if (
      bound === undefined ||
      !of ||
      !selector ||
      kind !== 'gauge' ||
      of.unit?.of !== 'share' ||
      min !== 0 ||
      !isWhole(of.max, max, factor)
    )
      return;
    // Several may well be meant where the bound is above what one can reach.
    if (bound <= 0 || bound > max) return;
    const at = selector.name ?? selector;
    const what = max === 1 ? 'a share from 0 to 1' : 'a percentage';
    ctx.report(node.opSpan, 'found', { metric: unit.text.slice(at.from, at.to), what, bound });
  },
});

/** Whether the value is the whole of a share or percentage, on either scale. */
function isWhole(max: Value['max'] | undefined, now: number, factor: number): boolean {
  return (max === 1 || max === 100) && now === max * factor && (now === 1 || now === 100);
}

/** The number that the sum itself is compared with from below. */
function boundOn(node: Aggregate, parents: readonly Expr[]): number | undefined {
  let inner: Expr = node;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    if (parent.kind === 'paren') {
      inner = parent;
      continue;
    }
    if (parent.kind !== 'binary' || !isComparison(parent.op)) return undefined;
    const isLeft = parent.lhs === inner;
    const above = isLeft ? ['>', '>='] : ['<', '<='];
    return above.includes(parent.op) ? numberOf(isLeft ? parent.rhs : parent.lhs) : undefined;
  }
  return undefined;
}
