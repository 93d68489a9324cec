// From paths to texts: which files are judged, which only define things, and in which workspace each stands.
// Layer: cli. Unreadable input is told and left out; the rest goes on.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isSourceFile, mayDefine } from '../catalog/code/read';
import { type Config, resolveConfig } from '../config/config';
import { configFileName } from '../config/schema';
import { decodeBytes } from '../files/decode';
import { findFiles } from '../files/matchedFiles';
import { type FileBytes, readRegularFile, reasonOf } from '../files/read';
import { walk } from '../files/walk';
import { definitionSizeLimit } from '../workspace/fileUse';
import { excluder } from '../workspace/gitignore';
import type { LayersFor } from './configuration';

export interface InputFile {
  /** As given on the command line, joined with what was walked. */
  readonly path: string;
  readonly text: string;
  /** Why the target cannot read the bytes. */
  readonly fault?: string;
  /** Where in the text. */
  readonly faultAt?: number;
  /** Named or walked, so its findings are printed; the others only define things. */
  readonly isReported: boolean;
  readonly use: 'judge' | 'define';
}

/** Files that know of each other. */
export interface InputWorkspace {
  readonly config: Config;
  readonly files: readonly InputFile[];
  /** The folder they stand in; undefined for single files. */
  readonly folder?: string;
  /** The folder that paths of the configuration are relative to. */
  readonly base?: string;
}

export interface InputRequest {
  readonly paths: readonly string[];
  readonly stdin?: { readonly name: string; readonly read: FileBytes };
  readonly workspace?: string;
  readonly sizeLimit: number;
  readonly layersFor: LayersFor;
  readonly onUnreadable: (path: string, reason: string) => void;
  /** A link in a walked folder that leads out of it. */
  readonly onOutside: (path: string) => void;
}

/** Reads everything that was named, one workspace after the other; a workspace is read when it is asked for. */
export function* readInputs(request: InputRequest): Generator<InputWorkspace, void> {
  const { paths, stdin, workspace, layersFor } = request;
  const singles: InputFile[] = [];
  const seen = new Set<string>();
  if (stdin) {
    const file = inputFile(stdin.name, stdin.read, true, 'judge', request);
    if (file) singles.push(file);
  }
  for (const given of paths) {
    const kind = kindOf(given, request);
    if (kind === 'file') {
      if (seen.has(path.resolve(given))) continue;
      seen.add(path.resolve(given));
      const file = readFile(given, true, 'judge', request);
      if (!file) continue;
      if (workspace !== undefined) singles.push(file);
      else yield withCatalogs({ ...configOf(path.dirname(given), layersFor), files: [file] }, request);
    } else if (kind === 'folder') {
      const { config, base, isExcluded } = configOf(given, layersFor);
      const files: InputFile[] = [];
      for (const file of walkFolder(given, isExcluded, true, request)) {
        const real = path.resolve(file.path);
        if (seen.has(real)) continue;
        seen.add(real);
        files.push(file);
      }
      yield withCatalogs({ config, base, files, folder: given }, request);
    }
  }
  if (workspace !== undefined) yield sharedWorkspace(workspace, singles, request);
  else for (const file of singles) yield withCatalogs({ ...configOf('.', layersFor), files: [file] }, request);
}

/**
 * The folder of `--workspace` with the files named one by one in it. Of these, too, what the configuration leaves out is left
 * out: they come from a tool that lists changed files.
 */
function sharedWorkspace(folder: string, named: readonly InputFile[], request: InputRequest): InputWorkspace {
  const { config, base, isExcluded } = configOf(folder, request.layersFor);
  if (kindOf(folder, request) !== 'folder') return { config, base, files: named };
  const kept = named.filter(file => !isLeftOut(path.relative(folder, file.path), isExcluded));
  const own = new Set(named.map(file => path.resolve(file.path)));
  const others = [...walkFolder(folder, isExcluded, false, request)].filter(file => !own.has(path.resolve(file.path)));
  return withCatalogs({ config, base, files: [...kept, ...others], folder }, request);
}

/** A workspace with the catalogues that its configuration names, which may stand beside what was named. */
function withCatalogs(workspace: InputWorkspace & { readonly base: string }, request: InputRequest): InputWorkspace {
  const { config, base, files } = workspace;
  if (config.catalogs.length === 0) return workspace;
  const known = new Set(files.map(file => path.resolve(file.path)));
  const more: InputFile[] = [];
  const found = findFiles(path.join(base, configFileName), base, config.catalogs);
  for (const [i, { files: names, complete }] of found.entries()) {
    if (names.length === 0 && complete) request.onUnreadable(config.catalogs[i]!, 'a catalogue that is not there');
    for (const name of names) {
      const file = path.join(base, name);
      if (known.has(path.resolve(file))) continue;
      known.add(path.resolve(file));
      const read = inputFile(
        file,
        readRegularFile(file, { limit: request.sizeLimit, within: base }),
        false,
        'judge',
        request,
      );
      if (read) more.push(read);
    }
  }
  return { ...workspace, files: [...files, ...more] };
}

/** Whether a path from the workspace's folder, or a folder on its way, is excluded. */
function isLeftOut(relative: string, isExcluded: Excluder): boolean {
  const names = relative.split(path.sep);
  if (names[0] === '..' || path.isAbsolute(relative)) return false;
  return names.some((_, i) => isExcluded(names.slice(0, i + 1).join('/'), i < names.length - 1));
}

function* walkFolder(
  folder: string,
  isExcluded: Excluder,
  isReported: boolean,
  request: InputRequest,
): Generator<InputFile, void> {
  const { onUnreadable, onOutside } = request;
  const options = { isExcluded, onUnreadable, ...(isReported ? { onOutside } : {}) };
  for (const found of walk(folder, options)) {
    const file = readFile(found.path, isReported && found.use === 'judge', found.use, request);
    // Of thousands of source files nearly all define nothing: their texts are not kept.
    if (file && (file.use === 'judge' || mayDefine(file.path, file.text))) yield file;
  }
}

function readFile(
  file: string,
  isReported: boolean,
  use: InputFile['use'],
  request: InputRequest,
): InputFile | undefined {
  const limit = use === 'define' ? Math.min(definitionSizeLimit, request.sizeLimit) : request.sizeLimit;
  return inputFile(file, readRegularFile(file, { limit }), isReported, use, request);
}

function inputFile(
  file: string,
  read: FileBytes,
  isReported: boolean,
  use: InputFile['use'],
  { onUnreadable }: InputRequest,
): InputFile | undefined {
  if (read.bytes) return { path: file, ...decodeBytes(read.bytes), isReported, use };
  // Nobody asked for source code: what cannot be read of it defines nothing.
  if (use === 'define' && isSourceFile(file)) return undefined;
  if (!read.isLarge) onUnreadable(file, read.reason);
  else if (use === 'judge') onUnreadable(file, `${read.reason}, not read (see --max-file-size)`);
  return undefined;
}

function kindOf(given: string, { onUnreadable }: InputRequest): 'file' | 'folder' | undefined {
  try {
    const stats = fs.statSync(given);
    if (stats.isDirectory()) return 'folder';
    if (stats.isFile()) return 'file';
    onUnreadable(given, 'neither a file nor a folder; pipe its text in and name it with --stdin-filename');
  } catch (error) {
    onUnreadable(given, reasonOf(error));
  }
  return undefined;
}

type Excluder = ReturnType<typeof excluder>;

/** The configuration of a folder, and what it leaves out there: its patterns are relative to where it was found. */
function configOf(
  folder: string,
  layersFor: LayersFor,
): { readonly config: Config; readonly base: string; readonly isExcluded: Excluder } {
  const { layers, foundIn } = layersFor(folder);
  const config = resolveConfig(layers);
  const above = foundIn === undefined ? '' : path.relative(foundIn, path.resolve(folder)).split(path.sep).join('/');
  return { config, base: foundIn ?? folder, isExcluded: excluder(config.ignore, above === '' ? '' : `${above}/`) };
}
