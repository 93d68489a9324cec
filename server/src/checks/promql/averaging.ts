// What makes the mean of percentiles or ratios mean nothing, for those that are computed and those that are recorded. Layer: checks.
import { mayComeFromTarget } from '../../catalog/targetLabels';
import type { Aggregate, Expr } from '../../promql/ast';
import { metricName, numberOf, unwrap } from '../../promql/inspect';
import type { Branch } from '../../promql/shape';
import { nodesOf, selectorsOf } from '../../promql/walk';

/** A recording whose name says that a mean is what its author wants. */
export const saysMean = /(?:^|[:_])(?:avg|mean|average)(?:[:_]|$)/;

/** Recorded percentiles, and gauges that hold one. */
export const namedQuantile =
  /[:_]p(?:50|75|9\d|99\d)(?:_(?:seconds|ms|milliseconds|us))?(?:_?\d{1,3}[smhd])?(?::\w+)?$/;

/** A division by something else than a number. */
export function isRatio(expr: Expr): expr is Expr & { readonly kind: 'binary' } {
  const inner = unwrap(expr);
  return inner.kind === 'binary' && inner.op === '/' && numberOf(inner.rhs) === undefined;
}

/** What a series was before is measured by itself: no sum makes one growth of several. */
export function isGrowth(lhs: Expr, rhs: Expr): boolean {
  const [now, before] = [lhs, rhs].map(side => selectorsOf(side).map(metricName).join());
  return (
    now === before &&
    nodesOf(rhs).some(one => one.kind === 'subquery' || (one.kind === 'selector' && one.offset !== undefined))
  );
}

/** Labels that tell the targets apart: who keeps one of them and others besides means the single series. */
const targets: ReadonlySet<string> = new Set(['instance', 'pod']);

/** Whether each group has one series, so that nothing is averaged: all labels that there may be are kept. */
export function isOneEach({ grouping }: Aggregate, { branches }: { readonly branches: readonly Branch[] }): boolean {
  const listed = new Set(grouping?.labels.map(({ name }) => name));
  const isBy = grouping !== undefined && !grouping.without;
  if (branches.some(({ open }) => open) && !(isBy && isSeriesNamed(listed))) return false;
  // What the target brings goes with the target, the number of a database with its name.
  const isTargetKept = isBy && [...listed].some(label => targets.has(label));
  const keeps = (label: string): boolean =>
    listed.has(label) !== (grouping?.without ?? false) ||
    (isTargetKept && (mayComeFromTarget(label) || label.startsWith('exported_'))) ||
    (isBy && label.endsWith('id') && listed.has(`${label.slice(0, -2)}name`));
  return branches.every(({ possible }) => !possible.some(label => label !== '__name__' && !keeps(label)));
}

function isSeriesNamed(labels: ReadonlySet<string>): boolean {
  return [...labels].some(label => targets.has(label)) && [...labels].some(label => !mayComeFromTarget(label));
}
