// A small language client for tests: starts the built server, sends messages, waits for what it says. Never sleeps.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { Diagnostic, InitializeResult, PublishDiagnosticsParams } from 'vscode-languageserver';
import { serverFile } from './program';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface StartOptions {
  /** URIs of workspace folders; null says that none is open. */
  readonly folders?: readonly string[] | null;
  readonly capabilities?: Record<string, unknown>;
  /** Answers to `workspace/configuration`; null for every item where left out. */
  readonly settings?: (section: string | undefined, scope: string | undefined) => unknown;
}

/** A server that runs. */
export interface Server {
  readonly input: Writable;
  readonly output: Readable;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  /** Where it has a process of its own. */
  readonly pid?: number;
}

/** The built server in a process of its own; `takeErrors` gets what it writes on its standard error. */
function spawnServer(takeErrors: (text: string) => void): Server {
  const child = spawn(process.execPath, [serverFile, '--stdio'], { stdio: 'pipe' });
  child.stderr.on('data', (chunk: Buffer) => takeErrors(chunk.toString()));
  const ended = new Promise<number | null>(resolve => child.on('exit', resolve));
  return { input: child.stdin, output: child.stdout, ended, ...(child.pid !== undefined ? { pid: child.pid } : {}) };
}

export class Client {
  private readonly server: Server;
  private input = Buffer.alloc(0);
  private nextId = 1;
  private readonly answers = new Map<number, (message: Message) => void>();
  private readonly waiting: {
    readonly wants: (message: Message) => boolean;
    readonly found: (message: Message) => void;
  }[] = [];
  private readonly received: Message[] = [];
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  errors = '';
  /** What the server announced. */
  serverCapabilities: unknown;

  private constructor(
    private readonly options: StartOptions,
    server: Server | undefined,
  ) {
    this.server =
      server ??
      spawnServer(text => {
        this.errors += text;
      });
    this.server.output.on('data', (chunk: Buffer) => this.take(chunk));
    this.ended = this.server.ended;
  }

  /** Shakes hands with a server, one in a process of its own where none is given. */
  static async start(options: StartOptions = {}, server?: Server): Promise<Client> {
    const client = new Client(options, server);
    const folders = options.folders ?? null;
    const answer = await client.request('initialize', {
      processId: process.pid,
      rootUri: folders?.[0] ?? null,
      workspaceFolders: folders?.map(uri => ({ uri, name: 'test' })) ?? null,
      capabilities: options.capabilities ?? {},
    });
    client.serverCapabilities = (answer as InitializeResult).capabilities;
    client.notify('initialized', {});
    return client;
  }

  get pid(): number {
    return this.server.pid!;
  }

  /** Ends the server in the way of the protocol. */
  async stop(): Promise<void> {
    await this.request('shutdown', null);
    this.notify('exit', null);
    await this.ended;
  }

  /** The most memory that the server's process has had so far, in MiB; undefined where the system does not tell. */
  peakMemory(): number | undefined {
    const status = `/proc/${this.server.pid}/status`;
    const peak = fs.existsSync(status) ? /^VmHWM:\s*(\d+) kB/m.exec(fs.readFileSync(status, 'utf8')) : undefined;
    return peak ? Number(peak[1]) / 1024 : undefined;
  }

  send(message: Record<string, unknown>): void {
    this.raw(JSON.stringify({ jsonrpc: '2.0', ...message }));
  }

  /** Sends a body as it is, well formed or not. */
  raw(body: string): void {
    this.server.input.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  /** The result, or a rejection with the error's message. */
  request<T = unknown>(method: string, params: unknown): Promise<T> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.answers.set(id, message => {
        if (message.error) reject(new Error(message.error.message));
        else resolve(message.result as T);
      });
      this.send({ id, method, params });
    });
  }

  /** The next notification that fits, counting those not yet waited for. */
  next<T>(method: string, wants: (params: T) => boolean = () => true): Promise<T> {
    const fits = (message: Message): boolean => message.method === method && wants(message.params as T);
    const index = this.received.findIndex(fits);
    if (index >= 0) return Promise.resolve(this.received.splice(index, 1)[0]!.params as T);
    return new Promise(resolve => this.waiting.push({ wants: fits, found: message => resolve(message.params as T) }));
  }

  /** Diagnostics of a version of a document, or of the next publish that fits. */
  async diagnostics(
    uri: string,
    version?: number,
    wants: (diagnostics: readonly Diagnostic[]) => boolean = () => true,
  ): Promise<readonly Diagnostic[]> {
    const published = await this.next<PublishDiagnosticsParams>(
      'textDocument/publishDiagnostics',
      params =>
        params.uri === uri && (version === undefined || params.version === version) && wants(params.diagnostics),
    );
    return published.diagnostics;
  }

  open(uri: string, text: string, version = 1, languageId = 'yaml'): void {
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
  }

  change(uri: string, version: number, contentChanges: readonly unknown[]): void {
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  private take(chunk: Buffer): void {
    this.input = Buffer.concat([this.input, chunk]);
    for (;;) {
      const head = this.input.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.input.subarray(0, head).toString())![1]);
      if (this.input.length < head + 4 + length) return;
      const body = this.input.subarray(head + 4, head + 4 + length).toString();
      this.input = this.input.subarray(head + 4 + length);
      this.dispatch(JSON.parse(body) as Message);
    }
  }

  private dispatch(message: Message): void {
    if (message.id !== undefined && message.method !== undefined) {
      this.send({ id: message.id, result: this.answer(message) });
    } else if (message.id !== undefined && message.id !== null) {
      this.answers.get(message.id)?.(message);
      this.answers.delete(message.id);
    } else {
      const index = this.waiting.findIndex(one => one.wants(message));
      if (index >= 0) this.waiting.splice(index, 1)[0]!.found(message);
      else this.received.push(message);
    }
  }

  private answer({ method, params }: Message): unknown {
    if (method !== 'workspace/configuration') return null;
    const { items } = params as { items: readonly { readonly section?: string; readonly scopeUri?: string }[] };
    return items.map(item => this.options.settings?.(item.section, item.scopeUri) ?? null);
  }
}
