// The configurations by which alerts of a workspace may go: Alertmanager files wherever they stand, with the AlertmanagerConfig
// objects that the operator adds. Layer: features.

import type { Analysis } from '../../analysis/analysis';
import type { AlertmanagerFile } from '../../model/alertmanager';
import { touchesHole } from '../../model/holes/holes';
import type { MatcherStrategy } from '../../model/matcherStrategy';
import type { MatcherMode } from '../../model/matchers';
import { isAlertmanager } from '../../model/root';
import {
  type ConfigurationParts,
  configurationOf,
  partsOfFile,
  type RoutingConfiguration,
} from '../../routing/configuration';
import { operatorsOwn, type RoutingObject, usualStrategy, withObjects } from '../../routing/operator';
import type { Version } from '../../target/version';
import type { NamedDocument } from '../knowledge';

/** A configuration with the files of the objects in it. */
export interface FoundConfiguration {
  readonly configuration: RoutingConfiguration;
  readonly objects: readonly string[];
}

/** All configurations in documents, in the order of the documents; `strategy`: what an Alertmanager object says of objects. */
export function* configurationsIn(
  documents: Iterable<NamedDocument>,
  analysis: Analysis,
  version: Version,
  mode: MatcherMode,
  strategy: MatcherStrategy = usualStrategy,
): Generator<void, readonly FoundConfiguration[]> {
  const bases: ConfigurationParts[] = [];
  const objects: RoutingObject[] = [];
  for (const { file, document } of documents) {
    for (const root of document.roots) {
      if (!isAlertmanager(root)) continue;
      const read = yield* analysis.alertmanagerInSlices(root, mode);
      if (!isWhole(read)) continue;
      if (root.kind === 'alertmanager-config') {
        if (!root.isPatch) objects.push({ file, object: read });
        continue;
      }
      const parts = yield* partsOfFile(read, file);
      if (parts) bases.push(parts);
    }
    yield;
  }
  if (bases.length === 0 && objects.length > 0) bases.push(operatorsOwn(objects[0]!.file));
  const files = [...new Set(objects.map(({ file }) => file))];
  const found: FoundConfiguration[] = [];
  for (const base of bases) {
    const parts = objects.length > 0 ? withObjects(base, objects, strategy) : base;
    found.push({ configuration: yield* configurationOf(parts, version), objects: files });
  }
  return found;
}

/** Whether no template engine has routes of it yet to write. */
function isWhole({ root, route, routes }: AlertmanagerFile): boolean {
  if (root.holes.length === 0) return true;
  if (route && touchesHole(root.holes, route.node)) return false;
  return !routes.some(({ it, base }) => touchesHole(root.holes, { from: it.node.from + base, to: it.node.to + base }));
}
