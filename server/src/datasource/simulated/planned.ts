// Which series a member of a family has under a name, before their samples: buckets, quantiles, states of a code. Layer: datasource (pure).
import type { MetricFact } from '../../catalog/schema';
import { Labels, metricName } from '../../series/labels';
import type { SeriesKind } from './facts';
import { type Family, type Member, own } from './families';
import { usualBuckets } from './generic';

/** A series without its samples. */
export interface Planned {
  readonly family: Family;
  readonly member: Member;
  readonly labels: Labels;
  /** What it holds of its member; the number of a bucket, the quantile of a summary, the state of a code. */
  readonly kind: SeriesKind;
  /** Number of the bucket. */
  readonly bucket?: number;
  readonly quantile?: number;
  readonly state?: number;
}

/** Quantiles of a summary, with how many standard deviations they lie above the middle. */
export const quantiles = [
  [0.5, 0],
  [0.9, 1.2815515655446004],
  [0.99, 2.3263478740408408],
] as const;
/** The series that a member has under a name. */
export function plannedOf(
  family: Family,
  member: Member,
  name: string,
  kind: SeriesKind,
  shown: Readonly<Record<string, string>> = member.labels,
): readonly Planned[] {
  const { fact } = family;
  const labelled = (more: Readonly<Record<string, string>>): Labels =>
    Labels.from({ ...shown, ...more, [metricName]: name });
  const plain = { family, member, kind };
  if (kind === 'bucket') {
    return [...boundsOf(family), Number.POSITIVE_INFINITY].map((bound, bucket) => ({
      ...plain,
      bucket,
      labels: labelled({ le: boundText(bound) }),
    }));
  }
  if (kind === 'value' && typeOf(family) === 'summary') {
    return quantiles.map(([quantile]) => ({ ...plain, quantile, labels: labelled({ quantile: String(quantile) }) }));
  }
  if (kind === 'value' && fact.labels.some(label => label.holdsValue)) {
    return statesOf(family).map(state => ({ ...plain, state, labels: labelled(stateLabels(family, state)) }));
  }
  return [{ ...plain, labels: labelled({}) }];
}

/** The metric's type: what the scenario says of a metric of its own, else what the catalogue does. */
export function typeOf({ fact, part }: Family): MetricFact['type'] {
  return part.is ?? fact.type;
}

/** Finite bounds of a histogram's buckets. */
export function boundsOf({ fact, part }: Family): readonly number[] {
  return part.buckets ?? fact.buckets ?? usualBuckets(fact);
}

/** As Prometheus 3 keeps it: `1.0`, `0.25`, `+Inf`. */
function boundText(bound: number): string {
  if (bound === Number.POSITIVE_INFINITY) return '+Inf';
  const text = String(bound);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Every code that a metric shows at some time. */
function statesOf({ part }: Family): readonly number[] {
  const states = new Set([0]);
  for (const { term, by } of part.value ?? [])
    if (term === 'code' || term === 'level' || term === 'step') states.add(by);
  return [...states];
}

/** The labels that hold a code: as the scenario says, otherwise the number. */
function stateLabels({ fact, part }: Family, state: number): Readonly<Record<string, string>> {
  const said = own(part.states, String(state)) ?? {};
  const names = fact.labels.filter(label => label.holdsValue).map(label => label.name);
  return Object.fromEntries(
    names.map(name => [name, own(said, name) ?? own(fact.states, String(state)) ?? String(state)]),
  );
}
