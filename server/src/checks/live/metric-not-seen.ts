// A metric of which the server has seen no series for days: a wrong name, or a target that is not scraped. Layer: checks.
import { seenDays } from '../../live/live';
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';
import { expectedMetric } from './selectors';

export const check = defineCheck({
  id: 'live/metric-not-seen',
  summary: 'The server has not seen the metric for days.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  needs: ['live', 'workspace', 'catalog'],
  messages: {
    unseen:
      '`{metric}` has no series on {server}, now or in the last {days} days: check its name, and whether its target is scraped there.',
  },
  ofMost: (rules, all, server) =>
    `${rules} of the ${all} rules of this file read metrics of which ${server} has no series, now or in the last ${seenDays} days: check whether it is the server for this folder.`,
  run({ node, in: unit }, ctx) {
    const metric = expectedMetric(node, unit, ctx.workspace);
    // Once is enough, however often the expression reads it.
    if (metric === undefined || unit.selectors.find(one => metricName(one) === metric) !== node) return;
    if (ctx.live.ask({ kind: 'metric', subject: metric })?.seen !== 'no') return;
    // What an exporter is known to have may wait for its first event.
    const severity = ctx.catalog.find(metric) ? 'info' : 'warning';
    ctx.report(node.name ?? node, 'unseen', { metric, server: ctx.live.server, days: seenDays }, { severity });
  },
});
