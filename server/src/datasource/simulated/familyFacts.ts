// What is known of a simulated metric: by the catalogue and the scenario, or by its name alone. Layer: datasource.
import type { ExporterFact, LabelFact, MetricFact } from '../../catalog/schema';
import type { MetricPart } from '../../model/scenario/scenario';
import type { MetricHint, SeriesKind } from './facts';
import { type Family, own } from './families';
import type { Job } from './targets';

/** A metric of a job as the scenario has it. */
export function familyOf(
  fact: MetricFact,
  job: Job,
  {
    exporter,
    isOwn,
    hint,
  }: { readonly exporter: ExporterFact | undefined; readonly isOwn: boolean; readonly hint: MetricHint | undefined },
): Family {
  const part = own(job.part.metrics, fact.name) ?? {};
  const { labels: _, ...unlabelled } = part;
  const { is: __, buckets: ___, unit: ____, ...dynamics } = unlabelled;
  return {
    fact,
    job,
    // The labels of a metric that the scenario defines stand in its fact.
    part: isOwn ? dynamics : part.is ? unlabelled : part,
    resets: !(exporter?.mirrors || fact.lifetime),
    ...(hint ? { hint } : {}),
  };
}

/** What a metric is that nobody knows: its name tells, or the scenario does; `named` are labels that rules speak of. */
export function unknownFact(
  name: string,
  kind: SeriesKind,
  parts: readonly (MetricPart | undefined)[],
  named: readonly LabelFact[] = [],
): MetricFact {
  const part = parts.find(one => one !== undefined);
  const type = part?.is ?? (kind === 'bucket' ? 'histogram' : /_(?:total|count|sum)$/.test(name) ? 'counter' : 'gauge');
  return {
    name,
    type,
    help: '',
    labels: [
      ...(part?.labels ?? []).map(label => ({ name: label })),
      ...named.filter(one => !part?.labels?.includes(one.name)),
    ],
    labelsComplete: false,
    ...(part?.unit ? { unit: part.unit } : {}),
  };
}
