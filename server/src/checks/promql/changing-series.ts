// An alert on the first few of a ranking that waits: who is among them changes, and each begins to wait anew. Layer: checks.

import { resultBound } from '../../promql/bounds';
import { secondsOf } from '../../promql/durations';
import { unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/changing-series',
  summary: 'An alert waits for series that are chosen anew at each evaluation.',
  severity: 'info',
  since: '0.1.0',
  on: 'alert',
  given: ['for', 'sound'],
  mentions: ['topk', 'bottomk', 'limitk'],
  messages: {
    one: '`{op}` chooses its series anew at each evaluation, and where two take turns each begins `for: {wait}` from the start, so that the alert may never fire: compare `{other}(…)` or all series.',
    found:
      '`{op}` chooses its series anew at each evaluation, and one that leaves them begins `for: {wait}` from the start when it comes back, so that the alert may never fire: compare all series with a bound.',
  },
  run({ rule, expr }, ctx) {
    if (!rule.for || !expr?.sound || !/topk|bottomk|limitk/.test(expr.text)) return;
    if (!secondsOf(rule.for.value)) return;
    const inner = unwrap(resultBound(expr.expr)?.value ?? expr.expr);
    if (inner.kind !== 'aggregate' || !/^(?:topk|bottomk|limitk)$/.test(inner.op)) return;
    const at = { source: expr.source, span: inner };
    // The highest of each group may well be meant, and one number is enough to know it.
    const isOne = inner.param?.kind === 'number' && inner.param.value === 1;
    if (isOne && (inner.grouping || inner.op === 'limitk')) return;
    if (isOne)
      ctx.report(at, 'one', { op: inner.op, wait: rule.for.value, other: inner.op === 'topk' ? 'max' : 'min' });
    else ctx.report(at, 'found', { op: inner.op, wait: rule.for.value });
  },
});
