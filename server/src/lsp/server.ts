// Wires one connection: documents, folders, settings and requests to the service. No decision is taken here that is not
// about the protocol. Layer: lsp; the entry gives the connection and the host.

import {
  type ClientCapabilities,
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { settingsSection } from '../config/schema';
import { createService } from '../service';
import { codeActions, fixAllKind } from './codeActions';
import { completionTriggers, noOffers, offersOf } from './completion';
import { Diagnostics, type Publisher } from './diagnostics';
import { takeInDocuments } from './documentEvents';
import { errorText } from './errorText';
import { watchers } from './fileEvents';
import { fileLines } from './fileLines';
import { keepFolders } from './folderLife';
import { createFolders } from './folders';
import type { Host } from './host';
import { answerLanguageRequests } from './languageRequests';
import { createLiveKnowledge, type LiveKnowledge } from './live';
import { createOpenDocuments, type OpenDocument } from './openDocuments';
import { codeLenses, documentSymbols } from './outline';
import { answerOwnRequests } from './ownRequests';
import {
  type DocumentKindsParams,
  documentKindsNotification,
  type InitializationOptions,
  liveChangedNotification,
  liveRequest,
} from './protocol';
import { createScheduler } from './scheduler';
import { canonicalUri } from './uri';
import { WorkspaceDiagnostics } from './workspaceDiagnostics';

/** Serves a connection until it ends. */
export function serve(connection: Connection, host: Host): void {
  const service = createService({
    onFailure: (id, error) => connection.console.error(`The check ${id} failed: ${errorText(error)}`),
    today: () => host.today(),
  });
  const scheduler = createScheduler(host, error => connection.console.error(errorText(error)));
  const folders = createFolders({ service, host, scheduler, onRead: folder => life.refresh(folder) });
  // Who asks for what a document says finds it in its workspace, too.
  const documents = createOpenDocuments(
    service,
    document => {
      folders.of(document.uri).workspace.put(document.uri, document.source);
    },
    uri => service.openOptions(folders.of(uri).workspace, canonicalUri(uri)),
  );
  let capabilities: ClientCapabilities = {};
  let offers = noOffers;
  let docs = host.docs;
  let live: LiveKnowledge | undefined;
  const publisher: Publisher = {
    publish: params => connection.sendDiagnostics(params),
    kinds: (uri, kinds) => {
      const params: DocumentKindsParams = { uri, kinds };
      void connection.sendNotification(documentKindsNotification, params);
    },
  };
  const linesOf = fileLines(folders, documents, host);
  const diagnostics: Diagnostics = new Diagnostics({
    service,
    folders,
    documents,
    scheduler,
    host,
    docs: () => docs,
    live: () => live,
    onFailure: error => connection.console.error(errorText(error)),
    publisher,
    linesOf,
    onSettled: folder => files.settle(folder, folder.workspace.knownFacts()),
  });
  const files = new WorkspaceDiagnostics({
    service,
    folders,
    documents,
    scheduler,
    publisher,
    diagnostics,
    linesOf,
    docs: () => docs,
    onFailure: error => connection.console.error(errorText(error)),
  });
  const life = keepFolders({
    connection,
    host,
    folders,
    documents,
    scheduler,
    diagnostics,
    files,
    asksSettings: () => capabilities.workspace?.configuration === true,
  });

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    capabilities = params.capabilities;
    offers = offersOf(params);
    const initial = (params.initializationOptions as InitializationOptions | null | undefined) ?? {};
    docs = initial.docs ?? docs;
    if (initial.live === true)
      live = createLiveKnowledge({
        host,
        ask: asked => connection.sendRequest(liveRequest, asked),
        onAnswers: folder => diagnostics.refresh(folder),
      });
    const roots = params.workspaceFolders?.map(folder => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
    for (const uri of roots) folders.add(uri);
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
        documentSymbolProvider: true,
        codeLensProvider: {},
        completionProvider: { triggerCharacters: completionTriggers },
        hoverProvider: true,
        signatureHelpProvider: { triggerCharacters: ['(', ','] },
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
      serverInfo: { name: 'ml-alert-rules' },
    };
  });

  connection.onInitialized(() => {
    if (capabilities.workspace?.didChangeConfiguration?.dynamicRegistration) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection });
    }
    if (capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      void connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: watchers(),
      });
    }
    if (capabilities.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        life.foldersChanged(
          added.map(({ uri }) => uri),
          removed.map(({ uri }) => uri),
        );
      });
    }
    for (const folder of folders.all()) void life.begin(folder);
  });

  takeInDocuments({ connection, host, folders, documents, diagnostics, files, life });

  const withDocument =
    <P extends { readonly textDocument: { readonly uri: string } }, R>(
      answer: (document: OpenDocument, params: P) => R,
    ) =>
    (params: P): R | null => {
      const document = documents.get(params.textDocument.uri);
      return document ? answer(document, params) : null;
    };

  connection.onCodeAction(
    withDocument((document, params) => codeActions(document, params, diagnostics.findings(document), service)),
  );
  connection.onDocumentSymbol(withDocument(document => documentSymbols(document, service)));
  connection.onCodeLens(withDocument(document => codeLenses(document, service)));
  answerLanguageRequests({
    connection,
    service,
    folders,
    documents,
    scheduler,
    live: () => live,
    offers: () => offers,
    linesOf,
  });
  answerOwnRequests({
    connection,
    service,
    folders,
    documents,
    scheduler,
    now: host.now,
    linesOf,
    filesRead: life.filesRead,
  });
  connection.onNotification(liveChangedNotification, () => {
    live?.forget();
    for (const folder of new Set(documents.all().map(document => folders.of(document.uri))))
      diagnostics.refresh(folder);
  });
  connection.listen();
}
