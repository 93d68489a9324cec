// A message names another percentile than the expression takes. Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import { wholeOf } from '../../analysis/source';
import { metricName, numberOf } from '../../promql/inspect';
import { close } from '../../promql/value/unit';
import type { Span } from '../../text/span';
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
    mean: 'The message says {stated}, and the expression is a mean, its sum divided by its count: take `histogram_quantile()` of `{metric}_bucket`, or call it a mean.',
  },
  run(unit, ctx) {
    const { expr } = unit;
    if (!unit.sound || !expr?.sound) return;
    const stated = unit.stated.percentiles;
    if (stated.length === 0) return;
    const taken = quantilesIn(expr);
    const [first] = taken;
    if (first === undefined) {
      const mean = meanIn(expr);
      const [told] = stated;
      if (mean !== undefined && told && tellsOfValue(told, unit.text))
        ctx.report(told, 'mean', { stated: told.text, metric: mean }, { restsOn: [wholeOf(expr.source)] });
      return;
    }
    // One that is right answers for all: others speak of something else.
    if (stated.some(({ quantile }) => taken.some(one => close(one, quantile)))) return;
    const [named] = stated;
    if (!named) return;
    const restsOn = [wholeOf(expr.source)];
    ctx.report(named, 'found', { stated: named.text, quantile: first }, { restsOn });
  },
});

/** "p95 latency is above 10s", and not "see p95", or of a mean as well. */
function tellsOfValue({ from, to }: Span, text: string): boolean {
  if (/\b(?:mean|average|avg)\b/i.test(text) || /\b(?:see|check|look at|compare)\b/i.test(text.slice(0, from)))
    return false;
  return /\b(?:above|exceed\w{0,3}|over|higher|is|at|slow)\b|>/i.test(text.slice(to, to + 60));
}

/** The histogram of `rate(x_sum[5m]) / rate(x_count[5m])`, where nothing else is selected. */
function meanIn({ nodes, selectors }: ExprUnit): string | undefined {
  const names = selectors.map(metricName);
  const [sum, count] = names;
  const base = sum?.endsWith('_sum') ? sum.slice(0, -'_sum'.length) : undefined;
  if (names.length !== 2 || base === undefined || count !== `${base}_count`) return undefined;
  return nodes.some(node => node.kind === 'binary' && node.op === '/') ? base : undefined;
}

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
