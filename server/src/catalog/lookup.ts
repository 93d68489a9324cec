// The catalogue as the rest of the server reads it: find a series, list names, lay the workspace's metrics on top.
// Layer: catalog. Everything is built inside the object that `loadCatalog` returns; nothing lives in the module.
import { createRecall } from '../text/ownCopy';
import * as shipped from './data.gen';
import { type CatalogText, type PackedCodes, readCatalog, unpackCodes } from './load';
import { createNearName, type NearName } from './nearNames';
import type {
  Catalog,
  CodeFact,
  DefinedMetric,
  ExporterFact,
  LabelFact,
  MetricFact,
  MetricHit,
  MetricType,
  RuleForm,
  Scraped,
} from './schema';
import { runningImages } from './versions';

/**
 * The shipped catalogue. Costs a few milliseconds; metrics and the list of names are built on first use.
 * Every call builds an independent object: keep it.
 */
export function loadCatalog(text: CatalogText = shipped): Catalog {
  const { exporters, metrics } = readCatalog(text);
  const byName = new Map(metrics.map(metric => [metric.name, metric]));
  const family = (name: string): Family | undefined => {
    const metric = byName.get(name);
    return metric && { metric: metric.fact(), exporter: metric.exporter };
  };
  let names: readonly string[] | undefined;
  let texts: ReadonlyMap<string, ExporterFact> | undefined;
  let codes: ReadonlyMap<string, ReadonlyMap<number, CodeFact>> | undefined;
  // Every check asks for the same few names again, for most of them in vain with each suffix.
  const found = createRecall<MetricHit | 'unknown'>(answersKept, answersKept * 100);
  const find = (series: string): MetricHit | undefined => {
    let hit = found.get(series);
    if (hit === undefined) {
      hit = findSeries(series, family) ?? 'unknown';
      found.set(series, hit);
    }
    return hit === 'unknown' ? undefined : hit;
  };
  const seriesNames = (): readonly string[] => (names ??= sortedSeries(metrics));
  let near: NearName | undefined;
  const known: Catalog = {
    find,
    seriesNames,
    near: name => (near ??= createNearName(sortedSeries(metrics.filter(({ isGone }) => !isGone))))(name),
    exporters: () => exporters,
    textOf: name => (texts ??= textsOf(exporters)).get(name),
    unknownTo: name =>
      find(name) ? undefined : exporters.find(({ whole }) => whole?.some(start => name.startsWith(start))),
    inUse: () => [],
    scraped: () => undefined,
    isMade: () => false,
    jobs: () => undefined,
    carrier: () => undefined,
    unanswered: () => noneUnanswered,
    external: () => none,
    scrapedEvery: () => undefined,
    among: () => known,
    codes: series => (codes ??= readCodes(text.codes())).get(series),
  };
  return known;
}

const none: ReadonlySet<string> = new Set();

/** How many answers of a catalogue are remembered. */
const answersKept = 5000;

const noneUnanswered: ReturnType<Catalog['unanswered']> = new Map();

/** How a found series of an exporter is scraped for rules of one form. */
export type ScrapeReader = (series: string, hit: MetricHit) => Scraped | undefined;
/** Tells what leaves out a found metric, or a label of it, in words; undefined where nothing is known to do so. */
export type Withholding = (hit: MetricHit, label: string | undefined) => string | undefined;

export interface ScrapeReaders extends Readonly<Partial<Record<RuleForm, ScrapeReader | undefined>>> {
  isMade(series: string): boolean;
  /** Of the servers of rules in files. */
  readonly jobs?: ReturnType<Catalog['jobs']>;
  readonly carrier?: ReturnType<Catalog['carrier']>;
  readonly unanswered: ReturnType<Catalog['unanswered']>;
  /** Of the servers of rules in objects. */
  readonly monitored?: NonNullable<Catalog['monitored']>;
  readonly external: ReadonlySet<string>;
  readonly every?: number;
}

/**
 * A catalogue that also knows the metrics of a workspace, the images that it runs or the versions that somebody gave, how it
 * scrapes, and what its exporters are told to leave out; where both define a name, the workspace's counts.
 */
export function overlay(
  catalog: Catalog,
  defined: readonly DefinedMetric[],
  images: readonly string[] = [],
  versions: Readonly<Record<string, string>> = {},
  scrapes?: ScrapeReaders,
  withholding?: Withholding,
): Catalog {
  if (defined.length === 0 && images.length === 0 && Object.keys(versions).length === 0 && !scrapes && !withholding)
    return catalog;
  const own = new Map<string, DefinedMetric>();
  for (const metric of defined) {
    const before = own.get(metric.name);
    own.set(metric.name, before ? merged(before, metric) : beside(catalog.find(metric.name)?.metric, metric));
  }
  const family = (name: string): Family | undefined => {
    const metric = own.get(name);
    return metric && { metric };
  };
  let names: readonly string[] | undefined;
  const known: Catalog = {
    find: series => findSeries(series, family) ?? catalog.find(series),
    seriesNames: () => (names ??= [...new Set([...catalog.seriesNames(), ...sortedSeries([...own.values()])])].sort()),
    near: name => catalog.near(name),
    exporters: () => catalog.exporters(),
    textOf: name => (own.has(name) ? undefined : catalog.textOf(name)),
    unknownTo: name => (findSeries(name, family) ? undefined : catalog.unknownTo(name)),
    inUse: exporter => {
      const version = versions[exporter.id];
      if (version === undefined) return runningImages(exporter, images);
      return [{ image: `${exporter.title} ${version}`, version }];
    },
    scraped: () => undefined,
    isMade: name => scrapes?.isMade(name) ?? false,
    jobs: () => undefined,
    carrier: () => undefined,
    unanswered: () => noneUnanswered,
    external: () => none,
    scrapedEvery: () => undefined,
    among: rules => byForm[rules],
    ...(withholding
      ? {
          withheld: (series, label) => {
            const hit = findSeries(series, family) ? undefined : catalog.find(series);
            return hit && withholding(hit, label);
          },
        }
      : {}),
    codes: series => (findSeries(series, family) ? undefined : catalog.codes(series)),
  };
  const among = (reader: ScrapeReader | undefined, more: Partial<Catalog>): Catalog => ({
    ...known,
    ...more,
    scraped: series => {
      const hit = reader && !findSeries(series, family) ? catalog.find(series) : undefined;
      return hit && reader?.(series, hit);
    },
  });
  const byForm = scrapes
    ? {
        files: among(scrapes.files, {
          jobs: () => scrapes.jobs,
          carrier: () => scrapes.carrier,
          unanswered: () => scrapes.unanswered,
          external: () => scrapes.external,
          scrapedEvery: () => scrapes.every,
        }),
        objects: among(scrapes.objects, scrapes.monitored ? { monitored: scrapes.monitored } : {}),
      }
    : { files: known, objects: known };
  return known;
}

/**
 * What code defines under the name of a known exporter's metric: rules may read either, and the labels of that one say nothing of
 * the other. A counters file is the exporter's own.
 */
function beside(shipped: MetricFact | undefined, metric: DefinedMetric): DefinedMetric {
  if (!shipped || shipped.generic || !metric.labelsComplete || !isSourceCode.test(metric.file)) return metric;
  const names = new Set(shipped.labels.map(({ name }) => name));
  if (names.size === metric.labels.length && metric.labels.every(({ name }) => names.has(name))) return metric;
  const labels = metric.labels.map(label => (names.has(label.name) ? label : { ...label, optional: true }));
  return { ...metric, labels, labelsComplete: false };
}

const isSourceCode = /\.(?:py|go|java|kt|m?js|ts|rs)$/;

/** The exporter that a series surely comes from; undefined for unknown names and for names that any program may use. */
export function exporterOf(catalog: Catalog, series: string): ExporterFact | undefined {
  const hit = catalog.find(series);
  return hit && !hit.metric.generic ? hit.exporter : undefined;
}

/** The names under which a metric's samples are stored: `x_bucket`, `x_sum`, `x_count` of a histogram, otherwise mostly the name itself. */
export function seriesOf(metric: Pick<MetricFact, 'name' | 'type'>): readonly string[] {
  const { name, type } = metric;
  if (type === 'histogram') return [`${name}_bucket`, `${name}_count`, `${name}_sum`];
  if (type === 'summary') return [name, `${name}_count`, `${name}_sum`];
  return [name];
}

interface Family {
  readonly metric: MetricFact;
  readonly exporter?: ExporterFact;
}

/** Which types have a series with the suffix. `_created` stands for `x_total` of a counter, too. */
const suffixes: readonly (readonly [suffix: string, series: MetricHit['series'], types: readonly MetricType[]])[] = [
  ['_bucket', 'bucket', ['histogram']],
  ['_sum', 'sum', ['histogram', 'summary']],
  ['_count', 'count', ['histogram', 'summary']],
  ['_created', 'created', ['histogram', 'summary', 'counter']],
];

function findSeries(series: string, family: (name: string) => Family | undefined): MetricHit | undefined {
  const exact = family(series);
  if (exact) return { ...exact, series: 'value' };
  for (const [suffix, kind, types] of suffixes) {
    if (!series.endsWith(suffix)) continue;
    const base = series.slice(0, -suffix.length);
    for (const name of kind === 'created' ? [base, `${base}_total`] : [base]) {
      const found = family(name);
      if (found && (types.includes(found.metric.type) || mayHaveBuckets(kind, found.metric))) {
        return { ...found, series: kind };
      }
    }
  }
  return undefined;
}

/** Whether a setting that stands elsewhere makes a histogram of a summary. */
function mayHaveBuckets(series: MetricHit['series'], { type, typeInferred }: MetricFact): boolean {
  return series === 'bucket' && type === 'summary' && typeInferred === true;
}

/** What is known of a metric that two places define: only what both say. Places and help are those of the first. */
function merged(a: DefinedMetric, b: DefinedMetric): DefinedMetric {
  const { typeInferred, nameInferred, buckets, unit, withoutQuantiles, ...others } = a;
  // What only one of them says of how it is shown is not certain of both.
  const { beginsAtZero: _zero, pushed: _pushed, unserved: _unserved, valueIs, ...rest } = others;
  const isSameType = a.type === b.type;
  const labels = [...a.labels, ...b.labels.filter(({ name }) => !a.labels.some(label => label.name === name))];
  const isOnBoth = (name: string): boolean => [a, b].every(one => one.labels.some(label => label.name === name));
  const isSameBuckets = JSON.stringify(buckets) === JSON.stringify(b.buckets);
  return {
    ...rest,
    help: a.help || b.help,
    type: isSameType ? a.type : 'unknown',
    labels: labels.map(label =>
      mergedLabel(
        label,
        b.labels.find(({ name }) => name === label.name),
        isOnBoth(label.name),
      ),
    ),
    labelsComplete: a.labelsComplete && b.labelsComplete,
    ...(typeInferred && b.typeInferred ? { typeInferred } : {}),
    ...(nameInferred && b.nameInferred ? { nameInferred } : {}),
    ...(buckets && isSameBuckets ? { buckets } : {}),
    ...(unit !== undefined && unit === b.unit ? { unit } : {}),
    ...(withoutQuantiles && b.withoutQuantiles ? { withoutQuantiles } : {}),
    ...(valueIs !== undefined && valueIs === b.valueIs ? { valueIs } : {}),
  };
}

function mergedLabel(label: LabelFact, other: LabelFact | undefined, isOnBoth: boolean): LabelFact {
  const { values, allSeen: _all, ...rest } = label;
  const all = values && other?.values ? [...new Set([...values, ...other.values])] : undefined;
  return { ...rest, ...(all ? { values: all } : {}), ...(isOnBoth ? {} : { optional: true }) };
}

function textsOf(exporters: readonly ExporterFact[]): ReadonlyMap<string, ExporterFact> {
  return new Map(exporters.flatMap(exporter => (exporter.texts ?? []).map(name => [name, exporter] as const)));
}

function readCodes(lines: string): ReadonlyMap<string, ReadonlyMap<number, CodeFact>> {
  const bySeries = new Map<string, ReadonlyMap<number, CodeFact>>();
  for (const line of lines.split('\n')) {
    const packed = JSON.parse(line) as PackedCodes;
    const codes = unpackCodes(packed);
    for (const metric of packed.metrics) bySeries.set(metric, codes);
  }
  return bySeries;
}

function sortedSeries(metrics: readonly Pick<MetricFact, 'name' | 'type'>[]): readonly string[] {
  // By code units. A comparison of our own takes several times as long for ten thousand names.
  return [...new Set(metrics.flatMap(seriesOf))].sort();
}
