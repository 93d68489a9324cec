// Types a metric's beginning into a rule and takes the proposal, then writes a whole alert from a snippet.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { goTo, openFile, problems, save } from '../host/workbench.mjs';

export const journey = {
  workspace: 'examples/clean',
  async run({ page, shot, workspace }) {
    const file = path.join(workspace, 'recommender-rules.yaml');
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    const line = lines.findIndex(text => text.includes('expr: DCGM_FI_DEV_GPU_TEMP > 88'));
    await openFile(page, 'recommender-rules.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, line + 1, lines[line].length + 1);
    await page.keyboard.type(' and DCGM_FI_DEV_GPU_T');
    const suggestions = page.locator('.suggest-widget.visible .monaco-list-row');
    await suggestions.first().waitFor();
    const labels = await suggestions.evaluateAll(rows => rows.map(row => row.getAttribute('aria-label')));
    assert.ok(
      labels
        .slice(0, 5)
        .some(
          label =>
            label.startsWith('DCGM_FI_DEV_GPU_TEMP,') ||
            label === 'DCGM_FI_DEV_GPU_TEMP' ||
            /^DCGM_FI_DEV_GPU_TEMP\b/.test(label),
        ),
      labels.join('\n'),
    );
    await shot('metric');
    await page.keyboard.press('Enter');
    await page.keyboard.type(' > 0');

    await page.keyboard.press('Control+End');
    await page.keyboard.type('\n');
    await page.keyboard.press('Home');
    await page.keyboard.type('        alert-gpu-power');
    const snippet = page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'alert-gpu-power' });
    await snippet.first().waitFor();
    await shot('snippet');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.locator('.view-line', { hasText: '- alert: ' }).last().waitFor();
    await save(page);
    const text = fs.readFileSync(file, 'utf8');
    assert.match(text, /DCGM_FI_DEV_GPU_TEMP > 88 and DCGM_FI_DEV_GPU_TEMP\w* > 0/);
    assert.match(text, /\n {8}- alert: GPUPower\w+\n {10}expr:/);
    await problems(page, texts => !texts.some(one => /^Error/i.test(one)));
  },
};
