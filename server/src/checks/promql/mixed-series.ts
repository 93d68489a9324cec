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
    const label = metric === undefined ? undefined : ctx.catalog.find(metric)?.metric.select;
    if (!unit.sound || label === undefined || metric === undefined) return;
    if (node.matchers.some(matcher => matcher.label.name === label)) return;
    const parents = unit.parents(node);
    // Whoever counts series or asks whether there are any does not read their numbers.
    if (parents.some(parent => parent.kind === 'aggregate' && (parent.op === 'count' || parent.op === 'group'))) return;
    if (parents.some(parent => parent.kind === 'call' && parent.func.name.startsWith('absent'))) return;
    const outer = parents[0] ?? node;
    const threshold = thresholdOf(node, parents);
    // A comparison with 0 asks for what is there.
    const isMixed =
      canCarry(unit.shapeOf(outer), label) === 'no' || (threshold !== undefined && threshold.written !== 0);
    if (isMixed) ctx.report(node.name ?? node, 'found', { metric, label });
  },
});
