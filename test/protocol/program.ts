// The programs under test: as the package has them, built anew where a source is newer, and the command line run in a folder.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

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

/** Runs the command line in a folder; `error` says that it came to no end. */
export function runCli(cwd: string, args: readonly string[], input = '') {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [cliFile, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 600_000,
    // On a machine that is thrown away no compiled code is kept, which saves half of each of the many runs here.
    env: { ...process.env, CI: '', XDG_CACHE_HOME: path.join(root, 'out/cache') },
  });
  return { status, stdout, stderr, error };
}
