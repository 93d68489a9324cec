// A route groups by a label that most of the alerts it groups never carry: these all fall into one group without it.
// Judged over the alerts of the workspace that reach the route and take their grouping from it. Layer: checks.

import type { AlertFact, RouteFact } from '../../analysis/facts';
import { carries, externalLabels, reach } from '../../routing/reach';
import { slipOf } from '../../text/closest';
import { firstOf } from '../../text/words';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/group-by-absent-label',
  summary: 'A route groups by a label that most of its alerts never carry.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'file',
  on: 'workspace',
  needs: ['workspace'],
  messages: {
    absent:
      '{count} of the {all} alerts that are grouped here never carry `{label}` ({examples}): they end up in one group without it.',
    near: 'None of the alerts that are grouped here ({examples}) carries `{label}`, so all are in one group: they carry `{near}`.',
  },
  *run({ facts }, ctx) {
    const [tree] = facts.routes;
    // With several configurations it is not known which Alertmanager gets which alerts.
    const isOnly = ctx.shared(() => ctx.workspace.documents.flatMap(({ routes }) => routes).length === 1);
    if (!tree || tree.isPart || !isOnly) return;
    const alerts = ctx.workspace.documents.flatMap(document => document.alerts);
    for (const [route, grouped] of yield* groupedBy(tree, alerts)) {
      route.groupBy?.forEach((label, at) => {
        const span = route.groupBySpans?.[at];
        if (!span || label === '...' || externalLabels.has(label)) return;
        const without = grouped.filter(alert => carries(alert, label) === 'no' && !isAlone(alert));
        if (without.length * 2 <= grouped.length) return;
        const names = [...new Set(without.map(({ name }) => name))];
        const examples = firstOf(names, 3);
        const near = without.length === grouped.length ? meant(label, grouped) : undefined;
        if (near !== undefined) {
          const fix = { title: `Use ${near}`, safe: false, edits: [{ at: span, newText: near }] };
          ctx.report(span, 'near', { examples, label, near }, { fix });
          return;
        }
        if (without.length < 2) return;
        ctx.report(span, 'absent', { count: without.length, all: grouped.length, label, examples });
      });
    }
  },
});

/** A label that all alerts carry and that may be meant by one that none carries: misspelt, or with a further word. */
function meant(label: string, alerts: readonly AlertFact[]): string | undefined {
  const [first, ...others] = alerts;
  const carried = first!.branches?.[0];
  if (!carried) return undefined;
  const common = [...new Set([...carried.sure, ...carried.expected])].filter(name =>
    [first!, ...others].every(({ branches }) => branches?.every(one => one.sure.has(name) || one.expected.has(name))),
  );
  return common.find(name => name.startsWith(`${label}_`)) ?? slipOf(label, common);
}

/** Whether there is one of it at a time, as after `sum(…)`: no label could part it. */
function isAlone({ branches }: AlertFact): boolean {
  return branches?.every(({ open, possible }) => !open && possible.size === 0) ?? false;
}

/** The alerts by the route whose `group_by` counts for them. */
function* groupedBy(
  tree: RouteFact,
  alerts: readonly AlertFact[],
): Generator<void, ReadonlyMap<RouteFact, readonly AlertFact[]>> {
  const grouped = new Map<RouteFact, AlertFact[]>();
  for (const alert of alerts) {
    // Each goes through all routes.
    yield;
    const groupings = new Set(reach(tree, alert).map(({ grouping }) => grouping));
    for (const route of groupings) {
      if (!route) continue;
      const known = grouped.get(route);
      if (known) known.push(alert);
      else grouped.set(route, [alert]);
    }
  }
  return grouped;
}
