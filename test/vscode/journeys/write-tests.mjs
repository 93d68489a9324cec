// Somebody who has never written a unit test of a rule: makes one of an alert, runs it in the Test Explorer, makes a long one smaller,
// and sees in the rule file which side of an `or` no test reaches.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { goTo, openFile, runCommand, save } from '../host/workbench.mjs';

const rules = `groups:
  - name: gpu
    interval: 1m
    rules:
      - alert: GpuWarm
        expr: |
          DCGM_FI_DEV_GPU_TEMP > 80
            or DCGM_FI_DEV_MEMORY_TEMP > 95
        for: 2m
        labels:
          severity: warning
        annotations:
          summary: 'GPU {{ $labels.gpu }} of {{ $labels.Hostname }} is at {{ $value }} degrees'
`;

/** A test as somebody copies it out of a server: five GPUs, of which one matters. */
const long = `  - name: a copied one
    interval: 1m
    input_series:
${[0, 1, 2, 3, 4]
  .map(
    gpu => `      - series: 'DCGM_FI_DEV_GPU_TEMP{gpu="${gpu}"}'
        values: '${Array.from({ length: 12 }, (_, i) => (gpu === 3 ? 85 + i : 60 + i)).join(' ')}'
`,
  )
  .join('')}    alert_rule_test:
      - eval_time: 5m
        alertname: GpuWarm
        exp_alerts:
          - exp_labels: { severity: warning, gpu: "3" }
            exp_annotations: { summary: 'GPU 3 of  is at 90 degrees' }
`;

const testFile = 'warm-rules.test.yaml';
const row = (page, text) => page.locator('.test-explorer .monaco-list-row', { hasText: text }).first();
const written = (page, text) => page.locator('.editor-instance .view-line', { hasText: text }).first();

/** Quick Open would offer both files for the name of one. */
async function tab(page, name) {
  await page.locator(`.tab[data-resource-name="${name}"]`).click();
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
}

export const journey = {
  workspace: 'examples/broken',
  host: { viewport: { width: 1600, height: 1000 } },
  prepare({ workspace }) {
    for (const name of fs.readdirSync(workspace)) fs.rmSync(path.join(workspace, name), { recursive: true });
    fs.writeFileSync(path.join(workspace, 'warm-rules.yaml'), rules);
  },
  async run({ page, shot, workspace }) {
    await openFile(page, 'warm-rules.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, 7, 14);
    await runCommand(page, 'ML Alerts: Create Test from This Alert');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'From a simulated fault' }).waitFor();
    await shot('kinds');
    await page.keyboard.press('Enter');
    await page.locator(`.tab.active[data-resource-name="${testFile}"]`).waitFor();
    await written(page, 'alert_rule_test').waitFor();
    await page.locator('.statusbar-item', { hasText: 'those of the scenario “Thermal runaway”' }).waitFor();
    await shot('created');
    await save(page);
    await page.locator('.statusbar-item', { hasText: 'Prometheus 3' }).waitFor();

    await runCommand(page, 'Testing: Focus on Test Explorer View');
    await row(page, testFile).waitFor();
    await runCommand(page, 'Test: Run All Tests with Coverage');
    await row(page, testFile).locator('.codicon-testing-passed-icon').first().waitFor();
    await shot('passed');

    // The side of the `or` that no test reaches.
    await tab(page, 'warm-rules.yaml');
    await page.locator('.coverage-deco-gutter').first().waitFor();
    const settings = path.join(workspace, '.vscode/settings.json');
    fs.mkdirSync(path.dirname(settings), { recursive: true });
    for (const [theme, mark] of [
      ['Default Dark Modern', 'vs-dark'],
      ['Default Light Modern', 'vs'],
    ]) {
      fs.writeFileSync(settings, JSON.stringify({ 'workbench.colorTheme': theme }));
      await page.locator(`.monaco-workbench.${mark}`).waitFor();
      await shot(`branches-${mark}`);
    }
    const gutter = line =>
      page
        .locator('.margin-view-overlays .line-numbers', { hasText: new RegExp(`^${line}$`) })
        .first()
        .getAttribute('class');
    assert.doesNotMatch(await gutter(7), /coverage-deco-miss/);
    assert.match(await gutter(8), /coverage-deco-miss/);
    await runCommand(page, 'Test: Toggle Inline Coverage');
    await page.locator('.coverage-deco-inline').first().waitFor();
    await shot('inline');

    // A long test becomes a short one.
    const file = path.join(workspace, testFile);
    const before = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, before + long);
    await tab(page, testFile);
    await written(page, 'alert_rule_test').waitFor();
    const line = before.split('\n').length;
    await goTo(page, line, 12);
    await runCommand(page, 'ML Alerts: Shrink This Test');
    await page.locator('.statusbar-item', { hasText: 'became' }).waitFor();
    await shot('shrunk');
    await save(page);
    const shrunk = fs.readFileSync(file, 'utf8');
    assert.ok(shrunk.startsWith(before), 'the other tests stay as they are');
    const small = shrunk.slice(before.length);
    assert.match(small, /GPU 3 of {2}is at 90 degrees/);
    assert.equal(small.match(/series:/g).length, 2, small);
    await runCommand(page, 'Test: Run All Tests');
    await row(page, testFile).locator('.codicon-testing-passed-icon').first().waitFor();
    await shot('again');
  },
};
