// Which defined metric an unknown name probably means: by the words of the name and the type that the name asks for.
// Layer: catalog.
import type { MetricFact, MetricHit } from './schema';

/** A metric near an asked name, and the series of it that fits in the asked one's place. */
export interface NearMetric<M extends MetricFact = MetricFact> {
  readonly metric: M;
  /** What to write instead, e.g. `prediction_latency_seconds_bucket` for a mistaken `inference_latency_seconds_bucket`. */
  readonly series: string;
  readonly kind: MetricHit['series'];
  /** Shared words over the words of the longer name, 0.5 to 1. */
  readonly share: number;
}

/**
 * The candidates near `name`, nearest first. Near means: at least half of the words (separated by underscores or
 * colons) of the longer name are in both, and the type fits: `_bucket` asks for a histogram, `_sum` and `_count` for a histogram or
 * summary, `_total` for a counter, any other name for anything but a histogram. Type suffixes count as no word.
 */
export function near<M extends MetricFact>(name: string, candidates: Iterable<M>): readonly NearMetric<M>[] {
  const readings = readingsOf(name);
  const found: NearMetric<M>[] = [];
  for (const metric of candidates) {
    let best: NearMetric<M> | undefined;
    for (const reading of readings) {
      if (!reading.fits(metric)) continue;
      const share = sharedWords(reading.base, baseOf(metric));
      if (share >= 0.5 && share > (best?.share ?? 0)) {
        best = { metric, series: metric.name + reading.suffix, kind: reading.kind, share };
      }
    }
    if (best && best.series !== name) found.push(best);
  }
  return found.sort((a, b) => b.share - a.share || (a.series < b.series ? -1 : 1));
}

/** One way to read the asked name: a family's name and the series suffix behind it. */
interface Reading {
  readonly base: string;
  readonly suffix: string;
  readonly kind: MetricHit['series'];
  fits(metric: MetricFact): boolean;
}

function readingsOf(name: string): readonly Reading[] {
  const readings: Reading[] = [];
  const withoutSuffix = (suffix: string): string | undefined =>
    name.endsWith(suffix) && name.length > suffix.length ? name.slice(0, -suffix.length) : undefined;
  const add = (suffix: string, kind: MetricHit['series'], fits: (metric: MetricFact) => boolean): void => {
    const base = withoutSuffix(suffix);
    if (base) readings.push({ base, suffix, kind, fits });
  };
  add('_bucket', 'bucket', metric => metric.type === 'histogram');
  if (readings.length > 0) return readings;
  add('_sum', 'sum', metric => metric.type === 'histogram' || metric.type === 'summary');
  add('_count', 'count', metric => metric.type === 'histogram' || metric.type === 'summary');
  const total = withoutSuffix('_total');
  if (total) {
    // Gauges may be named `…_total`, too; then both names must say so.
    const fits = (metric: MetricFact): boolean => metric.type === 'counter' || metric.name.endsWith('_total');
    return [{ base: total, suffix: '', kind: 'value', fits }];
  }
  readings.push({ base: name, suffix: '', kind: 'value', fits: metric => metric.type !== 'histogram' });
  return readings;
}

function baseOf(metric: MetricFact): string {
  return metric.name.endsWith('_total') ? metric.name.slice(0, -'_total'.length) : metric.name;
}

function sharedWords(a: string, b: string): number {
  const left = wordsOf(a);
  const right = wordsOf(b);
  const rest = [...right];
  let shared = 0;
  for (const word of left) {
    const at = rest.indexOf(word);
    if (at < 0) continue;
    rest.splice(at, 1);
    shared++;
  }
  return shared / Math.max(left.length, right.length, 1);
}

function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[_:]+/)
    .filter(word => word !== '');
}
