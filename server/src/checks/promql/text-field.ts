// A field that holds a text or a list read as a metric: its exporter shows it as a label or not at all. Layer: checks.
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/text-field',
  summary: 'A field that holds a text or a list is read as a metric.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  ofMetric: (name, catalog) => catalog.textOf(name) !== undefined,
  needs: ['catalog'],
  messages: {
    found:
      '`{metric}` holds a text or a list and no number: {exporter} shows it as a label of other series at most, so there are no series of this name.',
  },
  run({ node }, ctx) {
    const metric = metricName(node);
    const exporter = metric === undefined ? undefined : ctx.catalog.textOf(metric);
    if (exporter && metric !== undefined) ctx.report(node.name ?? node, 'found', { metric, exporter: exporter.title });
  },
});
