// What label flow may assume about metrics: the catalogue's labels with those that targets and relabeling bring.
// Layer: analysis (joins catalog and promql).

import type { Catalog, ExporterFact, MetricFact, MetricHit, Scraped } from '../catalog/schema';
import { alwaysOnTargets, targetLabels } from '../catalog/targetLabels';
import { isAboutAlerts } from '../promql/inspect';
import { type Carried, LabelSet, type MetricLabels } from '../promql/shape';
import { createRecall } from '../text/ownCopy';

/** How many answers of a catalogue are remembered. */
const answersKept = 5000;

/** Label names by metric; unknown where the catalogue is, or says that its list is not complete. Answers are kept. */
export function metricLabels(catalog: Catalog): MetricLabels {
  // Metrics of one exporter mostly have the same labels: sets that share their list are compared without reading it.
  const sets = new Map<string, LabelSet>();
  const shared = (names: readonly string[]): LabelSet => {
    const key = names.join();
    const set = sets.get(key) ?? LabelSet.of(new Set(names));
    sets.set(key, set);
    return set;
  };
  const dimensions = new Map<ExporterFact, readonly (readonly string[])[]>();
  const dimensionsOf = (exporter: ExporterFact): readonly (readonly string[])[] => {
    let known = dimensions.get(exporter);
    if (!known) dimensions.set(exporter, (known = labelLists(exporter)));
    return known;
  };
  const known = createRecall<Carried>(answersKept, answersKept * 100);
  const read = (metric: string): Carried => {
    const hit = catalog.find(metric);
    const scraped = hit && catalog.scraped(metric);
    const sure = shared(kept(sureLabelsOf(metric, hit), scraped, true));
    if (!hit) return { labels: undefined, sure };
    if (hit.metric.labelsComplete && !scraped?.open) {
      const labels = kept(labelsOf(hit), scraped, false);
      return { labels: shared([...labels, ...(scraped?.added ?? [])]), sure };
    }
    if (aboutTargets.test(metric)) return { labels: undefined, sure, lacking: shared(ofParts) };
    const without = (hit.exporter && lacked(hit.metric, dimensionsOf(hit.exporter))) ?? [];
    const own = hit.metric.labels.map(({ name }) => name);
    const lacking = [...without, ...own.filter(name => scraped?.label(name)?.is === 'gone')];
    return { labels: undefined, sure, ...(lacking.length > 0 ? { lacking: shared(lacking) } : {}) };
  };
  return {
    carriedBy(metric) {
      let carried = known.get(metric);
      if (!carried) known.set(metric, (carried = read(metric)));
      return carried;
    },
  };
}

/** The labels that are left where it is known how the metric is scraped; `surely`: those that nothing can have taken away. */
function kept(names: readonly string[], scraped: Scraped | undefined, surely: boolean): readonly string[] {
  if (!scraped) return names;
  return names.filter(name => {
    const is = scraped.label(name)?.is;
    return is !== 'gone' && !(surely && is === 'unsure');
  });
}

/**
 * Series that Prometheus writes for a target as a whole, and labels by which what one target shows differs. Others, such as
 * `device` or `gpu`, may be what a relabelling tells of the target.
 */
const aboutTargets = /^(?:up|scrape_\w+)$/;
const ofParts: readonly string[] =
  'le quantile UUID GPU_I_ID modelName pci_bus_id nvlink gpu_uuid minor_number mountpoint fstype err_code err_msg'.split(
    ' ',
  );

function labelsOf(hit: MetricHit): readonly string[] {
  const own = hit.metric.labels.map(label => label.name);
  // A label that collides with one of the target is stored as `exported_…`.
  return ['__name__', ...own, ...own.map(name => `exported_${name}`), ...labelsOfSeries(hit), ...targetLabels()];
}

/**
 * What every series carries: a scraped one has job and instance, and what its exporter always sets. A colon marks the name of
 * a recorded series, which has what its rule left it.
 */
function sureLabelsOf(metric: string, hit: MetricHit | undefined): readonly string[] {
  // Prometheus makes these itself, of the labels of alerts.
  if (isAboutAlerts(metric)) return ['__name__', 'alertname'];
  if (!hit) return metric.includes(':') || isUnwritten(metric) ? ['__name__'] : ['__name__', ...alwaysOnTargets];
  return ['__name__', ...sureOwnLabels(hit.metric), ...labelsOfSeries(hit), ...alwaysOnTargets];
}

/** Whether a template engine has yet to write the name, which may be a recorded one: its holes are masked so. */
function isUnwritten(metric: string): boolean {
  return metric.length >= shortestHole && /^x+$/.test(metric);
}

/** `{{.a}}` */
const shortestHole = 6;

/** What an exporter always sets. Properties in the labels of an info metric may be empty, and then they are not there. */
function sureOwnLabels({ name, labels, valueIs }: MetricFact): readonly string[] {
  if (valueIs === 'info' || /_(?:info|owner|labels|annotations)$/.test(name)) {
    // kube-state-metrics always names the object.
    if (!name.startsWith('kube_')) return [];
    return labels.flatMap(label =>
      label.name === 'namespace' || name.includes(`_${label.name}_`) ? [label.name] : [],
    );
  }
  return labels.flatMap(label => (label.optional ? [] : [label.name]));
}

/** The label by which the series of one histogram or summary differ. */
function labelsOfSeries({ metric, series }: MetricHit): readonly string[] {
  if (series === 'bucket') return ['le'];
  return metric.type === 'summary' && series === 'value' ? ['quantile'] : [];
}

/** The different lists of labels of an exporter's metrics. */
function labelLists({ metrics }: ExporterFact): readonly (readonly string[])[] {
  const lists = new Map<string, readonly string[]>();
  for (const { labels } of metrics) {
    const names = labels.map(({ name }) => name);
    lists.set(names.join(), names);
  }
  return [...lists.values()];
}

/**
 * Labels that a metric does not have although its list is not complete: a sibling has all of its labels and these on top, by
 * which it differs. What configuration adds, it adds to both.
 */
function lacked({ labels }: MetricFact, lists: readonly (readonly string[])[]): readonly string[] | undefined {
  if (labels.length === 0) return undefined;
  const own = new Set(labels.map(({ name }) => name));
  const found = new Set<string>();
  for (const list of lists) {
    if (list.length <= own.size || !labels.every(({ name }) => list.includes(name))) continue;
    for (const name of list) if (!own.has(name)) found.add(name);
  }
  return found.size > 0 ? [...found] : undefined;
}
