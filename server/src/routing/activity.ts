// Whether time intervals hold at a moment, in their time zones (timeinterval.TimeInterval.ContainsTime, Intervener.Mutes).
// Layer: routing (pure).
import { civil, isZone } from '../template/gotime';
import { areEmpty, isAtMinute, isOnDay, type Times } from './intervals';

/** Of a named interval: undefined where it could not be read. */
export type NamedIntervals = ReadonlyMap<string, readonly Times[] | undefined>;

/** A moment of a zone's calendar and clock. */
interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly last: number;
  readonly weekday: number;
  readonly minute: number;
}

/** The clock of time zones changes only at quarters of an hour. */
const quarter = 900_000;

/** The named time intervals of a configuration, asked at moments. */
export class Activity {
  private readonly offsets = new Map<string, number>();

  constructor(private readonly intervals: NamedIntervals) {}

  /** Whether a named interval holds at a moment (milliseconds since 1970); undefined where that cannot be said. */
  holds(name: string, at: number): boolean | undefined {
    const times = this.intervals.get(name);
    if (!times) return undefined;
    let answer: boolean | undefined = false;
    for (const one of times) {
      const held = this.contains(one, at);
      if (held) return true;
      if (held === undefined) answer = undefined;
    }
    return answer;
  }

  /** The first of some intervals that holds. */
  firstOf(names: readonly string[], at: number): string | undefined {
    return names.find(name => this.holds(name, at) === true);
  }

  private contains(times: Times, at: number): boolean | undefined {
    if (areEmpty(times)) return false;
    const moment = this.momentIn(times.location, at);
    if (!moment || (times.someYears && !times.years)) return undefined;
    if (times.years && !times.years.some(([from, to]) => moment.year >= from && moment.year <= to)) return false;
    return isOnDay(times, moment) && isAtMinute(times, moment.minute);
  }

  private momentIn(zone: string, at: number): Moment | undefined {
    const offset = this.offsetOf(zone, at);
    if (offset === undefined) return undefined;
    const local = new Date(at + offset);
    const [year, month] = [local.getUTCFullYear(), local.getUTCMonth()];
    return {
      year,
      month: month + 1,
      day: local.getUTCDate(),
      last: this.daysOf(zone, year, month),
      weekday: local.getUTCDay(),
      minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
    };
  }

  /**
   * How many days a month (from 0) has as Alertmanager counts them: whole ones between its two midnights, so that of the month
   * in which clocks go forward the last day is missing.
   */
  private daysOf(zone: string, year: number, month: number): number {
    const midnight = (of: number): number => {
      const local = Date.UTC(year, of, 1);
      const near = local - (this.offsetOf(zone, local) ?? 0);
      return local - (this.offsetOf(zone, near) ?? 0);
    };
    return Math.floor((midnight(month + 1) - midnight(month)) / 86_400_000);
  }

  /** Milliseconds east of UTC; undefined for a zone that is not known, or the one of the machine that Alertmanager runs on. */
  private offsetOf(zone: string, at: number): number | undefined {
    if (zone === '' || zone === 'UTC') return 0;
    const slot = Math.floor(at / quarter);
    const key = `${zone} ${slot}`;
    let known = this.offsets.get(key);
    if (known === undefined) {
      if (zone === 'Local' || !isZone(zone)) return undefined;
      known = civil({ kind: 'time', ns: BigInt(slot * quarter) * 1_000_000n, zone, pointer: false }).offset * 1000;
      if (this.offsets.size >= mostOffsets) this.offsets.clear();
      this.offsets.set(key, known);
    }
    return known;
  }
}

const mostOffsets = 20_000;
