// What label flow may assume about metrics: the catalogue's labels with those that targets and relabeling bring.
// Layer: checks (joins catalog and promql).
import type { Catalog } from '../catalog/schema';
import { targetLabels } from '../catalog/targetLabels';
import { LabelSet, type MetricLabels } from '../promql/shape';

/** Label names by metric; unknown where the catalogue is, or says that its list is not complete. Answers are kept. */
export function metricLabels(catalog: Catalog): MetricLabels {
  const known = new Map<string, LabelSet | undefined>();
  return {
    labelsOf(metric) {
      if (!known.has(metric)) known.set(metric, labelsOf(metric, catalog));
      return known.get(metric);
    },
  };
}

function labelsOf(metric: string, catalog: Catalog): LabelSet | undefined {
  const hit = catalog.find(metric);
  if (!hit?.metric.labelsComplete) return undefined;
  const own = hit.metric.labels.map(label => label.name);
  const ofSeries =
    hit.series === 'bucket' ? ['le'] : hit.metric.type === 'summary' && hit.series === 'value' ? ['quantile'] : [];
  // A label that collides with one of the target is stored as `exported_…`.
  const all = ['__name__', ...own, ...own.map(name => `exported_${name}`), ...ofSeries, ...targetLabels()];
  return LabelSet.of(new Set(all));
}
