// The language server on Node: files from disk, turns from the event loop. Layer: lsp (Node).
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { pagesFolder } from '../checks/finding';
import { configFileName, configSizeLimit } from '../config/schema';
import { decodeBytes } from '../files/decode';
import { findFiles, openTemplateFiles } from '../files/matchedFiles';
import { isFolder, readRegularFile } from '../files/read';
import { belongs, walkSlowly } from '../files/walk';
import { definitionSizeLimit, useOf } from '../workspace/fileUse';
import type { FoundFile, Host } from './host';
import { IdleCollector, keepHeapSmall } from './nodeHeap';
import { serve } from './server';
import { canonicalUri, encodeSegment } from './uri';

/** Files larger than this are not read for what they define. */
const sizeLimit = 20 * 1024 * 1024;

/** Serves on the transport that the arguments name (`--stdio`, `--node-ipc`, `--socket=…`, `--pipe=…`), stdio by default. */
export function serveArguments(argv: readonly string[]): void {
  const named = argv.some(word => /^--(?:stdio|node-ipc|socket|pipe)\b/.test(word));
  if (named && !argv.includes('--stdio')) {
    keepHeapSmall();
    serve(createConnection(ProposedFeatures.all), nodeHost());
  } else serveStdio();
}

/** Serves on standard input and output. */
export function serveStdio(): void {
  keepHeapSmall();
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  );
  // Nothing but messages may get onto standard output.
  for (const name of ['log', 'info', 'debug', 'warn', 'error'] as const) {
    console[name] = (...words: unknown[]) => void process.stderr.write(`${words.map(String).join(' ')}\n`);
  }
  process.stdin.on('end', () => process.exit(0));
  process.stdin.on('close', () => process.exit(0));
  serve(connection, nodeHost());
}

function nodeHost(): Host {
  const docs = docsFolder();
  const collector = new IdleCollector();
  return {
    later(callback) {
      collector.work();
      afterPhases(messagePhases, callback);
    },
    rest: () => collector.rest(),
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    now: () => performance.now(),
    today: () => new Date().toISOString().slice(0, 10),
    read(uri, folder) {
      const file = pathOf(uri);
      const root = pathOf(folder);
      if (file === undefined || root === undefined) return {};
      const within = folder === uri ? path.dirname(file) : root;
      const read = readRegularFile(file, { limit: limitOf(file), within });
      if (read.bytes) return { text: decodeBytes(read.bytes).text };
      return read.isAbsent ? {} : { reason: read.reason };
    },
    *walk(folder, isExcluded): Iterable<FoundFile | undefined> {
      const root = pathOf(folder);
      if (root === undefined) return;
      for (const found of walkSlowly(root, { isExcluded })) {
        if (!found) {
          yield undefined;
          continue;
        }
        const { path: file, use } = found;
        // The folder's URI as the editor writes it: names below must be encoded the same way as in its documents.
        const below = path.relative(root, file).split(path.sep).map(encodeSegment).join('/');
        yield { uri: `${folder}/${below}`, use };
      }
    },
    belongs(folder, uri, isExcluded) {
      const root = pathOf(folder);
      const file = pathOf(uri);
      if (root === undefined || file === undefined) return false;
      return belongs(root, path.relative(root, file).split(path.sep).join('/'), { isExcluded });
    },
    isFolder(uri) {
      const file = pathOf(uri);
      return file !== undefined && isFolder(file);
    },
    templates: folder => (uri, patterns) => {
      const file = pathOf(uri);
      if (file === undefined) return patterns.map(() => ({ files: [], complete: false }));
      return openTemplateFiles(file, folder && pathOf(folder), patterns).map(({ files, complete }) => ({
        complete,
        files: files.map(one => ({ ...one, file: beside(uri, one.name) })),
      }));
    },
    filesBeside: folder => (uri, patterns) => {
      const file = pathOf(uri);
      if (file === undefined) return patterns.map(() => ({ files: [], complete: false }));
      return findFiles(file, folder && pathOf(folder), patterns).map(({ files, complete }) => ({
        complete,
        files: files.map(name => beside(uri, name)),
      }));
    },
    useOf: uri => useOf(uri),
    ...(docs !== undefined ? { docs } : {}),
  };
}

/**
 * How many phases of the event loop behind a turn of work the next one begins: the protocol's package waits for a phase after it has
 * read a message, and for another one before it handles it. A message that came meanwhile is handled before the next turn then.
 */
const messagePhases = 3;

function afterPhases(count: number, callback: () => void): void {
  setImmediate(count > 1 ? () => afterPhases(count - 1, callback) : callback);
}

function limitOf(file: string): number {
  if (path.basename(file) === configFileName) return configSizeLimit;
  return useOf(file) === 'define' ? definitionSizeLimit : sizeLimit;
}

function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** The URI of a file that is named from the folder of another. */
function beside(uri: string, name: string): string {
  return canonicalUri(new URL(name.split('/').map(encodeSegment).join('/'), uri).href);
}

/** The pages are shipped in the package, one folder above the built file. */
function docsFolder(): string | undefined {
  const folder = path.join(__dirname, '..', pagesFolder);
  return fs.existsSync(folder) ? pathToFileURL(folder).href.replace(/\/$/, '') : undefined;
}
