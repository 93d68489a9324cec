// Which exporters a workspace has to do with: rules read their metrics or watch their jobs, manifests run their images.
// Layer: features.
import type { ExporterFact } from '../../catalog/schema';
import type { Knowledge } from '../knowledge';

/** Identities of the exporters whose metrics are at hand in the workspace. */
export function usedExporters({ catalog, workspace }: Knowledge): ReadonlySet<string> {
  const used = new Set<string>();
  const read = (name: string): void => {
    const hit = catalog.find(name);
    if (hit?.exporter && !hit.metric.generic) used.add(hit.exporter.id);
  };
  for (const { groups, watches } of workspace.documents) {
    for (const { reads } of groups) for (const name of reads) read(name);
    for (const { matchers } of watches) {
      for (const { label, value } of matchers) if (label === 'job') namedIn(value, catalog.exporters(), used);
    }
  }
  for (const image of workspace.images) namedIn(image.replace(/:[^/:]*$/, ''), catalog.exporters(), used);
  return used;
}

/** Adds the exporters that an image or a job is named after. */
function namedIn(name: string, exporters: readonly ExporterFact[], used: Set<string>): void {
  const words = `-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-`;
  for (const { id, jobHints } of exporters) {
    // `node` alone is the image of a language.
    if (jobHints?.some(hint => hint !== 'node' && words.includes(`-${hint.replaceAll('_', '-')}-`))) used.add(id);
  }
}
