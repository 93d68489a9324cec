// Starts the VS Code that install.sh installed and opens a workspace of it in headless Chromium, with the extension
// under development loaded. Used by the suite (tests inside the extension host) and by the journeys (as a user would).
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { freePort, untilAnswers } from '../../../tools/demo/ports.mjs';

/** Where install.sh puts the host unless VSCODE_HOST_DIR says otherwise: outside the checkout, as it is large. */
export const hostDir =
  process.env.VSCODE_HOST_DIR ??
  path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'ml-alert-rules', 'vscode-4.139.1');

/** The workbench's own log lines, which would drown the tests' output. */
const workbenchChatter = /^\[|^(Resolv|Creating a socket|Updating additional|getaddrinfo|Failed to fetch|%c)/;

/**
 * Opens `workspace` in a fresh VS Code. `tests` is a CommonJS file exporting `run()`, run inside the extension host.
 * `settings` become user settings of this run.
 * @returns {Promise<{ page: import('playwright-core').Page, exitCode: Promise<number>, close(): Promise<void> }>}
 */
export async function startHost({
  extension,
  workspace,
  tests,
  open,
  settings = {},
  trusted = true,
  viewport = { width: 1440, height: 900 },
}) {
  const port = await freePort();
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'vscode-host-'));
  const authority = `127.0.0.1:${port}`;
  const remote = file => `vscode-remote://${authority}${path.resolve(file)}`;
  const machine = path.join(data, 'server', 'data', 'Machine');
  fs.mkdirSync(machine, { recursive: true });
  fs.writeFileSync(path.join(machine, 'settings.json'), JSON.stringify(settings));
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
  let browser;
  const close = async () => {
    await browser?.close();
    const ended = new Promise(resolve => server.once('exit', resolve));
    if (server.exitCode === null && server.kill()) await ended;
    fs.rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await untilAnswers(`http://${authority}/`);
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    const page = await browser.newPage({ viewport });
    let exit;
    const exitCode = new Promise(resolve => {
      exit = resolve;
    });
    // Called by the workbench when the tests in the extension host have ended.
    await page.exposeFunction('codeAutomationExit', code => exit(code));
    await page.exposeFunction('codeAutomationLog', (_type, args) => {
      if (tests && typeof args[0] === 'string' && !workbenchChatter.test(args[0])) console.log(...args);
    });
    const payload = [
      ['extensionDevelopmentPath', remote(extension)],
      ['skipWelcome', 'true'],
    ];
    if (tests) payload.push(['extensionTestsPath', remote(tests)]);
    if (open) payload.push(['openFile', remote(open)]);
    const query = `folder=${encodeURIComponent(path.resolve(workspace))}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    await page.goto(`http://${authority}/?${query}`, { waitUntil: 'domcontentloaded' });
    await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
    return { page, exitCode, close };
  } catch (error) {
    await close();
    throw error;
  }
}
