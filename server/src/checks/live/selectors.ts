// What the checks of a server's answers ask about selectors: which metrics the server has to know, and how a selector is
// written for it. Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import type { WorkspaceFacts } from '../../analysis/workspaceFacts';
import { seriesOf } from '../../catalog/lookup';
import type { Expr, Matcher, VectorSelector } from '../../promql/ast';
import { isAboutAlerts, metricName } from '../../promql/inspect';
import { rejectsEmpty } from '../../promql/matching';
import { quoteString } from '../../promql/strings';

/**
 * The metric of a selector that a server has to have already: none of rules of the workspace, which may not be loaded yet, nor of
 * its code, which may not run yet, and none that is looked for because it may be missing.
 */
export function expectedMetric(node: VectorSelector, unit: ExprUnit, workspace: WorkspaceFacts): string | undefined {
  const name = metricName(node);
  if (name === undefined || isAboutAlerts(name) || workspace.recorded(name).length > 0) return undefined;
  if (workspace.metrics.some(metric => seriesOf(metric).includes(name))) return undefined;
  return unit.parents(node).some((parent, i, all) => mayMiss(parent, all[i + 1] ?? node)) ? undefined : name;
}

/** Whether an operand may be missing where it stands. */
function mayMiss(parent: Expr, child: Expr): boolean {
  if (parent.kind === 'call') return parent.func.name === 'absent' || parent.func.name === 'absent_over_time';
  if (parent.kind !== 'binary') return false;
  return parent.op === 'or' || (parent.op === 'unless' && parent.rhs === child);
}

/** A selector of a metric with these matchers, as a server reads it. */
export function selectorText(metric: string, matchers: readonly Matcher[] = []): string {
  const written = matchers.flatMap(({ label, op, value }) =>
    op === undefined || value === undefined ? [] : [`${label.name}${op}${quoteString(value.value)}`],
  );
  return written.length === 0 ? metric : `${metric}{${written.join(',')}}`;
}

/** The matchers of a selector that ask for a label to have a value. */
export function requiring({ matchers }: VectorSelector): readonly Matcher[] {
  return matchers.filter(
    matcher =>
      /^[A-Za-z_]\w*$/.test(matcher.label.name) &&
      matcher.label.name !== '__name__' &&
      (matcher.op === '=' || matcher.op === '=~') &&
      rejectsEmpty(matcher),
  );
}
