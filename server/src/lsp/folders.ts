// The folders that are open, each a workspace, and the documents in them; a document outside of all is its own workspace.
// Layer: lsp. Reads files through the host in slices, remembers what it read by URI.
import { type ConfigLayer, type ConfigProblem, resolveConfig } from '../config/config';
import { readConfigFile } from '../config/file';
import { configFileName } from '../config/schema';
import type { Service } from '../service';
import { excluder } from '../workspace/gitignore';
import type { Workspace, WorkspaceReaders } from '../workspace/workspace';
import type { FoundFile, Host } from './host';
import type { Scheduler } from './scheduler';
import { canonicalUri, pathBelow } from './uri';

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
  /** The innermost folder that holds a file, if any does. */
  holding(uri: string): Folder | undefined;
  add(uri: string): Folder;
  /** Forgets a folder, or a single document's workspace; gives the folder. */
  remove(uri: string): Folder | undefined;
  /** Reads the folder's configuration file again and applies it over the settings; other files may belong to it then. */
  configure(folder: Folder): readonly ConfigProblem[];
  /** Reads all files of a folder that the editor has not open, and forgets those that are no longer there. */
  scan(folder: Folder, isOpen: (uri: string) => boolean): Generator<void, void>;
  /** A file changed, came or went on disk; a long one is read behind what is waited for, which `onRead` is told of. */
  refresh(folder: Folder, uri: string): void;
  /** Forgets the files below a path that is gone, but for open ones; whether there were any. */
  removeBelow(folder: Folder, uri: string, isOpen: (uri: string) => boolean): boolean;
  /** Whether a path belongs to a folder's workspace. */
  belongs(folder: Folder, uri: string): boolean;
  /** Reads a file of the folder whose document was let go. */
  reread(folder: Folder, uri: string): void;
  /** The same in slices. */
  rereadInSlices(folder: Folder, uri: string): Generator<void, void>;
  /** Lets a document that is not open go, where the folder's take more room than they may; its facts are kept. */
  spare(folder: Folder, uri: string): Generator<void, void>;
}

/** Texts and trees of so many characters are kept to be judged again at once: some 150 MB, and all of most workspaces. */
const usuallyKept = 8_000_000;

/** A longer text is read in slices wherever that can be. */
const longText = 50_000;

export interface FoldersSetup {
  readonly service: Service;
  readonly host: Host;
  readonly scheduler: Pick<Scheduler, 'run' | 'cancel'>;
  /** A file was read that `refresh` had put off. */
  readonly onRead: (folder: Folder) => void;
}

/** An empty set of folders. */
export function createFolders({ service, host, scheduler, onRead }: FoldersSetup): Folders {
  const folders = new Map<string, Folder>();
  /** Readings that are not at their end, by file: what comes meanwhile counts. */
  const readings = new Map<string, object>();
  const mostKept = host.keptCharacters ?? usuallyKept;
  const singles = new Map<string, Folder>();
  const readersOf = (uri: string, isSingle: boolean): WorkspaceReaders => {
    const folder = isSingle ? undefined : uri;
    const templates = host.templates?.(folder);
    const files = host.filesBeside?.(folder);
    return {
      ...(files ? { files } : {}),
      ...(templates ? { templates } : {}),
      ...(folder === undefined ? {} : { pathOf: file => pathBelow(folder, file) }),
      reopen(file) {
        const { text } = host.read(file, uri);
        const workspace = (folders.get(uri) ?? singles.get(uri))?.workspace;
        const options = workspace && service.openOptions(workspace, file);
        return text === undefined ? undefined : service.open(text, undefined, options);
      },
    };
  };
  const make = (uri: string, ready: boolean): Folder => ({
    uri,
    // Only a folder is there with all its files at once.
    workspace: service.workspace(resolveConfig([]), readersOf(uri, ready)),
    ready,
    settings: {},
  });

  const holding = (uri: string): Folder | undefined => {
    let best: Folder | undefined;
    const canonical = canonicalUri(uri);
    for (const folder of folders.values()) {
      if (canonical.startsWith(`${folder.uri}/`) && folder.uri.length > (best?.uri.length ?? -1)) best = folder;
    }
    return best;
  };

  const isInside = (folder: Folder, uri: string): boolean =>
    holding(uri) === folder && host.belongs(folder.uri, uri, excluder(folder.workspace.config.ignore));

  const refresh = (folder: Folder, uri: string): void => {
    const use = host.useOf(uri);
    const { workspace } = folder;
    forgetReading(uri);
    if (!use || !isInside(folder, uri)) {
      workspace.remove(uri);
      return;
    }
    const text = host.read(uri, folder.uri).text;
    if (use === 'define' || text === undefined || text.length <= longText) take(folder, uri, use, text);
    else {
      const work = (): Generator<void, void> => takeInSlices(folder, uri, text);
      scheduler.run(reading(uri), 'refresh', work, () => onRead(folder));
    }
  };

  const forgetReading = (uri: string): void => {
    readings.delete(uri);
    scheduler.cancel(reading(uri));
  };

  function* spare({ workspace }: Folder, uri: string): Generator<void, void> {
    const document = workspace.document(uri);
    if (!document || workspace.characters <= mostKept) return;
    // What it says to others is all that is kept: its rules are checked when the file is judged.
    yield* workspace.settle();
    yield* workspace.gatherFrom(uri);
    // Meanwhile it may have been opened or read again.
    if (workspace.document(uri) === document) service.letGo(workspace, uri);
  }

  const take = ({ workspace }: Folder, uri: string, use: FoundFile['use'], text: string | undefined): void => {
    readings.delete(uri);
    if (text === undefined) workspace.remove(uri);
    else if (use === 'define') workspace.define(uri, text);
    else workspace.put(uri, service.open(text, workspace.document(uri), service.openOptions(workspace, uri)));
  };

  function* takeInSlices(folder: Folder, uri: string, text: string): Generator<void, void> {
    const { workspace } = folder;
    const own = {};
    readings.set(uri, own);
    const before = workspace.document(uri);
    const document = yield* service.opening(text, before, service.openOptions(workspace, uri));
    // Meanwhile it may have been opened, read again or be gone.
    if (readings.get(uri) !== own || workspace.document(uri) !== before) return;
    readings.delete(uri);
    workspace.put(uri, document);
  }

  const read = (folder: Folder, uri: string, use: FoundFile['use']): void =>
    take(folder, uri, use, host.read(uri, folder.uri).text);

  function* readInSlices(folder: Folder, uri: string): Generator<void, void> {
    const { text } = host.read(uri, folder.uri);
    if (text !== undefined && text.length > longText) yield* takeInSlices(folder, uri, text);
    else take(folder, uri, 'judge', text);
  }

  return {
    all: () => [...folders.values()],
    holding,
    of(uri) {
      const best = holding(uri);
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
      for (const single of singles.keys()) if (holding(single)) singles.delete(single);
      return folder;
    },
    remove(uri) {
      const trimmed = canonicalUri(uri.replace(/\/+$/, ''));
      const folder = folders.get(trimmed);
      folders.delete(trimmed);
      for (const file of readings.keys()) if (file.startsWith(`${trimmed}/`)) forgetReading(file);
      singles.delete(uri);
      return folder;
    },
    configure(folder) {
      const { text, reason } = folders.has(folder.uri) ? host.read(`${folder.uri}/${configFileName}`, folder.uri) : {};
      const read = text === undefined ? { layer: {}, problems: unread(reason) } : readConfigFile(text);
      folder.workspace.configure(resolveConfig([folder.settings, read.layer]));
      return read.problems;
    },
    *scan(folder, isOpen) {
      const { workspace } = folder;
      const isExcluded = excluder(workspace.config.ignore);
      const found = new Set<string>();
      const judged: FoundFile[] = [];
      // What defines metrics first: all else is read by it.
      for (const walked of host.walk(folder.uri, isExcluded)) {
        yield;
        if (!walked || holding(walked.uri) !== folder) continue;
        found.add(walked.uri);
        if (walked.use === 'judge') judged.push(walked);
        else if (!isOpen(walked.uri)) read(folder, walked.uri, walked.use);
      }
      for (const { uri } of judged) {
        yield;
        if (isOpen(uri) || holding(uri) !== folder) continue;
        yield* readInSlices(folder, uri);
        yield* spare(folder, uri);
      }
      // Left from an earlier scan; what came meanwhile stays.
      for (const file of [...workspace.files(), ...workspace.others()]) {
        if (!found.has(file) && !(isOpen(file) && holding(file) === folder)) refresh(folder, file);
      }
    },
    removeBelow({ workspace }, uri, isOpen) {
      const all = [...workspace.files(), ...workspace.others()];
      const gone = all.filter(file => file.startsWith(`${uri}/`) && !isOpen(file));
      for (const file of gone) {
        forgetReading(file);
        workspace.remove(file);
      }
      return gone.length > 0;
    },
    belongs: isInside,
    reread: (folder, uri) => read(folder, uri, 'judge'),
    rereadInSlices: readInSlices,
    spare,
    refresh,
  };
}

/** The name of the work that reads a file. */
function reading(uri: string): string {
  return `read ${uri}`;
}

function unread(reason: string | undefined): readonly ConfigProblem[] {
  return reason === undefined ? [] : [{ message: `The configuration is not read: ${reason}.` }];
}
