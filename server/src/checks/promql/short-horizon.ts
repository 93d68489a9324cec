// predict_linear() asked for a moment that is all but now: its second argument is in seconds. Layer: checks.
import { numberOf } from '../../promql/inspect';
import { windowOf } from '../../promql/value/calls';
import { defineCheck } from '../check';

/** Seconds that nobody looks ahead, nor a scrape interval. */
const shortest = 60;

export const check = defineCheck({
  id: 'promql/short-horizon',
  summary: '`predict_linear()` looks only seconds ahead.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  only: ['predict_linear'],
  messages: {
    seconds:
      '`predict_linear()` takes seconds and looks {ahead} s ahead here, where nothing has changed yet: write `{ahead} * 3600` for hours.',
  },
  run({ node, in: unit }, ctx) {
    const [samples, horizon] = node.args;
    const ahead = horizon && numberOf(horizon);
    const window = samples && windowOf(samples);
    if (!unit.sound || !horizon || ahead === undefined || window === undefined) return;
    if (ahead <= 0 || ahead >= shortest || window < 5 * shortest) return;
    const fix = { title: `Write ${ahead} * 3600`, safe: false, edits: [{ at: horizon, newText: `${ahead} * 3600` }] };
    ctx.report(horizon, 'seconds', { ahead }, { fix });
  },
});
