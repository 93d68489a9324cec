// A label that no metric of the expression has, while one of them has a label of nearly the same name: mistyped. Silent about
// names that resemble nothing, as those come from somebody's relabeling. Layer: checks.

import type { Catalog } from '../../catalog/schema';
import { mayComeFromTarget } from '../../catalog/targetLabels';
import type { Expr, Ident, VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { selectorsOf } from '../../promql/walk';
import { slipOf } from '../../text/closest';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/unknown-label',
  summary: 'A label is close to one that the metric has, and is none of its own.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'value',
  on: 'expr',
  needs: ['catalog'],
  messages: { near: '{metrics} no label `{label}`; did you mean `{near}`?' },
  run(unit, ctx) {
    const labels = (names: readonly Ident[], selectors: readonly VectorSelector[]): void => {
      if (names.length === 0) return;
      const own = labelsOf(selectors, ctx.catalog);
      if (!own) return;
      const made = madeIn(unit.nodes);
      for (const ident of names) {
        const label = ident.name;
        if (own.has(label) || made.has(label) || mayComeFromTarget(label)) continue;
        const near = slipOf(label, own);
        if (near === undefined) continue;
        const metrics = [...new Set(selectors.flatMap(selector => metricName(selector) ?? []))];
        const what = metrics.length === 1 ? `\`${metrics[0]}\` has` : 'These metrics have';
        ctx.report(ident, 'near', { metrics: what, label, near }, { fix: fixFor(ident, near) });
      }
    };
    for (const node of unit.nodes) {
      if (node.kind === 'selector') {
        // An empty value asks for series without the label.
        const asked = node.matchers.filter(({ value }) => value !== undefined && value.value !== '');
        labels(
          asked.map(matcher => matcher.label).filter(({ name }) => name !== '__name__'),
          [node],
        );
      } else if (node.kind === 'aggregate' && node.grouping) labels(node.grouping.labels, selectorsOf(node.expr));
      else if (node.kind === 'binary' && node.matching) labels(node.matching.labels, selectorsOf(node));
    }
  },
});

function fixFor({ name, quoted, from, to }: Ident, near: string): Fix | undefined {
  if (quoted || name.length !== to - from) return undefined;
  return { title: `Use ${near}`, safe: false, edits: [{ at: { from, to }, newText: near }] };
}

/** The labels that the exporters give these metrics; undefined where one of them is not known. */
function labelsOf(selectors: readonly VectorSelector[], catalog: Catalog): ReadonlySet<string> | undefined {
  const labels = new Set<string>();
  for (const selector of selectors) {
    const name = metricName(selector);
    const hit = name === undefined ? undefined : catalog.find(name);
    if (!hit) return undefined;
    for (const label of hit.metric.labels) labels.add(label.name);
    if (hit.series === 'bucket') labels.add('le');
    if (hit.metric.type === 'summary') labels.add('quantile');
  }
  return labels.size > 0 ? labels : undefined;
}

/** Names that the expression may give labels itself: all texts in it, such as those of `label_replace`. */
function madeIn(nodes: readonly Expr[]): ReadonlySet<string> {
  return new Set(nodes.flatMap(node => (node.kind === 'string' ? [node.value] : [])));
}
