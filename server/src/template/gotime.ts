// Go's times and durations: printing, layouts, zones.
// Layer: template.
import type { TimeValue } from './values';

export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const WEEKDAYS: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];

/** The parts of a moment as a clock and calendar of its zone show them. */
export interface Civil {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly yearDay: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** Seconds east of UTC, and the zone's short name. */
  readonly offset: number;
  readonly abbreviation: string;
}

const SECOND = 1_000_000_000n;

export function civil(time: TimeValue): Civil {
  const seconds = floorDiv(time.ns, SECOND);
  const offset = time.zone === 'UTC' ? 0 : zoneOffset(time.zone, Number(seconds));
  const local = Number(seconds) + offset;
  const days = Math.floor(local / 86400);
  const rest = local - days * 86400;
  const { year, month, day, yearDay } = fromDays(days);
  return {
    year,
    month,
    day,
    yearDay,
    weekday: (((days + 4) % 7) + 7) % 7,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    nanosecond: Number(time.ns - seconds * SECOND),
    offset,
    abbreviation: time.zone === 'UTC' ? 'UTC' : zoneName(time.zone, Number(seconds), offset),
  };
}

function floorDiv(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
}

/** Gregorian date of a day counted from 1970-01-01; plain arithmetic, so that any year works. */
function fromDays(days: number): { year: number; month: number; day: number; yearDay: number } {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const m = Math.floor((5 * dayOfYear + 2) / 153);
  const month = m < 10 ? m + 3 : m - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const day = dayOfYear - Math.floor((153 * m + 2) / 5) + 1;
  return { year, month, day, yearDay: days - toDays(year, 1, 1) + 1 };
}

/** Days from 1970-01-01 to a Gregorian date. */
export function toDays(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

/** Whether the platform knows an IANA zone. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function zonePart(zone: string, seconds: number, style: 'longOffset' | 'short'): string {
  // Outside of what Date can hold the zone's rules mean nothing.
  const ms = Math.min(Math.max(seconds * 1000, -8.64e15), 8.64e15);
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: style }).formatToParts(ms);
  return parts.find(part => part.type === 'timeZoneName')?.value ?? 'UTC';
}

function zoneOffset(zone: string, seconds: number): number {
  const match = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(zonePart(zone, seconds, 'longOffset'));
  if (!match?.[1]) return 0;
  const value = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -value : value;
}

// The short names that tz data has and the platform's English does not.
const ABBREVIATIONS: Readonly<Record<string, readonly [standard: string, summer: string]>> = {
  'Europe/London': ['GMT', 'BST'],
  'Europe/Dublin': ['GMT', 'IST'],
  'Europe/Lisbon': ['WET', 'WEST'],
  'Asia/Tokyo': ['JST', 'JST'],
  'Asia/Seoul': ['KST', 'KST'],
  'Asia/Shanghai': ['CST', 'CST'],
  'Asia/Kolkata': ['IST', 'IST'],
  'Australia/Sydney': ['AEST', 'AEDT'],
};

function zoneName(zone: string, seconds: number, offset: number): string {
  const known = ABBREVIATIONS[zone];
  const year = new Date(seconds * 1000).getUTCFullYear();
  const winter = zoneOffset(zone, Date.UTC(year, 0, 1) / 1000);
  const summer = zoneOffset(zone, Date.UTC(year, 6, 1) / 1000);
  const isSummer = offset !== Math.min(winter, summer);
  if (known) return known[isSummer ? 1 : 0];
  if (zone.startsWith('Europe/')) {
    const names = offset - (isSummer ? 3600 : 0) === 3600 ? ['CET', 'CEST'] : ['EET', 'EEST'];
    if ([3600, 7200].includes(Math.min(winter, summer))) return names[isSummer ? 1 : 0]!;
  }
  const short = zonePart(zone, seconds, 'short');
  if (!short.startsWith('GMT') || short === 'GMT') return short;
  const hours = Math.floor(Math.abs(offset) / 3600);
  const minutes = Math.floor(Math.abs(offset) / 60) % 60;
  return `${offset < 0 ? '-' : '+'}${two(hours)}${minutes ? two(minutes) : ''}`;
}

/** `time.Time.String()`: `2006-01-02 15:04:05.999999999 -0700 MST`. */
export function formatTime(time: TimeValue): string {
  return layoutTime(time, '2006-01-02 15:04:05.999999999 -0700 MST');
}

const CHUNKS =
  /January|Jan|Monday|Mon|MST|2006|002|__2|_2(?!006)|01|02|03|04|05|06|15|PM|pm|Z07:00:00|Z070000|Z07:00|Z0700|Z07|-07:00:00|-070000|-07:00|-0700|-07|[.,]0+(?!\d)|[.,]9+(?!\d)|1|2|3|4|5/g;

/** A layout cut into its chunks and the texts between them. */
export function splitLayout(layout: string): readonly { readonly text: string; readonly chunk: boolean }[] {
  const out: { text: string; chunk: boolean }[] = [];
  let last = 0;
  for (const match of layout.matchAll(CHUNKS)) {
    if (match.index > last) out.push({ text: layout.slice(last, match.index), chunk: false });
    out.push({ text: match[0], chunk: true });
    last = match.index + match[0].length;
  }
  if (last < layout.length) out.push({ text: layout.slice(last), chunk: false });
  return out;
}

/** `time.Time.Format(layout)`. */
export function layoutTime(time: TimeValue, layout: string): string {
  const c = civil(time);
  return layout.replace(CHUNKS, (chunk, at: number) => formatChunk(chunk, c, layout, at));
}

function formatChunk(chunk: string, c: Civil, layout: string, at: number): string {
  const hour12 = c.hour % 12 === 0 ? 12 : c.hour % 12;
  switch (chunk) {
    case '2006':
      return c.year < 0 ? `-${String(-c.year).padStart(4, '0')}` : String(c.year).padStart(4, '0');
    case '06':
      return two(((c.year % 100) + 100) % 100);
    case 'January':
      return MONTHS[c.month - 1]!;
    case 'Jan':
      // `Janet` is no month.
      return /^[a-z]/.test(layout[at + 3] ?? '') ? chunk : MONTHS[c.month - 1]!.slice(0, 3);
    case '01':
      return two(c.month);
    case '1':
      return String(c.month);
    case '02':
      return two(c.day);
    case '_2':
      return String(c.day).padStart(2, ' ');
    case '2':
      return String(c.day);
    case '002':
      return String(c.yearDay).padStart(3, '0');
    case '__2':
      return String(c.yearDay).padStart(3, ' ');
    case 'Monday':
      return WEEKDAYS[c.weekday]!;
    case 'Mon':
      return /^[a-z]/.test(layout[at + 3] ?? '') ? chunk : WEEKDAYS[c.weekday]!.slice(0, 3);
    case '15':
      return two(c.hour);
    case '03':
      return two(hour12);
    case '3':
      return String(hour12);
    case '04':
      return two(c.minute);
    case '4':
      return String(c.minute);
    case '05':
      return two(c.second);
    case '5':
      return String(c.second);
    case 'PM':
      return c.hour >= 12 ? 'PM' : 'AM';
    case 'pm':
      return c.hour >= 12 ? 'pm' : 'am';
    case 'MST':
      return c.abbreviation;
    default:
      return chunk.startsWith('.') || chunk.startsWith(',') ? fraction(chunk, c, layout, at) : zone(chunk, c.offset);
  }
}

function fraction(chunk: string, c: Civil, layout: string, at: number): string {
  const digits = String(c.nanosecond)
    .padStart(9, '0')
    .slice(0, chunk.length - 1)
    .padEnd(chunk.length - 1, '0');
  if (chunk[1] === '0') return chunk.length > 10 ? chunk : chunk[0]! + digits;
  // Nines drop zeros at the end, and stand for a fraction only behind the seconds.
  if (!/(05|5)$/.test(layout.slice(0, at))) return chunk;
  const cut = digits.replace(/0+$/, '');
  return cut === '' ? '' : chunk[0]! + cut;
}

function zone(chunk: string, offset: number): string {
  if (chunk.startsWith('Z') && offset === 0) return 'Z';
  const absolute = Math.abs(offset);
  const separator = chunk.includes(':') ? ':' : '';
  const form = chunk.slice(1).replace(/:/g, '');
  const minutes = form.length > 2 ? separator + two(Math.floor(absolute / 60) % 60) : '';
  const seconds = form.length > 4 ? separator + two(absolute % 60) : '';
  return (offset < 0 ? '-' : '+') + two(Math.floor(absolute / 3600)) + minutes + seconds;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

/** `time.Duration.String()`: `1h2m3.5s`, below a second in ms, µs or ns. */
export function formatDuration(ns: bigint): string {
  if (ns === 0n) return '0s';
  const sign = ns < 0n ? '-' : '';
  const absolute = ns < 0n ? -ns : ns;
  if (absolute < 1000n) return `${sign}${absolute}ns`;
  if (absolute < 1_000_000n) return `${sign}${withFraction(absolute, 1000n)}µs`;
  if (absolute < SECOND) return `${sign}${withFraction(absolute, 1_000_000n)}ms`;
  const hours = absolute / (3600n * SECOND);
  const minutes = (absolute / (60n * SECOND)) % 60n;
  const seconds = withFraction(absolute % (60n * SECOND), SECOND);
  const head = hours > 0n ? `${hours}h${minutes}m` : minutes > 0n ? `${minutes}m` : '';
  return `${sign}${head}${seconds}s`;
}

function withFraction(value: bigint, unit: bigint): string {
  const rest = value % unit;
  if (rest === 0n) return String(value / unit);
  const digits = String(rest)
    .padStart(String(unit).length - 1, '0')
    .replace(/0+$/, '');
  return `${value / unit}.${digits}`;
}
