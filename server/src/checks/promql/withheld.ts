// A rule reads a metric or a label that the workspace's own exporter is told not to show: kube-state-metrics by its arguments,
// dcgm-exporter by its list of counters. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Ident, VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { rejectsEmpty } from '../../promql/matching';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/withheld',
  summary: 'A rule reads a metric or label that the workspace tells its exporter to leave out.',
  severity: 'warning',
  since: '0.1.0',
  on: 'expr',
  given: ['sound'],
  ofMetric: (_, catalog) => catalog.withheld !== undefined,
  needs: ['catalog'],
  messages: {
    metric: '{by} leaves out `{metric}`, so this selects nothing.',
    label: '{by} does not let `{label}` of `{metric}` through, so this {effect}: add its key there.',
  },
  run(unit, ctx) {
    const withheld = ctx.catalog.withheld;
    if (!withheld || !unit.sound) return;
    const tell = (ident: Ident, selectors: readonly VectorSelector[], effect: string): void => {
      const label = ident.name;
      if (!/^(?:label|annotation)_/.test(label) || selectors.length === 0 || isMade(unit)) return;
      const metrics = selectors.map(metricName);
      const reasons = metrics.map(name => (name === undefined ? undefined : withheld(name, label)));
      const [by] = reasons;
      if (by !== undefined && reasons.every(Boolean))
        ctx.report(ident, 'label', { by, label, metric: metrics[0]!, effect });
    };
    for (const node of unit.nodes) {
      if (node.kind === 'selector') {
        if (isSpare(node, unit)) continue;
        const metric = metricName(node);
        const by = metric === undefined ? undefined : withheld(metric);
        if (metric !== undefined && by !== undefined) ctx.report(node.name ?? node, 'metric', { by, metric });
        else
          for (const matcher of node.matchers)
            if (rejectsEmpty(matcher)) tell(matcher.label, [node], 'selects nothing');
      } else if (node.kind === 'aggregate' && node.grouping && !node.grouping.without) {
        for (const ident of node.grouping.labels) tell(ident, selectorsOf(node.expr), 'keeps nothing apart');
      } else if (node.kind === 'binary') {
        const group = node.matching?.group;
        const one = group?.side === 'left' ? node.rhs : node.lhs;
        for (const ident of group?.labels ?? []) tell(ident, selectorsOf(one), 'brings nothing');
      }
    }
  },
});

/** Whether an expression gives something without a selector: the other side of `or`, or the left one of `unless`. */
function isSpare(node: VectorSelector, unit: ExprUnit): boolean {
  return unit.parents(node).some(parent => {
    if (parent.kind !== 'binary') return false;
    return parent.op === 'or' || (parent.op === 'unless' && parent.rhs.from <= node.from && node.to <= parent.rhs.to);
  });
}

/** Whether a function of the expression may make labels. */
function isMade({ nodes }: ExprUnit): boolean {
  return nodes.some(one => one.kind === 'call' && /^label_/.test(one.func.name));
}
