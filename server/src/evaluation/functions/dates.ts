// Parts of dates in UTC, of values that are Unix seconds or of the time of evaluation. Layer: evaluation.
import { Labels } from '../../series/labels';
import { timeAt } from '../column';
import type { VectorFunction } from './call';
import { mapFloats } from './mapped';

/** Days of March 1st of year 0 before 1970: years that begin in March have their leap day at the end. */
const daysToMarchOfYear0 = 719_468;
const daysIn400Years = 146_097;

interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const dateFunctions: Readonly<Record<string, VectorFunction>> = {
  minute: ofSeconds(seconds => Math.floor(modulo(seconds, 3600) / 60)),
  hour: ofSeconds(seconds => Math.floor(modulo(seconds, 86_400) / 3600)),
  day_of_week: ofSeconds(seconds => modulo(daysOf(seconds) + 4, 7)),
  day_of_month: ofSeconds(seconds => dateOf(seconds).day),
  day_of_year: ofSeconds(seconds => daysOf(seconds) - daysBefore(dateOf(seconds).year, 1) + 1),
  days_in_month: ofSeconds(seconds => {
    const { year, month } = dateOf(seconds);
    return (month === 12 ? daysBefore(year + 1, 1) : daysBefore(year, month + 1)) - daysBefore(year, month);
  }),
  month: ofSeconds(seconds => dateOf(seconds).month),
  year: ofSeconds(seconds => dateOf(seconds).year),
};

function ofSeconds(part: (seconds: number) => number): VectorFunction {
  return function* (ev, expr, grid) {
    const [arg] = expr.args;
    if (arg) return yield* mapFloats(ev, expr, yield* ev.vector(arg, grid), grid, value => part(wholeSeconds(value)));
    const column = ev.column(Labels.empty, grid.count, expr);
    for (let step = 0; step < grid.count; step++) {
      column.values[step] = part(Math.trunc(timeAt(grid, step) / 1000));
      column.present[step] = 1;
    }
    return [column];
  };
}

/** A float that fits into no 64-bit number becomes the smallest one in Go, and the date of that wraps around to the largest. */
function wholeSeconds(value: number): number {
  return value >= -(2 ** 63) && value < 2 ** 63 ? Math.trunc(value) : 2 ** 63;
}

function daysOf(seconds: number): number {
  return Math.floor(seconds / 86_400);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function dateOf(seconds: number): CivilDate {
  const days = daysOf(seconds) + daysToMarchOfYear0;
  const era = Math.floor(days / daysIn400Years);
  const dayOfEra = days - era * daysIn400Years;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** Days from 1970 to the first of a month. */
function daysBefore(year: number, month: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5);
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * daysIn400Years + dayOfEra - daysToMarchOfYear0;
}
