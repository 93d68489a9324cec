// The programs under test: bundled as the package does it, once a process, and the command line run in a folder.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';

const root = path.resolve(__dirname, '../..');

/** The language server; pages of checks are found from where the file lands. */
export const serverFile = path.join(root, 'out/protocol-server.js');
/** The command line. */
export const cliFile = path.join(root, 'out/protocol-cli.js');

const entries: Readonly<Record<string, string>> = {
  [serverFile]: "import { serveArguments } from './server/src/lsp/node'; serveArguments(process.argv.slice(2));",
  [cliFile]: "import { cliMain } from './server/src/cli/main'; cliMain();",
};

const built = new Map<string, Promise<void>>();

/** Bundles a program, if this process has not done so yet. */
export function build(file: string): Promise<void> {
  const known = built.get(file) ?? bundle(file);
  built.set(file, known);
  return known;
}

async function bundle(file: string): Promise<void> {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: entries[file]!, resolveDir: root },
    outfile: file,
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20.20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  // Another process of tests may run the file while this one writes it.
  const fresh = `${file}.${process.pid}`;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(fresh, outputFiles[0]!.contents);
  fs.renameSync(fresh, file);
}

/** Runs the command line in a folder; `error` says that it came to no end. */
export function runCli(cwd: string, args: readonly string[], input = '') {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [cliFile, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  return { status, stdout, stderr, error };
}
