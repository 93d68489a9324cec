// What the editor does with documents: opens, edits, saves and closes them. Layer: lsp.
import type { Connection } from 'vscode-languageserver';
import type { Diagnostics } from './diagnostics';
import type { FolderLife } from './folderLife';
import type { Folders } from './folders';
import type { Host } from './host';
import type { OpenDocuments } from './openDocuments';
import { canonicalUri } from './uri';
import type { WorkspaceDiagnostics } from './workspaceDiagnostics';

export interface DocumentEventsSetup {
  readonly connection: Connection;
  readonly host: Host;
  readonly folders: Folders;
  readonly documents: OpenDocuments;
  readonly diagnostics: Diagnostics;
  readonly files: WorkspaceDiagnostics;
  readonly life: FolderLife;
}

/** Takes in the documents of a connection from now on. */
export function takeInDocuments(setup: DocumentEventsSetup): void {
  const { connection, host, folders, documents, diagnostics, files, life } = setup;

  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
    if (host.useOf(uri) === 'define') {
      define(uri, text);
      return;
    }
    const folder = folders.of(uri);
    const known = folder.workspace.document(canonicalUri(uri));
    const document = documents.open(uri, version, text, known);
    files.opened(uri);
    // What was read from disk is the same file.
    if (canonicalUri(uri) !== uri) folder.workspace.remove(canonicalUri(uri));
    life.beginSingle(document);
    diagnostics.judge(document, 'open');
  });

  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const changed = documents.change(uri, version, contentChanges);
    if (!changed) return;
    const { document, before, change } = changed;
    diagnostics.edited(uri, before, document.text, change);
    diagnostics.judge(document, 'edit');
  });

  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    const folder = folders.of(uri);
    documents.close(uri);
    diagnostics.forget(uri, files.closed(uri));
    if (folder.uri === uri) {
      folders.remove(uri);
      return;
    }
    // From now on the file on disk counts, not what was typed and perhaps never saved.
    folder.workspace.remove(uri);
    folders.refresh(folder, canonicalUri(uri));
    life.refresh(folder);
  });

  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => {
    diagnostics.rest();
    if (host.useOf(uri) !== 'define') return;
    folders.refresh(folders.of(uri), canonicalUri(uri));
    life.refresh(folders.of(uri));
  });

  const define = (uri: string, text: string): void => {
    const folder = folders.of(uri);
    folder.workspace.define(canonicalUri(uri), text);
    life.refresh(folder);
  };
}
