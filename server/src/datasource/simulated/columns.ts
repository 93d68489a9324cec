// The series of a family with their samples: gauges, counters, histograms, summaries and codes. Layer: datasource (pure).
import type { MetricFact } from '../../catalog/schema';
import type { Absence } from '../../model/scenario/scenario';
import type { Term } from '../../model/scenario/terms';
import { isIn } from '../../model/scenario/terms';
import type { Labels } from '../../series/labels';
import type { Series } from '../../series/series';
import { finish } from '../../text/slices';
import { type Counted, countedAt, countedOf, shareBelow, tableTimes } from './counts';
import { type Family, type Member, own } from './families';
import { isFault, kindOf, medianWith, stepOf, usualRate, usualWith } from './generic';
import { Moments } from './moments';
import { nativeSeries } from './native';
import { boundsOf, type Planned, quantiles, typeOf } from './planned';
import { faultKind, shareWith } from './shares';
import { type Clock, matchesOn } from './targets';

const usualSpread = 0.5;

/** Fills planned series with samples; keeps what was summed up. */
export class ColumnMaker {
  private readonly tablesOfCounts = new Map<string, Counted>();
  private readonly tablesOfBuckets = new Map<string, readonly Counted[]>();
  private readonly tables = new Map<number, Moments>();
  private last: Observed | undefined;
  private lastCounts:
    | { readonly member: Member; readonly moments: Moments; readonly columns: readonly Float64Array[] }
    | undefined;
  /** Numbers that were worked out since somebody set it back, for pauses. */
  spent = 0;

  constructor(
    private readonly clock: Clock,
    private readonly kinds: Readonly<Record<string, readonly Term[]>>,
  ) {}

  /** Does what of the work on a series takes long beforehand; others may have a turn in between. */
  *prepare(planned: Planned): Generator<void, void> {
    const { family, kind } = planned;
    if (!isObserved(family) || kind === 'created') return;
    if (typeOf(family) === 'histogram' && kind !== 'sum') yield* this.buckets(planned);
  }

  /** The samples of a series at the scrapes of its instance; undefined where it has none. */
  series(planned: Planned, moments: Moments): Series | undefined {
    const isNative = planned.kind === 'value' && typeOf(planned.family) === 'histogram';
    const values = isNative ? new Float64Array(moments.times.length) : this.values(planned, moments);
    this.spent += values.length;
    const { family, member } = planned;
    hide(values, moments, [...(family.job.part.absent ?? []), ...(family.part.absent ?? [])], family.fact.name, {
      ...member.device.instance.known,
      ...member.labels,
    });
    const up = moments.up();
    for (let i = 0; i < values.length; i++) if (up[i] === 0) values[i] = Number.NaN;
    const series = seriesOf(planned.labels, moments.times, values);
    if (!isNative || !series) return series;
    return nativeSeries(series, boundsOf(family), {
      times: moments.times,
      cumulative: this.cumulative(planned, moments),
      sums: this.count(planned, moments, 'sum'),
    });
  }

  private values(planned: Planned, moments: Moments): Float64Array {
    const { family, kind, quantile, state } = planned;
    const type = typeOf(family);
    if (kind === 'created') return moments.starts().map(start => start / 1000);
    if (type === 'counter') {
      return whole(this.count(planned, moments, 'rate'), !/^(?:seconds|joules)$/.test(family.fact.unit ?? ''));
    }
    if (kind === 'count' && type === 'summary') return whole(this.count(planned, moments, 'count'), true);
    if (kind === 'count') return this.cumulative(planned, moments).at(-1)!.slice();
    if (kind === 'bucket') return this.cumulative(planned, moments)[planned.bucket ?? 0]!.slice();
    if (kind === 'sum') return this.count(planned, moments, 'sum');
    if (type === 'summary') {
      const spread = family.part.spread ?? usualSpread;
      const z = quantiles.find(([one]) => one === quantile)?.[1] ?? 0;
      const factor = Math.exp(spread * z);
      const values = this.medians(planned, moments);
      for (let i = 0; i < values.length; i++) values[i] = values[i]! * factor;
      return values;
    }
    const values = this.gauge(planned, moments);
    if (state === undefined) return values;
    for (let i = 0; i < values.length; i++) if (values[i] !== state) values[i] = Number.NaN;
    return values;
  }

  private gauge({ family, member }: Planned, moments: Moments): Float64Array {
    const { fact, part } = family;
    const values = this.evaluate(family, member, part.value ?? part.rate, moments);
    const step = stepOf(fact);
    const { min, max } = fact.range ?? {};
    const least = min ?? (couldBeNegative(fact) ? Number.NEGATIVE_INFINITY : 0);
    for (let i = 0; i < values.length; i++) {
      let value = values[i]! * member.share;
      if (value < least) value = least;
      if (max !== undefined && value > max) value = max;
      values[i] = step === undefined ? value : step === 1 ? Math.round(value) : Math.round(value / step) * step;
    }
    return values;
  }

  /** What the metric's own terms give, or those of its kind with what the scenario does to that kind. */
  private evaluate(family: Family, member: Member, terms: readonly Term[] | undefined, moments: Moments): Float64Array {
    const all = terms ?? this.usual(family, member);
    const labels = { ...member.device.instance.known, ...member.labels };
    this.spent += moments.times.length;
    return moments.evaluate(all, member.device, member.seed, labels);
  }

  /** What a metric does of which the scenario says nothing: as its kind usually does, and as the scenario says of that kind. */
  private usual({ fact, hint, whole }: Family, member: Member): readonly Term[] {
    const { labels } = member;
    const kind = kindOf(fact);
    if (hint && whole) {
      const all = isObserved(whole.family) ? usualRate : this.usual(whole.family, member);
      return shareWith(all, whole.series, hint, own(this.kinds, faultKind(fact, this.kinds)) ?? []);
    }
    // Of requests that are told apart by how they end, those that fail are errors.
    const failing = fact.type === 'counter' && fact.labels.some(({ name }) => isFault(own(labels, name) ?? ''));
    return usualWith(fact, failing ? 'errors' : kind, hint, own(this.kinds, failing ? 'errors' : kind) ?? []);
  }

  private medians({ family, member }: Pick<Planned, 'family' | 'member'>, moments: Moments): Float64Array {
    const { part, fact, hint } = family;
    const faults = part.rate || part.value ? [] : (own(this.kinds, kindOf(fact)) ?? []);
    return this.evaluate(family, member, part.median ?? medianWith(fact, boundsOf(family), hint, faults), moments);
  }

  /** For each bound, +Inf last, the observations up to it: of whole ones, so that a bucket never grows by more than the next. */
  private cumulative(planned: Planned, moments: Moments): readonly Float64Array[] {
    const { member } = planned;
    if (this.lastCounts?.member === member && this.lastCounts.moments === moments) return this.lastCounts.columns;
    const columns: Float64Array[] = [];
    for (const counted of finish(this.buckets(planned))) {
      const column = whole(this.countsOf(planned, moments, counted), true);
      const below = columns.at(-1);
      if (below) for (let i = 0; i < column.length; i++) column[i] = column[i]! + below[i]!;
      columns.push(column);
    }
    this.lastCounts = { member, moments, columns };
    return columns;
  }

  /** What is counted above the bound before each bound of a histogram, +Inf last. */
  private *buckets(planned: Planned): Generator<void, readonly Counted[]> {
    const { family, member } = planned;
    const key = `${family.fact.name}\n${JSON.stringify(member.labels)}`;
    const known = this.tablesOfBuckets.get(key);
    if (known) return known;
    const { rates, medians } = this.observed(planned);
    yield;
    const spread = spreadOf(family);
    const below = new Float64Array(rates.length);
    const tables: Counted[] = [];
    for (const bound of [...boundsOf(family), Number.POSITIVE_INFINITY]) {
      const within = new Float64Array(rates.length);
      for (let i = 0; i < within.length; i++) {
        const share = bound === Number.POSITIVE_INFINITY ? 1 : shareBelow(bound, medians[i]!, spread);
        if (share <= below[i]!) continue;
        within[i] = rates[i]! * (share - below[i]!);
        below[i] = share;
      }
      tables.push(countedOf(within, this.clock));
      yield;
    }
    if (this.tablesOfBuckets.size >= mostBucketed) this.tablesOfBuckets.clear();
    this.tablesOfBuckets.set(key, tables);
    return tables;
  }

  private count(planned: Planned, moments: Moments, what: CountOf): Float64Array {
    const key = `${what}\n${planned.labels.key}`;
    let counted = this.tablesOfCounts.get(key);
    if (!counted) {
      counted = countedOf(this.rates(planned, what), this.clock);
      if (this.tablesOfCounts.size > mostCounted) this.tablesOfCounts.clear();
      this.tablesOfCounts.set(key, counted);
    }
    return this.countsOf(planned, moments, counted);
  }

  private countsOf({ family, member }: Planned, moments: Moments, counted: Counted): Float64Array {
    const starts = family.resets ? moments.starts() : moments.lifeStarts();
    const counts = countedAt(counted, moments.warped(), starts, this.clock);
    const { share } = member;
    if (share !== 1) for (let i = 0; i < counts.length; i++) counts[i] = counts[i]! * share;
    return counts;
  }

  /** Events a second at the times of a cycle. */
  private rates(planned: Planned, what: CountOf): Float64Array {
    const { family, member } = planned;
    const { part } = family;
    if (!isObserved(family)) return this.evaluate(family, member, part.rate ?? part.value, this.table(member));
    const { rates: kept, medians } = this.observed(planned);
    const rates = kept.slice();
    if (what !== 'sum') return rates;
    const spread = spreadOf(family);
    const mean = Math.exp((spread * spread) / 2);
    for (let i = 0; i < rates.length; i++) rates[i] = rates[i]! * Math.max(0, medians[i]!) * mean;
    return rates;
  }

  /** Observations a second of a histogram's member and their middle, at the times of a cycle; its series come one after the other. */
  private observed({ family, member }: Pick<Planned, 'family' | 'member'>): Observed {
    if (this.last?.member === member) return this.last;
    const table = this.table(member);
    const { part } = family;
    // One that the scenario does not mention counts as many as any other.
    const rates = this.evaluate(family, member, part.rate ?? part.value ?? usualRate, table);
    this.last = { member, rates, medians: this.medians({ family, member }, table) };
    return this.last;
  }

  private table({ device: { instance } }: Member): Moments {
    let table = this.tables.get(instance.seed);
    if (!table) {
      table = new Moments(instance, this.clock, tableTimes(this.clock));
      this.tables.set(instance.seed, table);
    }
    return table;
  }
}

type CountOf = 'rate' | 'count' | 'sum';

function spreadOf({ part }: Family): number {
  return Math.max(0.01, part.spread ?? usualSpread);
}

/** What all buckets of a member share. */
interface Observed {
  readonly member: Member;
  readonly rates: Float64Array;
  readonly medians: Float64Array;
}

function isObserved(family: Family): boolean {
  return typeOf(family) === 'histogram' || typeOf(family) === 'summary';
}

/** Tables of one cycle that are kept, of up to 35 KB each. */
const mostCounted = 1000;
/** The same of whole histograms, whose tables are some twenty. */
const mostBucketed = 50;

function whole(values: Float64Array, isWhole: boolean): Float64Array {
  if (!isWhole) return values;
  for (let i = 0; i < values.length; i++) values[i] = Math.floor(values[i]!);
  return values;
}

function couldBeNegative({ name, unit }: MetricFact): boolean {
  return /delta|change|offset|balance|diff|skew/.test(name) || unit === 'celsius';
}

/** Takes away the values of a series while it is absent. */
export function hide(
  values: Float64Array,
  { places, clock }: Moments,
  absences: readonly Absence[],
  name: string,
  labels: Readonly<Record<string, string>>,
): void {
  for (const absence of absences) {
    if (absence.except?.includes(name) || !matchesOn(absence.on, labels)) continue;
    for (let i = 0; i < values.length; i++) if (isIn(places[i]!, absence, clock.cycle)) values[i] = Number.NaN;
  }
}

/** A series of what was scraped: NaN where there was nothing, which Prometheus marks as stale. */
export function seriesOf(labels: Labels, times: Float64Array, values: Float64Array): Series | undefined {
  let missing = 0;
  let marks = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i]!)) continue;
    missing++;
    if (i > 0 && !Number.isNaN(values[i - 1]!)) marks++;
  }
  if (missing === 0) return values.length === 0 ? undefined : { labels, times, values };
  const length = values.length - missing + marks;
  if (length === 0) return undefined;
  const kept = { times: new Float64Array(length), values: new Float64Array(length), stale: new Uint8Array(length) };
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    const isMissing = Number.isNaN(values[i]!);
    if (isMissing && (i === 0 || Number.isNaN(values[i - 1]!))) continue;
    kept.times[at] = times[i]!;
    if (isMissing) kept.stale[at] = 1;
    else kept.values[at] = values[i]!;
    at++;
  }
  return { labels, ...kept };
}
