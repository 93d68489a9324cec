// Which paths of a folder `.gitignore` names: the patterns of one file, and the stack of them down a tree.
// Pure text matching; who reads the files is the walker. Layer: workspace.

/** The name of the files that say what git leaves out. */
export const ignoreFileName = '.gitignore';

export interface Pattern {
  matches(path: string): boolean;
  readonly negated: boolean;
  readonly directoriesOnly: boolean;
}

/** The patterns of one `.gitignore` and the folder it stands in, relative to the walk with `/`; '' for the walk's root. */
export interface IgnoreFile {
  readonly base: string;
  readonly patterns: readonly Pattern[];
}

/** Reads the text of a `.gitignore` that stands in `base`. */
export function parseIgnore(text: string, base: string): IgnoreFile {
  const patterns: Pattern[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const pattern = parsePattern(raw);
    if (pattern) patterns.push(pattern);
  }
  return { base, patterns };
}

/**
 * Whether git would leave out `path` (relative to the walk, with `/`). Later files and later patterns win;
 * callers ask for every folder on the way, so a path below an ignored folder is never asked.
 */
export function isIgnored(files: readonly IgnoreFile[], path: string, directory: boolean): boolean {
  let ignored = false;
  for (const file of files) {
    const inside = relativeTo(file.base, path);
    if (inside === undefined) continue;
    for (const pattern of file.patterns) {
      if (pattern.directoriesOnly && !directory) continue;
      if (pattern.matches(inside)) ignored = !pattern.negated;
    }
  }
  return ignored;
}

/** Whether patterns of a configuration, written as in a `.gitignore`, leave out a path (relative, with `/`). */
export function excluder(patterns: readonly string[]): (path: string, directory: boolean) => boolean {
  if (patterns.length === 0) return () => false;
  const file = parseIgnore(patterns.join('\n'), '');
  return (path, directory) => isIgnored([file], path, directory);
}

function relativeTo(base: string, path: string): string | undefined {
  if (base === '') return path;
  return path.startsWith(`${base}/`) ? path.slice(base.length + 1) : undefined;
}

function parsePattern(raw: string): Pattern | undefined {
  // Trailing blanks do not count unless escaped.
  let text = raw.replace(/(?<!\\)\s+$/, '');
  if (text === '' || text.startsWith('#')) return undefined;
  const negated = text.startsWith('!');
  if (negated) text = text.slice(1);
  const directoriesOnly = text.endsWith('/');
  if (directoriesOnly) text = text.slice(0, -1);
  // A slash anywhere but at the end ties the pattern to the folder of its file.
  const anchored = text.includes('/');
  if (text.startsWith('/')) text = text.slice(1);
  if (text === '') return undefined;
  try {
    const regex = new RegExp(`^${anchored ? '' : '(?:.*/)?'}${globToRegex(text)}$`);
    return { matches: path => regex.test(path), negated, directoriesOnly };
  } catch {
    return undefined;
  }
}

/** A git glob as the source of a regular expression: `*` and `?` stop at slashes, `**` does not. */
function globToRegex(glob: string): string {
  let out = '';
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i]!;
    if (c === '*') {
      if (glob[i + 1] === '*') {
        const before = i === 0 || glob[i - 1] === '/';
        i++;
        if (before && glob[i + 1] === '/') {
          out += '(?:.*/)?';
          i++;
        } else out += '.*';
      } else out += '[^/]*';
    } else if (c === '?') out += '[^/]';
    else if (c === '[') {
      const close = glob.indexOf(']', i + 2);
      if (close < 0) out += '\\[';
      else {
        const body = glob.slice(i + 1, close).replace(/\\/g, '\\\\');
        out += `[${body.startsWith('!') ? `^${body.slice(1)}` : body}]`;
        i = close;
      }
    } else if (c === '\\' && i + 1 < glob.length) out += escapeRegex(glob[++i]!);
    else out += escapeRegex(c);
  }
  return out;
}

function escapeRegex(c: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c;
}
