// The language server as a web worker would run it: bundled for browsers, files in memory, messages over a port.
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { serve } from '../../server/src/lsp/server';
import { memoryHost } from './memoryHost';

/** What the worker is given: its end of the port, and the files by URI. */
declare const port: ConstructorParameters<typeof BrowserMessageWriter>[0] &
  ConstructorParameters<typeof BrowserMessageReader>[0];
declare const files: ReadonlyMap<string, string>;

serve(createConnection(new BrowserMessageReader(port), new BrowserMessageWriter(port)), {
  ...memoryHost(files),
  later: callback => void setTimeout(callback, 0),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  now: () => performance.now(),
});
