// The humanize functions of Prometheus' templates.
// Layer: template.
import { formatFloat } from '../go/floats';
import { parseGoFloat } from './literals';
import type { TimeValue, Value } from './values';
import { typeName } from './values';

/** The number that a value stands for, or the reason why it stands for none. */
export function toNumber(value: Value): number | { readonly error: string } {
  switch (value.kind) {
    case 'float':
      return value.v;
    case 'int':
      if (['int', 'uint', 'int64', 'uint64'].includes(value.type)) return Number(value.v);
      break;
    case 'duration':
      if (!value.pointer) return Number(value.ns) / 1e9;
      break;
    case 'string': {
      if (value.type !== 'string') break;
      return parseFloatText(value.v);
    }
    default:
      break;
  }
  return { error: `can't convert ${typeName(value)} to float` };
}

function parseFloatText(text: string): number | { readonly error: string } {
  const parsed = parseGoFloat(text);
  if (parsed !== undefined) return parsed;
  const overflow = /^[+-]?(\d+\.?\d*|\.\d+)(e\+?\d+)?$/i.test(text);
  return {
    error: `strconv.ParseFloat: parsing ${JSON.stringify(text)}: ${overflow ? 'value out of range' : 'invalid syntax'}`,
  };
}

const LARGE: readonly string[] = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
const SMALL: readonly string[] = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y'];
const BINARY: readonly string[] = ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];

const four = (v: number): string => formatFloat(v, 'g', 4);

export function humanize(v: number): string {
  if (v === 0 || !Number.isFinite(v)) return four(v);
  return Math.abs(v) >= 1 ? divided(v, 1000, LARGE) : multiplied(v, '');
}

export function humanize1024(v: number): string {
  return Math.abs(v) <= 1 || !Number.isFinite(v) ? four(v) : divided(v, 1024, BINARY);
}

/** Rounding comes last, as in the target: 999.95 is `1000`, not `1k`. */
function divided(v: number, by: number, prefixes: readonly string[]): string {
  let value = v;
  let prefix = '';
  for (const next of prefixes) {
    if (Math.abs(value) < by) break;
    prefix = next;
    value /= by;
  }
  return four(value) + prefix;
}

function multiplied(v: number, unit: string): string {
  let value = v;
  let prefix = '';
  for (const next of SMALL) {
    if (Math.abs(value) >= 1) break;
    prefix = next;
    value *= 1000;
  }
  return four(value) + prefix + unit;
}

export function humanizePercentage(v: number): string {
  return `${four(v * 100)}%`;
}

export function humanizeDuration(v: number): string {
  if (!Number.isFinite(v)) return four(v);
  if (v === 0) return `${four(v)}s`;
  if (Math.abs(v) < 1) return multiplied(v, 's');
  const sign = v < 0 ? '-' : '';
  const whole = toInt64(Math.abs(v));
  const seconds = whole % 60n;
  const minutes = (whole / 60n) % 60n;
  const hours = (whole / 3600n) % 24n;
  const days = whole / 86400n;
  if (days !== 0n) return `${sign}${days}d ${hours}h ${minutes}m ${seconds}s`;
  if (hours !== 0n) return `${sign}${hours}h ${minutes}m ${seconds}s`;
  if (minutes !== 0n) return `${sign}${minutes}m ${seconds}s`;
  return `${sign}${four(Math.abs(v))}s`;
}

/** A conversion to int64 as amd64 does it: what does not fit becomes the least integer. */
export function toInt64(v: number): bigint {
  if (!Number.isFinite(v) || v >= 2 ** 63 || v < -(2 ** 63)) return -(2n ** 63n);
  return BigInt(Math.trunc(v));
}

/** A time in UTC from Unix seconds, cut to milliseconds; a text says why that is impossible. */
export function timeOf(
  v: number,
  pointer: boolean,
): TimeValue | { readonly error: string; readonly notFinite: boolean } {
  if (!Number.isFinite(v)) return { error: 'value is NaN or Inf', notFinite: true };
  const ns = v * 1e9;
  if (ns > 2 ** 63 || ns < -(2 ** 63)) {
    const error = `${formatFloat(v, 'g', -1)} cannot be represented as a nanoseconds timestamp since it overflows int64`;
    return { error, notFinite: false };
  }
  return { kind: 'time', ns: (toInt64(ns) / 1_000_000n) * 1_000_000n, zone: 'UTC', pointer };
}
