// From paths to texts: which files are judged, which only define things, and in which workspace each stands.
// Layer: cli. Unreadable input is told and left out; the rest goes on.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Config, resolveConfig } from '../config/config';
import { decodeBytes } from '../workspace/decode';
import { type FileBytes, readRegularFile, reasonOf } from '../workspace/files';
import { excluder } from '../workspace/gitignore';
import { definitionSizeLimit, walk } from '../workspace/walk';
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
      else yield { config: configOf(path.dirname(given), layersFor), files: [file] };
    } else if (kind === 'folder') {
      const config = configOf(given, layersFor);
      const files: InputFile[] = [];
      for (const file of walkFolder(given, config, true, request)) {
        const real = path.resolve(file.path);
        if (seen.has(real)) continue;
        seen.add(real);
        files.push(file);
      }
      yield { config, files, folder: given };
    }
  }
  if (workspace !== undefined) yield sharedWorkspace(workspace, singles, request);
  else for (const file of singles) yield { config: configOf('.', layersFor), files: [file] };
}

/** The folder of `--workspace` with the files named one by one in it. */
function sharedWorkspace(folder: string, named: readonly InputFile[], request: InputRequest): InputWorkspace {
  const config = configOf(folder, request.layersFor);
  if (kindOf(folder, request) !== 'folder') return { config, files: named };
  const own = new Set(named.map(file => path.resolve(file.path)));
  const others = [...walkFolder(folder, config, false, request)].filter(file => !own.has(path.resolve(file.path)));
  return { config, files: [...named, ...others], folder };
}

function* walkFolder(
  folder: string,
  config: Config,
  isReported: boolean,
  request: InputRequest,
): Generator<InputFile, void> {
  const isExcluded = excluder(config.ignore);
  const { onUnreadable, onOutside } = request;
  const options = { isExcluded, onUnreadable, ...(isReported ? { onOutside } : {}) };
  for (const found of walk(folder, options)) {
    const file = readFile(found.path, isReported && found.use === 'judge', found.use, request);
    if (file) yield file;
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

function configOf(folder: string, layersFor: LayersFor): Config {
  return resolveConfig(layersFor(folder));
}
