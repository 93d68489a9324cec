// An editor with a language server inside this process, over a real connection, and files in memory instead of a disk.
// Knows when the server has nothing left to do, so that tests look at what is shown in the end and never sleep.
import { PassThrough } from 'node:stream';
import type { CancellationToken, Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver';
import {
  createConnection,
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Host } from '../../server/src/lsp/host';
import { type LiveParams, type LiveResult, liveRequest } from '../../server/src/lsp/protocol';
import { serve } from '../../server/src/lsp/server';
import { memoryHost } from './memoryHost';

export interface SessionOptions {
  /** What the disk holds at first, by URI; changed by whoever plays the file system. */
  readonly files?: ReadonlyMap<string, string>;
  /** URIs of workspace folders. */
  readonly folders?: readonly string[];
  /** The settings that the editor answers with. */
  readonly settings?: unknown;
  /** How many characters of documents that are not open the server keeps. */
  readonly keptCharacters?: number | undefined;
  /** Answers what the server asks about metrics; it asks nothing where this is left out. */
  readonly live?: (params: LiveParams) => LiveResult | null | Promise<LiveResult | null>;
}

/** One change of a text, in offsets; CRLF and all other characters count as they are. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export class Session {
  /** The disk. */
  readonly files: Map<string, string>;
  /** Texts as the editor holds them. */
  readonly texts = new Map<string, string>();
  settings: unknown;
  /** What the server wrote to its log. */
  readonly log: string[] = [];
  private readonly shown = new Map<string, PublishDiagnosticsParams>();
  private readonly versions = new Map<string, number>();
  private readonly connection: MessageConnection;
  private readonly end: () => void;
  private waiting = 0;
  private readonly timers = new Set<() => void>();

  private readonly keptCharacters: number | undefined;

  private constructor(options: SessionOptions) {
    this.keptCharacters = options.keptCharacters;
    this.files = new Map(options.files);
    this.settings = options.settings ?? null;
    const [toServer, toClient] = [new PassThrough(), new PassThrough()];
    const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
    serve(server, this.host());
    this.connection = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    this.connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.shown.set(params.uri, params);
    });
    this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.log.push(message);
    });
    this.connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) =>
      items.map(() => this.settings),
    );
    this.connection.onRequest('client/registerCapability', () => null);
    const { live } = options;
    if (live) this.connection.onRequest(liveRequest, (params: LiveParams) => live(params));
    this.connection.listen();
    this.end = () => {
      this.connection.dispose();
      server.dispose();
    };
  }

  /** Starts a server and shakes hands with it. */
  static async start(options: SessionOptions = {}): Promise<Session> {
    const session = new Session(options);
    const { folders = [] } = options;
    await session.request('initialize', {
      processId: null,
      rootUri: null,
      workspaceFolders: folders.map(uri => ({ uri, name: uri })),
      capabilities: { workspace: { configuration: true, workspaceFolders: true } },
      initializationOptions: { live: options.live !== undefined },
    });
    session.notify('initialized', {});
    return session;
  }

  stop(): void {
    this.end();
  }

  notify(method: string, params: unknown): void {
    void this.connection.sendNotification(method, params);
  }

  request<T = unknown>(method: string, params: unknown, token?: CancellationToken): Promise<T> {
    return token
      ? this.connection.sendRequest<T>(method, params, token)
      : this.connection.sendRequest<T>(method, params);
  }

  open(uri: string, text: string): void {
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    this.texts.set(uri, text);
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version, text } });
  }

  /** Changes an open document, each change in the text that the one before left. */
  edit(uri: string, ...edits: readonly Edit[]): void {
    let text = this.texts.get(uri)!;
    const contentChanges = edits.map(edit => {
      const range = { start: positionAt(text, edit.from), end: positionAt(text, edit.to) };
      text = text.slice(0, edit.from) + edit.text + text.slice(edit.to);
      return { range, text: edit.text };
    });
    this.changed(uri, text, contentChanges);
  }

  /** Gives an open document a whole new text. */
  replace(uri: string, text: string): void {
    this.changed(uri, text, [{ text }]);
  }

  close(uri: string): void {
    this.texts.delete(uri);
    this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** Writes or deletes a file, and tells the server as an editor's file watcher does. */
  write(uri: string, text: string | undefined): void {
    const type = text === undefined ? 3 : this.files.has(uri) ? 2 : 1;
    if (text === undefined) this.files.delete(uri);
    else this.files.set(uri, text);
    this.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] });
  }

  /** Deletes a folder with all its files, of which an editor's file watcher tells by the folder alone. */
  deleteFolder(uri: string): void {
    for (const file of [...this.files.keys()]) if (file.startsWith(`${uri}/`)) this.files.delete(file);
    this.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 3 }] });
  }

  /** Moves a folder with its files to another name. */
  renameFolder(uri: string, to: string): void {
    const moved = [...this.files].filter(([file]) => file.startsWith(`${uri}/`));
    for (const [file] of moved) this.files.delete(file);
    for (const [file, text] of moved) this.files.set(to + file.slice(uri.length), text);
    this.notify('workspace/didChangeWatchedFiles', {
      changes: [
        { uri, type: 3 },
        { uri: to, type: 1 },
      ],
    });
  }

  configure(settings: unknown): void {
    this.settings = settings;
    this.notify('workspace/didChangeConfiguration', { settings: {} });
  }

  /** Resolves when the server answered everything and has nothing left to do, also after any time. */
  async quiet(): Promise<void> {
    for (;;) {
      await this.answered();
      if (this.timers.size === 0) return;
      const due = [...this.timers];
      this.timers.clear();
      for (const ring of due) ring();
    }
  }

  /** Resolves when the server answered everything and has nothing left to do at this moment: no time passes. */
  async answered(): Promise<void> {
    for (let calm = 0; calm < 3; ) {
      await this.turn();
      calm = this.waiting === 0 ? calm + 1 : 0;
    }
  }

  /** Resolves when the server has taken in everything that was sent before; what it has still to do goes on. */
  async turn(): Promise<void> {
    await this.request('textDocument/codeLens', { textDocument: { uri: 'none:' } });
  }

  /** The diagnostics that the editor shows of a document. */
  diagnostics(uri: string): readonly Diagnostic[] {
    return this.shown.get(uri)?.diagnostics ?? [];
  }

  /** All documents that diagnostics were sent for. */
  shownOf(): readonly string[] {
    return [...this.shown.keys()];
  }

  private changed(uri: string, text: string, contentChanges: readonly unknown[]): void {
    const version = this.versions.get(uri)! + 1;
    this.versions.set(uri, version);
    this.texts.set(uri, text);
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  private host(): Host {
    return {
      ...memoryHost(this.files),
      later: callback => {
        this.waiting++;
        setImmediate(() => {
          this.waiting--;
          callback();
        });
      },
      after: (_, callback) => {
        const ring = (): void => callback();
        this.timers.add(ring);
        return () => void this.timers.delete(ring);
      },
      now: () => performance.now(),
      ...(this.keptCharacters !== undefined ? { keptCharacters: this.keptCharacters } : {}),
    };
  }
}

/** A place as the protocol counts: CRLF, CR and LF end a line. */
export function positionAt(text: string, offset: number): { line: number; character: number } {
  let line = 0;
  let start = 0;
  for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) {
    if (index + end.length > offset) break;
    line++;
    start = index + end.length;
  }
  return { line, character: offset - start };
}
