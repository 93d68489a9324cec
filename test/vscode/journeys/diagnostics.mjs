// Opens the broken example, reads the Problems panel, takes the quick fix of the ratio and sees the problem go.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { goTo, openFile, problems, save } from '../host/workbench.mjs';

const wanted = [
  'is not the share in use',
  'holds the last code',
  'rank_duration_seconds',
  'No rule notices',
  'only the default receiver',
  'The message does not say which',
];

export const journey = {
  workspace: 'examples/broken',
  async run({ page, shot, workspace }) {
    await openFile(page, 'recommender-rules.yaml');
    await problems(page, texts => wanted.every(part => texts.some(text => text.includes(part))));
    await page.locator('.squiggly-warning').first().waitFor();
    await shot('problems');

    const file = path.join(workspace, 'recommender-rules.yaml');
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    const line = lines.findIndex(text => text.includes('DCGM_FI_DEV_FB_USED / DCGM_FI_DEV_FB_FREE'));
    await page.locator('.editor-instance .view-lines').first().click();
    await goTo(page, line + 1, lines[line].indexOf('DCGM_FI_DEV_FB_USED') + 3);
    await page.keyboard.press('Control+.');
    const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'Divide by used plus free' });
    await fix.waitFor();
    await shot('quick-fix');
    await fix.click();
    await problems(page, texts => !texts.some(text => text.includes('is not the share in use')));
    await page.locator('.editor-instance .view-lines').first().click();
    await save(page);
    assert.match(
      fs.readFileSync(file, 'utf8'),
      /DCGM_FI_DEV_FB_USED \/ \(DCGM_FI_DEV_FB_USED \+ DCGM_FI_DEV_FB_FREE\) > 0\.9/,
    );
  },
};
