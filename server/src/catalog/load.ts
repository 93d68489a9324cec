// Turns the lines of the generated catalogue module into facts, one metric at a time and only when asked.
// Layer: catalog. The lines are written by `tools/gen-catalog.ts`; this file and that one share the `Packed…` shapes.
import { helpOfName } from './helpOfName';
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
export const labelMarks = ['holdsValue', 'underscored', 'index', 'workload', 'number'] as const;
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
  readonly versioned?: string;
  readonly whole?: readonly string[];
  readonly images?: readonly string[];
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

/**
 * The shipped catalogue as `tools/catalog/text.ts` writes it: of each exporter a line of JSON, then a line for each metric.
 * `facts` and `words` have the same lines in the same order.
 */
export interface CatalogText {
  /** What checks read: names, types, units, labels. Asked for when the catalogue is loaded. */
  facts(): string;
  /** What only people read: sources, help, caveats. Asked for when somebody does. */
  words(): string;
  /** Lists of codes, one a line. */
  codes(): string;
}

/** A metric's place in the lines; its fact is unpacked on first use, once. */
export interface LazyMetric {
  readonly name: string;
  readonly type: MetricType;
  readonly exporter: ExporterFact;
  /** Whether newer versions are without it. */
  readonly isGone: boolean;
  fact(): MetricFact;
}

/** An exporter's line of `facts`; the texts left out of it are those of `words`. */
type FactsLine = Omit<PackedExporter, 'source' | 'caveats' | 'labels' | 'metrics'> & {
  readonly labels: readonly (readonly [
    name: string,
    optional?: 0 | 1,
    values?: PackedLabel[3],
    marks?: PackedLabel[4],
  ])[];
};

/** An exporter's line of `words`: `labels` has the help of each label, in the order of the other line. */
type WordsLine = Pick<PackedExporter, 'source' | 'caveats'> & { readonly labels: readonly string[] };

/** Reads the lines: costs a look at each, and a few objects an exporter, until a metric is asked for. */
export function readCatalog(text: CatalogText): {
  readonly exporters: readonly ExporterFact[];
  readonly metrics: readonly LazyMetric[];
} {
  const exporters: ExporterFact[] = [];
  const metrics: LazyMetric[] = [];
  let words: readonly string[] | undefined;
  const wordsAt = (line: number): string => (words ??= text.words().split('\n'))[line]!;
  const lines = text.facts().split('\n');
  let unpack: UnpackMetric | undefined;
  let exporter: ExporterFact | undefined;
  lines.forEach((line, at) => {
    if (line.startsWith('{')) {
      const start = metrics.length;
      const ofExporter = (): readonly MetricFact[] => {
        const next = metrics.findIndex((metric, index) => index >= start && metric.exporter !== fact);
        return metrics.slice(start, next < 0 ? undefined : next).map(metric => metric.fact());
      };
      const { fact, metric } = readExporter(JSON.parse(line) as FactsLine, () => wordsAt(at), ofExporter);
      exporters.push((exporter = fact));
      unpack = metric;
    } else if (unpack && exporter) metrics.push(new MetricLine(line, exporter, unpack, () => wordsAt(at)));
  });
  return { exporters, metrics };
}

type UnpackMetric = (line: string, help: () => string) => MetricFact;

class MetricLine implements LazyMetric {
  readonly name: string;
  private known: MetricFact | undefined;

  constructor(
    private readonly line: string,
    readonly exporter: ExporterFact,
    private readonly unpack: UnpackMetric,
    private readonly help: () => string,
  ) {
    const end = line.indexOf('\t');
    this.name = end < 0 ? line : line.slice(0, end);
  }

  get type(): MetricType {
    return metricTypes[Number(this.line[this.name.length + 1] ?? 0)]!;
  }

  get isGone(): boolean {
    return this.line.includes('"removedIn"');
  }

  fact(): MetricFact {
    return (this.known ??= this.unpack(this.line, this.help));
  }
}

/** One exporter without its metrics, and what unpacks a line of those. */
function readExporter(
  { labels, sets, buckets, ...line }: FactsLine,
  wordsLine: () => string,
  metrics: () => readonly MetricFact[],
): { readonly fact: ExporterFact; readonly metric: UnpackMetric } {
  let said: WordsLine | undefined;
  const words = (): WordsLine => (said ??= JSON.parse(wordsLine()) as WordsLine);
  const label = (index: number): LabelFact => {
    const [name, optional, values, marks] = labels[index]!;
    return {
      name,
      ...(optional ? { optional: true } : {}),
      ...(values ? { values } : {}),
      ...marks,
      get help() {
        return words().labels[index] || undefined;
      },
    };
  };
  const facts: (readonly LabelFact[] | undefined)[] = [];
  const labelSet = (index: number): readonly LabelFact[] => (facts[index] ??= sets[index]!.map(label));
  let all: readonly MetricFact[] | undefined;
  const fact: ExporterFact = {
    ...line,
    get source() {
      return words().source;
    },
    get metrics() {
      return (all ??= metrics());
    },
  };
  return {
    fact,
    metric(row, help) {
      const [name = '', type, set, unit, packed] = row.split('\t');
      const { c, b, ...rest } = (packed ? JSON.parse(packed) : {}) as PackedExtra;
      return {
        name,
        type: metricTypes[Number(type ?? 0)]!,
        labels: labelSet(Number(set || 0)),
        labelsComplete: true,
        ...(unit ? { unit } : {}),
        ...(b !== undefined ? { buckets: buckets[b]! } : {}),
        ...rest,
        get help() {
          return help() || helpOfName(name, metricTypes[Number(type ?? 0)]!);
        },
        get caveats() {
          return c?.map(index => words().caveats[index]!);
        },
      };
    },
  };
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
