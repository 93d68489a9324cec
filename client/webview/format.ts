// Numbers and times as a person reads them, and texts from servers made harmless to the eye. Pure; no DOM here.
import { visible as escaped } from '../../server/src/text/printable';
import type { WireValue } from '../src/preview/messages';

/** How a unit of the catalogue is written behind a number; what is not listed is written as it is called. */
const symbols: Readonly<Record<string, string>> = {
  percent: '%',
  celsius: '°C',
  watts: 'W',
  milliwatts: 'mW',
  kilowatts: 'kW',
  joules: 'J',
  millijoules: 'mJ',
  volts: 'V',
  amperes: 'A',
  hertz: 'Hz',
  MHz: 'MHz',
  KiB: 'KiB',
  MiB: 'MiB',
  GiB: 'GiB',
  milliseconds: 'ms',
  microseconds: 'µs',
  nanoseconds: 'ns',
};

/** Units that say nothing beside a number. */
const silent = new Set(['ratio', 'code', 'bitmask', 'flag', 'count', 'info', 'none', '1', '']);

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A sample value with its unit, four significant digits: `2.413 s`, `83 °C`, `1.5 GiB`, `+Inf`. */
export function formatValue(value: WireValue, unit?: string): string {
  if (typeof value !== 'number') return value;
  const perSecond = unit?.match(/^(.+)(?:\/s|_per_second|\/second)$/);
  if (perSecond) return `${formatValue(value, perSecond[1])}/s`;
  switch (unit) {
    case undefined:
      return formatNumber(value);
    case 'seconds':
      return formatSeconds(value);
    case 'bytes':
      return formatBytes(value);
    case 'timestamp':
      return formatTimestamp(value);
    default: {
      if (silent.has(unit)) return formatNumber(value);
      return `${formatNumber(value)}${unit === 'percent' ? ' %' : ` ${symbols[unit] ?? unit}`}`;
    }
  }
}

/** A number with at most four significant digits; whole numbers below a million stay whole. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (Number.isInteger(value) && size < 1e6) return String(value);
  for (const [limit, letter] of [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
  ] as const) {
    if (size >= 1e15)
      return value
        .toExponential(3)
        .replace(/\.?0+e/, 'e')
        .replace('e+', 'e');
    if (size >= limit) return `${significant(value / limit)} ${letter}`;
  }
  if (size < 1e-4) return value.toExponential(3).replace(/\.?0+e/, 'e');
  return size >= 1e4 ? String(Math.round(value)) : significant(value);
}

function significant(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** A point in time in UTC; the number where it is none that a calendar has. */
function formatTimestamp(value: number): string {
  const date = new Date(value * 1000);
  return Number.isNaN(date.getTime())
    ? formatNumber(value)
    : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function formatSeconds(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0) return `${formatNumber(value)} s`;
  if (size < 1e-3) return `${significant(value * 1e6)} µs`;
  if (size < 1) return `${significant(value * 1e3)} ms`;
  if (size < 120) return `${significant(value)} s`;
  const sign = value < 0 ? '-' : '';
  const whole = Math.round(size);
  const [days, hours, minutes, seconds] = [whole / 86_400, (whole / 3600) % 24, (whole / 60) % 60, whole % 60].map(
    Math.floor,
  ) as [number, number, number, number];
  if (days >= 10_000) return `${formatNumber(value)} s`;
  if (days > 0) return `${sign}${days} d${hours ? ` ${hours} h` : ''}`;
  if (hours > 0) return `${sign}${hours} h${minutes ? ` ${minutes} min` : ''}`;
  return `${sign}${minutes} min${seconds ? ` ${seconds} s` : ''}`;
}

function formatBytes(value: number): string {
  let scaled = value;
  let power = 0;
  while (Math.abs(scaled) >= 1024 && power < binary.length - 1) {
    scaled /= 1024;
    power++;
  }
  return `${formatNumber(scaled)} ${binary[power]}`;
}

/** How long a query took. */
export function formatTook(ms: number): string {
  return ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/**
 * A text from elsewhere, fit to be shown: what cannot be seen or turns the writing direction appears as escapes, writing from
 * right to left stays between its quotes, and a very long text is cut with a remark.
 */
export function visible(text: string, limit = 300): string {
  const cut = text.length > limit ? text.slice(0, limit) : text;
  const shown = isolated(escaped(cut));
  return cut.length < text.length ? `${shown}… (${text.length} characters)` : shown;
}

/** Letters written from right to left: Hebrew, Arabic and their kin, the younger ones by their first surrogates. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\ud802\ud803\ud83a\ud83b]/;

/** Such letters would carry the quotes, commas and names around them along, so that another series seems to be meant. */
function isolated(text: string): string {
  if (!rightToLeft.test(text)) return text;
  const isolate = (part: string): string => (rightToLeft.test(part) ? `\u2068${part}\u2069` : part);
  return isolate(
    text
      .split('"')
      .map((part, i) => (i % 2 === 1 ? isolate(part) : part))
      .join('"'),
  );
}
