// The life of folders: their settings are asked for and their files read, again where something they rest on changed.
// Layer: lsp.

import type { Connection } from 'vscode-languageserver';
import { type Config, readSettings } from '../config/config';
import { configFileName, settingsSection } from '../config/schema';
import { visible } from '../text/printable';
import type { Diagnostics } from './diagnostics';
import { errorText } from './errorText';
import { createFileEvents } from './fileEvents';
import type { Folder, Folders } from './folders';
import type { Host } from './host';
import type { OpenDocument, OpenDocuments } from './openDocuments';
import type { Scheduler } from './scheduler';
import { canonicalUri } from './uri';
import type { WorkspaceDiagnostics } from './workspaceDiagnostics';

export interface FolderLifeSetup {
  readonly connection: Connection;
  readonly host: Host;
  readonly folders: Folders;
  readonly documents: OpenDocuments;
  readonly scheduler: Scheduler;
  readonly diagnostics: Diagnostics;
  /** Findings of files that are not open. */
  readonly files: WorkspaceDiagnostics;
  /** Whether the client gives settings. */
  readonly asksSettings: () => boolean;
}

export interface FolderLife {
  /** Asks for a folder's settings, then reads its files; open documents are judged across files from then on. */
  begin(folder: Folder): Promise<void>;
  /** A single document has nobody to begin its folder. */
  beginSingle(document: OpenDocument): void;
  /** Resolves once the files of all folders were read. */
  filesRead(): Promise<void>;
  /** Something that many files of a folder depend on changed. */
  refresh(folder: Folder): void;
  /** The editor's workspace has other folders. */
  foldersChanged(added: readonly string[], removed: readonly string[]): void;
}

/** Begins and keeps up folders of a connection, with its events of settings and of files on disk. */
export function keepFolders(setup: FolderLifeSetup): FolderLife {
  const { connection, host, folders, documents, scheduler, diagnostics, files } = setup;

  /** Asks for a folder's settings, then reads its files; open documents are judged across files from then on. */
  const begin = async (folder: Folder): Promise<void> => {
    await applySettings(folder);
    scan(folder);
  };

  let waiting: (() => void)[] = [];
  const areRead = (): boolean => folders.all().every(({ ready }) => ready);
  const tellRead = (): void => {
    if (!areRead()) return;
    for (const tell of waiting) tell();
    waiting = [];
  };

  /** Reads a folder's files, also again where others may belong to it now. */
  const scan = (folder: Folder): void => {
    scheduler.run(
      `scan ${folder.uri}`,
      'scan',
      () => folders.scan(folder, isOpen),
      () => {
        folder.ready = true;
        files.filesChanged(folder);
        refresh(folder);
        tellRead();
      },
    );
  };

  /** Something that many files of a folder depend on changed. */
  const refresh = (folder: Folder): void => {
    diagnostics.refresh(folder);
    files.settle(folder);
  };

  /** The editor may spell a file's URI in another way than the walk does. */
  const isOpen = (uri: string): boolean =>
    documents.get(uri) !== undefined || documents.all().some(document => canonicalUri(document.uri) === uri);

  const applySettings = async (folder: Folder): Promise<void> => {
    if (setup.asksSettings()) {
      try {
        const answer: unknown = await connection.workspace.getConfiguration({
          scopeUri: folder.uri,
          section: settingsSection,
        });
        const read = readSettings(answer);
        folder.settings = read.layer;
        for (const problem of read.problems) connection.console.warn(visible(problem.message));
      } catch (error) {
        // A client that announces settings and fails to give them gets the defaults.
        connection.console.warn(`No settings: ${errorText(error)}`);
      }
    }
    for (const problem of folders.configure(folder))
      connection.console.warn(`${configFileName}: ${visible(problem.message)}`);
  };

  connection.onDidChangeConfiguration(async () => {
    for (const folder of [...folders.all(), ...singleFolders()]) {
      const { config } = folder.workspace;
      await applySettings(folder);
      configured(folder, config);
    }
  });

  /** A folder is judged by other settings from now on. */
  const configured = (folder: Folder, before: Config): void => {
    const files = ({ ignore, catalogs, scenarios }: Config): string => JSON.stringify([ignore, catalogs, scenarios]);
    if (files(before) !== files(folder.workspace.config)) scan(folder);
    refresh(folder);
  };

  /** A single document has nobody to begin its folder. */
  const beginSingle = (document: OpenDocument): void => {
    const folder = folders.of(document.uri);
    if (folder.uri !== document.uri || !setup.asksSettings()) return;
    void applySettings(folder).then(() => {
      if (documents.get(document.uri) === document) refresh(folder);
    });
  };

  const singleFolders = (): readonly Folder[] => {
    const known = new Set(folders.all());
    return documents
      .all()
      .map(document => folders.of(document.uri))
      .filter(folder => !known.has(folder));
  };

  const fileEvents = createFileEvents({
    folders,
    host,
    isOpen,
    singleFolders,
    scan,
    configure(folder) {
      const { config } = folder.workspace;
      folders.configure(folder);
      configured(folder, config);
    },
    refresh(folder) {
      files.filesChanged(folder);
      refresh(folder);
    },
  });
  connection.onDidChangeWatchedFiles(({ changes }) => fileEvents(changes));

  const foldersChanged = (added: readonly string[], removed: readonly string[]): void => {
    // A folder may lie in another one, whose files it takes or gives back.
    for (const uri of removed) {
      const gone = folders.remove(uri);
      if (!gone) continue;
      scheduler.cancel(`scan ${gone.uri}`);
      files.forget(gone);
    }
    for (const uri of added) void begin(folders.add(uri));
    tellRead();
    for (const uri of [...removed, ...added]) {
      const around = folders.holding(uri.replace(/\/+$/, ''));
      if (around?.ready) scan(around);
    }
    for (const document of documents.all()) {
      beginSingle(document);
      diagnostics.judge(document, 'open');
    }
  };

  const filesRead = (): Promise<void> =>
    areRead() ? Promise.resolve() : new Promise(resolve => waiting.push(resolve));

  return { begin, beginSingle, filesRead, refresh, foldersChanged };
}
