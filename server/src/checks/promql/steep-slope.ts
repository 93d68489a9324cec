// `deriv()` is per second: a bound that only makes sense over minutes is more than the metric can move. Layer: checks.

import type { ExprUnit } from '../../analysis/rule';
import type { Expr } from '../../promql/ast';
import { boundIn } from '../../promql/bounds';
import { secondsOf } from '../../promql/durations';
import { comparisonOperators } from '../../promql/inspect';
import { durationInWords } from '../../promql/ranges';
import { windowOf } from '../../promql/value/calls';
import { close } from '../../promql/value/unit';
import { rounded, type SeriesValue } from '../../promql/value/value';
import { innermostOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/steep-slope',
  summary: 'A slope is compared with more than the metric can move in a second.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: comparisonOperators,
  given: ['sound', 'for'],
  mentions: ['deriv'],
  needs: ['catalog'],
  messages: {
    found:
      '`deriv()` is per second, and `{metric}` goes from {min} to {max}, so over {window} it has no slope of {written}: take `delta()` over a window.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || !unit.text.includes('deriv') || node.op === '!=') return;
    const bound = boundIn(node);
    if (!bound || bound.written === 0) return;
    const { value, written } = bound;
    const side = innermostOf(value);
    if (side.kind !== 'call' || side.func.name !== 'deriv') return;
    const steep = slopeOf(side.args[0], unit);
    if (!steep || Math.abs(written) <= steepest * ((steep.max - steep.min) / steep.window)) return;
    // Of the first two samples of a series the slope may be anything; that does not last.
    if (!secondsOf(unit.rule.for?.value)) return;
    const { of, min, max, window } = steep;
    const data = { metric: of.metric, min: rounded(min), max: rounded(max), window: durationInWords(window), written };
    ctx.report(node, 'found', data, of.byName ? { severity: 'info' } : {});
  },
});

/** A line through samples that lie half at the one end and half at the other rises by one and a half times their distance. */
const steepest = 2;

interface Slope {
  readonly of: SeriesValue;
  readonly min: number;
  readonly max: number;
  readonly window: number;
}

/** From where to where the series of `deriv(x[5m])` goes. */
function slopeOf(range: Expr | undefined, unit: ExprUnit): Slope | undefined {
  const window = range && windowOf(range);
  if (!range || window === undefined || window < 60) return undefined;
  const { of, min, max, kind, summed } = unit.valueOf(range);
  if (!of || kind !== 'gauge' || summed) return undefined;
  if (Number.isFinite(min) && Number.isFinite(max)) return { of, min, max, window };
  const isPercent = of.unit?.of === 'share' && close(of.unit.scale, 0.01);
  return isPercent ? { of, min: 0, max: 100, window } : undefined;
}
