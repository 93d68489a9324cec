// A matcher on a value that no series of the metric has on the server. Layer: checks.
import { seenDays } from '../../live/live';
import { defineCheck } from '../check';
import { expectedMetric, requiring, selectorText } from './selectors';

export const check = defineCheck({
  id: 'live/value-not-seen',
  summary: 'No series of the metric has the value on the server.',
  severity: 'info',
  since: '0.1.0',
  on: 'selector',
  needs: ['live', 'workspace'],
  messages: {
    unseen:
      'No series of `{metric}` had {label} {op} {value} on {server} in the last {days} days: unless it waits for its first event, nothing matches.',
  },
  run({ node, in: unit }, ctx) {
    const matchers = requiring(node);
    const metric = matchers.length > 0 ? expectedMetric(node, unit, ctx.workspace) : undefined;
    if (metric === undefined || ctx.live.ask({ kind: 'metric', subject: metric })?.seen !== 'yes') return;
    const labels = ctx.live.ask({ kind: 'labels', subject: metric });
    for (const matcher of matchers) {
      const { label, op, value } = matcher;
      // That the label is missing is said by another check.
      if (!labels || (labels.complete && !labels.names.includes(label.name))) continue;
      const seen = ctx.live.ask({ kind: 'seen', subject: selectorText(metric, [matcher]) });
      if (seen?.seen !== 'no' || !op || !value) continue;
      const told = { metric, label: label.name, op, server: ctx.live.server, days: seenDays };
      ctx.report(value, 'unseen', { ...told, value: unit.text.slice(value.from, value.to) });
    }
  },
});
