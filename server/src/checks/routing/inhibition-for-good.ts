// The alert that always fires, as a sign of life, made the source of an inhibition rule: what it silences is never heard of.
// Layer: checks.
import { conditionsOf, equalLabels } from '../../model/conditions';
import { listedValues } from '../../routing/allowed';
import { alwaysFires, tellsSites } from '../../routing/carried';
import { matcherText } from '../../routing/conditions';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/inhibition-for-good',
  summary: 'An alert that always fires inhibits others.',
  severity: 'warning',
  since: '0.1.0',
  on: 'conditions',
  messages: {
    found:
      '`{alert}` always fires, as a sign of life, so alerts with `{target}` are silenced for good: name an alert that fires only when these are in vain.',
  },
  run({ map, of, mode }, ctx) {
    if (of !== 'inhibition') return;
    const name = conditionsOf(map, 'source_', mode).find(({ label }) => label === 'alertname');
    const alert = name && listedValues(name)?.find(alwaysFires);
    if (!name || alert === undefined) return;
    const target = conditionsOf(map, 'target_', mode);
    // It has no labels of a single machine or workload, which must be equal then.
    if (target.length === 0 || !equalLabels(map).every(({ name: label }) => tellsSites(label))) return;
    ctx.report(name.node, 'found', { alert, target: target.map(matcherText).join(', ') });
  },
});
