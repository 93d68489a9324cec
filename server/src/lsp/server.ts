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
import { readSettings } from '../config/config';
import { configFileName, settingsSection } from '../config/schema';
import { createService } from '../service';
import { visible } from '../text/printable';
import { codeActions, fixAllKind } from './codeActions';
import { completionTriggers, noOffers, offersOf } from './completion';
import { createDiagnostics, type Diagnostics, type Publisher } from './diagnostics';
import { createFileEvents, watchers } from './fileEvents';
import { createFolders, type Folder } from './folders';
import type { Host } from './host';
import { answerLanguageRequests } from './languageRequests';
import { createOpenDocuments, type OpenDocument } from './openDocuments';
import { codeLenses, documentSymbols } from './outline';
import { createPreviewRequests } from './preview';
import {
  type DocumentKindsParams,
  documentKindsNotification,
  type InitializationOptions,
  locateRequest,
  renderRequest,
  ruleAtRequest,
  type StandardAlertsParams,
  standardAlertsRequest,
} from './protocol';
import { createScheduler } from './scheduler';
import { standardAlertsOf } from './standardAlerts';
import { canonicalUri } from './uri';
import { createWorkspaceDiagnostics } from './workspaceDiagnostics';

/** Serves a connection until it ends. */
export function serve(connection: Connection, host: Host): void {
  const service = createService({
    onFailure: (id, error) => connection.console.error(`The check ${id} failed: ${textOf(error)}`),
    today: () => host.today(),
  });
  const scheduler = createScheduler(host, error => connection.console.error(textOf(error)));
  const folders = createFolders(service, host);
  const documents = createOpenDocuments(service);
  let capabilities: ClientCapabilities = {};
  let offers = noOffers;
  let docs = host.docs;
  const publisher: Publisher = {
    publish: params => connection.sendDiagnostics(params),
    kinds: (uri, kinds) => {
      const params: DocumentKindsParams = { uri, kinds };
      void connection.sendNotification(documentKindsNotification, params);
    },
  };
  const diagnostics: Diagnostics = createDiagnostics({
    service,
    folders,
    documents,
    scheduler,
    host,
    docs: () => docs,
    onFailure: error => connection.console.error(textOf(error)),
    publisher,
    onSettled: folder => files.settle(folder, folder.workspace.knownFacts()),
  });
  const files = createWorkspaceDiagnostics({
    service,
    folders,
    documents,
    scheduler,
    publisher,
    diagnostics,
    docs: () => docs,
    onFailure: error => connection.console.error(textOf(error)),
  });
  const previews = createPreviewRequests(service, folders);

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    capabilities = params.capabilities;
    offers = offersOf(params);
    docs = (params.initializationOptions as InitializationOptions | null | undefined)?.docs ?? docs;
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
        watchers: [...watchers],
      });
    }
    if (capabilities.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        // A folder may lie in another one, whose files it takes or gives back.
        for (const { uri } of removed) {
          const gone = folders.remove(uri);
          if (!gone) continue;
          scheduler.cancel(`scan ${gone.uri}`);
          files.forget(gone);
        }
        for (const { uri } of added) void begin(folders.add(uri));
        for (const { uri } of [...removed, ...added]) {
          const around = folders.holding(uri.replace(/\/+$/, ''));
          if (around?.ready) scan(around);
        }
        for (const document of documents.all()) {
          beginSingle(document);
          diagnostics.judge(document, 'open');
        }
      });
    }
    for (const folder of folders.all()) void begin(folder);
  });

  /** Asks for a folder's settings, then reads its files; open documents are judged across files from then on. */
  const begin = async (folder: Folder): Promise<void> => {
    await applySettings(folder);
    scan(folder);
  };

  /** Reads a folder's files, also again where others may belong to it now. */
  const scan = (folder: Folder): void => {
    scheduler.run(
      `scan ${folder.uri}`,
      'scan',
      () => folders.scan(folder, isOpen),
      () => {
        folder.ready = true;
        refresh(folder);
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
    if (capabilities.workspace?.configuration) {
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
        connection.console.warn(`No settings: ${textOf(error)}`);
      }
    }
    for (const problem of folders.configure(folder))
      connection.console.warn(`${configFileName}: ${visible(problem.message)}`);
  };

  connection.onDidChangeConfiguration(async () => {
    for (const folder of [...folders.all(), ...singleFolders()]) {
      const { ignore } = folder.workspace.config;
      await applySettings(folder);
      configured(folder, ignore);
    }
  });

  /** A folder is judged by other settings from now on. */
  const configured = (folder: Folder, ignoredBefore: readonly string[]): void => {
    if (ignoredBefore.join('\n') !== folder.workspace.config.ignore.join('\n')) scan(folder);
    refresh(folder);
  };

  /** A single document has nobody to begin its folder. */
  const beginSingle = (document: OpenDocument): void => {
    const folder = folders.of(document.uri);
    if (folder.uri !== document.uri || !capabilities.workspace?.configuration) return;
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
      const { ignore } = folder.workspace.config;
      folders.configure(folder);
      configured(folder, ignore);
    },
    templatesChanged: files.templatesChanged,
    refresh,
  });
  connection.onDidChangeWatchedFiles(({ changes }) => fileEvents(changes));

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    if (host.useOf(uri) === 'define') {
      define(uri, text);
      return;
    }
    const document = documents.open(uri, languageId, version, text);
    files.opened(uri);
    const folder = folders.of(uri);
    // What was read from disk is the same file.
    if (canonicalUri(uri) !== uri) folder.workspace.remove(canonicalUri(uri));
    beginSingle(document);
    diagnostics.judge(document, 'open');
  });

  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const changed = documents.change(uri, version, contentChanges);
    if (!changed) return;
    const { document, before, change } = changed;
    diagnostics.edited(uri, before, document.source.text, change);
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
    refresh(folder);
  });

  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => {
    diagnostics.rest();
    if (host.useOf(uri) !== 'define') return;
    folders.refresh(folders.of(uri), canonicalUri(uri));
    refresh(folders.of(uri));
  });

  const define = (uri: string, text: string): void => {
    const folder = folders.of(uri);
    folder.workspace.define(canonicalUri(uri), text);
    refresh(folder);
  };

  const withDocument =
    <P extends { readonly textDocument: { readonly uri: string } }, R>(
      answer: (document: OpenDocument, params: P) => R,
    ) =>
    (params: P): R | null => {
      const document = documents.get(params.textDocument.uri);
      return document ? answer(document, params) : null;
    };

  connection.onCodeAction(
    withDocument((document, params) => codeActions(document, params, diagnostics.findings(document), service.checks)),
  );
  connection.onDocumentSymbol(withDocument(documentSymbols));
  connection.onCodeLens(withDocument(codeLenses));
  answerLanguageRequests({
    connection,
    service,
    folders,
    documents,
    scheduler,
    offers: () => offers,
    linesOf: diagnostics.linesOf,
  });
  const asked = (uri: string): OpenDocument | undefined => documents.get(uri);
  connection.onRequest(ruleAtRequest, params => previews.ruleAt(asked(params.uri), params));
  connection.onRequest(renderRequest, params => previews.render(asked(params.uri), params));
  connection.onRequest(locateRequest, params => previews.locate(asked(params.uri), params));
  connection.onRequest(standardAlertsRequest, ({ uri, position }: StandardAlertsParams) =>
    standardAlertsOf(service, folders, uri === undefined ? undefined : asked(uri), position),
  );
  connection.listen();
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
