// Which metric of an exporter has a label that another one lacks. Layer: catalog.
import type { ExporterFact, MetricFact } from './schema';

/** The first metric of an exporter that always has a label of this name. */
export function bearerOf(label: string, { metrics }: ExporterFact): MetricFact | undefined {
  return metrics.find(({ labels }) => labels.some(({ name, optional }) => name === label && !optional));
}
