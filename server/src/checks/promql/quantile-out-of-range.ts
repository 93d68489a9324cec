// A quantile is a share from 0 to 1; above 1 every quantile is +Inf and below 0 it is -Inf, whatever the data says.
// Layer: checks.

import type { Aggregate, Call, Expr } from '../../promql/ast';
import { numberOf } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/quantile-out-of-range',
  summary: 'A quantile is not between 0 and 1.',
  severity: 'warning',
  since: '0.1.0',
  on: 'expr',
  given: ['sound'],
  mentions: ['quantile', 'histogram_quantile', 'quantile_over_time', 'histogram_quantiles'],
  messages: {
    percent: 'A quantile is a share from 0 to 1, and `{func}` of {value} is always +Inf: write {right}.',
    outside:
      'A quantile is a share from 0 to 1, and `{func}` of {value} is always {result}: write a number in between.',
  },
  run({ nodes, sound }, ctx) {
    if (!sound) return;
    for (const node of nodes) {
      for (const { func, at } of quantilesOf(node)) {
        const value = numberOf(at);
        if (value === undefined || !(value < 0 || value > 1)) continue;
        if (value > 1 && value <= 100) {
          const right = Number((value / 100).toPrecision(12));
          const fix = { title: `Write ${right}`, safe: true, edits: [{ at, newText: String(right) }] };
          ctx.report(at, 'percent', { func, value, right }, { fix });
        } else {
          ctx.report(at, 'outside', { func, value, result: value < 0 ? '-Inf' : '+Inf' });
        }
      }
    }
  },
});

interface Quantile {
  readonly func: string;
  readonly at: Expr;
}

const none: readonly Quantile[] = [];

/** Where a node asks for quantiles. */
function quantilesOf(node: Expr): readonly Quantile[] {
  if (node.kind === 'aggregate') return ofAggregate(node);
  return node.kind === 'call' ? ofCall(node) : none;
}

function ofAggregate({ op, param }: Aggregate): readonly Quantile[] {
  return op === 'quantile' && param ? [{ func: op, at: param }] : none;
}

function ofCall({ func: { name: func }, args }: Call): readonly Quantile[] {
  if (func === 'histogram_quantile' || func === 'quantile_over_time') return args[0] ? [{ func, at: args[0] }] : none;
  return func === 'histogram_quantiles' ? args.slice(2).map(at => ({ func, at })) : none;
}
