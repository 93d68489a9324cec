// "Where Would This Alert Go?" by keyboard alone: the list of routes with times and messages, a message read, a route opened
// in the Secret that it stands in; and what a hover says of the alert and of a route.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { goTo, openFile, runCommand } from '../host/workbench.mjs';

const command = 'ML Alerts: Where Would This Alert Go?';
const rows = page => page.locator('.quick-input-list .monaco-list-row');

async function openList(page) {
  await runCommand(page, command);
  await page.locator('.quick-input-widget').getByPlaceholder('Choose a route').waitFor();
  await rows(page).first().waitFor();
}

async function choose(page, typed, text) {
  await page.keyboard.type(typed);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: text }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

export const journey = {
  workspace: 'examples/clean',
  prepare() {
    return { settings: { 'workbench.reduceMotion': 'on' } };
  },
  async run({ page, shot, workspace }) {
    const lines = fs.readFileSync(path.join(workspace, 'recommender-rules.yaml'), 'utf8').split('\n');
    const line = lines.findIndex(text => text.includes('alert: RankingFailures')) + 1;
    await openFile(page, 'recommender-rules.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, line, lines[line - 1].length + 1);

    await openList(page);
    const list = await page.locator('.quick-input-widget').innerText();
    for (const wanted of [
      'Where RankingFailures goes',
      'on-call',
      'pagerduty',
      'and to',
      'ranking',
      'again every 12h5m',
      'Slack #ranking-alerts',
    ])
      assert.ok(list.includes(wanted), `${wanted} is not in ${list}`);
    await shot('list');

    await choose(page, 'Slack #ranking', 'Slack #ranking-alerts');
    await page.locator('.view-line', { hasText: 'RankingFailures' }).nth(1).waitFor();
    await shot('message');

    // The message stands beside; its group goes.
    await page.keyboard.press('Control+K');
    await page.keyboard.press('w');
    await page.locator('.tab', { hasText: 'Slack message' }).waitFor({ state: 'detached' });
    await openFile(page, 'recommender-rules.yaml');
    await goTo(page, line, lines[line - 1].length + 1);
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    await page.locator('.monaco-hover', { hasText: 'Goes by alertmanager-secret.yaml to' }).first().waitFor();
    await shot('hover');
    await page.keyboard.press('Escape');
    await openList(page);
    await choose(page, 'route.routes[1]', 'route.routes[1]');
    await page.locator('.view-line', { hasText: 'team="ranking"' }).first().waitFor();
    await page.locator('.tab.active', { hasText: 'alertmanager-secret.yaml' }).waitFor();
    await shot('route');
  },
};
