// A metric that its exporter shows only when it is told to, or under a name that its shipped file does not write yet.
// Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import type { Catalog, MetricHit } from '../../catalog/schema';
import { unitOfName } from '../../catalog/unitOfName';
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/off-by-default',
  summary: 'A metric is off in the configuration that its exporter ships.',
  severity: 'info',
  since: '0.1.0',
  on: 'selector',
  about: ['onInstead', 'enabledByDefault', 'otherName', 'unserved'],
  needs: ['catalog'],
  messages: {
    instead:
      '{exporter} shows `{metric}` only when its configuration is changed, and this alert is silent until then; `{instead}` is on by default.',
    off: '{exporter} shows `{metric}` only when its configuration is changed, and this alert is silent until then.',
    unserved:
      '`{metric}` stands in a registry of its own that `{file}` shows nowhere, so no scrape sees it: serve that registry, or leave it out.',
    unregistered:
      '`{metric}` is made in `{file}` and registered nowhere, so no scrape sees it: make it with promauto, or register it.',
    renamed:
      '`{metric}` is a name of {since}; the configuration that {exporter} ships still writes `{old}` by default: read `{old}`, or both by `or`.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (hit?.metric.unserved && metric !== undefined && 'file' in hit.metric) {
      const file = String(hit.metric.file);
      const key = file.endsWith('.go') ? 'unregistered' : 'unserved';
      ctx.report(node.name ?? node, key, { metric, file: file.slice(file.lastIndexOf('/') + 1) });
      return;
    }
    // What the workspace's own files define is on.
    if (!hit?.exporter || metric === undefined || !unit.sound || !unit.rule.alert || hit.metric.removedIn) return;
    // Of what the workspace's own list leaves out another check tells.
    if (ctx.catalog.withheld?.(metric) !== undefined) return;
    const at = node.name ?? node;
    const exporter = hit.exporter.title;
    const { onInstead, enabledByDefault } = hit.metric;
    const since = `${hit.exporter.versioned ?? exporter} ${hit.metric.since}`;
    const old = shippedName(hit, ctx.catalog);
    if (old !== undefined) {
      if (!readsBoth(unit, old) && !isMisnamed(hit)) ctx.report(at, 'renamed', { metric, since, exporter, old });
    } else if (enabledByDefault === false) {
      // The other side of `or` fires without it.
      if (unit.parents(node).some(parent => parent.kind === 'binary' && parent.op === 'or')) return;
      if (onInstead !== undefined) ctx.report(at, 'instead', { exporter, metric, instead: onInstead });
      else if (hit.exporter.configured) ctx.report(at, 'off', { exporter, metric }, { severity: 'hint' });
    }
  },
});

/** The name under which the shipped configuration writes what a newer version calls otherwise. */
function shippedName({ metric: { otherName, since } }: MetricHit, catalog: Catalog): string | undefined {
  if (otherName === undefined || since === undefined) return undefined;
  const other = catalog.find(otherName)?.metric;
  return other && other.enabledByDefault !== false && other.since === undefined ? otherName : undefined;
}

function readsBoth({ selectors }: ExprUnit, name: string): boolean {
  return selectors.some(selector => metricName(selector) === name);
}

/** Whoever compares `…_RATIO` with a percentage has seen its values, and so its name. */
function isMisnamed({ metric: { name, unit } }: MetricHit): boolean {
  const named = unitOfName(name.toLowerCase());
  return named !== undefined && unit !== undefined && named !== unit;
}
