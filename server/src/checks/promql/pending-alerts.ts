// `ALERTS` has a series for an alert from its first evaluation on, while `for` still runs. Layer: checks.
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/pending-alerts',
  summary: '`ALERTS` is read without choosing the alerts that fire.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'value',
  on: 'selector',
  given: ['sound', 'alert'],
  ofMetric: name => name === 'ALERTS',
  when: reads => reads.includes('ALERTS'),
  messages: {
    found:
      '`ALERTS` has alerts that are still pending, too, so this counts what may never fire: select `alertstate="firing"`.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || !unit.rule.alert || metricName(node) !== 'ALERTS') return;
    // Where the state stands in the expression or the messages, both are known; an inhibitor is to be there early.
    if (/alertstate/.test(unit.text) || /inhibit/i.test(unit.rule.alert.value) || /pending/i.test(unit.rule.text))
      return;
    if (unit.parents(node).some(parent => parent.kind === 'call' && parent.func.name.startsWith('absent'))) return;
    ctx.report(node.name ?? node, 'found', {});
  },
});
