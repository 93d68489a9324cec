// What value flow may assume about metrics: what the catalogue and the workspace's code say of them, else what the
// conventions of names leave no doubt about. Layer: analysis (joins catalog and promql).
import type { Catalog, MetricFact, MetricHit } from '../catalog/schema';
import { unitOfName } from '../catalog/unitOfName';
import type { VectorSelector } from '../promql/ast';
import { metricName } from '../promql/inspect';
import { type Unit, unitNamed } from '../promql/value/unit';
import type { MetricValues, SeriesValue } from '../promql/value/value';
import { createRecall, ownCopy } from '../text/ownCopy';

/** How many answers of a catalogue are remembered. */
const answersKept = 5000;

/** What the numbers of a selector's series are; answers are kept by metric name. */
export function metricValues(catalog: Catalog): MetricValues {
  const known = createRecall<SeriesValue | 'unknown'>(answersKept, answersKept * 100);
  return {
    valueOf(selector: VectorSelector) {
      const name = metricName(selector);
      if (name === undefined) return undefined;
      let value = known.get(name);
      if (value === undefined) {
        const own = ownCopy(name);
        const hit = catalog.find(own);
        value = (hit ? valueByFact(own, hit) : valueByName(own)) ?? 'unknown';
        known.set(own, value);
      }
      if (value === 'unknown') return undefined;
      return ofResource.test(name) ? valueOfResource(value, selector) : value;
    },
    observed(selector: VectorSelector) {
      const name = metricName(selector);
      if (name === undefined) return undefined;
      const hit = catalog.find(name);
      if (hit && hit.series !== 'bucket' && hit.metric.type !== 'histogram') return undefined;
      const word = hit ? hit.metric.unit : unitOfName(name.replace(/_bucket$/, ''));
      return word === undefined ? undefined : unitNamed(word);
    },
  };
}

/** What of Kubernetes' resources is asked for, allowed or there: its unit hangs on the resource. */
const ofResource =
  /^kube_(?:pod_(?:init_)?container_resource_(?:requests|limits)|node_status_(?:capacity|allocatable))$/;

/** Most cores and devices that one machine has. */
const mostCores = 4096;

function valueOfResource(value: SeriesValue, { matchers }: VectorSelector): SeriesValue {
  const resource = matchers.find(({ label, op }) => label.name === 'resource' && op === '=')?.value?.value;
  if (resource === 'memory') return { ...value, unit: { of: 'data', scale: 1, perSecond: false }, min: 0 };
  if (resource !== 'cpu') return value;
  return { ...value, unit: { ...things, things: 'cores' }, min: 0, physical: [0, mostCores] };
}

const seconds: Unit = { of: 'time', scale: 1, perSecond: false };
const things: Unit = { of: 'things', scale: 1, perSecond: false };

function valueByFact(name: string, { metric, series, exporter }: MetricHit): SeriesValue | undefined {
  const unit = metric.unit === undefined ? undefined : unitNamed(metric.unit);
  switch (series) {
    case 'created':
      return { metric: metric.name, kind: 'timestamp', series, unit: seconds };
    case 'bucket':
      return { metric: metric.name, kind: 'buckets', series, unit, buckets: metric.buckets };
    case 'sum':
      return { metric: metric.name, kind: 'counter', series, unit };
    case 'count':
      return { metric: metric.name, kind: 'counter', series, unit: things };
  }
  if (metric.type === 'counter') {
    const reach = metric.reach ?? wholeReach(metric);
    // Where nobody said that it is a counter, only what holds for gauges as well is taken from it.
    if (metric.typeInferred && !reach) return { metric: metric.name, kind: 'unknown', series, unit };
    return { metric: metric.name, kind: 'counter', series, unit: unit ?? things, physical: reach };
  }
  if (metric.type !== 'gauge')
    return metric.type === 'summary' ? { metric: metric.name, kind: 'gauge', series, unit } : undefined;
  if (metric.valueIs === 'timestamp') {
    return { metric: metric.name, kind: 'timestamp', series, unit: unit?.of === 'time' ? unit : seconds };
  }
  // Code and pages say no more than that it is a gauge.
  if (metric.valueIs === undefined && exporter === undefined && isPointInTime(metric)) {
    return { metric: metric.name, kind: 'timestamp', series, unit: unit?.of === 'time' ? unit : seconds };
  }
  if (metric.valueIs === 'code' || metric.valueIs === 'bitmask') return undefined;
  const { range, role } = metric;
  const physical = metric.reach ?? (unit && metric.unit !== undefined ? devicesReach(metric.unit, unit) : undefined);
  const isFlag = metric.stateIn !== undefined || metric.valueIs === 'flag';
  const isInfo = metric.valueIs === 'info';
  return {
    metric: name,
    kind: 'gauge',
    series,
    unit,
    ...(isFlag || isInfo
      ? { min: isInfo ? 1 : 0, max: 1 }
      : { min: range?.min ?? (unit && neverNegative(unit) ? 0 : undefined), max: range?.max }),
    ...(physical ? { physical } : {}),
    ...(role ? { role } : {}),
  };
}

/** Names of Unix times: a last word for the unit may follow. */
const namedTimestamp =
  /(?:_(?:timestamp|unixtime|unix_time)(?:_(?:seconds|ms|millis|milliseconds))?|_not_after|^probe_ssl_earliest_cert_expiry|_start_time_seconds|^kube_[a-z_]+_created)$/;

/** How a help says that a number is a point in time. */
const helpOfTime =
  /^(?:the )?(?:(?:date|time|moment) (?:at which|when)|(?:unix|epoch) (?:time|seconds)|(?:unix |epoch )?timestamp (?:of|at|when|in))\b|\b(?:as|in|a) (?:unix|epoch) (?:time|seconds)|\bsince (?:the )?(?:unix )?(?:epoch|1970)\b/i;
/** "When it was last synced"; with a number in it, what the values mean. */
function tellsWhen(help: string): boolean {
  return /^when\b/i.test(help) && !/[\d=]/.test(help) && eventWords.test(help);
}

const eventWords = /\b(?:was|were|last|started|ended|finished|ran|happened|succeeded)\b/i;

/** Whether its name or its help leaves no doubt that it holds a Unix time. */
function isPointInTime({ name, help, unit }: MetricFact): boolean {
  if (namedTimestamp.test(name)) return true;
  const measured = unit === undefined ? undefined : unitNamed(unit);
  return (measured === undefined || measured.of === 'time') && (helpOfTime.test(help) || tellsWhen(help));
}

/** Time in modes that make up a second each second: the rate of one mode is a share of it. */
function wholeReach({ wholeOver, unit }: MetricFact): readonly [number, number] | undefined {
  return wholeOver !== undefined && unit === 'seconds' ? [0, 1] : undefined;
}

/** Numbers of things: a temperature, a change or a time to come may be below 0. */
function neverNegative({ of, things }: Unit): boolean {
  return of === 'things' && things !== 'dollars';
}

/** What one device reaches, in base units: watts, degrees Celsius, cycles per second, volts. */
const reached: readonly (readonly [of: Unit['of'], perSecond: boolean, min: number, max: number])[] = [
  ['energy', true, 0, 3e4],
  ['temperature', false, -100, 150],
  ['things', true, 0, 1e12],
  ['voltage', false, -1e5, 1e5],
];

function devicesReach(word: string, unit: Unit): readonly [number, number] | undefined {
  // Memory that is counted in MiB is that of a device, bytes may be those of an archive: 100 TiB.
  if (word === 'MiB') return [0, 1e8];
  if (unit.of === 'things' && unit.things !== 'cycles') return undefined;
  const found = reached.find(([of, perSecond]) => of === unit.of && perSecond === unit.perSecond);
  return found && [found[2] / unit.scale, found[3] / unit.scale];
}

/** Words before `_total` of which each is one event: a gauge is hardly ever named so. */
const events =
  /(?:errors?|failures?|failed|requests?|retries|restarts|timeouts?|exceptions?|dropped|rejected|evictions?|preemptions?|cancell?ed|aborts?|aborted|crashes|resets?|hits?|miss(?:es)?|rate_limit(?:s|ed)?|query|queries|calls?|messages|events|tokens|seconds|bytes|packets|oom|ooms|kills|violations|completed|success|successes|succeeded|processed|received|sent|attempts?|invocations?|predictions?|inferences?|mismatch(?:es)?|corruptions|inconsistencies|breaches|anomalies|rollbacks|fallbacks|denials|blocked|missing|triggers|interruptions|iterations|steps|swaps|executions|detections|transitions|reloads|deployments|retrains|conversions|rejections|refusals|injections|escalations|handoffs|operations|detected|lookups?|evaluations|generations|completions|failovers|inserts|deletes|uploads|downloads|(?:cost|spend)_(?:usd|eur|dollars))_total$/;

function valueByName(name: string): SeriesValue | undefined {
  const word = unitOfName(name);
  const unit = word === undefined ? undefined : unitNamed(word);
  if (events.test(name)) {
    return { metric: name, kind: 'counter', series: 'value', unit: unit ?? things, byName: true };
  }
  // Some gauges are named so; whoever takes a rate of it says that it counts.
  if (name.endsWith('_total')) {
    return { metric: name, kind: 'unknown', series: 'value', unit: unit ?? things, byName: true };
  }
  if (/_(?:errors|failures|exceptions|timeouts)$/.test(name)) {
    return { metric: name, kind: 'unknown', series: 'value', unit: things, byName: true };
  }
  if (namedTimestamp.test(name)) {
    const scale = unit?.of === 'time' ? unit : seconds;
    return { metric: name, kind: 'timestamp', series: 'value', unit: scale, byName: true };
  }
  // The client libraries write it beside counters and histograms; an object may have been created as well.
  if (/_(?:total|seconds|bytes|requests|errors|tokens|predictions|failures|events)_created$/.test(name)) {
    return { metric: name, kind: 'timestamp', series: 'created', unit: seconds, byName: true };
  }
  const suffix = /_(bucket|sum|count)$/.exec(name)?.[1];
  const family = suffix === undefined ? undefined : name.slice(0, -suffix.length - 1);
  if (family !== undefined && suffix !== undefined) {
    const ofFamily = unitOfName(family);
    const measured = ofFamily === undefined ? undefined : unitNamed(ofFamily);
    if (suffix === 'bucket') {
      return { metric: family, kind: 'buckets', series: 'bucket', unit: measured, byName: true };
    }
    // `x_count` and `x_sum` may be gauges of anything; the unit in the name makes them a histogram's.
    // A "requests_count" is how many there are, of whatever kind.
    if (!measured || (suffix === 'count' && measured.of === 'things')) return undefined;
    return suffix === 'sum'
      ? { metric: family, kind: 'counter', series: 'sum', unit: measured, byName: true }
      : { metric: family, kind: 'counter', series: 'count', unit: things, byName: true };
  }
  return unit ? { metric: name, kind: 'gauge', series: 'value', unit, byName: true } : undefined;
}
