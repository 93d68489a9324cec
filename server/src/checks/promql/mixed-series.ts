// One metric name that holds counts, fractions and bytes side by side, read without saying which. Layer: checks.
import { metricName } from '../../promql/inspect';
import { canCarry } from '../../promql/shape';
import { thresholdOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/mixed-series',
  summary: 'A metric whose series measure different things is used without choosing one.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'selector',
  about: ['select'],
  needs: ['catalog'],
  messages: {
    found: '`{metric}` measures different things by its label `{label}`: choose one with `{label}="…"`.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    const label = hit?.metric.select;
    if (!unit.sound || label === undefined || metric === undefined) return;
    // Who chooses a unit has chosen what is measured.
    if (node.matchers.some(({ label: { name } }) => name === label || name === 'unit')) return;
    const parents = unit.parents(node);
    // Whoever counts series or asks whether there are any does not read their numbers.
    if (parents.some(parent => parent.kind === 'aggregate' && (parent.op === 'count' || parent.op === 'group'))) return;
    if (parents.some(parent => parent.kind === 'call' && parent.func.name.startsWith('absent'))) return;
    const outer = parents[0] ?? node;
    const threshold = thresholdOf(node, parents);
    // A comparison with 0 asks for what is there.
    const isMixed =
      canCarry(unit.shapeOf(outer), label) === 'no' || (threshold !== undefined && threshold.written !== 0);
    // The sums of a histogram added up are the sum of all, which may be meant.
    const severity = hit?.series === 'sum' ? ('info' as const) : ('warning' as const);
    if (isMixed) ctx.report(node.name ?? node, 'found', { metric, label }, { severity });
  },
});
