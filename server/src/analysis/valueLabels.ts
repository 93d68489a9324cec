// Metrics of which nothing changes within a series: what is new is a new series. Layer: analysis.
import type { MetricFact } from '../catalog/schema';

/** Functions of a range that ask how a value moves within a series. */
export const changeFunctions: ReadonlySet<string> = new Set([
  'changes',
  'rate',
  'irate',
  'increase',
  'delta',
  'idelta',
  'deriv',
  'resets',
  'stddev_over_time',
  'stdvar_over_time',
]);

/** The labels into which the exporter writes the metric's value. */
export function valueLabels({ labels }: MetricFact): readonly string[] {
  return labels.filter(({ holdsValue }) => holdsValue).map(({ name }) => name);
}

/** Whether the metric is always 1 and tells its facts by labels. */
export function isConstant({ type, typeInferred, valueIs }: MetricFact): boolean {
  return valueIs === 'info' || (type === 'info' && !typeInferred);
}
