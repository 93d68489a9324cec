// Opens a workspace without trusting it: files are checked, and no server is asked, neither one that the workspace names nor
// the person's own.
import assert from 'node:assert/strict';
import { goTo, openFile, previewFrame, problems, runCommand } from '../host/workbench.mjs';
import { startTrap } from './preview-without-server.mjs';

export const journey = {
  workspace: 'examples/broken',
  host: { trusted: false },
  async prepare({ workspace }) {
    const { seen, stop, url } = await startTrap(workspace);
    return { seen, stop, settings: { 'mlAlertRules.servers': [{ name: 'trap', url }] } };
  },
  async run({ page, shot, seen }) {
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
  },
};
