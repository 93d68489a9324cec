// A quotient of requests with a count of something else, or of all outcomes with all: the share is another. Layer: checks.

import type { MetricFact } from '../../catalog/schema';
import type { Expr, VectorSelector } from '../../promql/ast';
import { boundOn } from '../../promql/bounds';
import { metricName } from '../../promql/inspect';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/other-count',
  summary: 'A share is taken of counters that count other things than their names suggest.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['/'],
  needs: ['catalog'],
  messages: {
    counts: '`{metric}` counts {what}, so this is no share of requests: divide by `{instead}`.',
    outcome:
      '`{metric}` counts requests however they ended, so this share is always near 1: select the good ones by `{label}`, or those that failed.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || node.op !== '/' || !isShareBound(node, unit.parents(node))) return;
    const factOf = (selector: VectorSelector): MetricFact | undefined => {
      const name = metricName(selector);
      return name === undefined ? undefined : ctx.catalog.find(name)?.metric;
    };
    const above = selectorsOf(node.lhs);
    for (const selector of selectorsOf(node.rhs)) {
      const counts = factOf(selector)?.counts;
      const metric = metricName(selector);
      // Of two counts of the same things the quotient is their share, and executions by items are no share of requests.
      if (counts && metric !== undefined && above.every(one => isOfRequests(metricName(one)))) {
        ctx.report(selector.name ?? selector, 'counts', { metric, ...counts });
      }
    }
    const only = above.length === 1 ? above[0] : undefined;
    const label = only && factOf(only)?.outcome;
    const metric = only && metricName(only);
    if (!only || label === undefined || metric === undefined || selects(only, label)) return;
    if (selectorsOf(node.rhs).some(one => metricName(one) === metric)) return;
    ctx.report(only.name ?? only, 'outcome', { metric, label });
  },
});

function isOfRequests(metric: string | undefined): boolean {
  return metric !== undefined && /request|fail|error|success/.test(metric);
}

function selects({ matchers }: VectorSelector, name: string): boolean {
  return matchers.some(({ label }) => label.name === name);
}

/** Whether the quotient is compared with a bound that only a share has. */
function isShareBound(node: Expr, parents: readonly Expr[]): boolean {
  const bound = boundOn(node, parents)?.written;
  return bound !== undefined && bound > 0 && bound <= 1;
}
