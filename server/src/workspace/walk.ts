// Finds the files of a folder that belong to its workspace: YAML and rules to judge, Python and CSV for definitions.
// Leaves out what `.gitignore` names, packages and environments; follows no link twice. Layer: workspace (Node).
import type { Dirent } from 'node:fs';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type IgnoreFile, isIgnored, parseIgnore } from './gitignore';

export type FileUse = 'judge' | 'define';

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
}

/** Larger files that could define metrics are data: a table of samples, generated code. In bytes. */
export const definitionSizeLimit = 1024 * 1024;

const leftOut = new Set(['.git', 'node_modules', 'site-packages', '__pycache__', '.venv', 'venv', '.tox', '.nox']);

/** What a file is to a workspace, by the end of its name; undefined for all others. */
export function useOf(name: string): FileUse | undefined {
  if (/\.(?:ya?ml|rules)$/i.test(name)) return 'judge';
  return /\.(?:py|csv)$/i.test(name) ? 'define' : undefined;
}

/** Files below `root` in the order of their paths, one at a time: a caller may stop or pause between two. */
export function* walk(root: string, options: WalkOptions = {}): Generator<WalkedFile, void> {
  yield* walkFolder(root, '', outerIgnores(root), new Set(), options);
}

/** Whether a walk of `root` comes by a file, given relative to it with `/`; asked when one changes after the walk. */
export function belongs(root: string, relative: string, { isExcluded }: Pick<WalkOptions, 'isExcluded'> = {}): boolean {
  const names = relative.split('/');
  let ignores = outerIgnores(root);
  for (const [depth, name] of names.entries()) {
    const above = names.slice(0, depth).join('/');
    const folder = path.join(root, above);
    if (leftOut.has(name) || (depth > 0 && fs.existsSync(path.join(folder, 'pyvenv.cfg')))) return false;
    if (fs.existsSync(path.join(folder, '.gitignore'))) ignores = withIgnore(ignores, folder, above);
    const below = names.slice(0, depth + 1).join('/');
    const isFolder = depth + 1 < names.length;
    if (isIgnored(ignores, below, isFolder) || isExcluded?.(below, isFolder)) return false;
  }
  return true;
}

function* walkFolder(
  root: string,
  relative: string,
  outer: readonly IgnoreFile[],
  seen: Set<string>,
  options: WalkOptions,
): Generator<WalkedFile, void> {
  const folder = relative === '' ? root : path.join(root, relative);
  let entries: Dirent[];
  try {
    const real = fs.realpathSync(folder);
    if (seen.has(real)) return;
    seen.add(real);
    entries = fs.readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    options.onUnreadable?.(folder, reasonOf(error));
    return;
  }
  if (relative !== '' && entries.some(entry => entry.name === 'pyvenv.cfg')) return;
  const ignores = entries.some(entry => entry.name === '.gitignore') ? withIgnore(outer, folder, relative) : outer;
  entries.sort((a, b) => (sortName(a) < sortName(b) ? -1 : 1));
  for (const entry of entries) {
    if (leftOut.has(entry.name)) continue;
    const below = relative === '' ? entry.name : `${relative}/${entry.name}`;
    const kind = kindOf(entry, path.join(root, below));
    if (
      kind === undefined ||
      isIgnored(ignores, below, kind === 'folder') ||
      options.isExcluded?.(below, kind === 'folder')
    )
      continue;
    if (kind === 'folder') yield* walkFolder(root, below, ignores, seen, options);
    else {
      const use = useOf(entry.name);
      if (use === undefined) continue;
      const at = path.join(root, below);
      if (entry.isSymbolicLink()) {
        const real = fs.realpathSync(at);
        if (seen.has(real)) continue;
        seen.add(real);
      }
      yield { path: at, use };
    }
  }
}

/** Folders sort with their slash, so that the whole walk is in the order of the paths. */
function sortName(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
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
  try {
    return [...outer, parseIgnore(fs.readFileSync(path.join(folder, '.gitignore'), 'utf8'), relative)];
  } catch {
    return outer;
  }
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
    const file = path.join(folder, '.gitignore');
    if (!fs.existsSync(file)) continue;
    try {
      const parsed = parseIgnore(fs.readFileSync(file, 'utf8'), '');
      const prefix = `${below.join('/')}/`;
      found.unshift({
        base: '',
        patterns: parsed.patterns.map(p => ({ ...p, matches: (below: string) => p.matches(prefix + below) })),
      });
    } catch {
      // An unreadable .gitignore names nothing.
    }
  }
  return found;
}

/** A failure of the file system in plain words. */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ELOOP') return 'too many links';
  return error instanceof Error ? error.message : String(error);
}
