// The connection to the language server, a process of its own: it gets documents and settings, never an address or a
// secret of a server that queries go to.
import * as vscode from 'vscode';
import {
  type ConfigurationParams,
  LanguageClient,
  type LanguageClientOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  type DocumentKindsParams,
  documentKindsNotification,
  type InitializationOptions,
} from '../../server/src/lsp/protocol';
import { pagesFolder } from './checkPages';

/** Languages whose files may hold rules or routes; what a file really is, the server decides by its shape. */
export const languages = ['yaml', 'helm', 'prometheus', 'prometheus-rules', 'alertmanager'] as const;
const schemes = ['file', 'untitled', 'vscode-vfs'] as const;

export const documentSelector = schemes.flatMap(scheme => languages.map(language => ({ scheme, language })));

export interface LanguageServer {
  readonly client: LanguageClient;
  /** Kinds of an open document as the server last told; empty for one it does not know. */
  kindsOf(uri: vscode.Uri): readonly string[];
  readonly onDidChangeKinds: vscode.Event<vscode.Uri>;
  restart(): Promise<void>;
}

export function createLanguageServer(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
): LanguageServer {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  const initializationOptions: InitializationOptions = {
    docs: pagesFolder.toString(),
    live: true,
  };
  const options: LanguageClientOptions = {
    documentSelector,
    initializationOptions,
    outputChannel: output,
    traceOutputChannel: output,
    middleware: {
      workspace: {
        async configuration(params: ConfigurationParams, token, next) {
          const values = await next(params, token);
          return Array.isArray(values)
            ? values.map((value, i) => withoutServers(value, params.items[i]?.section))
            : values;
        },
        // The notice that something changed would carry the whole section; the server asks for what it needs.
        didChangeConfiguration: (_sections, next) => next(undefined),
      },
    },
  };
  const client = new LanguageClient(
    'mlAlertRules',
    'ML Alert Rules',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6019'] } },
    },
    options,
  );

  const kinds = new Map<string, readonly string[]>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  context.subscriptions.push(
    changed,
    client.onNotification(documentKindsNotification, (params: DocumentKindsParams) => {
      const uri = vscode.Uri.parse(params.uri);
      if (params.kinds.length > 0) kinds.set(uri.toString(), params.kinds);
      else kinds.delete(uri.toString());
      changed.fire(uri);
    }),
    vscode.workspace.onDidCloseTextDocument(document => kinds.delete(document.uri.toString())),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped) kinds.clear();
    }),
  );
  return {
    client,
    kindsOf: uri => kinds.get(uri.toString()) ?? [],
    onDidChangeKinds: changed.event,
    // A server that did not start, or that crashed too often, cannot be stopped, only started.
    restart: () => (client.needsStop() ? client.restart() : client.start()),
  };
}

/** Addresses and headers of servers are none of the language server's business. */
function withoutServers(value: unknown, section: string | undefined): unknown {
  // Only the section as a whole is handed over: below it, and above it, the addresses would have other names.
  if (section !== 'mlAlertRules') return null;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { servers: _, ...rest } = value as Record<string, unknown>;
  return rest;
}
