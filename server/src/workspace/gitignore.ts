// Which paths of a folder `.gitignore` names: the patterns of one file, and the stack of them down a tree.
// Pure text matching; who reads the files is the walker. Layer: workspace.
import { bytesOf, wildmatch } from './wildmatch';

/** The name of the files that say what git leaves out. */
export const ignoreFileName = '.gitignore';

export interface Pattern {
  /** Both as bytes (see `bytesOf`): the path from the pattern's folder, and its last name. */
  matches(path: string, name: string): boolean;
  readonly negated: boolean;
  readonly directoriesOnly: boolean;
}

/** The patterns of one `.gitignore` and where it stands. */
export interface IgnoreFile {
  /** The folder it stands in, relative to the walk with `/`; '' for the walk's root or above. */
  readonly base: string;
  /** The way from there to the walk's root, with a slash at its end; '' where it stands in the walk. */
  readonly above: string;
  readonly patterns: readonly Pattern[];
}

/** Reads the text of a `.gitignore` that stands in `base`, or as far above the walk as `above` says. */
export function parseIgnore(text: string, base: string, above = ''): IgnoreFile {
  const patterns: Pattern[] = [];
  for (const raw of text.split('\n')) {
    const pattern = parsePattern(bytesOf(raw.endsWith('\r') ? raw.slice(0, -1) : raw));
    if (pattern) patterns.push(pattern);
  }
  return { base, above, patterns };
}

/**
 * Whether git would leave out `path` (relative to the walk, with `/`). Later files and later patterns win;
 * callers ask for every folder on the way, so a path below an ignored folder is never asked.
 */
export function isIgnored(files: readonly IgnoreFile[], path: string, directory: boolean): boolean {
  let ignored = false;
  for (const file of files) {
    const inside = relativeTo(file.base, path);
    if (inside === undefined || file.patterns.length === 0) continue;
    const whole = bytesOf(file.above + inside);
    const name = whole.slice(whole.lastIndexOf('/') + 1);
    for (const pattern of file.patterns) {
      // One that would change nothing need not be asked.
      if (pattern.negated !== ignored || (pattern.directoriesOnly && !directory)) continue;
      if (pattern.matches(whole, name)) ignored = !pattern.negated;
    }
  }
  return ignored;
}

/**
 * Whether patterns of a configuration, written as in a `.gitignore`, leave out a path (relative, with `/`). `above` is the way
 * from the configuration to where the paths begin, with a slash at its end.
 */
export function excluder(patterns: readonly string[], above = ''): (path: string, directory: boolean) => boolean {
  if (patterns.length === 0) return () => false;
  const file = parseIgnore(patterns.join('\n'), '', above);
  return (path, directory) => isIgnored([file], path, directory);
}

/** Whether patterns leave out a file or a folder that it is in; its way is relative, with `/`. */
export function isLeftOut(relative: string, isExcluded: (path: string, directory: boolean) => boolean): boolean {
  const names = relative.split('/');
  return names.some((_, i) => isExcluded(names.slice(0, i + 1).join('/'), i + 1 < names.length));
}

function relativeTo(base: string, path: string): string | undefined {
  if (base === '') return path;
  return path.startsWith(`${base}/`) ? path.slice(base.length + 1) : undefined;
}

function parsePattern(raw: string): Pattern | undefined {
  if (raw.startsWith('#')) return undefined;
  let text = withoutBlanks(raw);
  const negated = text.startsWith('!');
  if (negated) text = text.slice(1);
  const directoriesOnly = text.endsWith('/');
  if (directoriesOnly) text = text.slice(0, -1);
  // A slash anywhere but at the end ties the pattern to the folder of its file.
  const anchored = text.includes('/');
  if (text.startsWith('/')) text = text.slice(1);
  if (text === '') return undefined;
  // What stands before the first sign is compared as it is; stars right behind it stand at a start then, as they do in git.
  const plain = text.slice(0, Math.max(0, text.search(/[*?[\\]|$/)));
  const rest = text.slice(plain.length);
  const about = { negated, directoriesOnly };
  if (rest === '') return { ...about, matches: (path, name) => (anchored ? path : name) === plain };
  if (!anchored) {
    const ending = text.slice(1);
    if (text.startsWith('*') && !/[*?[\\]/.test(ending))
      return { ...about, matches: (_, name) => name.endsWith(ending) };
    const match = wildmatch(text);
    return match && { ...about, matches: (_, name) => match(name) };
  }
  const match = wildmatch(rest);
  return match && { ...about, matches: path => path.startsWith(plain) && match(path.slice(plain.length)) };
}

/** Blanks at the end do not count, unless a backslash stands before. */
function withoutBlanks(text: string): string {
  let end = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === ' ') continue;
    // Nothing is cut behind a backslash that ends the text.
    if (text[i] === '\\' && ++i >= text.length) return text;
    end = i + 1;
  }
  return text.slice(0, end);
}
