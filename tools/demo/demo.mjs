// `npm run demo`: builds, starts a Prometheus with the simulated stack where one is installed, and opens the broken example
// in whichever VS Code the machine has. Prints an address or says what is missing; ends with Ctrl+C.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostDir, isInstalled, startServer } from '../../test/vscode/host/server.mjs';
import { installed, startPrometheus } from './prometheus.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const windows = process.platform === 'win32';

/** What has to be ended, the newest first. */
const stops = [];
let ending = false;
async function end(code) {
  if (ending) return;
  ending = true;
  for (const stop of stops.splice(0).reverse()) await stop();
  process.exit(code);
}
// From the first moment on: a demo that is given up early leaves nothing behind either.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(0));

try {
  execFileSync('node', ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
  // A copy: the demo is for trying things, and the example stays as it is.
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'ml-alert-rules-demo-'));
  stops.push(() => fs.rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  const workspace = path.join(home, 'broken');
  fs.cpSync(path.join(root, 'examples/broken'), workspace, { recursive: true });
  const settings = await prometheusSettings();
  if (await openEditor(home, workspace, settings)) {
    console.log(
      'Open recommender-rules.yaml: its mistakes are underlined, and "Preview" over a rule shows what it gives.\nCtrl+C ends the demo.',
    );
    // The children do not keep this process alive on every platform.
    setInterval(() => {}, 1 << 30);
  } else await end(1);
} catch (error) {
  // A signal that ends the build ends the demo, too, and needs no words.
  if (!ending) console.error(error.message);
  await end(1);
}

/** Starts Prometheus where there is one; the settings that name it. */
async function prometheusSettings() {
  if (!installed('prometheus') || !installed('promtool')) {
    console.log(
      'Previews will have no data: prometheus and promtool are not on the PATH (Debian: apt-get install prometheus; macOS: brew install prometheus).',
    );
    return {};
  }
  const prometheus = await startPrometheus();
  stops.push(prometheus.stop);
  console.log(`Prometheus with simulated GPUs and a recommender: ${prometheus.url}`);
  return { 'mlAlertRules.servers': [{ name: 'demo', url: prometheus.url }], 'mlAlertRules.server': 'demo' };
}

/** Opens the workspace in VS Code, or prints the address of one in the browser; false where there is none. */
async function openEditor(home, workspace, settings) {
  if (installed('code', windows)) {
    const data = path.join(home, 'user-data');
    fs.mkdirSync(path.join(data, 'User'), { recursive: true });
    fs.writeFileSync(path.join(data, 'User/settings.json'), JSON.stringify(settings, null, 2));
    spawn(
      'code',
      // The workspace is ours: without trust no preview would ask the server.
      [
        ...['--new-window', '--disable-workspace-trust', `--user-data-dir=${data}`],
        ...[`--extensionDevelopmentPath=${root}`, workspace],
      ],
      { stdio: 'inherit', shell: windows },
    );
    console.log('VS Code opens in a window of its own.');
    return true;
  }
  if (isInstalled()) {
    const server = await startServer({ settings });
    stops.push(server.stop);
    console.log(`VS Code in the browser: ${server.address({ extension: root, workspace })}`);
    return true;
  }
  console.log(
    [
      'There is no VS Code to show: the command `code` is not on the PATH (in VS Code: "Shell Command: Install code command").',
      'One that runs in a browser (740 MB, needs python3, make and a C++ compiler) is installed by:',
      `  bash test/vscode/host/install.sh ${hostDir}`,
    ].join('\n'),
  );
  return false;
}
