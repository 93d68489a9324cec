// Chooses one of two servers: nothing is written into the repository unless the person says so.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openFile, runCommand } from '../host/workbench.mjs';

const command = 'ML Alerts: Select Server';
const rows = page => page.locator('.quick-input-list .monaco-list-row');

async function choose(page, server) {
  await runCommand(page, command);
  await page.locator('.quick-input-widget').getByPlaceholder('Which server').waitFor();
  await rows(page).filter({ hasText: server }).first().click();
  await page.locator('.quick-input-widget').getByPlaceholder('Where is the choice to be kept').waitFor();
}

const statusOf = (page, text) => page.locator('.statusbar-item', { hasText: text }).first();

export const journey = {
  workspace: 'examples/clean',
  prepare: () => ({
    settings: {
      'mlAlertRules.servers': ['one', 'two'].map((name, i) => ({ name, url: `http://127.0.0.1:${9000 + i}` })),
    },
  }),
  async run({ page, shot, workspace }) {
    const file = path.join(workspace, '.vscode/settings.json');
    await openFile(page, 'recommender-rules.yaml');
    await statusOf(page, 'no server').waitFor();

    await choose(page, 'two');
    await shot('where');
    await page.keyboard.press('Escape');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    assert.ok(!fs.existsSync(file));

    // The first proposal leaves the repository alone.
    await choose(page, 'two');
    await page.keyboard.press('Enter');
    await statusOf(page, 'two').waitFor();
    assert.ok(!fs.existsSync(file));

    await choose(page, 'one');
    await rows(page).filter({ hasText: 'In this workspace' }).click();
    await statusOf(page, 'one').waitFor();
    assert.deepEqual(JSON.parse(fs.readFileSync(file, 'utf8')), { 'mlAlertRules.server': 'one' });
  },
};
