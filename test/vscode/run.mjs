// `npm run test:vscode`: builds, runs the suite inside an extension host and the journeys in the workbench, on copies of
// the workspaces. Prints `N passing`, `N failing`, `N pending` for the journeys as mocha does for the suite.
// usage: node test/vscode/run.mjs [--only suite|journeys] [--journey NAME] [--measure NAME]
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { startHost } from './host/host.mjs';
import { hostDir } from './host/server.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const out = path.join(here, 'out');
const { values: options } = parseArgs({
  options: { only: { type: 'string' }, journey: { type: 'string' }, measure: { type: 'string' } },
});
const quiet = {
  'files.autoSave': 'off',
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'editor.minimap.enabled': false,
};

fs.mkdirSync(out, { recursive: true });
execFileSync('node', ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });

/** A throw-away copy of a workspace; undefined where the original is not there. */
function copyOf(folder) {
  if (!fs.existsSync(folder)) return undefined;
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'journey-'));
  fs.cpSync(folder, copy, { recursive: true });
  // A copy of a read-only folder must be writable, as a user's is.
  for (const name of fs.readdirSync(copy)) fs.chmodSync(path.join(copy, name), 0o644);
  return copy;
}

async function suite() {
  await build({
    entryPoints: { index: path.join(here, 'suite/index.ts'), 'suite.test': path.join(here, 'suite/suite.test.ts') },
    outdir: path.join(out, 'suite'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  const workspace = copyOf(path.join(root, 'examples/broken'));
  const tests = path.join(out, 'suite/index.cjs');
  const desktop = await downloadedVsCode();
  try {
    if (desktop) {
      const { runTests } = await import('@vscode/test-electron');
      console.log('The suite runs in a downloaded desktop VS Code.');
      return await runTests({
        vscodeExecutablePath: desktop,
        extensionDevelopmentPath: root,
        extensionTestsPath: tests,
        launchArgs: [workspace],
      });
    }
    console.log(
      'The suite runs in the VS Code server of the npm registry, in Chromium: no desktop VS Code can be downloaded here.',
    );
    installHost();
    const host = await startHost({ extension: root, workspace, tests, settings: quiet });
    const limit = new Promise(resolve => setTimeout(resolve, 300_000, 124).unref());
    const code = await Promise.race([host.exitCode, limit]);
    await host.close();
    return code;
  } catch (error) {
    console.error(error);
    return 1;
  } finally {
    fs.rmSync(workspace, { recursive: true, force: true });
  }
}

/** The executable of a desktop VS Code where it can be had, else undefined. */
async function downloadedVsCode() {
  if (process.env.VSCODE_TEST_HOST === 'web') return undefined;
  try {
    const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
    return await downloadAndUnzipVSCode({ version: 'stable', cachePath: path.join(root, '.vscode-test') });
  } catch {
    return undefined;
  }
}

function installHost() {
  const result = spawnSync('bash', [path.join(here, 'host/install.sh'), hostDir], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (result.status !== 0) throw new Error('VS Code could not be installed');
}

async function journeys() {
  installHost();
  const counts = { passing: 0, failing: 0, pending: 0 };
  // Measurements are walked as journeys are, but only when they are asked for.
  const folder = options.measure ? 'measure' : 'journeys';
  const wanted = options.measure ?? options.journey;
  const files = fs
    .readdirSync(path.join(here, folder))
    .filter(name => name.endsWith('.mjs'))
    .sort();
  for (const file of files) {
    const name = path.basename(file, '.mjs');
    if (wanted && wanted !== name) continue;
    const { journey } = await import(pathToFileURL(path.join(here, folder, file)));
    if (journey.onlyByName && wanted !== name) continue;
    let outcome = await walk(name, journey);
    // A browser, a workbench and a Prometheus start anew for each journey; CI forgives two bad starts and says so.
    for (let again = 0; outcome === 'failing' && process.env.CI && again < 2; again++) {
      console.log(`  ${name}: once more`);
      outcome = await walk(name, journey);
    }
    counts[outcome]++;
  }
  console.log(`\n  ${counts.passing} passing\n  ${counts.failing} failing\n  ${counts.pending} pending`);
  return counts.failing > 0 ? 1 : 0;
}

/** What is told of an error that nobody caught; otherwise the process ends and its workbench stays behind. */
let whenUncaught = error => {
  console.error(error);
  process.exit(1);
};
process.on('uncaughtException', error => whenUncaught(error));

/** Walks one journey on a copy of its workspace; `pending` where the workspace is not there. */
async function walk(name, journey) {
  const workspace = copyOf(path.resolve(root, journey.workspace));
  if (!workspace) {
    console.log(`  - ${name}: ${journey.workspace} is not here`);
    return 'pending';
  }
  const began = Date.now();
  let host;
  let help;
  // A journey's own server may fail beside it.
  const uncaught = new Promise((_, reject) => {
    whenUncaught = reject;
  });
  uncaught.catch(() => {});
  try {
    help = await journey.prepare?.({ workspace });
    host = await startHost({
      extension: root,
      workspace: help?.opens ?? workspace,
      settings: { ...quiet, ...help?.settings },
      ...journey.host,
    });
    const shot = label => host.page.screenshot({ path: path.join(out, `${name}-${label}.png`) });
    await Promise.race([journey.run({ page: host.page, data: host.data, shot, workspace, ...help }), uncaught]);
    console.log(`  ✔ ${name} (${Date.now() - began} ms)`);
    return 'passing';
  } catch (error) {
    await host?.page.screenshot({ path: path.join(out, `${name}-failed.png`) }).catch(() => {});
    console.log(`  ✘ ${name}: ${error.stack ?? error}`);
    return 'failing';
  } finally {
    await host?.close();
    await help?.stop?.();
    fs.rmSync(workspace, { recursive: true, force: true });
  }
}

let code = 0;
if (options.only !== 'journeys' && !options.journey && !options.measure) code ||= await suite();
if (options.only !== 'suite') code = (await journeys()) || code;
process.exit(code);
