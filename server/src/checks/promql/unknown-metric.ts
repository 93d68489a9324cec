// A metric that neither the catalogue nor the workspace knows, while the workspace's own exporter defines one of nearly
// the same name: renamed on one side and not on the other. Silent where the workspace defines no metrics.
import { type NearestFinder, type NearMetric, nearestFinder } from '../../catalog/near';
import type { DefinedMetric } from '../../catalog/schema';
import type { VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { selectorsOf } from '../../promql/walk';
import { closest } from '../../text/closest';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/unknown-metric',
  summary: 'A metric is defined nowhere, but the workspace defines one of nearly the same name.',
  severity: 'info',
  since: '0.1.0',
  on: 'selector',
  needs: ['catalog', 'workspace'],
  when: (reads, { catalog, workspace }) => workspace.metrics.length > 0 && reads.some(name => !catalog.find(name)),
  messages: {
    near: '`{metric}` is defined nowhere in this workspace; `{file}` defines `{near}`{labels}; check which name is right.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const { metrics } = ctx.workspace;
    if (metric === undefined || metric.includes(':') || ctx.catalog.find(metric)) return;
    if (ctx.workspace.recorded(metric).length > 0) return;
    if (firstSelectorOf(metric, selectorsOf(unit.expr)) !== node) return;
    const best = nearest(
      metric,
      ctx.shared(() => nearestFinder(metrics)),
    );
    if (!best) return;
    ctx.report(
      node.name ?? node,
      'near',
      {
        metric,
        near: best.series,
        file: best.metric.file.slice(best.metric.file.lastIndexOf('/') + 1),
        labels: labelsOf(best.metric),
      },
      { fix: fixFor(node, metric, best.series) },
    );
  },
});

/** The nearest metric; of equally near ones a counter only where the name ends like one. */
function nearest(name: string, find: NearestFinder<DefinedMetric>): NearMetric<DefinedMetric> | undefined {
  return find(name, {
    // The names of a counters file begin alike (`DCGM_FI_DEV_…`): having those words in common says nothing.
    suits: ({ metric, series }) => !metric.file.endsWith('.csv') || closest(name, [series]) !== undefined,
    prefers: ({ type }) => !name.endsWith('_total') && type !== 'counter',
  });
}

/** Only a slip of the keyboard is certain enough to be offered as a fix. */
function fixFor({ name }: VectorSelector, written: string, right: string) {
  if (!name || name.quoted || closest(written, [right]) === undefined) return undefined;
  return { title: `Use ${right}`, safe: false, edits: [{ at: name, newText: right }] };
}

/** One finding a name and expression is enough. */
function firstSelectorOf(metric: string, selectors: readonly VectorSelector[]): VectorSelector | undefined {
  return selectors.find(selector => metricName(selector) === metric);
}

function labelsOf({ labels }: DefinedMetric): string {
  const names = labels.filter(({ optional }) => !optional).map(({ name }) => `\`${name}\``);
  if (names.length === 0) return '';
  const shown = names.length > 4 ? [...names.slice(0, 3), '…'] : names;
  return ` with the label${names.length > 1 ? 's' : ''} ${shown.join(', ')}`;
}
