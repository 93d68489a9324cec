// What features may know of a workspace. Layer: service.
import type { Analysis } from '../analysis/analysis';
import { metricLabels } from '../analysis/metricLabels';
import { createSymbolReader } from '../analysis/symbols';
import type { Catalog } from '../catalog/schema';
import type { CursorReader } from '../features/cursor/cursor';
import type { Knowledge } from '../features/knowledge';
import type { MetricLabels } from '../promql/shape';
import type { Workspace } from '../workspace/workspace';
import type { TemplateOpeners } from './templateOpeners';

/** A reader with a cache of its own. */
export function createKnowledge(
  analysis: Analysis,
  cursorAt: CursorReader,
  openers: TemplateOpeners,
): (workspace: Workspace) => Knowledge {
  const symbols = createSymbolReader(analysis);
  const labels = new WeakMap<Catalog, MetricLabels>();
  return workspace => {
    const { dialect, alertmanager } = workspace.config;
    const known = workspace.catalog();
    const ofMetrics = labels.get(known) ?? metricLabels(known);
    labels.set(known, ofMetrics);
    return {
      analysis,
      cursorAt,
      dialect,
      alertmanager,
      catalog: known,
      workspace: workspace.knownFacts(),
      members: workspace.members,
      fileOf: workspace.fileOf,
      symbols,
      templateFiles: (document, patterns) => {
        const file = workspace.fileOf(document);
        const opened = file === undefined ? undefined : openers.of(workspace, file)?.(patterns);
        return {
          files: opened?.flatMap(({ files }) => files) ?? [],
          complete: opened?.every(({ complete }) => complete) ?? false,
        };
      },
      expressions: workspace.expressions,
      labels: ofMetrics,
    };
  };
}
