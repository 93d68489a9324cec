// The names of labels that metrics are known to have. Layer: catalog.
import type { Catalog } from './schema';
import { targetLabels } from './targetLabels';

/** All of them, those of targets included: what is none of these is brought by relabelling or external labels, or mistyped. */
export function labelNames(catalog: Catalog): ReadonlySet<string> {
  const known = new Set(targetLabels());
  for (const name of catalog.seriesNames()) {
    for (const label of catalog.find(name)?.metric.labels ?? []) known.add(label.name);
  }
  return known;
}
