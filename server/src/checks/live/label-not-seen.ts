// A matcher on a label that no series of the metric has on the server: it never matches. Layer: checks.
import { seenDays } from '../../live/live';
import { defineCheck } from '../check';
import { expectedMetric, requiring } from './selectors';

export const check = defineCheck({
  id: 'live/label-not-seen',
  summary: 'No series of the metric has the label on the server.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  needs: ['live', 'workspace'],
  messages: {
    unseen:
      'No series of `{metric}` had the label `{label}` on {server} in the last {days} days, so nothing matches. It has {others}.',
  },
  run({ node, in: unit }, ctx) {
    const matchers = requiring(node);
    const metric = matchers.length > 0 ? expectedMetric(node, unit, ctx.workspace) : undefined;
    if (metric === undefined) return;
    const labels = ctx.live.ask({ kind: 'labels', subject: metric });
    if (!labels?.complete || labels.names.length === 0) return;
    const known = new Set(labels.names);
    const shown = labels.names.filter(name => name !== '__name__' && /^\w{1,60}$/.test(name)).slice(0, 12);
    for (const { label } of matchers) {
      if (known.has(label.name)) continue;
      ctx.report(label, 'unseen', {
        metric,
        label: label.name,
        server: ctx.live.server,
        days: seenDays,
        others: shown.map(name => `\`${name}\``).join(', '),
      });
    }
  },
});
