// What has been counted up to a time when a rate is given: the rate is summed up over one cycle, which repeats for ever, so any
// time costs one look into a table. Layer: datasource (pure).
import type { Clock } from './targets';

/** Events counted since the beginning of a cycle, at even steps. */
export interface Counted {
  readonly step: number;
  readonly sums: Float64Array;
}

/** At most so many steps of a cycle, and none shorter than the shortest event. */
const mostSteps = 4320;
const shortestStep = 60_000;

/** The times of one cycle at which a rate is looked at. */
export function tableTimes({ cycle, origin }: Clock): Float64Array {
  const steps = Math.max(1, Math.min(mostSteps, Math.floor(cycle / shortestStep)));
  const times = new Float64Array(steps + 1);
  for (let i = 0; i <= steps; i++) times[i] = origin + (i * cycle) / steps;
  return times;
}

/** Sums up a rate per second, given at the times of a cycle; rates below zero count as none. */
export function countedOf(rates: Float64Array, { cycle }: Clock): Counted {
  const step = cycle / (rates.length - 1);
  const sums = new Float64Array(rates.length);
  for (let i = 1; i < rates.length; i++) {
    sums[i] = sums[i - 1]! + ((Math.max(0, rates[i - 1]!) + Math.max(0, rates[i]!)) / 2) * (step / 1000);
  }
  return { step, sums };
}

/** What was counted up to each of `times` since `starts`. */
export function countedAt(
  { step, sums }: Counted,
  times: Float64Array,
  starts: Float64Array,
  { origin, cycle }: Clock,
): Float64Array {
  const last = sums.length - 1;
  const upTo = (time: number): number => {
    const turns = Math.floor((time - origin) / cycle);
    const place = (time - origin - turns * cycle) / step;
    const at = Math.min(last - 1, Math.floor(place));
    const before = sums[at]!;
    return turns * sums[last]! + before + (sums[at + 1]! - before) * (place - at);
  };
  const counts = new Float64Array(times.length);
  let start = Number.NaN;
  let before = 0;
  for (let i = 0; i < times.length; i++) {
    if (starts[i] !== start) {
      start = starts[i]!;
      before = upTo(start);
    }
    counts[i] = Math.max(0, upTo(times[i]!) - before);
  }
  return counts;
}

/** Share of a log-normal distribution that lies at or below a bound. */
export function shareBelow(bound: number, median: number, spread: number): number {
  if (!(median > 0)) return 1;
  if (bound <= 0) return 0;
  return normal(Math.log(bound / median) / spread);
}

/** Distribution of the standard normal, to 7 digits (Zelen and Severo). */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    0.3989422804014327 *
    Math.exp((-x * x) / 2) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}
