// The programs under test: as the package has them, built anew where a source is newer, and the command line run in a folder.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';

const root = path.resolve(__dirname, '../..');

/** The language server. */
export const serverFile = path.join(root, 'dist/server.js');
/** The command line. */
export const cliFile = path.join(root, 'dist/cli.js');

let isFresh = false;

/** Builds the programs, if `npm run build` has not done so since the sources changed. */
export function build(): void {
  if (isFresh) return;
  isFresh = true;
  const builtAt = fs.statSync(cliFile, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const isNewer = (file: string): boolean => fs.statSync(file).mtimeMs > builtAt;
  const sources = ['server/src', 'server/scenarios'].flatMap(folder =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map(name => path.join(root, folder, name)),
  );
  if (sources.some(isNewer) || isNewer(path.join(root, 'esbuild.mjs')))
    execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
}

// On a machine that is thrown away no compiled code is kept, which saves half of each of the many runs here.
const kept = { CI: '', XDG_CACHE_HOME: path.join(root, 'out/cache') };

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** It came to no end. */
  readonly error?: unknown;
}

interface RunOptions {
  /** What stands on standard input. */
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the command line in a folder as a process of its own. */
export function spawnCli(cwd: string, args: readonly string[], { input = '', env = {} }: RunOptions = {}): Run {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [cliFile, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 600_000,
    env: { ...process.env, ...kept, ...env },
  });
  return { status, stdout, stderr, ...(error ? { error } : {}) };
}

/**
 * The same in a process that stays (`standing.cjs`), a tenth of the work; only for input that is no text it is one of its own. `env`
 * is what differs from this process's environment.
 */
export function runCli(cwd: string, args: readonly string[], { input = '', env = {} }: RunOptions = {}): Run {
  if (typeof input !== 'string') return spawnCli(cwd, args, { input, env });
  const { port, answered } = ask(cwd, args, { input, env });
  Atomics.wait(answered, 0, 0, 600_000);
  return receiveMessageOnPort(port)?.message ?? { status: null, stdout: '', stderr: '', error: 'no end' };
}

/** The same while this process goes on, as one that answers as a server has to. */
export async function runCliBeside(cwd: string, args: readonly string[]): Promise<Run> {
  const { port } = ask(cwd, args, {});
  return new Promise(resolve => port.once('message', resolve));
}

function ask(cwd: string, args: readonly string[], { input = '', env = {} }: RunOptions): NonNullable<typeof standing> {
  standing ??= startStanding();
  Atomics.store(standing.answered, 0, 0);
  standing.port.postMessage({ file: cliFile, cwd, args, input, env: { ...process.env, ...kept, ...env } });
  return standing;
}

let standing: { readonly port: MessagePort; readonly answered: Int32Array<SharedArrayBuffer> } | undefined;

function startStanding(): NonNullable<typeof standing> {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const relay = new Worker(path.join(__dirname, 'relay.cjs'), {
    workerData: { port: port2, answered },
    transferList: [port2],
  });
  // Neither keeps the tests from ending.
  relay.unref();
  port1.unref();
  return { port: port1, answered };
}
