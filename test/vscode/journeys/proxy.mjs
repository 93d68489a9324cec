// A server that is reached only through the proxy of the editor's settings: the preview and "Test Server" go through it.
import assert from 'node:assert/strict';
import http from 'node:http';
import { openFile, runCommand, save } from '../host/workbench.mjs';

/** A proxy that answers for every host itself. */
async function startProxy() {
  const seen = [];
  const server = http.createServer(async (request, response) => {
    for await (const _ of request);
    seen.push(request.url);
    const success = data => response.end(JSON.stringify({ status: 'success', data }));
    if (request.url.includes('buildinfo')) return success({ version: '2.42.0', revision: 'a', goVersion: 'go1.25' });
    if (request.url.includes('/flags')) return success({ 'enable-feature': '' });
    return success({ resultType: 'vector', result: [{ metric: {}, value: [Date.now() / 1000, '1'] }] });
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
    const proxy = await startProxy();
    return {
      ...proxy,
      settings: {
        'mlAlertRules.live': false,
        'mlAlertRules.servers': [{ name: 'far', url: 'http://metrics.far.example:9090' }],
      },
    };
  },
  async run({ page, shot, seen, url }) {
    // The setting is the person's: that of a machine does not count.
    await runCommand(page, 'Preferences: Open User Settings (JSON)');
    await page.locator('.tab.active[data-resource-name="settings.json"]').waitFor();
    await page.locator('.editor-instance .view-lines').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(JSON.stringify({ 'http.proxy': url }));
    await save(page);
    await openFile(page, 'recommender-rules.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await runCommand(page, 'ML Alerts: Test Server');
    await runCommand(page, 'Notifications: Show Notifications');
    const message = page.locator('.notifications-center .notification-list-item', { hasText: 'far' }).first();
    await message.waitFor();
    assert.match(await message.innerText(), /far answers without credentials: Prometheus 2\.42\.0/);
    await shot('answers');
    assert.ok(
      seen.some(asked => asked.startsWith('http://metrics.far.example:9090/api/v1/')),
      seen.join('\n'),
    );
    // The version that answers is another one than rules are judged for.
    await message.locator('.monaco-button', { hasText: 'Judge Rules for 2.42' }).click();
    await page.locator('.statusbar-item', { hasText: 'Prometheus 2.42' }).first().waitFor();
  },
};
