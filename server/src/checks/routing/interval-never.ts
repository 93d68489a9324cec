// A time interval that no moment is in. Layer: checks.
import { isNever, timesOf } from '../../routing/intervals';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/interval-never',
  summary: 'No moment is in a time interval.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'item',
  on: 'configuration',
  messages: {
    empty: '`{name}` has no times, so it never holds: a route that is active in it alone never speaks; say when it is.',
    never: 'No moment is in `{name}`: {why}; all fields of one item must hold at once.',
  },
  run({ intervals, root }, ctx) {
    if (root.holder) return;
    for (const { name, node } of intervals) {
      const times = timesOf(node);
      if (!times || !isNever(times)) continue;
      if (times.length === 0) ctx.report(name, 'empty', { name: name.value });
      else {
        const hasEmpty = times.some(one =>
          [one.minutes, one.weekdays, one.days, one.months].some(list => list?.length === 0),
        );
        const why = hasEmpty ? 'an empty list holds nothing' : 'no such day comes in these months';
        ctx.report(name, 'never', { name: name.value, why });
      }
    }
  },
});
