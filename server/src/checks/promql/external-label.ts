// A matcher asks for a label that Prometheus adds only to what it sends: stored series do not have it. Layer: checks.
import type { Catalog } from '../../catalog/schema';
import { metricName } from '../../promql/inspect';
import { rejectsEmpty } from '../../promql/matching';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/external-label',
  summary: 'A matcher asks for an external label, which rules do not see.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  given: ['sound', 'matchers'],
  ofMetric: mayLackExternal,
  needs: ['catalog'],
  messages: {
    found:
      '`{label}` is an external label: Prometheus adds it to what it sends, and no stored series has it, so this selects nothing; leave it out.',
  },
  run({ node, in: unit }, ctx) {
    const external = ctx.catalog.external();
    if (external.size === 0 || !unit.sound) return;
    const metric = metricName(node);
    const fact = metric === undefined ? undefined : ctx.catalog.find(metric)?.metric;
    const isWhole = metric === 'up' || fact?.labelsComplete === true;
    for (const matcher of isWhole ? node.matchers : []) {
      const label = matcher.label.name;
      if (!external.has(label) || !rejectsEmpty(matcher) || fact?.labels.some(({ name }) => name === label)) continue;
      ctx.report(matcher, 'found', { label });
    }
  },
});

/** Whether all labels of a metric are known, where Prometheus adds some that rules do not see. */
function mayLackExternal(name: string, catalog: Catalog): boolean {
  return catalog.external().size > 0 && (name === 'up' || catalog.find(name)?.metric.labelsComplete === true);
}
