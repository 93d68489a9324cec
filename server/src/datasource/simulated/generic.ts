// What metrics do of which a scenario says nothing, by what they measure: their type, their unit and the words of their names.
// Layer: datasource (pure).
import type { MetricFact } from '../../catalog/schema';
import type { Term } from '../../model/scenario/terms';
import type { MetricHint } from './facts';

/** What a metric measures, as far as its dynamics go: names of `kinds` in a scenario. */
export const metricKinds = [
  'errors',
  'requests',
  'tokens',
  'traffic',
  'time',
  'energy',
  'latency',
  'size',
  'temperature',
  'power',
  'share',
  'percent',
  'quality',
  'drift',
  'memory',
  'queue',
  'age',
  'timestamp',
  'flag',
  'code',
  'info',
  'number',
] as const;

export type MetricKind = (typeof metricKinds)[number];

const faultWords =
  /(?:^|[_:])(?:errors?|fail[a-z0-9]*|faults?|dropped|drops?|timeouts?|rejected|aborted|evict[a-z0-9]*|preempt[a-z0-9]*|retries|retry|exceptions?|oom|missing|missed|lost|denied|crc|replay|violations?|throttl[a-z0-9]*|restarts?|cancel[a-z0-9]*|corrupt[a-z0-9]*|invalid|unhealthy)(?:[_:]|$)/i;
const qualityWords =
  /(?:^|[_:])(?:accuracy|precision|recall|f1|auc|ndcg|confidence|ctr|score|hit|availability|success|health|healthy|coverage)(?:[_:]|$)/i;
const driftWords =
  /(?:^|[_:])(?:drift|psi|divergence|skew|staleness|anomaly|distance|loss|rmse|mae|mape|error)(?:[_:]|$)/i;
const queueWords =
  /(?:^|[_:])(?:queue[a-z0-9]*|waiting|pending|backlog|lag|inflight|in_flight|in_progress|concurren[a-z0-9]*|running|requests|depth|length)(?:[_:]|$)/i;
const memoryWords = /(?:^|[_:])(?:memory|mem|ram|heap|resident|fb|gram|vram|working_set|cache)(?:[_:]|$)/i;

/** What a metric measures. */
export function kindOf({
  name,
  type,
  unit,
  valueIs,
}: Pick<MetricFact, 'name' | 'type' | 'unit' | 'valueIs'>): MetricKind {
  if (type === 'info' || valueIs === 'info') return 'info';
  if (valueIs === 'timestamp' || /_timestamp(?:_|$)|_created$|_time_seconds$/.test(name)) return 'timestamp';
  if (valueIs === 'flag' || type === 'stateset') return 'flag';
  if (valueIs === 'code' || valueIs === 'bitmask') return 'code';
  const of = unit ?? unitOfWords(name);
  if (type === 'counter') {
    if (faultWords.test(name) || of === 'errors') return 'errors';
    if (of && /bytes|packets|\bKB|\bMB/.test(of)) return 'traffic';
    if (of && /seconds$|cycles/.test(of)) return 'time';
    if (of && /joules/.test(of)) return 'energy';
    return of === 'tokens' ? 'tokens' : 'requests';
  }
  if (type === 'histogram' || type === 'summary') {
    if (of && /seconds|minutes/.test(of)) return 'latency';
    return qualityWords.test(name) ? 'quality' : 'size';
  }
  if (driftWords.test(name)) return 'drift';
  if (of === 'ratio') return qualityWords.test(name) ? 'quality' : 'share';
  if (of === 'celsius') return 'temperature';
  if (of === 'percent') return 'percent';
  if (of && /watts/.test(of)) return 'power';
  if (of && /^(?:bytes|[KMGT]i?B|blocks|pages)$/.test(of)) return 'memory';
  if (of && /seconds|minutes|hours/.test(of)) return /age|freshness|since|lag|delay/.test(name) ? 'age' : 'time';
  if (qualityWords.test(name)) return 'quality';
  if (queueWords.test(name)) return 'queue';
  return memoryWords.test(name) && of === undefined && type === 'gauge' ? 'memory' : 'number';
}

function unitOfWords(name: string): string | undefined {
  if (/(?:^|_)(?:ratio|utilization|usage|share|fraction|perc)(?:_|$)/.test(name)) return 'ratio';
  if (/percent|pct/.test(name)) return 'percent';
  if (/celsius|temp(?:erature)?(?:_|$)/i.test(name)) return 'celsius';
  if (/bytes/.test(name)) return 'bytes';
  if (/_(?:seconds|duration|latency)(?:_|$)/.test(name)) return 'seconds';
  if (/_ms(?:_|$)|milliseconds/.test(name)) return 'milliseconds';
  if (/watts|power/.test(name)) return 'watts';
  if (/tokens/.test(name)) return 'tokens';
  return undefined;
}

/** What a healthy metric does: the value of a gauge, or events a second of everything that counts. */
function usualTerms(fact: MetricFact): readonly Term[] {
  const { range, reach } = fact;
  const kind = kindOf(fact);
  const steady = (level: number, share: number): readonly Term[] => [
    { term: 'level', by: level },
    { term: 'vary', by: level * share * 0.4 },
    { term: 'wave', by: level * share },
    { term: 'noise', by: level * share * 0.15 },
  ];
  switch (kind) {
    case 'errors':
      return [];
    case 'requests':
      return steady(20, 0.4);
    case 'tokens':
      return steady(2000, 0.4);
    case 'traffic':
      return steady(2e6, 0.4);
    case 'time':
      return fact.type === 'counter' ? steady(0.3, 0.3) : steady(1, 0.2);
    case 'energy':
      return steady(/milli/.test(fact.unit ?? '') ? 4e5 : 400, 0.3);
    case 'latency':
    case 'size':
      return usualRate;
    case 'temperature':
      return steady(58, 0.12);
    case 'power':
      return steady(/milli/.test(fact.unit ?? '') ? 4e5 : 400, 0.25);
    case 'share':
      return steady(0.55, 0.3);
    case 'percent':
      return steady(55, 0.3);
    case 'quality':
      return steady(0.94, 0.01);
    case 'drift':
      return steady(0.05, 0.3);
    case 'memory':
      return steady(/^[MK]i?B$/.test(fact.unit ?? '') ? 32_000 : /^G/.test(fact.unit ?? '') ? 32 : 3.2e10, 0.1);
    case 'queue':
      return steady(2, 0.6);
    case 'age':
      return steady(60, 0.3);
    case 'timestamp':
      return [{ term: 'updated', by: /train|deploy|build|cert|expir/.test(fact.name) ? 86_400_000 : 60_000 }];
    case 'flag':
    case 'code':
      return [];
    case 'info':
      return [{ term: 'level', by: 1 }];
    case 'number': {
      const [low, high] = reach ?? [range?.min ?? 0, range?.max ?? 20];
      return steady((low + high) / 2, 0.2);
    }
  }
}

/** Events a second of a histogram or summary. */
export const usualRate: readonly Term[] = [
  { term: 'level', by: 10 },
  { term: 'vary', by: 1.6 },
  { term: 'wave', by: 4 },
  { term: 'noise', by: 0.6 },
];

/** The middle of a histogram's observations: of scores between 0 and 1 a good one, else in the lower third of its buckets. */
function usualMedian(fact: MetricFact, buckets: readonly number[]): readonly Term[] {
  const isScore = kindOf(fact) === 'quality' && (buckets.at(-1) ?? 1) <= 1;
  const middle = isScore ? 0.7 : (buckets[Math.floor(buckets.length * 0.3)] ?? 0.1);
  return [
    { term: 'level', by: middle },
    { term: 'vary', by: middle * 0.1 },
    { term: 'noise', by: middle * 0.1 },
  ];
}

/** Whether a label's value says that something failed. */
export function isFault(value: string): boolean {
  return /^(?:5\d\d|5xx)$|err|fail|fault|exception|timeout|reject|abort|unavailable|invalid/i.test(value);
}

/**
 * What a metric does that nobody knows more of: the usual of its kind and the scenario's faults of that kind. Where rules compare
 * it with a number, it stays on the good side of that and leaves it when the faults come.
 */
export function usualWith(
  fact: MetricFact,
  kind: MetricKind,
  hint: MetricHint | undefined,
  faults: readonly Term[],
): readonly Term[] {
  if (!hint || kind === 'timestamp' || kind === 'info') {
    return [...(kind === 'errors' ? [] : usualTerms(fact)), ...faults];
  }
  const { good, bad } = sidesOf(hint, fact);
  const size = Math.abs(good);
  const healthy: readonly Term[] =
    good === 0
      ? []
      : hint.equal !== undefined
        ? [{ term: 'level', by: good }]
        : [
            { term: 'level', by: good },
            { term: 'vary', by: size * 0.05 },
            { term: 'wave', by: size * 0.08 },
            { term: 'noise', by: size * 0.05 },
          ];
  return [...healthy, ...crossing(faults, bad - good)];
}

/** The middle of a histogram's observations, as `usualWith`. */
export function medianWith(
  fact: MetricFact,
  buckets: readonly number[],
  hint: MetricHint | undefined,
  faults: readonly Term[],
): readonly Term[] {
  if (!hint?.above || hint.equal !== undefined || hint.limit <= 0) return [...usualMedian(fact, buckets), ...faults];
  // A high quantile is three times the middle.
  const good = hint.limit * 0.2;
  return [
    { term: 'level', by: good },
    { term: 'vary', by: good * 0.1 },
    { term: 'noise', by: good * 0.1 },
    ...crossing(faults, hint.limit * 2 - good),
  ];
}

/** A value on the good and one on the bad side of a limit. */
function sidesOf(
  { limit, above, equal }: MetricHint,
  { range, type, unit }: MetricFact,
): { readonly good: number; readonly bad: number } {
  if (equal !== undefined) {
    const other = limit === 0 ? 1 : 0;
    return equal ? { good: other, bad: limit } : { good: limit, bad: other };
  }
  const max = range?.max ?? (unit === 'ratio' ? 1 : unit === 'percent' ? 100 : undefined);
  const inside = (value: number): number => (max !== undefined && value >= max ? (limit + max) / 2 : value);
  const size = Math.abs(limit);
  if (above) {
    const far = type === 'counter' ? 2 : 0.6;
    return { good: limit === 0 ? 0 : limit - size * 0.5, bad: inside(limit === 0 ? 1 : limit + size * far) };
  }
  return { good: inside(limit === 0 ? 1 : limit + size * 0.6), bad: limit === 0 ? -1 : limit - size * 0.5 };
}

/** The first of the faults with another amount: its times are what matters. */
function crossing(faults: readonly Term[], by: number): readonly Term[] {
  const [first] = faults;
  if (!first) return [];
  const { signal: _, times: __, ...timed } = first;
  return [{ ...timed, term: first.term === 'ramp' ? 'ramp' : 'level', by }];
}

/** The bounds that client libraries give a histogram without any. */
export function usualBuckets(fact: MetricFact): readonly number[] {
  const { unit } = fact;
  if (kindOf(fact) === 'quality') return [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
  const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
  if (unit === undefined || /^seconds$/.test(unit)) return seconds;
  return unit === 'milliseconds'
    ? seconds.map(bound => bound * 1000)
    : [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
}

/** The step in which an exporter writes a gauge; undefined where it writes all digits. */
export function stepOf({ unit, valueIs, range }: Pick<MetricFact, 'unit' | 'valueIs' | 'range'>): number | undefined {
  if (valueIs) return 1;
  if (unit === undefined) return undefined;
  if (
    /^(?:celsius|MiB|MB|bytes|count|requests|threads|files|connections|pages|blocks|processes|inodes|MHz|rpm)$/.test(
      unit,
    )
  )
    return 1;
  if (unit === 'percent') return range?.max === 100 ? 1 : undefined;
  return unit === 'watts' ? 0.001 : undefined;
}
