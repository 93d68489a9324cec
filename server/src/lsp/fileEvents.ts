// What happens to files on disk: which of it concerns a folder, and what has to be read again. Layer: lsp.
import { FileChangeType, type FileEvent, type FileSystemWatcher, WatchKind } from 'vscode-languageserver';
import { configFileName } from '../config/schema';
import { ignoreFileName } from '../workspace/gitignore';
import type { Folder, Folders } from './folders';
import type { Host } from './host';
import { canonicalUri } from './uri';

const templateEndings = 'tmpl,tpl,gotmpl,template';

/** What the editor is asked to watch. */
export const watchers = (): FileSystemWatcher[] => [
  { globPattern: `**/*.{yaml,yml,rules,py,csv,prom,metrics,go,java,kt,js,mjs,ts,rs,${templateEndings}}` },
  { globPattern: `**/${configFileName}` },
  { globPattern: `**/${ignoreFileName}` },
  // Where a folder comes or goes, that is all that is reported of the files in it.
  { globPattern: '**/*', kind: WatchKind.Create | WatchKind.Delete },
];

interface FileEventsSetup {
  readonly folders: Folders;
  readonly host: Host;
  readonly isOpen: (uri: string) => boolean;
  /** The workspaces of documents that are in no folder. */
  readonly singleFolders: () => readonly Folder[];
  /** A folder's files are to be read again. */
  readonly scan: (folder: Folder) => void;
  /** The configuration file of a folder changed. */
  readonly configure: (folder: Folder) => void;
  /** Files of a folder changed, came or went. */
  readonly refresh: (folder: Folder) => void;
}

/** Takes in what the editor reports, all of one message at once. */
export function createFileEvents(setup: FileEventsSetup): (changes: readonly FileEvent[]) => void {
  const { folders, host, isOpen } = setup;

  /** Whether the folder is to be judged again. */
  const change = (folder: Folder, uri: string, type: FileChangeType): boolean => {
    const name = uri.slice(uri.lastIndexOf('/') + 1);
    if (name === configFileName) {
      if (!isOpen(uri)) folders.refresh(folder, uri);
      setup.configure(folder);
    } else if (name === ignoreFileName) setup.scan(folder);
    else if (host.useOf(uri)) {
      if (isOpen(uri) && host.useOf(uri) === 'judge') return false;
      folders.refresh(folder, uri);
      return true;
    } else if (templateEndings.split(',').some(ending => name.endsWith(`.${ending}`))) {
      return true;
    } else if (type === FileChangeType.Deleted) {
      return folders.removeBelow(folder, uri, isOpen);
    } else if (type === FileChangeType.Created && host.isFolder(uri) && folders.belongs(folder, uri)) {
      setup.scan(folder);
    }
    return false;
  };

  return changes => {
    const touched = new Set<Folder>();
    const types = new Map(changes.map(({ uri, type }) => [canonicalUri(uri), type]));
    for (const [uri, type] of types) {
      const folder = folders.holding(uri);
      if (folder) {
        if (change(folder, uri, type)) touched.add(folder);
      } else {
        // A template beside a single document.
        for (const single of setup.singleFolders()) touched.add(single);
      }
    }
    for (const folder of touched) setup.refresh(folder);
  };
}
