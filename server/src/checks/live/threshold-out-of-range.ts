// A threshold that the values of the last week are all beyond, or nowhere near. Layer: checks.

import { formatFloat } from '../../go/floats';
import { boundIn } from '../../promql/bounds';
import { metricName, unwrap } from '../../promql/inspect';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

/** How many times as far a threshold is off before its unit is doubted. */
const farOff = 20;

export const check = defineCheck({
  id: 'live/threshold-out-of-range',
  summary: 'The values of the last week are all beyond the threshold, or nowhere near it.',
  severity: 'warning',
  since: '0.1.0',
  on: 'alert',
  needs: ['live', 'workspace'],
  messages: {
    always:
      'In the last week all values on {server} were beyond this threshold ({low} to {high}): the alert would fire all the time.',
    far: 'The values of the last week on {server} went from {low} to {high}, far from this threshold: check that it is in the same unit.',
  },
  run({ expr: unit }, ctx) {
    const bound = unit?.sound ? boundIn(unwrap(unit.expr)) : undefined;
    if (!unit || !bound || bound.node.bool) return;
    const { value: measured, op, written, number } = bound;
    const selectors = selectorsOf(measured);
    // What rules of the workspace record may not be there yet.
    if (selectors.length === 0 || selectors.some(one => isRecorded(metricName(one)))) return;
    const extent = ctx.live.ask({ kind: 'extent', subject: unit.text.slice(measured.from, measured.to) });
    if (extent?.min === undefined || extent.max === undefined) return;
    const message = judge(op, written, extent.min, extent.max);
    if (!message) return;
    const [low, high] = [extent.min, extent.max].map(value => formatFloat(value, 'g', 4));
    const severity = message === 'always' ? 'warning' : 'info';
    ctx.report(
      { source: unit.source, span: number },
      message,
      { low: low ?? '', high: high ?? '', server: ctx.live.server },
      { severity },
    );

    function isRecorded(name: string | undefined): boolean {
      return name === undefined || ctx.workspace.recorded(name).length > 0;
    }
  },
});

function judge(op: string, threshold: number, min: number, max: number): 'always' | 'far' | undefined {
  const isUp = op === '>' || op === '>=';
  if (!isUp && op !== '<' && op !== '<=') return undefined;
  // What stands still, as a flag or an information, says nothing of a usual range.
  if (min === max) return undefined;
  if (isUp ? min > threshold : max < threshold) return 'always';
  if (min < 0 || threshold <= 0) return undefined;
  return (isUp ? max > 0 && threshold >= max * farOff : min > 0 && threshold <= min / farOff) ? 'far' : undefined;
}
