// A metric that neither the catalogue nor the workspace knows, while one of them has a metric of nearly the same name:
// mistyped, or renamed on one side and not on the other. Silent about names that resemble nothing.
import { type NearestFinder, type NearMetric, nearestFinder } from '../../catalog/near';
import type { Catalog, DefinedMetric } from '../../catalog/schema';
import type { VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { closest } from '../../text/closest';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/unknown-metric',
  summary: 'A metric is defined nowhere, but one of nearly the same name is.',
  severity: 'info',
  since: '0.1.0',
  on: 'selector',
  needs: ['catalog', 'workspace'],
  when: (reads, { catalog, workspace }) =>
    reads.some(
      name => !catalog.find(name) && (workspace.metrics.length > 0 || nearOfExporter(name, catalog) !== undefined),
    ),
  messages: {
    near: '`{metric}` is defined nowhere in this workspace; `{file}` defines `{near}`{labels}; check which name is right.',
    known: '`{metric}` is defined nowhere in this workspace; {exporter} exposes `{near}`; check which name is right.',
    total: '`{metric}` is the name in the source of {exporter}; it is exposed as `{near}`, so this selects nothing.',
    colon: 'The names of {exporter} begin with a colon: this selects nothing, `{near}` does.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const { metrics } = ctx.workspace;
    if (metric === undefined || ctx.catalog.find(metric) || ctx.workspace.recorded(metric).length > 0) return;
    if (firstSelectorOf(metric, unit.selectors) !== node) return;
    const own =
      metrics.length > 0 && !metric.includes(':')
        ? nearest(
            metric,
            ctx.shared(() => nearestFinder(metrics)),
          )
        : undefined;
    const near = nearOfExporter(metric, ctx.catalog);
    const isSlip = own !== undefined && closest(metric, [own.series]) !== undefined;
    if (own && (isSlip || near === undefined)) {
      const file = own.metric.file.slice(own.metric.file.lastIndexOf('/') + 1);
      const data = { metric, near: own.series, file, labels: labelsOf(own.metric) };
      ctx.report(node.name ?? node, 'near', data, { fix: fixFor(metric, unit.selectors, own.series) });
      return;
    }
    const hit = near === undefined ? undefined : ctx.catalog.find(near);
    if (near === undefined || !hit) return;
    const data = { metric, near, exporter: hit.exporter?.title ?? 'an exporter' };
    const fix = fixFor(metric, unit.selectors, near);
    // A name with a colon came from the exporter itself, whose client library adds the suffix to every counter.
    const isCounter = hit.metric.type === 'counter' && !hit.metric.typeInferred;
    if (isCounter && metric.includes(':') && near === `${metric}_total`) {
      ctx.report(node.name ?? node, 'total', data, { fix, severity: 'warning' });
    } else if (near.startsWith(':') && /^[a-zA-Z]/.test(metric)) {
      // Where colons are replaced on the way an underscore stands in front.
      ctx.report(node.name ?? node, 'colon', data, { fix, severity: 'warning' });
    } else ctx.report(node.name ?? node, 'known', data, { fix });
  },
});

/** The series of a known exporter that is meant. A colon marks what recording rules made, unless the exporter writes one, too. */
function nearOfExporter(metric: string, catalog: Catalog): string | undefined {
  const near = catalog.near(metric);
  return near !== undefined && (near.includes(':') || !metric.includes(':')) ? near : undefined;
}

/** The nearest metric; of equally near ones a counter only where the name ends like one. */
function nearest(name: string, find: NearestFinder<DefinedMetric>): NearMetric<DefinedMetric> | undefined {
  return find(name, {
    // The names of a counters file begin alike (`DCGM_FI_DEV_…`): having those words in common says nothing.
    suits: ({ metric, series }) => !metric.file.endsWith('.csv') || closest(name, [series]) !== undefined,
    prefers: ({ type }) => !name.endsWith('_total') && type !== 'counter',
  });
}

/** The name is put right wherever the expression has it. */
function fixFor(metric: string, selectors: readonly VectorSelector[], right: string): Fix | undefined {
  const names = selectors.filter(selector => metricName(selector) === metric).map(({ name }) => name);
  if (!names.every(name => name !== undefined && !name.quoted)) return undefined;
  return { title: `Use ${right}`, safe: false, edits: names.map(name => ({ at: name!, newText: right })) };
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
