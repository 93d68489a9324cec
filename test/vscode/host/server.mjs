// Starts the VS Code server that install.sh installed, with this extension as the one under development.
// Used by the demo (a browser of your own) and by host.mjs (headless Chromium).
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort, untilAnswers } from '../../../tools/demo/ports.mjs';

/** Where install.sh puts the host unless VSCODE_HOST_DIR says otherwise: outside the checkout, as it is large. */
export const hostDir =
  process.env.VSCODE_HOST_DIR ??
  path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'ml-alert-rules', 'vscode-4.139.1');

/** Whether install.sh has come to its end. */
export function isInstalled() {
  return fs.existsSync(hostDir) && fs.readdirSync(hostDir).some(name => name.startsWith('.complete-'));
}

/**
 * @param {{ settings?: object, trusted?: boolean, installed?: string[] }} options `settings` become the machine's settings of this run;
 *   `installed` are folders of further extensions
 * @returns {Promise<{ data: string, address(what: { extension: string, workspace: string, tests?: string, open?: string, logLevel?: string }): string, stop(): Promise<void> }>}
 */
export async function startServer({ settings = {}, trusted = true, installed = [] } = {}) {
  const port = await freePort();
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'vscode-host-'));
  const authority = `127.0.0.1:${port}`;
  const remote = file => `vscode-remote://${authority}${path.resolve(file)}`;
  const machine = path.join(data, 'user', 'Machine');
  fs.mkdirSync(machine, { recursive: true });
  fs.writeFileSync(path.join(machine, 'settings.json'), JSON.stringify(settings));
  // The address can name one extension under development alone.
  for (const folder of installed) {
    fs.cpSync(folder, path.join(data, 'extensions', path.basename(folder)), { recursive: true });
  }
  const server = spawn(
    path.join(hostDir, 'node_modules/.bin/node'),
    [
      path.join(hostDir, 'node_modules/code-server/lib/vscode/out/server-main.js'),
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms'],
      // A built VS Code ignores extensionDevelopmentPath and extensionTestsPath without this.
      '--enable-smoke-test-driver',
      ...(trusted ? ['--disable-workspace-trust'] : []),
      '--disable-telemetry',
      ...['--user-data-dir', path.join(data, 'user'), '--server-data-dir', path.join(data, 'server')],
      ...['--extensions-dir', path.join(data, 'extensions')],
    ],
    { stdio: ['ignore', fs.openSync(path.join(data, 'server.log'), 'w'), 'inherit'] },
  );
  const stop = async () => {
    if (server.exitCode === null) {
      const ended = new Promise(resolve => server.once('exit', resolve));
      server.kill();
      await ended;
    }
    fs.rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const address = ({ extension, workspace, tests, open, logLevel }) => {
    const payload = [
      ['extensionDevelopmentPath', remote(extension)],
      ['skipWelcome', 'true'],
    ];
    if (tests) payload.push(['extensionTestsPath', remote(tests)]);
    if (logLevel) payload.push(['logLevel', logLevel]);
    if (open) payload.push(['openFile', remote(open)]);
    // Several folders are opened by a file that names them.
    const kind = workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
    const query = `${kind}=${encodeURIComponent(path.resolve(workspace))}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    return `http://${authority}/?${query}`;
  };
  try {
    await untilAnswers(`http://${authority}/`);
    return { address, data, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
