// A range shorter than two of the metric's real scrape intervals on the server. Layer: checks.
import { metricName } from '../../promql/inspect';
import { windowOf } from '../../promql/value/calls';
import { defineCheck } from '../check';
import { needTwo, usualInterval } from '../promql/shortRange';

export const check = defineCheck({
  id: 'live/short-range',
  summary: 'A range is shorter than two scrape intervals of the server.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  only: needTwo,
  needs: ['live', 'scrapeInterval'],
  messages: {
    short:
      '`{func}()` needs two samples, and {server} has one of `{metric}` every {interval} s: {range} hold fewer most of the time; take at least four intervals.',
  },
  run({ node, in: unit }, ctx) {
    const [range] = node.args;
    if (range?.kind !== 'matrix' || range.selector.extend) return;
    const seconds = windowOf(range);
    const metric = metricName(range.selector);
    // Shorter ones are told without a server.
    const told = 2 * (ctx.scrapeInterval ?? usualInterval);
    if (seconds === undefined || seconds < told || metric === undefined) return;
    const interval = ctx.live.ask({ kind: 'interval', subject: metric })?.seconds;
    if (interval === undefined || seconds >= 2 * interval) return;
    const text = unit.text.slice(range.range.from, range.range.to);
    ctx.report(range.brackets, 'short', {
      func: node.func.name,
      metric,
      interval: Math.round(interval),
      range: text,
      server: ctx.live.server,
    });
  },
});
