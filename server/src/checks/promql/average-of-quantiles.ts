// Percentiles or ratios that are averaged: the result is neither a percentile nor a ratio of anything. Layer: checks.
import { metricName } from '../../promql/inspect';
import { innermostOf } from '../../promql/values';
import { defineCheck } from '../check';
import { isGrowth, isOneEach, isRatio, namedQuantile, saysMean } from './averaging';

export const check = defineCheck({
  id: 'promql/average-of-quantiles',
  summary: 'Percentiles or ratios of several series are averaged or summed.',
  severity: 'info',
  since: '0.1.0',
  on: 'aggregate',
  only: ['avg', 'sum'],
  given: ['sound'],
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
      if (isGrowth(lhs, rhs)) return;
      const values = [unit.valueOf(lhs), unit.valueOf(rhs)];
      // Shares of the time of equal parts, such as the cores of a machine, may be averaged.
      if (values.some(({ kind, unit: of }) => (kind !== 'rate' && kind !== 'increase') || of?.of === 'share')) return;
      if (!isOneEach(node, unit.shapeOf(inner))) ctx.report(node.opSpan, 'ratio', {});
    }
  },
});
