// Finds the files of a folder that belong to its workspace: YAML and rules to judge, source code, CSV and saved `/metrics` pages
// for definitions.
// Leaves out what `.gitignore` names, packages and environments; follows no link twice and none out of the folder, and only to what
// has no path without links: git, reports and baselines know files by that.
// Layer: files (Node).
import type { Dirent } from 'node:fs';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type FileUse, isForeign, isSource, leftOut, useOf } from '../workspace/fileUse';
import { type IgnoreFile, isIgnored, parseIgnore } from '../workspace/gitignore';
import { decodeBytes } from './decode';
import { listFolder, type Named } from './listing';
import { isBelow, readRegularFile, realPath, reasonOf } from './read';

export interface WalkedFile {
  /** `root` joined with the way below it, with the separators of the system. */
  readonly path: string;
  readonly use: FileUse;
}

export interface WalkOptions {
  /** Whether the configuration leaves out a path, relative to the root with `/`. */
  readonly isExcluded?: (relative: string, directory: boolean) => boolean;
  /** A folder that could not be read. */
  readonly onUnreadable?: (path: string, reason: string) => void;
  /** A link to a folder or file that would belong to the workspace but lies outside of it. */
  readonly onOutside?: (path: string) => void;
}

/** Of a `.gitignore`, in bytes; real ones have thousands. */
const ignoreSizeLimit = 256 * 1024;

/** More source files than this are not looked at. */
const mostSources = 50_000;

/** Files below `root` in the order of their paths, one at a time; those that only a link leads to come last. */
export function* walk(root: string, options: WalkOptions = {}): Generator<WalkedFile, void> {
  for (const found of walkSlowly(root, options)) if (found) yield found;
}

/** The same in small steps, whatever there is: undefined where a step found nothing, so that a caller may pause or stop. */
export function* walkSlowly(root: string, options: WalkOptions = {}): Generator<WalkedFile | undefined, void> {
  const real = realPath(root) ?? path.resolve(root);
  const walked: Walk = { root, real, seen: new Set(), links: [], linkedFiles: [], options, sources: 0 };
  yield* walkFolder(walked, '', real, outerIgnores(root));
  // Behind a link there may be others.
  for (const link of walked.links) yield* followLink(walked, link);
  for (const link of walked.linkedFiles) yield* followLink(walked, link);
}

/** How many names are looked at in a step. */
const namesInStep = 100;

/** Whether a walk of `root` comes by a file, given relative to it with `/`; asked when one changes after the walk. */
export function belongs(root: string, relative: string, { isExcluded }: Pick<WalkOptions, 'isExcluded'> = {}): boolean {
  const names = relative.split('/');
  let ignores = outerIgnores(root);
  for (const [depth, name] of names.entries()) {
    const above = names.slice(0, depth).join('/');
    const folder = path.join(root, above);
    if (leftOut.has(name) || (depth > 0 && fs.existsSync(path.join(folder, 'pyvenv.cfg')))) return false;
    ignores = withIgnore(ignores, folder, above);
    const below = names.slice(0, depth + 1).join('/');
    const isFolder = depth + 1 < names.length;
    if (isIgnored(ignores, below, isFolder) || isExcluded?.(below, isFolder)) return false;
  }
  return !isForeign(relative);
}

interface Walk {
  readonly root: string;
  /** The root with all links followed: what lies elsewhere is none of the walk's business. */
  readonly real: string;
  /** Folders that were met, and files behind links, by their real paths. */
  readonly seen: Set<string>;
  /** What is followed in the end, in the order in which it was met: folders, then files. */
  readonly links: Link[];
  readonly linkedFiles: Link[];
  readonly options: WalkOptions;
  /** How many source files were found. */
  sources: number;
}

interface Link {
  readonly below: string;
  /** Of a link to a folder undefined. */
  readonly use: FileUse | undefined;
  readonly ignores: readonly IgnoreFile[];
}

function* walkFolder(
  walked: Walk,
  relative: string,
  real: string,
  outer: readonly IgnoreFile[],
): Generator<WalkedFile | undefined, void> {
  const { root, seen, options } = walked;
  const folder = relative === '' ? root : path.join(root, relative);
  if (seen.has(real)) return;
  seen.add(real);
  let isEnvironment = false;
  let hasIgnore = false;
  const mayBelong = (entry: Dirent): boolean => {
    if (entry.name === 'pyvenv.cfg') isEnvironment = relative !== '';
    if (entry.name === '.gitignore') hasIgnore = true;
    return !leftOut.has(entry.name) && (!entry.isFile() || useOf(entry.name) !== undefined);
  };
  let entries: readonly Named[];
  try {
    entries = yield* listFolder(folder, mayBelong);
  } catch (error) {
    options.onUnreadable?.(folder, reasonOf(error));
    return;
  }
  if (isEnvironment) return;
  const isBehindLink = real !== path.join(walked.real, relative);
  const ignores = hasIgnore ? withIgnore(outer, folder, relative) : outer;
  for (const [i, { entry }] of entries.entries()) {
    if (i % namesInStep === 0) yield undefined;
    const below = relative === '' ? entry.name : `${relative}/${entry.name}`;
    const kind = kindOf(entry, path.join(root, below));
    if (
      kind === undefined ||
      isIgnored(ignores, below, kind === 'folder') ||
      options.isExcluded?.(below, kind === 'folder')
    )
      continue;
    const at = path.join(root, below);
    const use = kind === 'file' ? useOf(entry.name) : undefined;
    if (kind === 'file' && use === undefined) continue;
    if (kind === 'file' && isSource(below) && (isForeign(below) || ++walked.sources > mostSources)) continue;
    const realBelow = path.join(real, entry.name);
    if (entry.isSymbolicLink()) (use === undefined ? walked.links : walked.linkedFiles).push({ below, use, ignores });
    else if (use === undefined) yield* walkFolder(walked, below, realBelow, ignores);
    else {
      if (isBehindLink) seen.add(realBelow);
      yield { path: at, use };
    }
  }
}

/** What a link leads to, unless the walk came by it without the link or by another one. */
function* followLink(walked: Walk, { below, use, ignores }: Link): Generator<WalkedFile | undefined, void> {
  yield undefined;
  const { root, real, seen, options } = walked;
  const at = path.join(root, below);
  const target = realPath(at);
  if (target === undefined || seen.has(target)) return;
  if (!isBelow(target, real)) {
    if (use !== 'define') options.onOutside?.(at);
    return;
  }
  if (use === undefined) {
    yield* walkFolder(walked, below, target, ignores);
    return;
  }
  if (useOf(path.basename(target)) !== undefined && wasMet(walked, target)) return;
  seen.add(target);
  yield { path: at, use };
}

/** Whether the walk came by a file, given by its real path: by its folder, where nothing leaves the file out. */
function wasMet({ root, real, seen, options }: Walk, file: string): boolean {
  if (!seen.has(path.dirname(file))) return false;
  return belongs(root, path.relative(real, file).split(path.sep).join('/'), options);
}

function kindOf(entry: Dirent, at: string): 'file' | 'folder' | undefined {
  if (entry.isDirectory()) return 'folder';
  if (entry.isFile()) return 'file';
  if (!entry.isSymbolicLink()) return undefined;
  try {
    const target = fs.statSync(at);
    return target.isDirectory() ? 'folder' : target.isFile() ? 'file' : undefined;
  } catch {
    // A link that leads nowhere is no file of the workspace.
    return undefined;
  }
}

function withIgnore(outer: readonly IgnoreFile[], folder: string, relative: string): readonly IgnoreFile[] {
  const text = readIgnore(folder);
  return text === undefined ? outer : [...outer, parseIgnore(text, relative)];
}

/** The text of a folder's `.gitignore`; one that cannot be read names nothing, and git follows no link for it either. */
function readIgnore(folder: string): string | undefined {
  const { bytes } = readRegularFile(path.join(folder, '.gitignore'), { limit: ignoreSizeLimit, links: false });
  return bytes && decodeBytes(bytes).text;
}

/** The `.gitignore` files of the folders above `root`, up to the repository's own: their patterns as seen from `root`. */
function outerIgnores(root: string): readonly IgnoreFile[] {
  const found: IgnoreFile[] = [];
  let folder = path.resolve(root);
  const below: string[] = [];
  while (!fs.existsSync(path.join(folder, '.git'))) {
    const parent = path.dirname(folder);
    if (parent === folder) return [];
    below.unshift(path.basename(folder));
    folder = parent;
    const text = readIgnore(folder);
    if (text === undefined) continue;
    found.unshift(parseIgnore(text, '', `${below.join('/')}/`));
  }
  return found;
}
