// Which points a graph asks for. Pure; no vscode here.
import type { TimeRange, WindowName } from './messages';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const lengths: Readonly<Record<WindowName, number>> = {
  '1h': hour,
  '6h': 6 * hour,
  '24h': day,
  '7d': 7 * day,
  '30d': 30 * day,
};

/** Steps that read well on an axis, milliseconds. */
const steps: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map(n => n * 1000),
  ...[1, 2, 3, 5, 10, 15, 20, 30].map(n => n * minute),
  ...[1, 2, 3, 6, 12].map(n => n * hour),
  day,
];

/** More points than a panel has pixels for would only cost the server. */
const targetPoints = 600;

/** From when to when a range is, milliseconds since the epoch. */
export function momentsOf(range: TimeRange, now: number): { readonly startMs: number; readonly endMs: number } {
  if (typeof range !== 'string') return { startMs: range.fromMs, endMs: range.toMs };
  return { startMs: now - lengths[range], endMs: now };
}

/** The finest step that reads well and needs at most `points` points for a window of `lengthMs`. */
export function stepMs(lengthMs: number, points: number = targetPoints): number {
  const least = lengthMs / points;
  return steps.find(step => step >= least) ?? Math.ceil(least / day) * day;
}

/** A length of time in words: `10 s`, `5 min`, `2 h`, `1 d`. */
export function lengthInWords(ms: number): string {
  if (ms % day === 0) return `${ms / day} d`;
  if (ms % hour === 0) return `${ms / hour} h`;
  if (ms % minute === 0) return `${ms / minute} min`;
  return `${ms / 1000} s`;
}

/** A length of time, two units at most: `2 h 10 min`. */
export function formatLength(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [days, hours, minutes] = [seconds / 86_400, (seconds / 3600) % 24, (seconds / 60) % 60].map(Math.floor) as [
    number,
    number,
    number,
  ];
  if (days > 0) return `${days} d${hours ? ` ${hours} h` : ''}`;
  if (hours > 0) return `${hours} h${minutes ? ` ${minutes} min` : ''}`;
  if (minutes > 0) return `${minutes} min${seconds % 60 ? ` ${seconds % 60} s` : ''}`;
  return `${seconds} s`;
}
