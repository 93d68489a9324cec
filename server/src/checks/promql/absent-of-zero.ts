// `absent(x == 0)` is true while x is anything else: the alert fires as long as all is well. Layer: checks.
import { numberOf, unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/absent-of-zero',
  summary: '`absent()` is asked of what equals zero, which is true while it does not.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  only: ['absent'],
  messages: {
    found:
      'A comparison leaves nothing where it does not hold, so `absent()` is 1 here as long as the value is not 0: write `{condition} or absent(…)` for either.',
  },
  run({ node, in: unit }, ctx) {
    const [argument] = node.args;
    const inner = argument && unwrap(argument);
    if (!unit.sound || !unit.rule.alert || inner?.kind !== 'binary' || inner.op !== '==' || inner.bool) return;
    if (numberOf(inner.rhs) !== 0 || unit.parents(node).some(({ kind }) => kind === 'binary')) return;
    ctx.report(node, 'found', { condition: unit.text.slice(inner.from, inner.to).replace(/\s+/g, ' ').slice(0, 60) });
  },
});
