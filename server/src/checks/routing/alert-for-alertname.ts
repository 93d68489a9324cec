// The name of an alert is its label `alertname`; `alert` is the key of the rule and no label of anything. Layer: checks.
import { type ConditionSide, conditionsOf, equalLabels } from '../../model/conditions';
import { defineCheck } from '../check';
import { effectOfAbsent } from './absentLabel';

/** What people write for `alertname`. */
const mistaken: ReadonlySet<string> = new Set(['alert', 'alert_name', 'alertName', '__name__', '__alertname__']);

export const check = defineCheck({
  id: 'routing/alert-for-alertname',
  summary: 'A matcher asks for a label that stands for the name of an alert nowhere.',
  severity: 'warning',
  since: '0.1.0',
  on: 'conditions',
  messages: {
    found: 'Alerts carry their name in `alertname`, and nothing carries `{label}`: {effect}.',
  },
  run({ map, of, mode }, ctx) {
    const sides: readonly ConditionSide[] = of === 'route' ? [''] : ['source_', 'target_'];
    for (const side of sides) {
      for (const matcher of conditionsOf(map, side, mode)) {
        const { label, value, node } = matcher;
        // Names of alerts have capitals; `alert="slack"` is a label that somebody gives to alerts.
        if (!mistaken.has(label) || (!label.startsWith('__') && value !== '' && !/[A-Z]/.test(value))) continue;
        const effect = effectOfAbsent(matcher);
        if (effect) ctx.report(node, 'found', { label, effect });
      }
    }
    if (of !== 'inhibition') return;
    for (const { name, node } of equalLabels(map)) {
      if (mistaken.has(name)) ctx.report(node, 'found', { label: name, effect: 'here all alerts count as equal' });
    }
  },
});
