// Go's time.Parse for the layouts that templates use.
// Layer: template.
import { MONTHS, splitLayout, toDays, WEEKDAYS } from './gotime';
import type { TimeValue } from './values';

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  afternoon?: boolean;
  offset: number;
}

/** A time read by a layout, in UTC; `error` is Go's message. */
export function parseTime(layout: string, source: string): TimeValue | { readonly error: string } {
  const parts: Parts = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanosecond: 0, offset: 0 };
  let rest = source;
  const failed = (element: string, why = '') => ({
    error: `parsing time ${JSON.stringify(source)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(element)}${why}`,
  });
  for (const { text, chunk } of splitLayout(layout)) {
    if (!chunk) {
      if (!rest.startsWith(text)) return failed(text);
      rest = rest.slice(text.length);
      continue;
    }
    const taken = take(text, rest, parts);
    if (taken === undefined) return failed(text);
    rest = rest.slice(taken);
    // A fraction may follow the seconds, also where the layout has none.
    if ((text === '05' || text === '5') && /^[.,]\d+/.test(rest)) {
      const fraction = /^[.,](\d+)/.exec(rest)![1]!;
      parts.nanosecond = Number(fraction.slice(0, 9).padEnd(9, '0'));
      rest = rest.slice(fraction.length + 1);
    }
  }
  if (rest !== '') {
    return { error: `parsing time ${JSON.stringify(source)}: extra text: ${JSON.stringify(rest)}` };
  }
  if (parts.afternoon !== undefined) parts.hour = (parts.hour % 12) + (parts.afternoon ? 12 : 0);
  const range = outOfRange(parts);
  if (range) return { error: `parsing time ${JSON.stringify(source)}: ${range} out of range` };
  const seconds =
    toDays(parts.year, parts.month, parts.day) * 86400 +
    parts.hour * 3600 +
    parts.minute * 60 +
    parts.second -
    parts.offset;
  return { kind: 'time', ns: BigInt(seconds) * 1_000_000_000n + BigInt(parts.nanosecond), zone: 'UTC', pointer: false };
}

function outOfRange(p: Parts): string | undefined {
  if (p.month < 1 || p.month > 12) return 'month';
  const next = p.month === 12 ? toDays(p.year + 1, 1, 1) : toDays(p.year, p.month + 1, 1);
  if (p.day < 1 || p.day > next - toDays(p.year, p.month, 1)) return 'day';
  if (p.hour > 23) return 'hour';
  if (p.minute > 59) return 'minute';
  return p.second > 59 ? 'second' : undefined;
}

/** Reads one chunk of a layout; how much it took, or undefined. */
function take(chunk: string, source: string, parts: Parts): number | undefined {
  const digits = (pattern: RegExp, set: (n: number) => void): number | undefined => {
    const match = pattern.exec(source);
    if (!match) return undefined;
    set(Number(match[1]));
    return match[0].length;
  };
  const name = (names: readonly string[], length: number | undefined, set: (i: number) => void): number | undefined => {
    const short = names.map(n => n.slice(0, length).toLowerCase());
    const index = short.findIndex(n => source.toLowerCase().startsWith(n));
    if (index < 0) return undefined;
    set(index);
    return short[index]!.length;
  };
  switch (chunk) {
    case '2006':
      return digits(/^(\d{4})/, n => {
        parts.year = n;
      });
    case '06':
      return digits(/^(\d\d)/, n => {
        parts.year = n >= 69 ? 1900 + n : 2000 + n;
      });
    case '01':
    case '1':
      return digits(chunk === '01' ? /^(\d\d)/ : /^(\d\d?)/, n => {
        parts.month = n;
      });
    case 'January':
    case 'Jan':
      return name(MONTHS, chunk === 'Jan' ? 3 : undefined, i => {
        parts.month = i + 1;
      });
    case 'Monday':
    case 'Mon':
      return name(WEEKDAYS, chunk === 'Mon' ? 3 : undefined, () => undefined);
    case '02':
    case '2':
    case '_2':
      return digits(chunk === '02' ? /^(\d\d)/ : /^ ?(\d\d?)/, n => {
        parts.day = n;
      });
    case '15':
      return digits(/^(\d\d)/, n => {
        parts.hour = n;
      });
    case '03':
    case '3':
      return digits(chunk === '03' ? /^(\d\d)/ : /^(\d\d?)/, n => {
        parts.hour = n;
      });
    case '04':
    case '4':
      return digits(chunk === '04' ? /^(\d\d)/ : /^(\d\d?)/, n => {
        parts.minute = n;
      });
    case '05':
    case '5':
      return digits(chunk === '05' ? /^(\d\d)/ : /^(\d\d?)/, n => {
        parts.second = n;
      });
    case 'PM':
    case 'pm': {
      const match = (chunk === 'PM' ? /^(AM|PM)/ : /^(am|pm)/).exec(source);
      if (match) parts.afternoon = match[1]!.toLowerCase() === 'pm';
      return match?.[0].length;
    }
    case 'MST':
      return /^(UTC|[A-Z]{3,4})/.exec(source)?.[0].length;
    default:
      return takeRest(chunk, source, parts);
  }
}

function takeRest(chunk: string, source: string, parts: Parts): number | undefined {
  if (/^[.,]/.test(chunk)) {
    const match = /^[.,](\d+)/.exec(source);
    if (!match) return chunk[1] === '9' ? 0 : undefined;
    if (chunk[1] === '0' && match[1]!.length !== chunk.length - 1) return undefined;
    parts.nanosecond = Number(match[1]!.slice(0, 9).padEnd(9, '0'));
    return match[0].length;
  }
  if (chunk.startsWith('Z') && source.startsWith('Z')) return 1;
  const match = /^([+-])(\d\d):?(\d\d)?/.exec(source);
  if (!match) return undefined;
  parts.offset = (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60);
  return match[0].length;
}
