// `npm run demo`: builds, starts a Prometheus with the simulated stack where one is installed, and opens the broken example
// in whichever VS Code the machine has. Prints an address or says what is missing; ends with Ctrl+C.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostDir, startServer } from '../../test/vscode/host/server.mjs';
import { installed, startPrometheus } from './prometheus.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
execFileSync('node', ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });

// A copy: the demo is for trying things, and the example stays as it is.
const workspace = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'ml-alert-rules-demo-')), 'broken');
fs.cpSync(path.join(root, 'examples/broken'), workspace, { recursive: true });
const stops = [async () => fs.rmSync(path.dirname(workspace), { recursive: true, force: true })];
const settings = {};

if (installed('prometheus') && installed('promtool')) {
  const prometheus = await startPrometheus();
  stops.unshift(prometheus.stop);
  settings['mlAlertRules.servers'] = [{ name: 'demo', url: prometheus.url }];
  settings['mlAlertRules.server'] = 'demo';
  console.log(`Prometheus with simulated GPUs and a recommender: ${prometheus.url}`);
} else {
  console.log('No preview data: prometheus and promtool are not installed (Debian: apt-get install prometheus).');
}

if (installed('code')) {
  const data = path.join(path.dirname(workspace), 'user-data');
  fs.mkdirSync(path.join(data, 'User'), { recursive: true });
  fs.writeFileSync(path.join(data, 'User/settings.json'), JSON.stringify(settings, null, 2));
  spawn('code', ['--new-window', `--user-data-dir=${data}`, `--extensionDevelopmentPath=${root}`, workspace], {
    stdio: 'inherit',
  });
  console.log('Opening VS Code.');
} else if (fs.existsSync(hostDir)) {
  const server = await startServer({ settings });
  stops.unshift(server.stop);
  console.log(`Open ${server.address({ extension: root, workspace })} in a browser.`);
} else {
  console.log(
    `No VS Code: install one with the command \`code\`, or the one that runs in a browser (740 MB): bash test/vscode/host/install.sh ${hostDir}`,
  );
}

console.log('Ctrl+C ends the demo.');
const keepAlive = setInterval(() => {}, 1 << 30);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    clearInterval(keepAlive);
    for (const stop of stops) await stop();
    process.exit(0);
  });
}
