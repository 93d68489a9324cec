// A matcher for the namespace of a workload on metrics whose `namespace` is mostly that of the exporter. Layer: checks.
import type { Catalog } from '../../catalog/schema';
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'gpu/exporter-namespace',
  summary: "A matcher asks for the workload by a label that mostly is the exporter's own.",
  severity: 'info',
  since: '0.1.0',
  on: 'selector',
  given: ['matchers'],
  ofMetric: isOfWorkloads,
  needs: ['catalog'],
  messages: {
    found:
      "Unless the scrape honours the exporter's labels, `{label}` is where {exporter} runs, and the workload's is `exported_{label}`.",
  },
  run({ node }, ctx) {
    const metric = metricName(node);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    // Where it is known how it is scraped other checks tell.
    if (metric === undefined || !hit?.exporter || ctx.catalog.scraped(metric)) return;
    for (const { label, op, value } of node.matchers) {
      const fact = hit.metric.labels.find(({ name }) => name === label.name);
      if (!fact?.workload || !value || (op !== '=' && op !== '=~')) continue;
      // Without a text in it the matcher asks whether there is a workload; the exporter's own namespaces are known names.
      if (!/\w/.test(value.value) || ownPlaces.test(value.value)) continue;
      ctx.report(label, 'found', { label: label.name, exporter: hit.exporter.title });
    }
  },
});

/** Whether a metric is an exporter's that tells of workloads. */
function isOfWorkloads(metric: string, catalog: Catalog): boolean {
  const hit = catalog.find(metric);
  return hit?.exporter !== undefined && hit.metric.labels.some(({ workload }) => workload);
}

/** Where exporters of GPU metrics are mostly installed. */
const ownPlaces = /gpu-operator|nvidia|dcgm|monitoring|observability|prometheus|kube-system/;
