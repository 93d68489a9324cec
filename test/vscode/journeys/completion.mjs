// Types a metric's beginning into a rule and takes the proposal, then writes a whole alert from a snippet, by its title.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { goTo, openFile, problems, save } from '../host/workbench.mjs';

const rows = page => page.locator('.suggest-widget.visible .monaco-list-row');
const labelsOf = page => rows(page).evaluateAll(all => all.map(row => row.getAttribute('aria-label') ?? ''));
const suggestion = (page, text) => rows(page).filter({ hasText: text }).first();

export const journey = {
  workspace: 'examples/clean',
  async run({ page, shot, workspace }) {
    const file = path.join(workspace, 'recommender-rules.yaml');
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    const line = lines.findIndex(text => text.includes('expr: DCGM_FI_DEV_GPU_TEMP > 88'));
    await openFile(page, 'recommender-rules.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, line + 1, lines[line].length + 1);
    // A part of the name, as people remember it: the editor has to keep the server's order.
    await page.keyboard.type(' and temp', { delay: 60 });
    const metric = suggestion(page, /^DCGM_FI_DEV_GPU_TEMP(?!_).*gauge/);
    await metric.waitFor();
    const [first, ...rest] = await labelsOf(page);
    assert.match(first, /^DCGM_FI_DEV_GPU_TEMP(?!_)/, rest.join('\n'));
    await shot('metric');
    await metric.click();
    await page.keyboard.type(' > 0');

    // A whole alert: a new item of the rules, and the title of a snippet.
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\n');
    await page.keyboard.press('Home');
    await page.keyboard.type('        - ');
    await page.keyboard.press('Control+Space');
    await suggestion(page, /./).waitFor();
    await page.keyboard.type('GPU power near');
    const snippet = suggestion(page, /^GPU power near its limit/);
    await snippet.waitFor();
    await shot('snippet');
    await snippet.click();
    await page.locator('.view-line', { hasText: 'DCGM_FI_DEV_POWER_USAGE' }).first().waitFor();
    await page.keyboard.press('Escape');
    await shot('inserted');
    await save(page);
    const text = fs.readFileSync(file, 'utf8');
    assert.match(text, /DCGM_FI_DEV_GPU_TEMP > 88 and DCGM_FI_DEV_GPU_TEMP\w* > 0/);
    const alerts = text.match(/\n {8}- alert: /g);
    assert.equal(alerts.length, lines.filter(one => /^ {8}- alert: /.test(one)).length + 1, text);
    assert.match(text, /\n {8}- alert: \w*Power\w*\n {10}expr:/);
    // The hint about a metric that is off tells that the new text was judged; it is no row of the panel.
    await page.locator('.squiggly-hint').first().waitFor();
    await problems(page, texts => !texts.some(one => /^Error/i.test(one)));
  },
};
