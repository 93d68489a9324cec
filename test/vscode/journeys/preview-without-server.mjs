// Opens the preview with no server of the person's: the panel says so and offers to add one. That the workspace brings
// settings with a server of its own changes nothing, and nobody is asked.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { goTo, openFile, previewFrame, runCommand } from '../host/workbench.mjs';

/** A server that notes who comes (`asked` resolves with the first), and the workspace's settings that name it. */
export async function startTrap(workspace) {
  const seen = [];
  let isAsked;
  const asked = new Promise(resolve => {
    isAsked = resolve;
  });
  const server = http.createServer((request, response) => {
    seen.push(request.url);
    isAsked();
    response.end('{}');
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const settings = { 'mlAlertRules.servers': [{ name: 'trap', url }], 'mlAlertRules.server': 'trap' };
  fs.mkdirSync(path.join(workspace, '.vscode'));
  fs.writeFileSync(path.join(workspace, '.vscode/settings.json'), JSON.stringify(settings));
  return { seen, asked, url, stop: () => new Promise(resolve => server.close(resolve)) };
}

export const journey = {
  workspace: 'examples/clean',
  async prepare({ workspace }) {
    const { seen, stop } = await startTrap(workspace);
    return { seen, stop };
  },
  async run({ page, shot, seen }) {
    await openFile(page, 'recommender-rules.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, 12, 20);
    await runCommand(page, 'ML Alerts: Preview Rule');
    const frame = await previewFrame(page, 'notice-text');
    assert.match(
      await frame.locator('[data-testid="notice-text"]').innerText(),
      /names the server "trap", which is not among your servers/,
    );
    await shot('no-server');
    assert.deepEqual(seen, []);
    await frame.locator('[data-testid="action-addServer"]').click();
    await page.locator('.quick-input-widget', { hasText: 'Address of Prometheus' }).waitFor();
  },
};
