// Which rule files a configuration of Prometheus loads, by its `rule_files`. Layer: model (pure text). The source is config/config.go of
// Prometheus: patterns begin at the folder of the configuration, and `filepath.Glob` reads them.
import { matchesGlob } from '../go/glob';
import { baseName, decodedPart, folderOf } from '../text/paths';
import type { PrometheusConfig } from './prometheusConfig';

/** Whether a pattern loads a file, as far as the folders of the workspace tell: where it is absolute they do not. */
function loadsFile(of: string, pattern: string, file: string): boolean {
  const way = wayTo(of, file);
  const parts = partsOf(pattern);
  return way !== undefined && parts.length === way.length && parts.every((part, i) => matchesGlob(part, way[i]!));
}

/** Whether a configuration loads a file, as far as that is known. */
export function loads({ file: of, ruleFiles }: PrometheusConfig, file: string): boolean {
  return ruleFiles.some(pattern => loadsFile(of, pattern, file));
}

/** Whether a pattern takes files of this name, in whatever folder. */
export function takesName(pattern: string, name: string): boolean {
  return matchesGlob(baseName(pattern), name);
}

/** Whether a pattern may look into the folder of a file: its own folder is called so, or files lie beside the configuration. */
export function mayLookInto(of: string, pattern: string, file: string): boolean {
  if (!pattern.startsWith('/')) return loadsFile(of, `${pattern.slice(0, -baseName(pattern).length)}*`, file);
  const folder = folderOf(file);
  return folder === folderOf(of) || baseName(folder) === baseName(folderOf(pattern));
}

/**
 * Whether a pattern with `**` (`rules/**` and a name) misses a file that lies directly in its folder or several folders below, as Go
 * reads `**` as one folder; false for a file that lies elsewhere, or of which that is not known.
 */
export function missesDepth(of: string, pattern: string, file: string): boolean {
  const parts = partsOf(pattern);
  const stars = parts.indexOf('**');
  const name = parts[stars + 1];
  if (stars < 0 || name === undefined || parts.length > stars + 2) return false;
  const below = pattern.startsWith('/') ? wayBelow(parts[stars - 1], file) : wayInside(of, parts.slice(0, stars), file);
  const last = below?.at(-1);
  return last !== undefined && below?.length !== 2 && matchesGlob(name, last);
}

/** The folders between the one that patterns lead to and a file, and the file. */
function wayInside(of: string, folders: readonly string[], file: string): readonly string[] | undefined {
  const way = wayTo(of, file);
  const isInside = way && way.length > folders.length && folders.every((one, i) => matchesGlob(one, way[i]!));
  return isInside ? way.slice(folders.length) : undefined;
}

/** The folders between the last one of a name and a file, and the file. */
function wayBelow(name: string | undefined, file: string): readonly string[] | undefined {
  const way = file.split(/[/\\]/).map(decodedPart);
  const at = name === undefined ? -1 : way.lastIndexOf(name, way.length - 2);
  return at < 0 ? undefined : way.slice(at + 1);
}

/** The folders between a configuration's and a file, and the file; undefined for one that does not lie below. */
function wayTo(of: string, file: string): readonly string[] | undefined {
  const folder = folderOf(of);
  return file.startsWith(folder)
    ? file.slice(folder.length).split(/[/\\]/).filter(Boolean).map(decodedPart)
    : undefined;
}

function partsOf(pattern: string): readonly string[] {
  return pattern.split('/').filter(part => part !== '.');
}
