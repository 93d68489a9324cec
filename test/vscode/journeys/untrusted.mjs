// Opens a workspace without trusting it: files are checked, and no server is asked, neither one that the workspace names nor
// the person's own, until the person trusts it. A configuration that is a pipe without a writer holds nothing up.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { goTo, openFile, previewFrame, problems, runCommand } from '../host/workbench.mjs';
import { startTrap } from './preview-without-server.mjs';

export const journey = {
  workspace: 'examples/broken',
  host: { trusted: false },
  async prepare({ workspace }) {
    const { seen, asked, stop, url } = await startTrap(workspace);
    execFileSync('mkfifo', [path.join(workspace, '.ml-alert-rules.yaml')]);
    return { seen, asked, stop, settings: { 'mlAlertRules.servers': [{ name: 'trap', url }] } };
  },
  async run({ page, shot, seen, asked }) {
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await openFile(page, 'recommender-rules.yaml');
    await problems(page, texts => texts.some(text => text.includes('is not the share in use')));
    await page.keyboard.press('Control+1');
    await goTo(page, 36, 20);
    await runCommand(page, 'ML Alerts: Preview Rule');
    const frame = await previewFrame(page, 'action-manageTrust');
    assert.match(await frame.locator('[data-testid="notice-text"]').innerText(), /not trusted, so no queries are sent/);
    await runCommand(page, 'ML Alerts: Test Server');
    await runCommand(page, 'Notifications: Show Notifications');
    await page.locator('.notifications-center .notification-list-item', { hasText: 'not trusted' }).waitFor();
    await shot('restricted');
    assert.deepEqual(seen, []);

    // That nobody was asked is owed to the missing trust alone.
    await runCommand(page, 'Workspaces: Manage Workspace Trust');
    await page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
      .first()
      .click();
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: 'hidden' });
    await openFile(page, 'recommender-rules.yaml');
    await goTo(page, 36, 20);
    await runCommand(page, 'ML Alerts: Preview Rule');
    const limit = new Promise((_, reject) => setTimeout(reject, 90_000, new Error('nobody was asked')).unref());
    await Promise.race([asked, limit]);
  },
};
