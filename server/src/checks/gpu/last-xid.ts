// An alert on any XID: the gauge keeps the latest code, and most codes are errors of applications. Layer: checks.
import { metricName } from '../../promql/inspect';
import { thresholdOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'gpu/last-xid',
  summary: 'An alert fires on any XID and stays after its cause is gone.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'value',
  on: 'selector',
  about: ['valueIs'],
  needs: ['catalog'],
  messages: {
    found:
      '`{metric}` keeps the last XID until the next one or a restart, and errors of applications (13, 31, 43, 45, 68, 109) count as well: compare with a code (`== 79`), or take new ones only with `unless {metric} offset 15m`.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    if (!unit.sound || !unit.rule.alert || metric === undefined) return;
    const fact = ctx.catalog.find(metric)?.metric;
    if (fact?.type !== 'gauge' || !ctx.catalog.codes(metric)) return;
    // A code that is chosen by its label is chosen.
    if (node.matchers.some(({ label }) => fact.labels.some(one => one.holdsValue && one.name === label.name))) return;
    const parents = unit.parents(node);
    if (parents.some(parent => parent.kind === 'binary' && (parent.op === 'unless' || parent.op === 'and'))) return;
    const threshold = thresholdOf(node, parents);
    if (!threshold || !asksForAny(threshold.op, threshold.value)) return;
    ctx.report(node.name ?? node, 'found', { metric });
  },
});

function asksForAny(op: string, value: number): boolean {
  return (
    (op === '>' && value >= 0 && value < 1) || (op === '!=' && value === 0) || (op === '>=' && value > 0 && value <= 1)
  );
}
