// Which notification templates an Alertmanager configuration is loaded with: the patterns of its `templates`, and those that
// stand beside it in the same file. Layer: model.

import { globProblem, matchesGlob } from '../go/glob';
import { baseName } from '../text/paths';
import type { YamlMap, YamlScalar } from '../yaml/node';
import { follow, itemsOf } from '../yaml/path';
import type { AlertmanagerFile } from './alertmanager';
import type { TemplatesBeside } from './root';
import { fieldValue } from './structure/fields';
import { isNull } from './structure/scalars';

/** The patterns under `templates`. */
export function templatePatterns(configuration: YamlMap | undefined): readonly YamlScalar[] {
  return itemsOf(fieldValue(configuration, 'templates')).flatMap(item => {
    const scalar = follow(item);
    return scalar?.kind === 'scalar' && !isNull(scalar, 'v2') ? [scalar] : [];
  });
}

/** The templates beside a configuration that it loads: of a folder those that its patterns match, wherever that is mounted. */
export function loadedBeside(
  { node }: AlertmanagerFile,
  { files, isFolder }: TemplatesBeside,
): TemplatesBeside['files'] {
  if (!isFolder) return files;
  const patterns = templatePatterns(node).map(({ value }) => baseName(value));
  return files.filter(({ name }) =>
    patterns.some(pattern => globProblem(pattern) === undefined && matchesGlob(pattern, name)),
  );
}

/**
 * Whether the templates beside a configuration are all that it loads. A Secret or ConfigMap is mounted as a folder: what the
 * configuration names outside of it stands elsewhere. The folder is where a pattern finds one of them.
 */
export function areAllBeside(file: AlertmanagerFile): boolean {
  const beside = file.root.templatesBeside;
  if (!beside?.isFolder) return true;
  const names = new Set(beside.files.map(({ name }) => name));
  const patterns = templatePatterns(file.node).map(({ value }) => value);
  const found = new Set(patterns.filter(pattern => findsOneOf(pattern, names)).map(folderOf));
  const [folder] = found.size === 1 ? found : [];
  return patterns.every(pattern => OWN_FOLDERS.has(folderOf(pattern)) || folderOf(pattern) === folder);
}

/** Where a configuration finds its own folder wherever that is mounted, and where the operator mounts it. */
const OWN_FOLDERS: ReadonlySet<string> = new Set(['', './', '/etc/alertmanager/config/']);

function findsOneOf(pattern: string, names: ReadonlySet<string>): boolean {
  const base = baseName(pattern);
  return globProblem(base) === undefined && [...names].some(name => matchesGlob(base, name));
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Whether Alertmanager would find the files beside this one. */
export function isOwnFile({ root }: AlertmanagerFile): boolean {
  return root.region.kind === 'file' && root.index === 0 && root.embeddedAs === undefined;
}
