// A number of XIDs compared with the code of one: the code stands in a label. Layer: checks.
import type { Expr, VectorSelector } from '../../promql/ast';
import { boundIn } from '../../promql/bounds';
import { metricName } from '../../promql/inspect';
import { rangeCallOf } from '../../promql/ranges';
import { innermostOf } from '../../promql/values';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'gpu/count-as-xid',
  summary: 'A number of XIDs is compared with the code of one.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['=='],
  needs: ['catalog'],
  messages: {
    found:
      '`{metric}` says how often each XID came, so `== {code}` asks for {code} of them: choose the code by its label, `xid="{code}"`, and compare with `> 0`.',
  },
  run({ node, in: unit }, ctx) {
    const bound = unit.sound ? boundIn(node) : undefined;
    if (!bound || bound.written < leastCode) return;
    const selector = countedIn(bound.value);
    const metric = selector && metricName(selector);
    if (!selector || metric === undefined) return;
    const fact = ctx.catalog.find(metric)?.metric;
    if (fact?.valueIs === 'code' || !fact?.labels.some(({ name }) => name === 'xid')) return;
    if (!ctx.catalog.codes('DCGM_FI_DEV_XID_ERRORS')?.has(bound.written)) return;
    const isPlain = bound.value === selector && node.lhs === selector && selector.matchers.length === 0;
    const fix: Fix | undefined =
      isPlain && !selector.braces && !node.bool
        ? {
            title: 'Choose the code by its label',
            safe: false,
            edits: [
              { at: node, newText: `${unit.text.slice(selector.from, selector.to)}{xid="${bound.written}"} > 0` },
            ],
          }
        : undefined;
    ctx.report(node, 'found', { metric, code: bound.written }, { fix });
  },
});

/** Codes below may be numbers of XIDs as well. */
const leastCode = 10;

/** The series of which a number, or its increase, is compared. */
function countedIn(value: Expr): VectorSelector | undefined {
  const inner = innermostOf(value);
  if (inner.kind === 'selector') return inner;
  const ranged = rangeCallOf(inner);
  return ranged && /^(?:increase|delta|rate|sum_over_time|changes)$/.test(ranged.call.func.name)
    ? ranged.selector
    : undefined;
}
