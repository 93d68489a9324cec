// Percentiles or ratios that are averaged: the result is neither a percentile nor a ratio of anything. Layer: checks.
import { mayComeFromTarget } from '../../catalog/targetLabels';
import type { Aggregate, Expr } from '../../promql/ast';
import { metricName, numberOf, unwrap } from '../../promql/inspect';
import type { Shape } from '../../promql/shape';
import { innermostOf } from '../../promql/values';
import { nodesOf, selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/average-of-quantiles',
  summary: 'Percentiles or ratios of several series are averaged or summed.',
  severity: 'info',
  since: '0.1.0',
  on: 'aggregate',
  only: ['avg', 'sum'],
  needs: ['catalog'],
  messages: {
    quantile:
      '`{op}()` of percentiles is no percentile, and one slow replica hides among idle ones: add the buckets up by `le` inside of `histogram_quantile()`, or take `max()` for the worst.',
    summary: '`{op}()` of the percentiles of a summary is no percentile: take `max()` for the worst, or a histogram.',
    ratio:
      'The mean of ratios weighs a series with two requests like one with two thousand: divide the sums of both sides.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || (node.op === 'avg' && saysMean.test(unit.rule.record?.value ?? ''))) return;
    const inner = innermostOf(node.expr);
    if (inner.kind === 'call' && inner.func.name === 'histogram_quantile') {
      if (!isOneEach(node, unit.shapeOf(inner))) ctx.report(node.opSpan, 'quantile', { op: node.op });
    } else if (inner.kind === 'selector') {
      const names = inner.matchers.some(({ label, op }) => label.name === 'quantile' && op === '=');
      if (names) ctx.report(node.opSpan, 'summary', { op: node.op });
      else if (namedQuantile.test(metricName(inner) ?? '')) ctx.report(node.opSpan, 'quantile', { op: node.op });
    } else if (node.op === 'avg' && isRatio(inner)) {
      const { lhs, rhs } = inner;
      // What a series was before is measured by itself: no sum makes one growth of several.
      const [now, before] = [lhs, rhs].map(side => selectorsOf(side).map(metricName).join());
      if (
        now === before &&
        nodesOf(rhs).some(one => one.kind === 'subquery' || (one.kind === 'selector' && one.offset))
      )
        return;
      const values = [unit.valueOf(lhs), unit.valueOf(rhs)];
      // Shares of the time of equal parts, such as the cores of a machine, may be averaged.
      if (values.some(({ kind, unit: of }) => (kind !== 'rate' && kind !== 'increase') || of?.of === 'share')) return;
      if (!isOneEach(node, unit.shapeOf(inner))) ctx.report(node.opSpan, 'ratio', {});
    }
  },
});

/** A recording whose name says that a mean is what its author wants. */
const saysMean = /(?:^|[:_])(?:avg|mean|average)(?:[:_]|$)/;

/** Recorded percentiles, and gauges that hold one. */
const namedQuantile = /[:_]p(?:50|75|9\d|99\d)(?:_(?:seconds|ms|milliseconds|us))?(?::\w+)?$/;

function isRatio(expr: Expr): expr is Expr & { readonly kind: 'binary' } {
  const inner = unwrap(expr);
  return inner.kind === 'binary' && inner.op === '/' && numberOf(inner.rhs) === undefined;
}

/** Labels that tell the targets apart: who keeps one of them and others besides means the single series. */
const targets: ReadonlySet<string> = new Set(['instance', 'pod']);

/** Whether each group has one series, so that nothing is averaged: all labels that there may be are kept. */
function isOneEach({ grouping }: Aggregate, { branches }: Shape): boolean {
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
