// `count_values`: how many series have each value. Layer: evaluation.
import { formatFloat } from '../../go/floats';
import type { Aggregate } from '../../promql/ast';
import { quoteString } from '../../promql/strings';
import { printHistogram } from '../../series/histogram/histogram';
import type { Labels } from '../../series/labels';
import { type Column, type Grid, histogramCost, type OpenColumn } from '../column';
import type { Evaluation } from '../evaluation';
import { unwrapped } from '../functions/arguments';
import { isLabelName } from '../names';
import { stringValue } from '../strings';
import { groupLabels } from './groups';

/** Work for the labels of one value, in samples. */
const labelCost = 300;

/** The value becomes a label, written as Prometheus writes it. */
export function* countValues(ev: Evaluation, expr: Aggregate, grid: Grid): Generator<void, readonly Column[]> {
  const label = stringValue(expr.param);
  if (!isLabelName(label)) ev.fail('execution', `invalid label name ${quoteString(label)}`, expr);
  const columns = yield* ev.vector(unwrapped(expr.expr), grid);
  const labelsOf = groupLabels(expr.grouping, label);
  const results = new Map<string, OpenColumn>();
  const texts = new Map<number, string>();
  const textOf = (value: number): string => {
    // A map takes 0 and -0 for one.
    if (value === 0) return formatFloat(value, 'f', -1);
    let text = texts.get(value);
    if (text === undefined) texts.set(value, (text = formatFloat(value, 'f', -1)));
    return text;
  };
  for (const { labels, values, present, histograms } of columns) {
    const known = new Map<string, Labels>();
    for (let step = 0; step < grid.count; step++) {
      if (!present[step]) continue;
      const histogram = histograms?.[step];
      const value = histogram ? printHistogram(histogram) : textOf(values[step]!);
      let named = known.get(value);
      if (!named) {
        known.set(value, (named = labelsOf(labels.with(label, value))));
        if (ev.spend(labelCost, expr)) yield;
      }
      let result = results.get(named.key);
      if (!result) results.set(named.key, (result = ev.column(named, grid.count, expr)));
      result.values[step]!++;
      result.present[step] = 1;
    }
    if (ev.spend(grid.count * (histograms ? 4 * histogramCost : 10), expr)) yield;
  }
  return [...results.values()];
}
