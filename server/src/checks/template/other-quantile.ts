// A message names another percentile than the expression takes. Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import { wholeOf } from '../../analysis/source';
import { numberOf } from '../../promql/inspect';
import { close } from '../../promql/value/unit';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/other-quantile',
  summary: 'A message names another percentile than the expression takes.',
  severity: 'warning',
  since: '0.1.0',
  on: 'template',
  given: ['sound', 'percentile stated'],
  messages: {
    found: 'The message says {stated}, and the expression takes the quantile {quantile}: make both the same.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound) return;
    const stated = unit.stated.percentiles;
    if (stated.length === 0) return;
    const taken = quantilesIn(expr);
    const [first] = taken;
    if (first === undefined) return;
    // One that is right answers for all: others speak of something else.
    if (stated.some(({ quantile }) => taken.some(one => close(one, quantile)))) return;
    const [named] = stated;
    if (!named) return;
    const restsOn = [wholeOf(expr.source)];
    ctx.report(named, 'found', { stated: named.text, quantile: first }, { restsOn });
  },
});

/** The quantiles of the functions, aggregations and selections; none where one of them is not plain. */
function quantilesIn({ nodes }: ExprUnit): readonly number[] {
  const found: number[] = [];
  for (const node of nodes) {
    let quantile: number | undefined;
    if (node.kind === 'call') {
      const { name } = node.func;
      if (name !== 'histogram_quantile' && name !== 'quantile_over_time') continue;
      quantile = node.args[0] && numberOf(node.args[0]);
    } else if (node.kind === 'aggregate') {
      if (node.op !== 'quantile') continue;
      quantile = node.param && numberOf(node.param);
    } else if (node.kind === 'selector') {
      const matcher = node.matchers.find(({ label }) => label.name === 'quantile');
      if (!matcher) continue;
      quantile = matcher.op === '=' ? Number(matcher.value?.value) : undefined;
    } else continue;
    if (quantile === undefined || !(quantile > 0 && quantile < 1)) return [];
    found.push(quantile);
  }
  return found;
}
