// Opens the template files that an Alertmanager configuration names, as Go's filepath.Glob finds them. A pattern may come
// from anybody's file: nothing outside of the allowed folders is opened or listed, and little in all. Layer: files (Node).
//
// So a path such as `/etc/alertmanager/templates/*.tmpl` is not followed out of a repository, not by the command line either:
// what stands there on this computer is not what the configuration will be loaded with on another, and a message about it
// would show a part of it. Nor is a file of the same name in the repository taken for it, which would be a guess. Then nothing
// is said. Below a configuration that stands in `/etc/alertmanager` itself the files are found.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { globProblem, hasGlob, matchesGlob } from '../go/glob';
import type { MatchedFiles, MatchedTemplates, TemplateFile } from '../model/templateFiles';
import { isBelow, readRegularFile, realPath } from './read';
import { belongs } from './walk';

/** How much is looked at for one configuration. */
export interface TemplateLimits {
  readonly patterns: number;
  /** Names in folders that patterns are compared with. */
  readonly entries: number;
  readonly files: number;
  /** Of all files together, in bytes. */
  readonly bytes: number;
}

const defaults: TemplateLimits = { patterns: 50, entries: 5000, files: 100, bytes: 1024 * 1024 };

/**
 * What the patterns in the configuration at `config` match, below its own folder or `workspace`. Names are read from disk
 * now; whatever lies elsewhere, links that lead elsewhere included, counts as not known.
 */
export function openTemplateFiles(
  config: string,
  workspace: string | undefined,
  patterns: readonly string[],
  limits: TemplateLimits = defaults,
): readonly MatchedTemplates[] {
  const folder = path.dirname(path.resolve(config));
  const opener = new Opener(folder, workspace === undefined ? [folder] : [folder, path.resolve(workspace)], limits);
  return patterns.map((pattern, i) => (i < limits.patterns ? opener.open(pattern) : unknown));
}

/**
 * The names of the files that patterns in the file at `from` match, relative to its folder. Nothing is said of what lies
 * elsewhere, and of names that git leaves out: such files are made before they are read.
 */
export function findFiles(
  from: string,
  workspace: string | undefined,
  patterns: readonly string[],
  limits: TemplateLimits = defaults,
): readonly MatchedFiles[] {
  const folder = path.dirname(path.resolve(from));
  const root = workspace === undefined ? folder : path.resolve(workspace);
  const opener = new Opener(folder, [folder, root], limits);
  return patterns.map((pattern, i) => {
    const { found, complete } = (i < limits.patterns ? opener.find(pattern) : undefined) ?? {
      found: [],
      complete: false,
    };
    const files = found.map(one => path.relative(folder, one).split(path.sep).join('/'));
    const isKept = files.length > 0 || isWatched(path.relative(root, path.resolve(folder, pattern)), root);
    return { files, complete: complete && isKept };
  });
}

function isWatched(relative: string, root: string): boolean {
  return relative !== '' && !relative.startsWith('..') && belongs(root, relative.split(path.sep).join('/'));
}

const unknown: MatchedTemplates = { files: [], complete: false };

class Opener {
  private entries: number;
  private files: number;
  private bytes: number;
  private readonly real: readonly string[];

  constructor(
    private readonly folder: string,
    private readonly allowed: readonly string[],
    limits: TemplateLimits,
  ) {
    this.entries = limits.entries;
    this.files = limits.files;
    this.bytes = limits.bytes;
    this.real = allowed.flatMap(one => realPath(one) ?? []);
  }

  open(pattern: string): MatchedTemplates {
    const match = this.match(pattern);
    if (!match) return unknown;
    const { found } = match;
    let { complete } = match;
    const files: TemplateFile[] = [];
    for (const one of found) {
      const file = this.read(one);
      if (file) files.push(file);
      else if (file === undefined) complete = false;
    }
    // A pattern that matches nothing here may well match where the configuration will stand.
    return { files, complete: complete && files.length > 0 };
  }

  /** The paths that a pattern matches, as `filepath.Glob` says. */
  find(pattern: string): { readonly found: readonly string[]; readonly complete: boolean } | undefined {
    const match = this.match(pattern);
    if (!match) return undefined;
    let { complete } = match;
    const found: string[] = [];
    for (const one of match.found) {
      const folder = path.dirname(one);
      if (fs.existsSync(folder) && !this.isAllowed(folder)) complete = false;
      else if (fs.lstatSync(one, { throwIfNoEntry: false })) found.push(one);
    }
    return { found, complete };
  }

  /** The paths that a pattern leads to, there or not; undefined where it leads elsewhere. */
  private match(pattern: string): { readonly found: readonly string[]; readonly complete: boolean } | undefined {
    if (pattern === '' || pattern.length > 1000 || pattern.includes('\0') || globProblem(pattern)) return undefined;
    const whole = path.resolve(this.folder, pattern);
    const { root } = path.parse(whole);
    const parts = whole.slice(root.length).split(path.sep);
    const firstGlob = parts.findIndex(hasGlob);
    // The part without wildcards decides where the pattern leads.
    const fixed = path.join(root, ...parts.slice(0, firstGlob < 0 ? parts.length : firstGlob));
    if (!this.allowed.some(one => isBelow(fixed, one))) return undefined;
    let found: readonly string[] = [fixed];
    let complete = true;
    const rest = firstGlob < 0 ? [] : parts.slice(firstGlob);
    for (const [i, part] of rest.entries()) {
      if (!hasGlob(part)) found = found.map(one => path.join(one, part));
      else {
        const listed = found.map(one => this.list(one, part, i < rest.length - 1));
        complete &&= listed.every(list => list !== undefined);
        found = listed.flatMap(list => list ?? []);
      }
    }
    return { found, complete };
  }

  /** The matching names of a folder, or the folders among them; undefined where not all could be looked at. */
  private list(folder: string, part: string, isFolder: boolean): readonly string[] | undefined {
    if (!this.isAllowed(folder)) return fs.existsSync(folder) ? undefined : [];
    const found: string[] = [];
    let names: fs.Dir;
    try {
      names = fs.opendirSync(folder);
    } catch {
      return [];
    }
    try {
      for (let entry = names.readSync(); entry; entry = names.readSync()) {
        if (this.entries-- <= 0) return undefined;
        if (isFolder && entry.isFile()) continue;
        if (matchesGlob(part, entry.name)) found.push(path.join(folder, entry.name));
      }
    } catch {
      return undefined;
    } finally {
      names.closeSync();
    }
    return found.sort();
  }

  /** The file; null where there is none, undefined where it may not or cannot be read. */
  private read(at: string): TemplateFile | null | undefined {
    try {
      if (!fs.lstatSync(at, { throwIfNoEntry: false })) return null;
      if (!this.isAllowed(at)) return undefined;
      const stats = fs.statSync(at);
      const about = { file: at, name: path.relative(this.folder, at).split(path.sep).join('/') };
      if (stats.isDirectory()) return { ...about, text: '', fault: 'it is a folder' };
      if (!stats.isFile() || this.files-- <= 0) return undefined;
      const { bytes } = readRegularFile(at, { limit: this.bytes });
      if (!bytes) return undefined;
      this.bytes -= bytes.length;
      return { ...about, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) };
    } catch {
      return undefined;
    }
  }

  private isAllowed(at: string): boolean {
    const real = realPath(at);
    return real !== undefined && this.real.some(one => isBelow(real, one));
  }
}
