// Opens a workspace in the VS Code of server.mjs with headless Chromium. Used by the suite (tests inside the extension
// host) and by the journeys (as a user would).
import { chromium } from 'playwright-core';
import { startServer } from './server.mjs';

/** The workbench's own log lines, which would drown the tests' output. */
const workbenchChatter = /^\[|^(Resolv|Creating a socket|Updating additional|getaddrinfo|Failed to fetch|%c)/;

/**
 * Opens `workspace` in a fresh VS Code. `tests` is a CommonJS file exporting `run()`, run inside the extension host.
 * `settings` become the machine's settings of this run.
 * @returns {Promise<{ page: import('playwright-core').Page, exitCode: Promise<number>, data: string, close(): Promise<void> }>} `data`: settings and logs
 */
export async function startHost({
  extension,
  workspace,
  tests,
  open,
  settings,
  trusted,
  logLevel,
  viewport = { width: 1440, height: 900 },
}) {
  const server = await startServer({ settings, trusted });
  let browser;
  const close = async () => {
    await browser?.close();
    await server.stop();
  };
  try {
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
    // A machine that does much else still counts; nothing waits that long where all is well.
    page.setDefaultTimeout(90_000);
    let exit;
    const exitCode = new Promise(resolve => {
      exit = resolve;
    });
    // Called by the workbench when the tests in the extension host have ended.
    await page.exposeFunction('codeAutomationExit', code => exit(code));
    await page.exposeFunction('codeAutomationLog', (_type, args) => {
      if (tests && typeof args[0] === 'string' && !workbenchChatter.test(args[0])) console.log(...args);
    });
    await page.goto(server.address({ extension, workspace, tests, open, logLevel }), { waitUntil: 'domcontentloaded' });
    await page.waitForSelector('.monaco-workbench');
    return { page, exitCode, close, data: server.data };
  } catch (error) {
    await close();
    throw error;
  }
}
