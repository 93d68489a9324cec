// When time intervals are active, over all days that there can be: whether one never or always is, and what is left of some
// outside of others. Years and what cannot be read count as unknown. Layer: routing (above model).

import type { AlertmanagerFile } from '../model/alertmanager';
import { fieldsOf, fieldValue } from '../model/structure/fields';
import { clockMinutes, MONTHS, WEEKDAYS } from '../model/structure/ranges';
import type { YamlMap, YamlNode } from '../yaml/node';
import { follow, getScalar, itemsOf } from '../yaml/path';

/** The times of one item of a named interval: all of its fields must hold (timeinterval.TimeInterval.ContainsTime). */
export interface Times {
  /** Minutes of the day, `to` left out; absent where any. */
  readonly minutes?: readonly Range[];
  readonly weekdays?: readonly Range[];
  /** Negative ones count from the end of the month: -1 is its last day. */
  readonly days?: readonly Range[];
  readonly months?: readonly Range[];
  /** Only in certain years; which ones, where they can be read. */
  readonly someYears: boolean;
  readonly years?: readonly Range[];
  readonly location: string;
}

/** First and last. */
export type Range = readonly [number, number];

const minutesOfDay = 24 * 60;

/** The named intervals of a configuration or object; one that cannot be read as a whole is left out. */
export function intervalsOf({ intervals }: AlertmanagerFile): ReadonlyMap<string, readonly Times[]> {
  const found = new Map<string, readonly Times[]>();
  for (const { name, node } of intervals) {
    const times = timesOf(node);
    if (times) found.set(name.value, times);
  }
  return found;
}

/** The items of a named interval; undefined where one cannot be read. */
export function timesOf(named: YamlMap): readonly Times[] | undefined {
  const list = fieldValue(named, 'time_intervals') ?? fieldValue(named, 'timeIntervals');
  if (list !== undefined && follow(list)?.kind !== 'seq' && !isAbsent(list)) return undefined;
  const times = itemsOf(list).map(readTimes);
  return times.every(one => one !== undefined) ? times : undefined;
}

function isAbsent(node: YamlNode): boolean {
  const value = follow(node);
  return value?.kind === 'scalar' && value.absent === true;
}

function readTimes(node: YamlNode): Times | undefined {
  const map = follow(node);
  // An item without anything holds always.
  if (isAbsent(node)) return { someYears: false, location: 'UTC' };
  if (map?.kind !== 'map') return undefined;
  const fields = fieldsOf(map);
  const read = (keys: readonly string[], item: (node: YamlNode) => Range | undefined): Ranges => {
    const value = keys.map(key => fields.get(key)?.value).find(one => one !== undefined);
    if (value === undefined || isAbsent(value)) return 'any';
    if (follow(value)?.kind !== 'seq') return 'unknown';
    const ranges = itemsOf(value).map(item);
    return ranges.every(range => range !== undefined) ? ranges : 'unknown';
  };
  const parts = {
    minutes: read(['times'], clockRange),
    weekdays: read(['weekdays'], one => wordRange(one, weekdayOf)),
    days: read(['days_of_month', 'daysOfMonth'], dayRange),
    months: read(['months'], one => wordRange(one, monthOf)),
  };
  if (Object.values(parts).includes('unknown')) return undefined;
  const known = Object.fromEntries(Object.entries(parts).filter(([, ranges]) => ranges !== 'any'));
  const years = read(['years'], one => wordRange(one, numberOf));
  return {
    ...(known as Pick<Times, 'minutes' | 'weekdays' | 'days' | 'months'>),
    someYears: years !== 'any',
    ...(typeof years === 'string' ? {} : { years }),
    location: getScalar(map, 'location')?.value ?? 'UTC',
  };
}

type Ranges = readonly Range[] | 'any' | 'unknown';

function clockRange(node: YamlNode): Range | undefined {
  const from = getScalar(node, 'start_time') ?? getScalar(node, 'startTime');
  const to = getScalar(node, 'end_time') ?? getScalar(node, 'endTime');
  const [start, end] = [from && clockMinutes(from.value), to && clockMinutes(to.value)];
  return start === undefined || end === undefined || start >= end ? undefined : [start, end];
}

function weekdayOf(word: string): number | undefined {
  const day = WEEKDAYS.indexOf(word.toLowerCase());
  return day < 0 ? undefined : day;
}

function monthOf(word: string): number | undefined {
  const month = MONTHS.indexOf(word.toLowerCase());
  return month >= 0 ? month + 1 : numberOf(word);
}

function numberOf(word: string): number | undefined {
  return /^-?\d{1,4}$/.test(word) ? Number(word) : undefined;
}

/** `first:last`, or one. */
function wordRange(node: YamlNode, read: (word: string) => number | undefined): Range | undefined {
  const scalar = follow(node);
  if (scalar?.kind !== 'scalar') return undefined;
  const [first = '', last = first, more] = scalar.value.split(':');
  const [from, to] = [read(first), read(last)];
  return more !== undefined || from === undefined || to === undefined || from > to ? undefined : [from, to];
}

/** Also the object's `{start, end}`, of which a missing one is the other. */
function dayRange(node: YamlNode): Range | undefined {
  const map = follow(node);
  if (map?.kind !== 'map') return rangeOfDays(node);
  const start = getScalar(map, 'start')?.value ?? '';
  const end = getScalar(map, 'end')?.value ?? start;
  return daysFrom(start || end, end);
}

function rangeOfDays(node: YamlNode): Range | undefined {
  const scalar = follow(node);
  if (scalar?.kind !== 'scalar') return undefined;
  const [first = '', last = first, more] = scalar.value.split(':');
  return more === undefined ? daysFrom(first, last) : undefined;
}

/** What is no day of a month, or goes backwards, is refused and told as that. */
function daysFrom(first: string, last: string): Range | undefined {
  const [from, to] = [numberOf(first), numberOf(last)];
  if (from === undefined || to === undefined || Math.abs(from) > 31 || Math.abs(to) > 31) return undefined;
  return Math.sign(from) === Math.sign(to) && from > to ? undefined : [from, to];
}

/** Whether no moment is in any of the items, whatever the year. */
export function isNever(times: readonly Times[]): boolean {
  return times.every(one => areEmpty(one) || !daysOfYears().some(day => isOnDay(one, day)));
}

/** Whether every moment is in one of the items. */
export function isAlways(times: readonly Times[]): boolean {
  return leavesNothing(undefined, times);
}

/**
 * Whether no moment is in `within` (any moment where undefined) and outside of all of `without`. False as well where time zones
 * differ, or years would have to be known.
 */
export function leavesNothing(within: readonly Times[] | undefined, without: readonly Times[]): boolean {
  const inside = within?.filter(one => !areEmpty(one));
  if (inside?.length === 0) return true;
  const outside = without.filter(one => !one.someYears && !areEmpty(one));
  const zones = new Set([...(inside ?? []), ...outside].map(({ location }) => location));
  if (zones.size > 1) return false;
  const edges = [...new Set([0, ...[...(inside ?? []), ...outside].flatMap(({ minutes }) => (minutes ?? []).flat())])];
  const starts = edges.filter(minute => minute < minutesOfDay);
  return daysOfYears().every(day => {
    const [ins, outs] = [inside?.filter(one => isOnDay(one, day)), outside.filter(one => isOnDay(one, day))];
    return starts.every(
      minute => (ins && !ins.some(one => isAtMinute(one, minute))) || outs.some(one => isAtMinute(one, minute)),
    );
  });
}

/** An empty list of something holds nothing, as does an item that has one. */
export function areEmpty({ minutes, weekdays: ofWeek, days, months: ofYear, years }: Times): boolean {
  return [minutes, ofWeek, days, ofYear, years].some(ranges => ranges?.length === 0);
}

/** A day of some month; `last` is the month's last one. */
export interface Day {
  readonly month: number;
  readonly day: number;
  readonly last: number;
  readonly weekday: number;
}

/** Every day of a month on every weekday, in years with and without the 29th of February. */
function daysOfYears(): readonly Day[] {
  const found: Day[] = [];
  for (let month = 1; month <= 12; month++) {
    const lasts = month === 2 ? [28, 29] : [[4, 6, 9, 11].includes(month) ? 30 : 31];
    for (const last of lasts)
      for (let day = 1; day <= last; day++)
        for (let weekday = 0; weekday < 7; weekday++) found.push({ month, day, last, weekday });
  }
  return found;
}

/** Whether the days of an item hold one. */
export function isOnDay(
  { weekdays: ofWeek, days, months: ofYear }: Times,
  { month, day, last, weekday }: Day,
): boolean {
  if (ofWeek && !ofWeek.some(range => isIn(range, weekday))) return false;
  if (ofYear && !ofYear.some(range => isIn(range, month))) return false;
  const fromStart = (one: number): number => (one < 0 ? last + one + 1 : one);
  return !days || days.some(([from, to]) => isIn([fromStart(from), Math.min(fromStart(to), last)], day));
}

/** Whether the hours of an item hold a minute of the day. */
export function isAtMinute({ minutes }: Times, minute: number): boolean {
  return !minutes || minutes.some(([from, to]) => minute >= from && minute < to);
}

function isIn([from, to]: Range, value: number): boolean {
  return value >= from && value <= to;
}
