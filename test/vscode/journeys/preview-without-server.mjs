// Opens the preview with no server configured: the panel says so and offers to add one.
import assert from 'node:assert/strict';
import { goTo, openFile, previewFrame, runCommand } from '../host/workbench.mjs';

export const journey = {
  workspace: 'examples/clean',
  async run({ page, shot }) {
    await openFile(page, 'recommender-rules.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, 12, 20);
    await runCommand(page, 'ML Alerts: Preview Rule');
    const frame = await previewFrame(page, 'notice-text');
    assert.match(await frame.locator('[data-testid="notice-text"]').innerText(), /server/i);
    const add = frame.locator('[data-testid="notice-text"] ~ * button, [data-testid^="action-"]').first();
    await shot('no-server');
    await add.click();
    await page.waitForSelector('.quick-input-widget input');
  },
};
