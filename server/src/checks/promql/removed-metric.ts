// A metric that newer versions of its exporter no longer expose: the rule is silent after the next upgrade.
import type { Catalog } from '../../catalog/schema';
import type { Expr } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/removed-metric',
  summary: 'A metric is gone in newer versions of its exporter.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  about: ['removed'],
  needs: ['catalog'],
  messages: {
    replaced: '{exporter} no longer exposes `{metric}` (removed {removed}); its successor is `{by}`.',
    removed: '{exporter} no longer exposes `{metric}` (removed {removed}), so the rule is silent on newer versions.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (!hit?.exporter || metric === undefined || hit.metric.removed === undefined) return;
    const { replacedBy, removed } = hit.metric;
    // A rule that reads both names is made for both versions.
    if (replacedBy !== undefined && readsFamily(unit.expr, replacedBy, ctx.catalog)) return;
    const about = { exporter: hit.exporter.title, metric, removed };
    const place = node.name ?? node;
    if (replacedBy === undefined) {
      ctx.report(place, 'removed', about);
      return;
    }
    // The series of a family keeps its suffix; whether the successor measures the same is for the author to judge.
    const by = replacedBy + metric.slice(hit.metric.name.length);
    const fix =
      node.name && !node.name.quoted
        ? { title: `Use ${by}`, safe: false, edits: [{ at: node.name, newText: by }] }
        : undefined;
    ctx.report(place, 'replaced', { ...about, by }, { fix });
  },
});

function readsFamily(expr: Expr, family: string, catalog: Catalog): boolean {
  return selectorsOf(expr).some(selector => {
    const name = metricName(selector);
    return name !== undefined && (name === family || catalog.find(name)?.metric.name === family);
  });
}
