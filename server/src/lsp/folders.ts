// The folders that are open, each a workspace, and the documents in them; a document outside of all is its own workspace.
// Layer: lsp. Reads files through the host in slices, remembers what it read by URI.
import { type ConfigLayer, type ConfigProblem, readConfigFile, resolveConfig } from '../config/config';
import { configFileName } from '../config/schema';
import type { Service } from '../service';
import { excluder } from '../workspace/gitignore';
import type { Workspace } from '../workspace/workspace';
import type { Host } from './host';
import { canonicalUri } from './uri';

export interface Folder {
  /** Canonical URI without a slash at the end; of a single document its own. */
  readonly uri: string;
  readonly workspace: Workspace;
  /** All its files have been read once, so checks may look across them. */
  ready: boolean;
  settings: ConfigLayer;
}

export interface Folders {
  all(): readonly Folder[];
  /** The innermost folder that holds a document; made on the spot for one outside of all. */
  of(uri: string): Folder;
  add(uri: string): Folder;
  /** Forgets a folder, or a single document's workspace. */
  remove(uri: string): void;
  /** Reads the folder's configuration file again and applies it over the settings. */
  configure(folder: Folder): readonly ConfigProblem[];
  /** Reads all files of a folder that the editor has not open. */
  scan(folder: Folder, isOpen: (uri: string) => boolean): Generator<void, void>;
  /** A file changed, came or went on disk. */
  refresh(folder: Folder, uri: string): void;
}

/** An empty set of folders. */
export function createFolders(service: Service, host: Host): Folders {
  const folders = new Map<string, Folder>();
  const singles = new Map<string, Folder>();
  const make = (uri: string, ready: boolean): Folder => ({
    uri,
    // Only a folder is there with all its files at once.
    workspace: service.workspace(resolveConfig([]), host.templates?.(ready ? undefined : uri)),
    ready,
    settings: {},
  });

  const refresh = (folder: Folder, uri: string): void => {
    const { workspace } = folder;
    const use = host.useOf(uri);
    const text = use && host.read(uri);
    if (text === undefined) workspace.remove(uri);
    else if (use === 'define') workspace.define(uri, text);
    else workspace.put(uri, service.open(text, workspace.document(uri)));
  };

  return {
    all: () => [...folders.values()],
    of(uri) {
      let best: Folder | undefined;
      const canonical = canonicalUri(uri);
      for (const folder of folders.values()) {
        if (canonical.startsWith(`${folder.uri}/`) && folder.uri.length > (best?.uri.length ?? -1)) best = folder;
      }
      if (best) return best;
      let single = singles.get(uri);
      if (!single) singles.set(uri, (single = make(uri, true)));
      return single;
    },
    add(uri) {
      const trimmed = canonicalUri(uri.replace(/\/+$/, ''));
      const known = folders.get(trimmed);
      if (known) return known;
      const folder = make(trimmed, false);
      folders.set(trimmed, folder);
      return folder;
    },
    remove(uri) {
      folders.delete(canonicalUri(uri.replace(/\/+$/, '')));
      singles.delete(uri);
    },
    configure(folder) {
      const text = folders.has(folder.uri) ? host.read(`${folder.uri}/${configFileName}`) : undefined;
      const read = text === undefined ? { layer: {}, problems: [] } : readConfigFile(text);
      folder.workspace.configure(resolveConfig([folder.settings, read.layer]));
      return read.problems;
    },
    *scan(folder, isOpen) {
      const isExcluded = excluder(folder.workspace.config.ignore);
      for (const { uri } of host.walk(folder.uri, isExcluded)) {
        if (!isOpen(uri)) refresh(folder, uri);
        yield;
      }
    },
    refresh,
  };
}
