// The language server without Node: bundled for browsers it runs where there is nothing but what every web worker has.
import assert from 'node:assert/strict';
import path from 'node:path';
import vm from 'node:vm';
import { build } from 'esbuild';
import type { Hover, PublishDiagnosticsParams } from 'vscode-languageserver';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

const root = path.join(import.meta.dirname, '../../..');
const folder = 'memfs:/rules';

/** Starts the server in a realm of its own; `send` and `next` are the ends of its port. */
async function start(files: ReadonlyMap<string, string>) {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'test/harness/browserServer.ts')],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    logLevel: 'silent',
  });
  const received: Message[] = [];
  const waiting: (() => void)[] = [];
  const port = {
    onmessage: undefined as ((event: { data: unknown }) => void) | undefined,
    postMessage(message: Message) {
      received.push(message);
      for (const wake of waiting.splice(0)) wake();
    },
    addEventListener: () => {},
  };
  // As every web worker has them; no `process`, `Buffer`, `require` or `setImmediate`.
  const given = { setTimeout, clearTimeout, performance, console, TextDecoder, TextEncoder, URL };
  const context = vm.createContext({ ...given, port, files });
  vm.runInContext('globalThis.self = globalThis;', context);
  vm.runInContext(outputFiles[0]!.text, context);
  const send = (message: object): void => port.onmessage!({ data: { jsonrpc: '2.0', ...message } });
  const next = async <T>(wants: (message: Message) => boolean): Promise<T> => {
    for (;;) {
      const found = received.find(wants);
      if (found) return (found.params ?? found.result) as T;
      await new Promise<void>(resolve => waiting.push(resolve));
    }
  };
  return { send, next };
}

describe('language server without Node', () => {
  it('judges the files of a workspace and answers', async () => {
    const uri = `${folder}/gpu.yaml`;
    const text =
      'groups:\n- name: gpu\n  rules:\n  - alert: Full\n    expr: DCGM_FI_DEV_FB_USED / DCGM_FI_DEV_FB_FREE > 0.9\n';
    const { send, next } = await start(new Map([[uri, text]]));
    const workspaceFolders = [{ uri: folder, name: 'rules' }];
    send({
      id: 1,
      method: 'initialize',
      params: { processId: null, rootUri: null, workspaceFolders, capabilities: {} },
    });
    await next(({ id }) => id === 1);
    send({ method: 'initialized', params: {} });
    const { diagnostics } = await next<PublishDiagnosticsParams>(
      ({ method, params }) =>
        method === 'textDocument/publishDiagnostics' && (params as PublishDiagnosticsParams).uri === uri,
    );
    assert.ok(diagnostics.some(({ code }) => code === 'promql/used-over-free'));
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } });
    send({
      id: 2,
      method: 'textDocument/hover',
      params: { textDocument: { uri }, position: { line: 4, character: 15 } },
    });
    const { contents } = await next<Hover>(({ id }) => id === 2);
    assert.match(JSON.stringify(contents), /DCGM_FI_DEV_FB_USED/);
  });
});
