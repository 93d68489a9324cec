// A metric that neither the catalogue nor the workspace knows, while the workspace's own exporter defines one of nearly
// the same name: renamed on one side and not on the other. Silent where the workspace defines no metrics.
import { near } from '../../catalog/near';
import type { DefinedMetric } from '../../catalog/schema';
import type { VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/unknown-metric',
  summary: 'A metric is defined nowhere, but the workspace defines one of nearly the same name.',
  severity: 'info',
  since: '0.1.0',
  on: 'selector',
  needs: ['catalog', 'workspace'],
  messages: {
    near: '`{metric}` is defined nowhere in this workspace; `{file}` defines `{near}`{labels}. Check which name is right.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const { metrics, documents } = ctx.workspace;
    if (metric === undefined || metrics.length === 0 || metric.includes(':') || ctx.catalog.find(metric)) return;
    if (documents.some(({ records }) => records.some(({ name }) => name === metric))) return;
    if (firstSelectorOf(metric, selectorsOf(unit.expr)) !== node) return;
    const [best] = near(metric, metrics);
    if (!best) return;
    ctx.report(node.name ?? node, 'near', {
      metric,
      near: best.series,
      file: best.metric.file.slice(best.metric.file.lastIndexOf('/') + 1),
      labels: labelsOf(best.metric),
    });
  },
});

/** One finding a name and expression is enough. */
function firstSelectorOf(metric: string, selectors: readonly VectorSelector[]): VectorSelector | undefined {
  return selectors.find(selector => metricName(selector) === metric);
}

function labelsOf({ labels }: DefinedMetric): string {
  if (labels.length === 0) return '';
  return ` with the label${labels.length > 1 ? 's' : ''} ${labels.map(({ name }) => `\`${name}\``).join(', ')}`;
}
