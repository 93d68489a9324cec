// What a simulation has to know for one expression, as data that can be sent: its metrics, what records them, and how the rules
// of a workspace speak of them. The language server finds it out; the simulation may run elsewhere. Layer: datasource.
import type { ExporterFact, LabelFact, MetricFact, MetricHit } from '../../catalog/schema';

/** Which of a metric's series: `value` is the metric itself. */
export type SeriesKind = 'value' | 'bucket' | 'sum' | 'count' | 'created';

/** A matcher of an expression that asks for one value, or for some. */
export interface AskedLabel {
  readonly series: string;
  readonly label: string;
  readonly values: readonly string[];
}

/** How rules speak of a metric: what it is compared with. */
export interface MetricHint {
  /** In the unit of one series' value, of its rate per second, or of its observations; with `of` as a share of another metric. */
  readonly limit: number;
  /** The alert is about values above the limit. */
  readonly above: boolean;
  /** It is about the limit itself, or with `false` about any other value. */
  readonly equal?: boolean;
  /** The metric is a part of another one, or of `times` such ones; with `beside` of these and of itself. */
  readonly of?: { readonly series: string; readonly times: number; readonly beside?: boolean };
}

/** A recording rule as far as its series goes. */
export interface RecordedBy {
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface SimulatedMetric {
  /** The name that was asked for. */
  readonly series: string;
  readonly kind: SeriesKind;
  readonly fact: MetricFact;
  readonly exporter?: Omit<ExporterFact, 'metrics' | 'source'>;
  /** Nobody defines it; the fact is made of its name and of what rules say. */
  readonly isGuess?: boolean;
}

/** All that is known about the metrics of an expression; plain data. */
export interface SimulationFacts {
  readonly metrics: readonly SimulatedMetric[];
  /** Rules by the series that they record. */
  readonly recorded: Readonly<Record<string, readonly RecordedBy[]>>;
  readonly asked: readonly AskedLabel[];
  /** By the name of a metric. */
  readonly hints: Readonly<Record<string, MetricHint>>;
}

/** What is known about metrics: the catalogue with the workspace's own. */
export interface MetricKnowledge {
  find(series: string): MetricHit | undefined;
  /** Whether nobody defines a metric that `find` tells of: then what a scenario says of it counts first. */
  isGuess?(series: string): boolean;
  /** Names of series, for selectors that name none; where left out only those that scenarios name are found. */
  seriesNames?(): readonly string[];
  /** What records a series: rules of the workspace. */
  recorded?(series: string): readonly RecordedBy[];
  /** Labels that the expression asks for: a cluster of the user's own has other names than a simulated one. */
  readonly asked?: readonly AskedLabel[];
  /** What rules compare a metric with. */
  hint?(metric: string): MetricHint | undefined;
}

/** Facts as a simulation reads them. */
export function knowledgeOfFacts({ metrics, recorded, asked, hints }: SimulationFacts): MetricKnowledge {
  const bySeries = new Map(metrics.map(one => [one.series, one]));
  return {
    find(series) {
      const known = bySeries.get(series);
      if (!known) return undefined;
      const exporter: ExporterFact | undefined = known.exporter && { ...known.exporter, source: '', metrics: [] };
      return { metric: known.fact, series: known.kind, ...(exporter ? { exporter } : {}) };
    },
    isGuess: series => bySeries.get(series)?.isGuess === true,
    seriesNames: () => [...bySeries.keys()],
    recorded: series => (Object.hasOwn(recorded, series) ? recorded[series]! : []),
    asked,
    hint: metric => (Object.hasOwn(hints, metric) ? hints[metric] : undefined),
  };
}

/** A metric's fact without what only people read, for sending; labels with the values that rules name. */
export function plainFact(fact: MetricFact, seen: ReadonlyMap<string, ReadonlySet<string>>): MetricFact {
  const { caveats: _, help: __, labels, ...rest } = fact;
  const all: LabelFact[] = labels.map(({ help: ___, span: ____, ...label }) => {
    const values = seen.get(label.name);
    return values && !label.values ? { ...label, seen: [...(label.seen ?? []), ...values] } : label;
  });
  if (!fact.labelsComplete) {
    for (const [name, values] of seen) {
      if (!all.some(label => label.name === name)) all.push({ name, seen: [...values] });
    }
  }
  return { ...rest, help: '', labels: all };
}

/** Facts of two expressions, for a cluster that has the metrics of both; where they differ, those of the first count. */
export function joinedFacts(a: SimulationFacts, b: SimulationFacts): SimulationFacts {
  const known = new Set(a.metrics.map(({ series }) => series));
  return {
    metrics: [...a.metrics, ...b.metrics.filter(({ series }) => !known.has(series))],
    recorded: { ...b.recorded, ...a.recorded },
    asked: [...a.asked, ...b.asked],
    hints: { ...b.hints, ...a.hints },
  };
}
