// What a metric does that is a part of another one, as errors are of requests. Layer: datasource (pure).
import type { MetricFact } from '../../catalog/schema';
import type { Term } from '../../model/scenario/terms';
import type { MetricHint } from './facts';
import { own } from './families';
import { kindOf, type MetricKind } from './generic';

/** Whose faults change a part: those of errors, and where a scenario has none those of a gauge's own kind. */
export function faultKind(fact: MetricFact, kinds: Readonly<Record<string, readonly Term[]>>): MetricKind {
  return fact.type === 'counter' || own(kinds, 'errors') !== undefined ? 'errors' : kindOf(fact);
}

/**
 * A part of what `whole` gives, on the good side of the limit, and beyond it while the first of the faults lasts. `series` of the
 * whole are there for one of the part.
 */
export function shareWith(
  whole: readonly Term[],
  series: number,
  hint: MetricHint,
  [fault]: readonly Term[],
): readonly Term[] {
  const { times = 1, beside = false } = hint.of ?? {};
  const [good, bad] = sharesOf(hint).map(share => times * (beside ? share / (1 - share) : share)) as [number, number];
  const level = whole.reduce((sum, term) => sum + (term.term === 'level' && term.from === undefined ? term.by : 0), 0);
  const uneven = level * Math.min(good, Math.abs(1 - good)) * 0.2;
  const terms: Term[] = [
    ...whole,
    { term: 'factor', by: good },
    { term: 'noise', by: uneven, every: 420_000 },
    { term: 'factor', by: series },
  ];
  if (!fault) return terms;
  const { signal: _, times: __, ...timed } = fault;
  const { from = 0, to = 0, until = to } = timed;
  const lasting = fault.term === 'ramp' ? { ...timed, over: to - from, to: until } : timed;
  return [...terms, { ...lasting, term: 'factor', by: bad / good }];
}

/** A share well on the good and one well on the bad side of a limit; what is a part stays one. */
function sharesOf({ limit, above }: MetricHint): readonly [good: number, bad: number] {
  const isPart = limit < 1;
  if (above) return [limit * 0.3, isPart ? Math.min(limit * 2.5, (limit + 1) / 2) : limit * 1.6];
  return [isPart ? 1 - (1 - limit) * 0.3 : limit * 1.6, limit * 0.7];
}
