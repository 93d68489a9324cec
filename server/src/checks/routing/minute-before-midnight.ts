// `end_time: '23:59'` leaves out the last minute of the day, as ends are not part of a time interval. Layer: checks.

import { fieldValue } from '../../model/structure/fields';
import { getScalar, itemsOf } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/minute-before-midnight',
  summary: 'A time interval ends a minute before midnight.',
  severity: 'hint',
  since: '0.1.0',
  on: 'configuration',
  messages: { found: 'The end is not part of the interval, so the last minute of the day is left out; write `24:00`.' },
  run({ intervals }, ctx) {
    for (const { node } of intervals) {
      for (const item of itemsOf(fieldValue(node, 'time_intervals') ?? fieldValue(node, 'timeIntervals'))) {
        for (const time of itemsOf(fieldValue(item, 'times'))) {
          const end = getScalar(time, 'end_time') ?? getScalar(time, 'endTime');
          if (end?.value !== '23:59') continue;
          const quoted = end.to - end.from === end.value.length + 2 ? 1 : 0;
          const at = { from: end.from + quoted, to: end.to - quoted };
          const fix = { title: 'End at 24:00', safe: false, edits: [{ at, newText: '24:00' }] };
          ctx.report(end, 'found', {}, at.to - at.from === 5 ? { fix } : {});
        }
      }
    }
  },
});
