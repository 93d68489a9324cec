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

/** What is asked of the nearest metric besides its words. */
export interface Wanted<M extends MetricFact> {
  /** Whether it may be the answer at all. */
  readonly suits?: (hit: NearMetric<M>) => boolean;
  /** Whether it goes before equally near ones. */
  readonly prefers?: (metric: M) => boolean;
}

/**
 * Gives the metric nearest to a name; of equally near ones the preferred, then the first in the order of the alphabet.
 * Near means: at least half of the words (separated by underscores or colons) of the longer name are in both, and the type
 * fits: `_bucket` asks for a histogram, `_sum` and `_count` for a histogram or summary, `_total` for a counter, any other
 * name for anything but a histogram. Type suffixes count as no word.
 */
export type NearestFinder<M extends MetricFact> = (name: string, wanted?: Wanted<M>) => NearMetric<M> | undefined;

/** A finder over `metrics`, which are looked at once: a name then meets only those that it shares words with. */
export function nearestFinder<M extends MetricFact>(metrics: readonly M[]): NearestFinder<M> {
  const byWord = new Map<string, number[]>();
  const sizes = metrics.map((metric, index) => {
    const words = wordsOf(baseOf(metric));
    for (const word of words) {
      const known = byWord.get(word);
      if (known) known.push(index);
      else byWord.set(word, [index]);
    }
    return words.length;
  });
  // Of each metric how many words it shares with the name that is asked for; all 0 between two questions.
  const shared = new Uint16Array(metrics.length);

  /** Visits the metrics that share at least half of the longer name's words. */
  const nearTo = (words: readonly string[], visit: (index: number, share: number) => void): void => {
    const lists = words.map(word => byWord.get(word) ?? []).sort((a, b) => a.length - b.length);
    // Whoever has half of the words has one of the rarer half: the common ones only add to those.
    const rare = lists.length - Math.ceil(lists.length / 2) + 1;
    const touched: number[] = [];
    lists.forEach((list, rank) => {
      for (const index of list) {
        if (shared[index] === 0) {
          if (rank >= rare) continue;
          touched.push(index);
        }
        shared[index]!++;
      }
    });
    for (const index of touched) {
      const share = shared[index]! / Math.max(words.length, sizes[index]!);
      shared[index] = 0;
      if (share >= 0.5) visit(index, share);
    }
  };

  return (name, { suits = () => true, prefers = () => false } = {}) => {
    let best: NearMetric<M> | undefined;
    // A metric that fits two readings alike is taken by the first.
    const taken = new Map<number, number>();
    const readings = readingsOf(name);
    for (const { base, suffix, kind, fits } of readings) {
      nearTo(wordsOf(base), (index, share) => {
        const metric = metrics[index]!;
        if (share < (best?.share ?? 0) || !fits(metric) || share <= (taken.get(index) ?? 0)) return;
        if (readings.length > 1) taken.set(index, share);
        const hit = { metric, series: metric.name + suffix, kind, share };
        if (hit.series !== name && (!best || goesBefore(hit, best, prefers)) && suits(hit)) best = hit;
      });
    }
    return best;
  };
}

function goesBefore<M extends MetricFact>(
  hit: NearMetric<M>,
  other: NearMetric<M>,
  prefers: (metric: M) => boolean,
): boolean {
  if (hit.share !== other.share) return hit.share > other.share;
  const isPreferred = prefers(hit.metric);
  return isPreferred === prefers(other.metric) ? hit.series < other.series : isPreferred;
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

/** The words of a name, each told apart from the same one before it: `a_b_a` has two different `a`. */
function wordsOf(name: string): readonly string[] {
  const seen = new Map<string, number>();
  return name
    .toLowerCase()
    .split(/[_:]+/)
    .filter(word => word !== '')
    .map(word => {
      const times = seen.get(word) ?? 0;
      seen.set(word, times + 1);
      return times === 0 ? word : `${word} ${times}`;
    });
}
