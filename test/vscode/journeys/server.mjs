// Adds a server that wants a token, by the questions of the editor, and previews against it; then the server misbehaves in
// every common way and the panel says how; a click on a wrong expression selects it; the panel survives a reload.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { openFile, previewFrame, runCommand } from '../host/workbench.mjs';

const token = 'a-token-of-the-journey';

/** A server of the Prometheus API with two series, one with a hostile label, that can be told to misbehave. */
async function startServer() {
  const seen = [];
  const state = { mode: 'good' };
  const server = http.createServer(async (request, response) => {
    seen.push({ path: request.url, authorization: request.headers.authorization });
    let body = '';
    for await (const chunk of request) body += chunk;
    const answer = (status, text, type = 'application/json') => {
      response.writeHead(status, { 'content-type': type });
      response.end(typeof text === 'string' ? text : JSON.stringify(text));
    };
    if (request.headers.authorization !== `Bearer ${token}`) return answer(401, 'Unauthorized', 'text/plain');
    switch (state.mode) {
      case 'page':
        return answer(200, '<html><h1>Dashboards</h1></html>', 'text/html');
      case 'missing':
        return answer(404, '404 page not found', 'text/plain');
      case 'refused': {
        const at = (new URLSearchParams(body).get('query') ?? '').indexOf('(') + 2;
        const error = `invalid parameter "query": 1:${at}: parse error: not to the taste of this server`;
        return answer(400, { status: 'error', errorType: 'bad_data', error });
      }
    }
    if (request.url.includes('buildinfo')) return answer(200, { status: 'success', data: { version: '3.1.0' } });
    const now = Date.now() / 1000;
    const result = ['<img src=x onerror=alert(1)>', 'two'].map(name => ({
      metric: { model_name: name },
      ...(request.url.includes('query_range')
        ? { values: [120, 60, 0].map(age => [now - 1 - age, '0.7']) }
        : { value: [now, '0.7'] }),
    }));
    const resultType = request.url.includes('query_range') ? 'matrix' : 'vector';
    return answer(200, { status: 'success', data: { resultType, result } });
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise(resolve => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, seen, state, stop };
}

/** Answers one question of the quick input: waits for it by its prompt or placeholder. */
async function answer(page, question, text) {
  const widget = page.locator('.quick-input-widget', { hasText: question });
  await widget.waitFor();
  await widget.locator('input').first().fill(text);
  await page.keyboard.press('Enter');
}

/** The files below a folder in which `text` stands. */
function filesWith(folder, text) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .filter(file => fs.readFileSync(file).includes(text));
}

export const journey = {
  workspace: 'examples/clean',
  host: { logLevel: 'trace' },
  async prepare() {
    // Everything that is said between editor and language server is logged.
    return { ...(await startServer()), settings: { 'mlAlertRules.trace.server': 'verbose' } };
  },
  async run({ page, data, shot, workspace, url, seen, state }) {
    await openFile(page, 'recommender-rules.yaml');
    const lens = page.locator('.editor-instance .codelens-decoration a').first();
    await lens.waitFor();
    await runCommand(page, 'ML Alerts: Add Server');
    // What people paste: the address of a page of the web interface.
    await answer(page, 'Address of Prometheus', `${url}/graph?g0.expr=up`);
    await answer(page, 'A name for this server', 'guarded');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Bearer token' }).click();
    await answer(page, `Token for ${url}`, token);
    await page.locator('.statusbar-item', { hasText: 'guarded' }).first().waitFor();

    await lens.click();
    let frame = await previewFrame(page, 'series-row');
    const part = name => frame.locator(`[data-testid="${name}"]`);
    await part('series-row').first().waitFor();
    assert.match(await part('server-name').innerText(), /guarded/);
    assert.match(await part('series-row').first().innerText(), /<img src=x onerror=alert\(1\)>/);
    assert.equal(await frame.locator('img').count(), 0);
    assert.ok(
      seen.every(({ path }) => path.startsWith('/api/v1/')),
      'the pasted page is no part of the address',
    );
    assert.ok(seen.length > 0 && seen.every(({ authorization }) => authorization === `Bearer ${token}`));
    await shot('added');

    for (const [mode, words] of [
      ['page', /A web page answers/],
      ['missing', /no Prometheus API at .* \(404\).*\/prometheus/],
    ]) {
      state.mode = mode;
      await part('refresh').click();
      await part('notice-text').filter({ hasText: words }).waitFor();
    }
    state.mode = 'refused';
    await part('refresh').click();
    await part('expression-mark').waitFor();
    assert.match(await part('expression-message').innerText(), /not to the taste of this server/);
    const marked = await part('expression-mark').innerText();
    await part('expression-mark').click();
    await page.locator('.statusbar-item', { hasText: `(${marked.length} selected)` }).waitFor();

    state.mode = 'good';
    await part('window-24h').click();
    await part('series-row').first().waitFor();
    await part('pin').click();
    await part('pin').filter({ hasText: 'Pinned' }).waitFor();
    // By the command and not by the browser's key: VS Code writes down what is open before it reloads.
    const reloaded = page.waitForEvent('load');
    await runCommand(page, 'Developer: Reload Window');
    await reloaded;
    await page.waitForSelector('.monaco-workbench');
    frame = await previewFrame(page, 'rule-place');
    await part('pin').filter({ hasText: 'Pinned' }).waitFor();
    assert.equal(await part('window-24h').getAttribute('aria-pressed'), 'true');
    assert.match(await part('rule-name').innerText(), /\w/);

    // The address is in the settings, the talk is in the log, and the token is in neither.
    assert.ok(filesWith(data, url).some(file => file.endsWith('settings.json')));
    assert.ok(filesWith(data, 'mlAlertRules/ruleAt').some(file => file.endsWith('.log')));
    assert.deepEqual([...filesWith(data, token), ...filesWith(workspace, token)], []);
  },
};
