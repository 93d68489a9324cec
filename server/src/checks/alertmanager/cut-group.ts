// A webhook that gets one alert of each group: whoever acts on it never hears of the others. Layer: checks.
import { hasAllRoutes } from '../../routing/names';
import { getScalar } from '../../yaml/path';
import { defineCheck } from '../check';
import { groupingsOf } from './groupings';

export const check = defineCheck({
  id: 'alertmanager/cut-group',
  summary: 'A webhook gets only the first alert of a group that may have several.',
  severity: 'info',
  since: '0.1.0',
  on: 'configuration',
  messages: {
    found:
      'Of a group with several alerts the webhook gets only the first, and `truncatedAlerts` counts the others: leave `{key}` out, or group by what tells them apart.',
  },
  run(file, ctx) {
    if (!hasAllRoutes(file)) return;
    const key = file.root.kind === 'alertmanager' ? 'max_alerts' : 'maxAlerts';
    for (const { it: receiver, base } of file.receivers) {
      for (const { type, node } of receiver.integrations) {
        if (!type.startsWith('webhook')) continue;
        const most = getScalar(node, key);
        if (most?.value !== '1') continue;
        const groups = groupingsOf(file).get(receiver.name?.value ?? '');
        // Grouped by the name alone, or less, alerts of many things come together; by more each may well be alone.
        if (!groups?.some(by => by && [...by].every(label => wide.has(label)))) continue;
        ctx.report({ from: most.from + base, to: most.to + base }, 'found', { key });
      }
    }
  },
});

/** Labels that alerts of many things have in common. */
const wide: ReadonlySet<string> = new Set(
  'alertname severity cluster region environment env datacenter dc zone team service job namespace'.split(' '),
);
