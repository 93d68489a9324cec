// The mean of percentiles or ratios that rules of the workspace record: `average-of-quantiles` across rules. Layer: checks.
import type { RecordFact } from '../../analysis/facts';
import type { Aggregate } from '../../promql/ast';
import type { Dialect } from '../../promql/dialect';
import { metricName } from '../../promql/inspect';
import { parsePromql } from '../../promql/parser';
import { innermostOf } from '../../promql/values';
import { nodesOf, selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';
import { isGrowth, isOneEach, isRatio, namedQuantile, saysMean } from './averaging';

export const check = defineCheck({
  id: 'promql/average-of-recordings',
  summary: 'Recorded percentiles or ratios of several series are averaged.',
  severity: 'info',
  since: '0.1.0',
  on: 'aggregate',
  only: ['avg', 'sum'],
  needs: ['dialect', 'workspace'],
  when: (reads, { workspace }) => reads.some(name => workspace.recorded(name).length > 0),
  messages: {
    quantile:
      '`{metric}` is recorded as a percentile, and `{op}()` of percentiles is no percentile: take `max()` for the worst, or record the quantile of the buckets added up by `le`.',
    ratio:
      '`{metric}` is recorded as a ratio, and the mean of ratios weighs a series with two requests like one with two thousand: divide the sums of both sides.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || (node.op === 'avg' && saysMean.test(unit.rule.record?.value ?? ''))) return;
    const inner = innermostOf(node.expr);
    const metric = inner.kind === 'selector' ? metricName(inner) : undefined;
    // What the name says is told without the rule that records it.
    if (metric === undefined || namedQuantile.test(metric)) return;
    const records = ctx.workspace.recorded(metric);
    if (records.length === 0 || records.some(record => isRecordedOnce(node, record))) return;
    const kinds = new Set(records.map(({ expr }) => kindOf(expr, ctx.dialect)));
    const [kind, ...others] = kinds;
    if (kind === undefined || others.length > 0) return;
    if (kind === 'quantile') ctx.report(node.opSpan, 'quantile', { metric, op: node.op });
    else if (node.op === 'avg') ctx.report(node.opSpan, 'ratio', { metric });
  },
});

/** Whether each group that is averaged has one recorded series, as far as the rule that records it tells. */
function isRecordedOnce(node: Aggregate, { branches, labels }: RecordFact): boolean {
  const known = branches();
  return known === undefined || labels.length > 0 || isOneEach(node, { branches: known });
}

/** What a rule records, where its mean means nothing. */
function kindOf(text: string, dialect: Dialect): 'quantile' | 'ratio' | undefined {
  const { expr, problems } = parsePromql(text, dialect);
  if (problems.length > 0) return undefined;
  const inner = innermostOf(expr);
  if (inner.kind === 'call' && inner.func.name === 'histogram_quantile') return 'quantile';
  if (!isRatio(inner) || isGrowth(inner.lhs, inner.rhs)) return undefined;
  const isOfEvents = [inner.lhs, inner.rhs].every(
    side =>
      nodesOf(side).some(one => one.kind === 'call' && /^(?:rate|increase)$/.test(one.func.name)) &&
      // The time of equal parts, such as the cores of a machine, may be averaged.
      selectorsOf(side).every(selector => !/time|seconds|_sum$/.test(metricName(selector) ?? 'time')),
  );
  return isOfEvents ? 'ratio' : undefined;
}
