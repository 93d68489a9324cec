// The catalogue as the rest of the server reads it: find a series, list names, lay the workspace's metrics on top.
// Layer: catalog. Everything is built inside the object that `loadCatalog` returns; nothing lives in the module.
import { createRecall } from '../text/ownCopy';
import { codeData, exporterData } from './data.gen';
import { type PackedCodes, type PackedExporter, unpackCodes, unpackExporter } from './load';
import { createNearName, type NearName } from './nearNames';
import type { Catalog, CodeFact, DefinedMetric, ExporterFact, MetricFact, MetricHit, MetricType } from './schema';

/**
 * The shipped catalogue. Costs a few milliseconds; metrics and the list of names are built on first use.
 * Every call builds an independent object: keep it.
 */
export function loadCatalog(): Catalog {
  const lazies = (JSON.parse(exporterData) as PackedExporter[]).map(unpackExporter);
  const index = new Map<string, readonly [exporter: number, metric: number]>();
  lazies.forEach((lazy, exporter) => {
    lazy.families.forEach(({ name }, metric) => {
      if (!index.has(name)) index.set(name, [exporter, metric]);
    });
  });
  const family = (name: string): Family | undefined => {
    const at = index.get(name);
    return at && { metric: lazies[at[0]]!.metric(at[1]), exporter: lazies[at[0]]!.fact };
  };
  const exporters = lazies.map(lazy => lazy.fact);
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
  const seriesNames = (): readonly string[] => (names ??= sortedSeries(lazies.flatMap(lazy => lazy.families)));
  let near: NearName | undefined;
  return {
    find,
    seriesNames,
    near: name => (near ??= createNearName(seriesNames()))(name),
    exporters: () => exporters,
    textOf: name => (texts ??= textsOf(exporters)).get(name),
    codes: series => (codes ??= readCodes()).get(series),
  };
}

/** How many answers of a catalogue are remembered. */
const answersKept = 5000;

/** A catalogue that also knows the metrics of a workspace; where both define a name, the workspace's counts. */
export function overlay(catalog: Catalog, defined: readonly DefinedMetric[]): Catalog {
  if (defined.length === 0) return catalog;
  const own = new Map<string, DefinedMetric>();
  for (const metric of defined) if (!own.has(metric.name)) own.set(metric.name, metric);
  const family = (name: string): Family | undefined => {
    const metric = own.get(name);
    return metric && { metric };
  };
  let names: readonly string[] | undefined;
  return {
    find: series => findSeries(series, family) ?? catalog.find(series),
    seriesNames: () =>
      (names ??= [...new Set([...catalog.seriesNames(), ...sortedSeries([...own.values()])])].sort(compare)),
    near: name => catalog.near(name),
    exporters: () => catalog.exporters(),
    textOf: name => (own.has(name) ? undefined : catalog.textOf(name)),
    codes: series => (findSeries(series, family) ? undefined : catalog.codes(series)),
  };
}

/** A catalogue without any metric, for tests and for services that get their own. */
export const emptyCatalog: Catalog = {
  find: () => undefined,
  seriesNames: () => [],
  near: () => undefined,
  exporters: () => [],
  textOf: () => undefined,
  codes: () => undefined,
};

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
      if (found && types.includes(found.metric.type)) return { ...found, series: kind };
    }
  }
  return undefined;
}

function textsOf(exporters: readonly ExporterFact[]): ReadonlyMap<string, ExporterFact> {
  return new Map(exporters.flatMap(exporter => (exporter.texts ?? []).map(name => [name, exporter] as const)));
}

function readCodes(): ReadonlyMap<string, ReadonlyMap<number, CodeFact>> {
  const bySeries = new Map<string, ReadonlyMap<number, CodeFact>>();
  for (const packed of JSON.parse(codeData) as PackedCodes[]) {
    const codes = unpackCodes(packed);
    for (const metric of packed.metrics) bySeries.set(metric, codes);
  }
  return bySeries;
}

function sortedSeries(metrics: readonly Pick<MetricFact, 'name' | 'type'>[]): readonly string[] {
  return [...new Set(metrics.flatMap(seriesOf))].sort(compare);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
