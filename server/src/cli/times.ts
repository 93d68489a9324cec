// Times and lengths on the command line. Layer: cli.
import { milliseconds } from '../config/lengths';
import { UsageError } from './args';

/** What a time may look like, for messages. */
const timeForms = 'a time such as 2026-03-02T14:00:00Z, 1772460000, now or now-6h';

/** Milliseconds since the epoch of RFC 3339, seconds since 1970, `now`, or `now-6h`; `now` is the present. */
export function readTime(option: string, text: string, now: number): number {
  const relative = /^now(?:([-+])(.+))?$/.exec(text);
  if (relative) {
    const [, sign, length] = relative;
    if (length === undefined) return now;
    return sign === '-' ? now - readLength(option, length) : now + readLength(option, length);
  }
  if (/^\d{1,11}(?:\.\d{1,9})?$/.test(text)) return Math.round(Number(text) * 1000);
  const full = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/i.test(text);
  const time = full ? Date.parse(text.toUpperCase()) : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError(`${option} needs ${timeForms}, not ${JSON.stringify(text)}`);
  return time;
}

/** Milliseconds of a duration such as `30s` or `1h30m`; more than none. */
export function readLength(option: string, text: string): number {
  const length = milliseconds(text);
  if (length === undefined) {
    throw new UsageError(`${option} needs a duration such as 30s or 1h30m, not ${JSON.stringify(text)}`);
  }
  return length;
}
