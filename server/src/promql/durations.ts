// Durations (`1h30m`) and numbers of PromQL as text: reading them with Go's limits, writing them as Prometheus prints them.
// Layer: promql (pure text).

import { excerpt } from './characters';

/** Seconds, or what is wrong with the text. */
export type DurationResult = { readonly seconds: number } | { readonly error: string };

const units: ReadonlyMap<string, { readonly rank: number; readonly ms: number }> = new Map([
  ['y', { rank: 1, ms: 365 * 24 * 3600_000 }],
  ['w', { rank: 2, ms: 7 * 24 * 3600_000 }],
  ['d', { rank: 3, ms: 24 * 3600_000 }],
  ['h', { rank: 4, ms: 3600_000 }],
  ['m', { rank: 5, ms: 60_000 }],
  ['s', { rank: 6, ms: 1000 }],
  ['ms', { rank: 7, ms: 1 }],
]);

/** Nanoseconds have to fit in 63 bits: about 292 years. */
const largestMs = 9223372036854;

/** Reads a duration as Prometheus does: units from years to milliseconds, each once, from large to small, no sign, no fraction. */
export function parseDuration(text: string): DurationResult {
  if (text === '0') return { seconds: 0 };
  return parseSingle(text) ?? parseUnits(text);
}

/** One number of at most four digits with one unit, as most durations are. */
function parseSingle(text: string): DurationResult | undefined {
  const last = text.length - 1;
  if (last < 1 || last > 4) return undefined;
  let count = 0;
  for (let i = 0; i < last; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    count = count * 10 + digit;
  }
  const unit = text.charCodeAt(last);
  // s, m, h, d; longer ones may be out of range.
  const size = unit === 115 ? 1 : unit === 109 ? 60 : unit === 104 ? 3600 : unit === 100 ? 86_400 : 0;
  return size > 0 ? { seconds: count * size } : undefined;
}

function parseUnits(text: string): DurationResult {
  const wrong: DurationResult = {
    error: `${excerpt(text)} is no duration; write whole numbers with the units y, w, d, h, m, s, ms in this order.`,
  };
  const piece = /(\d+)(\D+)/y;
  let ms = 0;
  let rank = 0;
  while (piece.lastIndex < text.length) {
    const found = piece.exec(text);
    if (!found) return wrong;
    const unit = units.get(found[2]!);
    if (!unit)
      return { error: `${excerpt(found[2]!)} is no unit of a duration; the units are y, w, d, h, m, s and ms.` };
    if (unit.rank <= rank) return wrong;
    rank = unit.rank;
    ms += Number(found[1]) * unit.ms;
    if (ms > largestMs) return { error: `${excerpt(text)} is out of range; a duration ends at about 292 years.` };
  }
  if (rank === 0) return wrong;
  return { seconds: Math.floor(ms / 1000) + (ms % 1000) / 1000 };
}

/** The seconds of a duration; undefined where there is none, or where what stands there is no duration. */
export function secondsOf(text: string | undefined): number | undefined {
  const read = text === undefined ? undefined : parseDuration(text);
  return read && 'seconds' in read ? read.seconds : undefined;
}

/** Whether a number of seconds has a place in a duration of Go. */
export function durationInRange(seconds: number): boolean {
  return !(seconds > 2 ** 63 / 1e9) && !(seconds < -(2 ** 63) / 1e9);
}

/** Writes seconds as Prometheus prints a duration: `1h30m`, `1w`, `90d`, `0s`; what is below a millisecond is cut. */
export function formatDuration(seconds: number): string {
  let ms = Math.trunc(roundAway(seconds * 1e9) / 1e6);
  if (ms === 0) return '0s';
  let text = ms < 0 ? '-' : '';
  ms = Math.abs(ms);
  for (const [name, unit] of units) {
    // Years and weeks only where nothing is left over: 90d reads better than 12w6d.
    if (unit.rank <= 2 && ms % unit.ms !== 0) continue;
    const count = Math.floor(ms / unit.ms);
    if (count > 0) text += `${count}${name}`;
    ms -= count * unit.ms;
  }
  return text;
}

/** Rounds half away from zero, as Go's math.Round does. */
export function roundAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

/** Value of a number token: decimal, exponent, hex, octal by a leading zero, underscores; undefined where it is none or too large. */
export function parseNumber(text: string): number | undefined {
  if (/^(?:0|[1-9]\d{0,9})(?:\.\d{1,10})?$/.test(text)) return Number(text);
  if (/^inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  const plain = text.replace(/_/g, '');
  if (/^0x_?[\da-f]+(?:_[\da-f]+)*$/i.test(text)) {
    const value = BigInt(plain);
    return value < 2n ** 63n ? Number(value) : undefined;
  }
  if (/^0(?:_?[0-7])+$/.test(text)) {
    const value = BigInt(`0o${plain}`);
    // What is too large for an octal integer is read as a decimal float upstream.
    if (value < 2n ** 63n) return Number(value);
  }
  if (!/^(?:\d+(?:_\d+)*)?(?:\.(?:\d+(?:_\d+)*)?)?(?:[eE][+-]?\d+(?:_\d+)*)?$/.test(text) || !/^\.?\d/.test(plain)) {
    return undefined;
  }
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** Writes a number in plain decimals with as few digits as round-trip (Go's 'f' format). */
export function formatNumber(value: number): string {
  const special = formatSpecial(value);
  if (special !== undefined) return special;
  const text = String(value);
  return text.includes('e') ? expand(text) : text;
}

/** Writes a number as Go's `%v` does: with an exponent from 1e+06 on and below 1e-04. */
export function formatGeneral(value: number): string {
  const special = formatSpecial(value);
  if (special !== undefined) return special;
  const [digits, exponentText] = value.toExponential().split('e') as [string, string];
  const exponent = Number(exponentText);
  if (value === 0 || (exponent >= -4 && exponent < 6)) return formatNumber(value);
  const sign = exponent < 0 ? '-' : '+';
  return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function formatSpecial(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return Object.is(value, -0) ? '-0' : undefined;
}

function expand(text: string): string {
  const found = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)!;
  const digits = found[2]! + (found[3] ?? '');
  const point = 1 + Number(found[4]);
  if (point <= 0) return `${found[1]}0.${'0'.repeat(-point)}${digits}`;
  return found[1] + digits.padEnd(point, '0');
}
