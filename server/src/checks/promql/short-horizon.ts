// predict_linear() asked for a moment that is all but now, as its second argument is in seconds, or for one that is far beyond
// what it looks at. Layer: checks.
import { numberOf } from '../../promql/inspect';
import { durationInWords } from '../../promql/ranges';
import { windowOf } from '../../promql/value/calls';
import { defineCheck } from '../check';

/** Seconds that nobody looks ahead, nor a scrape interval. */
const shortest = 60;

/** How many times its range a prediction may reach: common rules look 4 days ahead by an hour, which is 96. */
const mostTimes = 100;

export const check = defineCheck({
  id: 'promql/short-horizon',
  summary: '`predict_linear()` looks only seconds ahead, or many times as far as it looks back.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  only: ['predict_linear'],
  messages: {
    seconds:
      '`predict_linear()` takes seconds and looks {ahead} s ahead here, where nothing has changed yet: write `{ahead} * 3600` for hours.',
    far: '`predict_linear()` looks {ahead} ahead by the last {window}, {times} times as long, so that any short rise or fall decides: look back longer.',
  },
  run({ node, in: unit }, ctx) {
    const [samples, horizon] = node.args;
    const ahead = horizon && numberOf(horizon);
    const window = samples && windowOf(samples);
    if (!unit.sound || !horizon || ahead === undefined || window === undefined) return;
    if (ahead > mostTimes * window) {
      const data = {
        ahead: durationInWords(ahead),
        window: durationInWords(window),
        times: Math.floor(ahead / window),
      };
      ctx.report(horizon, 'far', data, { severity: 'info' });
      return;
    }
    if (ahead <= 0 || ahead >= shortest || window < 5 * shortest) return;
    const fix = { title: `Write ${ahead} * 3600`, safe: false, edits: [{ at: horizon, newText: `${ahead} * 3600` }] };
    ctx.report(horizon, 'seconds', { ahead }, { fix });
  },
});
