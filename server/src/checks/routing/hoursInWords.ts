// Whether times are those of work or those outside of them, and which of the two a name or a comment speaks of. Layer: checks.
import type { Range, Times } from '../../routing/intervals';

/** The hours of work, or the nights and weekends around them. */
export type Hours = 'work' | 'off';

/** Which hours the items of an interval are; undefined where they are neither. */
export function hoursOf(times: readonly Times[]): Hours | undefined {
  if (times.length === 0 || times.some(({ days, months, someYears }) => days || months || someYears)) return undefined;
  if (times.every(isWork)) return 'work';
  // Hours of the night in UTC may be those of the day somewhere else: both ends of it, a weekend or the place tell.
  const edges = times.flatMap(({ minutes }) => minutes ?? []);
  const isSure =
    times.some(isWeekend) ||
    times.every(({ location }) => location !== 'UTC') ||
    (edges.some(([from]) => from === 0) && edges.some(([, to]) => to === wholeDay));
  return isSure && times.every(one => isWeekend(one) || isNight(one)) ? 'off' : undefined;
}

const wholeDay = 24 * 60;

function isWork({ minutes, weekdays }: Times): boolean {
  return countOf(weekdays) >= 4 && countOf(weekdays) <= 6 && has(minutes, ([from, to]) => from >= 300 && to <= 1320);
}

/** The days that items are on, whatever the hours: those of work alone, or those of the weekend alone; undefined where neither. */
export function daysOf(times: readonly Times[]): Hours | undefined {
  if (
    times.length === 0 ||
    times.some(({ weekdays, days, months, someYears }) => !weekdays || days || months || someYears)
  )
    return undefined;
  const on = (day: number): boolean =>
    times.some(({ weekdays }) => weekdays!.some(([from, to]) => from <= day && day <= to));
  const [sunday, monday, tuesday, wednesday, thursday, friday, saturday] = [0, 1, 2, 3, 4, 5, 6].map(on);
  if (!sunday && !saturday) return monday && tuesday && wednesday ? 'work' : undefined;
  return monday || tuesday || wednesday || thursday || friday ? undefined : 'off';
}

/** Which days a name speaks of: `weekend`, `business-days`; undefined where of neither, of both, or of silence. */
export function daysIn(name: string): Hours | undefined {
  if (silence.test(name)) return undefined;
  const [isOff, isWork] = [
    /week-?_?ends?(?![a-z])/i.test(name),
    /(?:week|work|working|business)[-_ ]?days?(?![a-z])/i.test(name),
  ];
  return isOff === isWork ? undefined : isOff ? 'off' : 'work';
}

/** Whether a name speaks of all that is outside of the hours of work: nights of any day as well as weekends. */
export function speaksOfAllOff(name: string): boolean {
  if (hoursIn(name) !== 'off') return false;
  const [hasNights, hasWeekends] = [/nights?(?![a-z])/i.test(name), /week-?_?ends?(?![a-z])/i.test(name)];
  return hasWeekends ? hasNights && /[-_ +&](?:and|or|n|und)?[-_ +&]/i.test(name) : outside.test(name);
}

/** The nights of the weekend alone. */
export function isWeekendNights(times: Times): boolean {
  return isNight(times) && daysOf([times]) === 'off';
}

function isWeekend({ minutes, weekdays }: Times): boolean {
  return minutes === undefined && countOf(weekdays) >= 1 && countOf(weekdays) <= 2;
}

function isNight({ minutes }: Times): boolean {
  return has(minutes, ([from, to]) => to <= 540 || from >= 1020);
}

function countOf(weekdays: readonly Range[] | undefined): number {
  return weekdays?.reduce((sum, [from, to]) => sum + to - from + 1, 0) ?? 0;
}

function has(ranges: readonly Range[] | undefined, fits: (range: Range) => boolean): boolean {
  return ranges !== undefined && ranges.length > 0 && ranges.every(fits);
}

/** Which hours a name or a short remark speaks of; undefined where it speaks of none, of both, or of silence. */
export function hoursIn(text: string): Hours | undefined {
  // In other languages nothing tells which words speak of silence, so these have to be all of it.
  if (
    /^\P{L}*(?:(?:업무|근무) ?시간 ?외|非工作(?:时间|時間)|(?:業務|営業|勤務)時間外|вне рабочего времени|нерабочее время|fuera del? horario(?: laboral)?|außerhalb der (?:Arbeits|Geschäfts)zeit(?:en)?)\P{L}*$/iu.test(
      text,
    )
  )
    return 'off';
  if (text.length > longest || silence.test(text)) return undefined;
  const rest = text.replace(outside, ' ');
  const isOff = rest !== text || night.test(rest);
  const isWork = work.test(rest);
  return isOff === isWork ? undefined : isOff ? 'off' : 'work';
}

/** Longer texts tell stories, in which either may be spoken of. */
const longest = 80;

const silence =
  /\b(?:not?|never|don'?t|without|mut(?:e|ed|es|ing)|silen\w+|suppress\w*|inhibit\w*|quiet|except|drop(?:s|ped)?|ignored?|hold|skip|stop|block|pause|24[x/]7|always|vs)\b/i;

const outside =
  /(?:outside|after|off|non|out)[-_ ]?(?:of[-_ ])?(?:the[-_ ])?(?:business|working|work|office)?[-_ ]?hours?(?![a-z])/i;

const night = /(?<![a-z])(?:over)?nights?(?![a-z])|week-?_?ends?(?![a-z])/i;

const work = /(?:business|working|work|office)[-_ ]?hours?(?![a-z])/i;
