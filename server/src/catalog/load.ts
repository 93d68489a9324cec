// Turns the packed rows of the generated catalogue module into facts, one metric at a time and only when asked.
// Layer: catalog. The rows are written by `tools/gen-catalog.ts`; this file and that one share the `Packed…` shapes.
import type { CodeFact, ExporterFact, LabelFact, MetricFact, MetricType } from './schema';

export const metricTypes: readonly MetricType[] = [
  'counter',
  'gauge',
  'histogram',
  'summary',
  'info',
  'stateset',
  'unknown',
];

/** Yes or no of a label, each rarely set. */
export const labelMarks = ['holdsValue', 'underscored', 'index', 'workload'] as const;
export type LabelMark = (typeof labelMarks)[number];

/** `[name, optional (0 | 1), help, values, marks]`, cut after the last entry that says something. */
export type PackedLabel = readonly [
  name: string,
  optional?: 0 | 1,
  help?: string,
  values?: readonly string[] | 0,
  marks?: Pick<LabelFact, LabelMark>,
];

/** The rarely used fields of a fact, taken over as they are; `caveats` and `buckets` are indexes into the exporter's tables. */
export type PackedExtra = Omit<Partial<MetricFact>, 'caveats' | 'buckets'> & {
  readonly c?: readonly number[];
  readonly b?: number;
};

/** `[name, index of the type, help, index of the label set, unit, the rest]`, cut like a label. */
export type PackedMetric = readonly [
  name: string,
  type: number,
  help: string,
  labels?: number,
  unit?: string | 0,
  extra?: PackedExtra,
];

export interface PackedExporter {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly port?: number;
  readonly jobHints?: readonly string[];
  readonly sampledEvery?: number;
  readonly mirrors?: boolean;
  readonly configured?: boolean;
  readonly texts?: readonly string[];
  readonly labels: readonly PackedLabel[];
  /** Each a list of indexes into `labels`. */
  readonly sets: readonly (readonly number[])[];
  readonly caveats: readonly string[];
  readonly buckets: readonly (readonly number[])[];
  readonly metrics: readonly PackedMetric[];
}

/** `[code, title, help, severity, action]`. */
export type PackedCode = readonly [
  code: number,
  title: string,
  help: string,
  severity: CodeFact['severity'],
  action?: string,
];

/** A list of codes and the metrics whose values they are. */
export interface PackedCodes {
  readonly metrics: readonly string[];
  readonly codes: readonly PackedCode[];
}

/** An exporter whose metrics are unpacked on first use, each once. */
export interface LazyExporter {
  readonly fact: ExporterFact;
  /** Name and type of each metric, in the order of the catalogue file. */
  readonly families: readonly Pick<MetricFact, 'name' | 'type'>[];
  metric(index: number): MetricFact;
}

/** Wraps one packed exporter; costs no more than a few objects until a metric is read. */
export function unpackExporter(packed: PackedExporter): LazyExporter {
  const sets: (readonly LabelFact[] | undefined)[] = [];
  const facts: (MetricFact | undefined)[] = [];
  let all: readonly MetricFact[] | undefined;

  const labelSet = (index: number): readonly LabelFact[] =>
    (sets[index] ??= packed.sets[index]!.map(label => unpackLabel(packed.labels[label]!)));
  const metric = (index: number): MetricFact => (facts[index] ??= unpackMetric(packed.metrics[index]!));
  const unpackMetric = ([name, type, help, labels = 0, unit, extra = {}]: PackedMetric): MetricFact => {
    const { c, b, ...rest } = extra;
    return {
      name,
      type: metricTypes[type]!,
      help,
      labels: labelSet(labels),
      labelsComplete: true,
      ...(unit ? { unit } : {}),
      ...(c ? { caveats: c.map(i => packed.caveats[i]!) } : {}),
      ...(b !== undefined ? { buckets: packed.buckets[b]! } : {}),
      ...rest,
    };
  };

  const fact: ExporterFact = {
    id: packed.id,
    title: packed.title,
    source: packed.source,
    ...(packed.port !== undefined ? { port: packed.port } : {}),
    ...(packed.jobHints ? { jobHints: packed.jobHints } : {}),
    ...(packed.texts ? { texts: packed.texts } : {}),
    ...(packed.configured ? { configured: true } : {}),
    ...(packed.mirrors ? { mirrors: true } : {}),
    ...(packed.sampledEvery === undefined ? {} : { sampledEvery: packed.sampledEvery }),
    get metrics() {
      return (all ??= packed.metrics.map((_, index) => metric(index)));
    },
  };
  const families = packed.metrics.map(row => ({ name: row[0], type: metricTypes[row[1]]! }));
  return { fact, families, metric };
}

/** The codes of one list, by number. */
export function unpackCodes(packed: PackedCodes): ReadonlyMap<number, CodeFact> {
  return new Map(
    packed.codes.map(([code, title, help, severity, action]) => [
      code,
      { code, title, help, severity, ...(action ? { action } : {}) },
    ]),
  );
}

function unpackLabel([name, optional, help, values, marks]: PackedLabel): LabelFact {
  return {
    name,
    ...(optional ? { optional: true } : {}),
    ...(help ? { help } : {}),
    ...(values ? { values } : {}),
    ...marks,
  };
}
