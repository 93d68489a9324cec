// A real Prometheus on a free port of loopback, with a folder of its own that goes when it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface LivePrometheus {
  readonly url: string;
  readonly folder: string;
  /** Writes other files and has the server read its configuration again. */
  reload(files: Readonly<Record<string, string>>): void;
  close(): Promise<void>;
}

/** Files by name; `prometheus.yml` is the configuration. Waits until the server is ready. */
export async function startPrometheus(
  program: string,
  files: Readonly<Record<string, string>>,
): Promise<LivePrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'live-prometheus-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint += text.toString();
  });
  const close = () => end(child, folder);
  const reload = (changed: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(changed)) writeFileSync(join(folder, name), text);
    child.kill('SIGHUP');
  };
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null || tries > 300) {
      await close();
      throw new Error(`Prometheus does not come up: ${complaint}`);
    }
    if (await isReady(url)) return { url, folder, reload, close };
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/-/ready`)).ok;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
