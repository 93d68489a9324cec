// What label flow may assume about metrics: the catalogue's labels with those that targets and relabeling bring.
// Layer: analysis (joins catalog and promql).
import type { Catalog } from '../catalog/schema';
import { targetLabels } from '../catalog/targetLabels';
import { LabelSet, type MetricLabels } from '../promql/shape';
import { createRecall } from '../text/ownCopy';

/** How many answers of a catalogue are remembered. */
const answersKept = 5000;

/** Label names by metric; unknown where the catalogue is, or says that its list is not complete. Answers are kept. */
export function metricLabels(catalog: Catalog): MetricLabels {
  const known = createRecall<LabelSet | 'unknown'>(answersKept, answersKept * 100);
  // Metrics of one exporter mostly have the same labels: sets that share their list are compared without reading it.
  const sets = new Map<string, LabelSet>();
  const shared = (names: readonly string[]): LabelSet => {
    const key = names.join();
    const set = sets.get(key) ?? LabelSet.of(new Set(names));
    sets.set(key, set);
    return set;
  };
  return {
    labelsOf(metric) {
      let labels = known.get(metric);
      if (labels === undefined) {
        const names = labelsOf(metric, catalog);
        labels = names ? shared(names) : 'unknown';
        known.set(metric, labels);
      }
      return labels === 'unknown' ? undefined : labels;
    },
  };
}

function labelsOf(metric: string, catalog: Catalog): readonly string[] | undefined {
  const hit = catalog.find(metric);
  if (!hit?.metric.labelsComplete) return undefined;
  const own = hit.metric.labels.map(label => label.name);
  const ofSeries =
    hit.series === 'bucket' ? ['le'] : hit.metric.type === 'summary' && hit.series === 'value' ? ['quantile'] : [];
  // A label that collides with one of the target is stored as `exported_…`.
  return ['__name__', ...own, ...own.map(name => `exported_${name}`), ...ofSeries, ...targetLabels()];
}
