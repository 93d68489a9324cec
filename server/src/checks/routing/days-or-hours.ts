// The days and the hours of work as two time intervals, of which one is enough: the nights of working days are in, and weekends, too.
// Layer: checks.
import { fieldValue } from '../../model/structure/fields';
import { intervalsOf, type Range, type Times, timesOf } from '../../routing/intervals';
import { routesOf, routesPerSlice } from '../../routing/names';
import type { YamlScalar } from '../../yaml/node';
import { follow, itemsOf } from '../../yaml/path';
import { defineCheck } from '../check';
import { isWeekendNights, speaksOfAllOff } from './hoursInWords';

export const check = defineCheck({
  id: 'routing/days-or-hours',
  summary: 'Working days and working hours are two time intervals, of which one is enough.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'item',
  on: 'configuration',
  messages: {
    names:
      'One of the intervals is enough, so all of the day in `{days}` counts, and the hours of `{hours}` on every other day, too: write days and times in one item of one interval.',
    items:
      'One item is enough, so all hours of the working days count, and these hours on every other day, too: write `weekdays` and `times` in one item.',
    nights:
      'All of an item must hold, so only the nights of the weekend count, and neither its days nor any other night: write `weekdays` and `times` in two items.',
  },
  *run(file, ctx) {
    for (const { name, node } of file.intervals) {
      const times = timesOf(node);
      const [only, another] = times ?? [];
      if (only && !another && isWeekendNights(only) && speaksOfAllOff(name.value)) ctx.report(name, 'nights', {});
      const [days, hours] = [times?.findIndex(isWorkdays) ?? -1, times?.findIndex(isDaytime) ?? -1];
      if (days < 0 || hours < 0) continue;
      const items = itemsOf(fieldValue(node, 'time_intervals') ?? fieldValue(node, 'timeIntervals'));
      const later = follow(items[Math.max(days, hours)]);
      if (later?.kind === 'map') ctx.report(later.pairs[0]?.key ?? later, 'items', {});
    }
    let known: ReadonlyMap<string, readonly Times[]> | undefined;
    let seen = 0;
    for (const { route, base } of routesOf(file)) {
      if (++seen % routesPerSlice === 0) yield;
      for (const names of [route.actives, route.mutes]) {
        if (names.length < 2) continue;
        known ??= intervalsOf(file);
        const days = firstOf(names, known, isWorkdays);
        const hours = firstOf(names, known, isDaytime);
        if (!days || !hours) continue;
        const { from, to } = days.from > hours.from ? days : hours;
        ctx.report({ from: from + base, to: to + base }, 'names', { days: days.value, hours: hours.value });
      }
    }
  },
});

/** The first name whose interval consists of such items alone. */
function firstOf(
  names: readonly YamlScalar[],
  known: ReadonlyMap<string, readonly Times[]>,
  fits: (times: Times) => boolean,
): YamlScalar | undefined {
  return names.find(({ value }) => {
    const times = known.get(value) ?? [];
    return times.length > 0 && times.every(fits);
  });
}

/** Four to six days of every week, whole: what is left of a week is no day of work. */
function isWorkdays({ minutes, weekdays, days, months, someYears }: Times): boolean {
  if (minutes || days || months || someYears || !weekdays) return false;
  const count = weekdays.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return count >= 4 && count <= 6;
}

/** Hours between morning and evening, of every day. Nights beside weekends are what is left of the hours of work. */
function isDaytime({ minutes, weekdays, days, months, someYears }: Times): boolean {
  if (weekdays || days || months || someYears || !minutes || minutes.length === 0) return false;
  return minutes.every(isByDay);
}

function isByDay([from, to]: Range): boolean {
  return from >= 5 * 60 && to <= 22 * 60;
}
