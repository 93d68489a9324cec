// Unit tests of rules in the Test Explorer: listed by file, run, one of them failing with what was expected, and run again
// once the file is mended; alerts that fire in no test show in the gutter of the rule file.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { goTo, openFile, runCommand, save } from '../host/workbench.mjs';

const name = 'recommender-tests.yaml';
const row = (page, text) => page.locator('.test-explorer .monaco-list-row', { hasText: text }).first();

/** Unfolds a row. */
async function open(page, text) {
  await row(page, text).click();
  await page.keyboard.press('ArrowRight');
}

export const journey = {
  workspace: 'examples/clean',
  prepare({ workspace }) {
    const file = path.join(workspace, name);
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('value: 90 }', 'value: 91 }'));
  },
  async run({ page, shot }) {
    await openFile(page, name);
    await page.locator('.editor-instance .view-line').first().waitFor();
    await runCommand(page, 'Testing: Focus on Test Explorer View');
    await open(page, name);
    await open(page, 'a GPU that runs hot');
    await runCommand(page, 'Test: Run All Tests');
    await row(page, 'a GPU off the bus').locator('.codicon-testing-passed-icon').first().waitFor();
    await row(page, 'a GPU that runs hot').locator('.codicon-testing-failed-icon').first().waitFor();
    const failing = row(page, 'max(DCGM_FI_DEV_GPU_TEMP) at 10m');
    await failing.locator('.codicon-testing-failed-icon').first().waitFor();
    await shot('failed');
    const said = await failing.getAttribute('aria-label');
    assert.match(said, /Failed/i);

    await openFile(page, name);
    await goTo(page, 26, 38);
    await page.keyboard.press('Backspace');
    await page.keyboard.type('0');
    await save(page);
    await runCommand(page, 'Test: Run All Tests with Coverage');
    await row(page, 'a GPU that runs hot').locator('.codicon-testing-passed-icon').first().waitFor();
    await openFile(page, 'recommender-rules.yaml');
    await page.locator('.coverage-deco-gutter').first().waitFor();
    await shot('coverage');
  },
};
