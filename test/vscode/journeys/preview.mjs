// Previews a rule against a real Prometheus with a written history: its series, values and rendered message; then edits the
// threshold and sees the panel follow, and breaks the expression and reads the error in words.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { installed, startPrometheus } from '../../../tools/demo/prometheus.mjs';
import { goTo, openFile, previewFrame, runCommand } from '../host/workbench.mjs';

export const journey = {
  workspace: 'examples/broken',
  async prepare() {
    if (!installed('prometheus') || !installed('promtool'))
      throw new Error('prometheus and promtool are not installed');
    const { url, stop } = await startPrometheus({ scrapeMs: 0 });
    const settings = { 'mlAlertRules.servers': [{ name: 'local', url }], 'mlAlertRules.server': 'local' };
    return { url, stop, settings };
  },
  async run({ page, shot, workspace, url }) {
    const lines = fs.readFileSync(path.join(workspace, 'recommender-rules.yaml'), 'utf8').split('\n');
    const line = lines.findIndex(text => text.includes('alert: GpuTooHot')) + 2;
    await openFile(page, 'recommender-rules.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, line, lines[line - 1].length + 1);
    // All four GPUs are above this bound all day.
    for (let i = 0; i < '88'.length; i++) await page.keyboard.press('Backspace');
    await page.keyboard.type('50');
    await runCommand(page, 'ML Alerts: Preview Rule');
    const frame = await previewFrame(page, 'series-row');
    await frame.locator('[data-testid="series-row"]').nth(3).waitFor();
    assert.equal(await frame.locator('[data-testid="series-row"]').count(), 4);
    assert.match(await frame.locator('[data-testid="rule-name"]').innerText(), /GpuTooHot/);
    assert.match(await frame.locator('[data-testid="server-name"]').innerText(), /local/);

    const answer = await (
      await fetch(`${url}/api/v1/query?query=${encodeURIComponent('DCGM_FI_DEV_GPU_TEMP > 50')}`)
    ).json();
    const values = answer.data.result.map(({ value }) => value[1]);
    const rows = await frame.locator('[data-testid="series-row"]').allInnerTexts();
    for (const row of rows)
      assert.ok(
        values.some(value => row.includes(value)),
        `${row} has none of ${values}`,
      );
    const message = await frame.locator('[data-testid="message-summary"]').innerText();
    assert.match(message, /GPU [01] is at \d+ degrees/);
    await frame.locator('[data-testid="graph"] canvas').waitFor();
    await shot('series');

    // The panel follows the text: no GPU is that hot.
    await page.locator('.editor-instance .view-lines').first().click();
    await goTo(page, line, lines[line - 1].length + 1);
    await page.keyboard.type('0');
    await frame.locator('[data-testid="series-empty"]').waitFor();
    await page.keyboard.type(' +');
    await frame.locator('[data-testid="expression-error"]').waitFor();
    await shot('error');
  },
};
