// `absent(x == 0)` is true while x is anything else: the alert fires as long as all is well. And a state that does not hold has a
// series of 0, which is not absent. Layer: checks.
import { metricName, numberOf, unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';
import { comesAndGoes } from './stateMetrics';

export const check = defineCheck({
  id: 'promql/absent-of-zero',
  summary: '`absent()` is asked of what equals zero, which is true while it does not.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  only: ['absent'],
  needs: ['catalog'],
  messages: {
    state:
      '`{metric}` is there with 0, too, so `absent()` is silent as long as there is anything, whatever its state: compare with 1 inside of it.',
    found:
      'A comparison leaves nothing where it does not hold, so `absent()` is 1 here as long as the value is not 0: write `{condition} or absent(…)` for either.',
  },
  run({ node, in: unit }, ctx) {
    const [argument] = node.args;
    const inner = argument && unwrap(argument);
    if (!unit.sound || !unit.rule.alert) return;
    const metric = inner?.kind === 'selector' ? metricName(inner) : undefined;
    if (inner?.kind === 'selector' && metric !== undefined) {
      const label = ctx.catalog.find(metric)?.metric.stateIn;
      const isChosen = inner.matchers.some(one => one.label.name === label && one.op === '=');
      if (label !== undefined && isChosen && !comesAndGoes.test(metric)) ctx.report(node, 'state', { metric });
      return;
    }
    if (inner?.kind !== 'binary' || inner.op !== '==' || inner.bool) return;
    if (numberOf(inner.rhs) !== 0 || unit.parents(node).some(({ kind }) => kind === 'binary')) return;
    ctx.report(node, 'found', { condition: unit.text.slice(inner.from, inner.to).replace(/\s+/g, ' ').slice(0, 60) });
  },
});
