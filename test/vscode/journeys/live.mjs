// With a server chosen, the editor knows its metrics: the list proposes one that nobody describes, a hover tells its type, and
// the Problems panel tells what the server has never seen. Then the server is gone: one mark in the status bar, and typing goes on.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { goTo, openFile, problems } from '../host/workbench.mjs';

const names = ['acme_queue_fill', 'acme_queue_served_total', 'up'];

/** A server with three metrics; asked for others it has none. */
async function startServer() {
  const seen = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { pathname, searchParams } = new URL(request.url, 'http://x');
    const query = request.method === 'POST' ? new URLSearchParams(body) : searchParams;
    seen.push(`${pathname} ${query}`);
    const success = data => response.end(JSON.stringify({ status: 'success', data }));
    const knows = names.some(name => (query.get('query') ?? query.get('match[]') ?? '').includes(name));
    if (pathname.endsWith('/buildinfo')) return success({ version: '3.1.0', revision: 'a', goVersion: 'go1.25' });
    if (pathname.endsWith('/__name__/values')) return success(query.get('match[]') === null || knows ? names : []);
    if (pathname.endsWith('/labels')) return success(knows ? ['__name__', 'shard', 'job'] : []);
    if (pathname.endsWith('/metadata'))
      return success({ acme_queue_fill: [{ type: 'gauge', help: 'Fill of the queue.', unit: '' }] });
    if (pathname.endsWith('/query')) {
      const result = knows ? [{ metric: {}, value: [Date.now() / 1000, '3'] }] : [];
      return success({ resultType: 'vector', result });
    }
    response.writeHead(404).end();
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise(resolve => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, seen, stop };
}

export const journey = {
  workspace: 'examples/clean',
  async prepare() {
    const server = await startServer();
    return { ...server, settings: { 'mlAlertRules.servers': [{ name: 'acme', url: server.url }] } };
  },
  async run({ page, shot, workspace, seen, stop }) {
    const file = path.join(workspace, 'recommender-rules.yaml');
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    const line = lines.findIndex(text => text.includes('expr: DCGM_FI_DEV_GPU_TEMP > 88'));
    await openFile(page, 'recommender-rules.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    const status = page.locator('.statusbar-item', { hasText: 'acme' }).first();
    await status.waitFor();

    await goTo(page, line + 1, lines[line].length + 1);
    await page.keyboard.type(' and acme_q', { delay: 150 });
    const row = page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'acme_queue_fill' }).first();
    // An answer that came behind the last letter is there for the next.
    for (let tries = 20; ; tries--) {
      await page.keyboard.type('u');
      if (
        await row.waitFor({ timeout: 4_000 }).then(
          () => true,
          () => tries === 0,
        )
      )
        break;
      await page.keyboard.press('Backspace');
    }
    await row.waitFor();
    await shot('completion');
    assert.match((await row.getAttribute('aria-label')) ?? '', /on acme/);
    await row.click();
    await page.keyboard.type(' > acme_nothing');
    await page.keyboard.press('Escape');

    await page.locator('.view-line span', { hasText: 'acme_queue_fill' }).last().hover();
    await page.locator('.monaco-hover', { hasText: '3 series now' }).first().waitFor();
    await shot('hover');
    await problems(page, texts => texts.some(text => text.includes('`acme_nothing` has no series on acme')));
    await shot('problems');
    assert.ok(seen.every(asked => asked.startsWith('/api/v1/')));
    assert.ok(!seen.some(asked => asked.startsWith('/api/v1/status/config')));

    await stop();
    await page.locator('.editor-instance .view-lines').first().click();
    await goTo(page, line + 1, lines[line].length + 1);
    await page.keyboard.type(' and DCGM_FI_DEV_POWER_US', { delay: 100 });
    await page
      .locator('.suggest-widget.visible .monaco-list-row', { hasText: 'DCGM_FI_DEV_POWER_USAGE' })
      .first()
      .waitFor();
    await status.locator('.codicon-debug-disconnect').waitFor();
    await shot('away');
    // What it said goes with it.
    await page
      .locator('.markers-panel .monaco-list-row', { hasText: 'no series on acme' })
      .first()
      .waitFor({ state: 'hidden' });
  },
};
