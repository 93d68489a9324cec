// Opens the broken example, reads the Problems panel, takes the quick fixes of the ratio and of the Secret's route, and sees
// the problems go.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { closeProblems, focusEditor, goTo, openFile, problems, save } from '../host/workbench.mjs';

const wanted = [
  'is not the share in use',
  'writes its value into the labels',
  'rank_duration_seconds',
  'No rule notices',
  'only the default receiver',
  'The message does not say which',
];

/** 1-based line and column of `text` in a file, `into` characters behind its beginning. */
function placeOf(file, text, into) {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const line = lines.findIndex(one => one.includes(text));
  return [line + 1, lines[line].indexOf(text) + 1 + into];
}

/** The list of fixes is the one of the moment at which it is opened: before the findings have come it is opened again. */
async function takeFix(page, title, shot, limitMs = 90_000) {
  const list = page.locator('.action-widget');
  const fix = list.locator('.monaco-list-row', { hasText: title }).first();
  const end = Date.now() + limitMs;
  for (;;) {
    await page.keyboard.press('Control+.');
    try {
      await fix.waitFor({ timeout: Math.min(5_000, limitMs) });
      break;
    } catch (error) {
      if (Date.now() > end) throw error;
      await page.keyboard.press('Escape');
      await list.waitFor({ state: 'hidden' });
    }
  }
  await shot?.('quick-fix');
  await fix.click();
}

export const journey = {
  workspace: 'examples/broken',
  async run({ page, shot, workspace }) {
    const rules = path.join(workspace, 'recommender-rules.yaml');
    await openFile(page, 'recommender-rules.yaml');
    await problems(page, texts => wanted.every(part => texts.some(text => text.includes(part))));
    await focusEditor(page);
    await goTo(page, ...placeOf(rules, 'DCGM_FI_DEV_FB_USED / DCGM_FI_DEV_FB_FREE', 2));
    await page.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
    await shot('problems');
    // A click on the name of the check shows its page, which no file has.
    await page
      .locator('.markers-panel a', { hasText: 'promql/used-over-free' })
      .first()
      .click({ modifiers: ['Alt'] });
    await page.locator('.tab.active[data-resource-name="used-over-free.md"]').waitFor();
    await page.locator('.view-line', { hasText: '# promql/used-over-free' }).first().waitFor();
    await shot('page');
    await page.locator('.tab[data-resource-name="recommender-rules.yaml"]').click();
    await focusEditor(page);
    await goTo(page, ...placeOf(rules, 'DCGM_FI_DEV_FB_USED / DCGM_FI_DEV_FB_FREE', 2));
    await takeFix(page, 'Divide by used plus free', shot);
    await problems(page, texts => !texts.some(text => text.includes('is not the share in use')));
    await focusEditor(page);
    await save(page);
    assert.match(
      fs.readFileSync(rules, 'utf8'),
      /DCGM_FI_DEV_FB_USED \/ \(DCGM_FI_DEV_FB_USED \+ DCGM_FI_DEV_FB_FREE\) > 0\.9/,
    );

    // Inside the Secret the fix is written into the block scalar that holds the configuration.
    const secret = path.join(workspace, 'alertmanager-secret.yaml');
    await openFile(page, 'alertmanager-secret.yaml');
    await problems(page, texts => texts.some(text => text.includes('`match`')));
    await closeProblems(page);
    const before = fs.readFileSync(secret, 'utf8');
    await goTo(page, ...placeOf(secret, 'match:', 1));
    await takeFix(page, 'matchers');
    await page.locator('.view-line', { hasText: 'matchers:' }).first().waitFor();
    await save(page);
    await shot('secret-fixed');
    const after = fs.readFileSync(secret, 'utf8');
    assert.equal(after.match(/\bmatch:/g)?.length ?? 0, before.match(/\bmatch:/g).length - 1);
    assert.match(after, /matchers:/);
  },
};
