// A metric that newer versions of its exporter no longer expose: the rule is silent after the next upgrade. Layer: checks.
import type { Catalog } from '../../catalog/schema';
import { isAtLeast } from '../../catalog/versions';
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
  about: ['removedIn'],
  needs: ['catalog', 'workspace'],
  messages: {
    replaced: '{exporter} no longer exposes `{metric}` (removed in {removed}{runs}); its successor is `{by}`.',
    removed: '{exporter} no longer exposes `{metric}` (removed in {removed}{runs}), so the rule is silent {where}.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (!hit?.exporter || metric === undefined || hit.metric.removedIn === undefined) return;
    const { replacedBy, replacedWhere, removedIn } = hit.metric;
    // A rule under the old name keeps it alive.
    if (ctx.workspace.recorded(metric).length > 0) return;
    // Who runs an older version still has it.
    const running = ctx.catalog.inUse(hit.exporter);
    const without = running.find(({ version }) => isAtLeast(version, removedIn));
    if (running.length > 0 && running.some(({ version }) => !isAtLeast(version, removedIn))) return;
    // A rule that reads both names is made for both versions.
    if (replacedBy !== undefined && readsFamily(unit.expr, replacedBy, ctx.catalog)) return;
    const about = {
      exporter: hit.exporter.title,
      metric,
      removed: removedIn,
      runs: without ? `; the workspace runs ${without.image}` : '',
      where: without ? 'there' : 'on newer versions',
    };
    const place = node.name ?? node;
    if (replacedBy === undefined) {
      ctx.report(place, 'removed', about);
      return;
    }
    // The series of a family keeps its suffix; whether the successor measures the same is for the author to judge.
    const name = replacedBy + metric.slice(hit.metric.name.length);
    const by = replacedWhere ? `${name}{${replacedWhere}}` : name;
    const isPlain = node.name && !node.name.quoted && (!replacedWhere || node.matchers.length === 0);
    const successor = ctx.catalog.find(name)?.metric;
    const isSame = successor?.unit === hit.metric.unit && successor?.valueIs === hit.metric.valueIs;
    const fix =
      isPlain && isSame ? { title: `Use ${by}`, safe: false, edits: [{ at: node.name!, newText: by }] } : undefined;
    ctx.report(place, 'replaced', { ...about, by }, { fix });
  },
});

function readsFamily(expr: Expr, family: string, catalog: Catalog): boolean {
  return selectorsOf(expr).some(selector => {
    const name = metricName(selector);
    return name !== undefined && (name === family || catalog.find(name)?.metric.name === family);
  });
}
