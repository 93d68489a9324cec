// A gauge that holds the latest event only, taken for a latency: what happened between two scrapes is lost. Layer: checks.
import { metricName } from '../../promql/inspect';
import { thresholdOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/latest-event',
  summary: 'A gauge that holds the latest event only is compared with a bound.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'value',
  on: 'selector',
  about: ['latest'],
  needs: ['catalog'],
  messages: {
    found:
      '`{metric}` holds the latest event only, in {unit}, and every scrape misses those in between: alert on a counter or histogram.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const fact = metric === undefined ? undefined : ctx.catalog.find(metric)?.metric;
    if (!unit.sound || metric === undefined || !fact?.latest || !thresholdOf(node, unit.parents(node))) return;
    ctx.report(node.name ?? node, 'found', { metric, unit: fact.unit ?? 'its own unit' });
  },
});
