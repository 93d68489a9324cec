// The sum of one histogram over the count of another is the mean of neither. Layer: checks.

import type { Expr } from '../../promql/ast';
import { metricName, unwrap } from '../../promql/inspect';
import { rangeCallOf } from '../../promql/ranges';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/other-histogram',
  summary: 'The sum or a bucket of a histogram is divided by what does not belong to it.',
  severity: 'info',
  since: '0.1.0',
  on: 'binary',
  only: ['/'],
  given: ['sound'],
  ofMetric: name => name.endsWith('_sum'),
  between: 'series',
  needs: ['catalog'],
  messages: {
    sum: '`{sum}` adds up what was observed, and a bucket counts how often, so this is no share: divide by `{count}`.',
    turned:
      '`{count}` divided by `{sum}` is how many fit into one unit, not how much each has: for the mean divide `{sum}` by `{count}`.',
    found:
      '`{sum}` is divided by the count of another histogram, so this is the mean of neither: for the mean divide by `{count}`.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound) return;
    const [sum, count] = [nameIn(node.lhs), nameIn(node.rhs)];
    if (sum?.endsWith('_bucket') && count === `${sum.slice(0, -'_bucket'.length)}_sum`) {
      ctx.report(
        node.rhs,
        'sum',
        { sum: count, count: `${count.slice(0, -'_sum'.length)}_count` },
        { severity: 'warning' },
      );
      return;
    }
    if (sum?.endsWith('_count') && count === `${sum.slice(0, -'_count'.length)}_sum`) {
      ctx.report(node, 'turned', { count: sum, sum: count }, { severity: 'warning' });
      return;
    }
    if (!sum?.endsWith('_sum') || !count?.endsWith('_count')) return;
    const own = `${sum.slice(0, -'_sum'.length)}_count`;
    if (own === count) return;
    const { of } = unit.valueOf(node.lhs);
    // How many tokens a request has is asked across histograms; how long it took has a count of its own.
    if (of?.series !== 'sum' || of.unit?.of !== 'time') return;
    ctx.report(node.rhs, 'found', { sum, count: own });
  },
});

function nameIn(side: Expr): string | undefined {
  const inner = unwrap(side);
  const selector = inner.kind === 'selector' ? inner : rangeCallOf(side)?.selector;
  return selector && metricName(selector);
}
