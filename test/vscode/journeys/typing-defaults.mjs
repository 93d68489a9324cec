// Types a rule file with the editor's own settings, which indent lines and close brackets and quotes: as a person does, who
// looks where the cursor stands behind Enter and types over what is closed already. In three themes.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openFile, save } from '../host/workbench.mjs';

const rules = `groups:
  - name: gpu
    interval: 30s
    rules:
      - alert: GPUHot
        expr: max by (gpu, Hostname) (DCGM_FI_DEV_GPU_TEMP{Hostname=~"a.*"}) > 85
        for: 5m
        labels:
          severity: critical
          team: ml-platform
        annotations:
          summary: "GPU {{ $labels.gpu }} at {{ $value | humanize }} °C"
          runbook_url: https://runbooks.example.com/gpu-hot
      - alert: NewXid
        expr: |
          DCGM_FI_DEV_XID_ERRORS > 0
            unless DCGM_FI_DEV_XID_ERRORS offset 15m
        keep_firing_for: 10m
      - record: model:requests:rate5m
        expr: sum by (model) (rate(inference_requests_total{status!="200"}[5m]))
`;

/** Line and column of the cursor, once it is in a line. */
async function cursorIn(page, line) {
  const status = page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ` });
  await status.waitFor();
  return Number(/Col (\d+)/.exec(await status.innerText())[1]);
}

export const journey = {
  workspace: 'examples/clean',
  prepare({ workspace }) {
    fs.writeFileSync(path.join(workspace, 'typed.yml'), '');
  },
  async run({ page, shot, workspace }) {
    const settings = path.join(workspace, '.vscode/settings.json');
    fs.mkdirSync(path.dirname(settings), { recursive: true });
    const themes = [
      ['Default Light Modern', '.vs'],
      ['Default High Contrast', '.hc-black'],
      ['Default Dark Modern', '.vs-dark'],
    ];
    await openFile(page, 'recommender-rules.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await openFile(page, 'typed.yml');
    for (const [i, line] of rules.trimEnd().split('\n').entries()) {
      if (i % 7 === 0) {
        const [theme, mark] = themes[(i / 7) % themes.length];
        fs.writeFileSync(settings, JSON.stringify({ 'workbench.colorTheme': theme }));
        await page.locator(`.monaco-workbench${mark}`).waitFor();
      }
      if (i > 0) await page.keyboard.press('Enter');
      const wanted = line.length - line.trimStart().length;
      let column = await cursorIn(page, i + 1);
      while (column - 1 > wanted) {
        await page.keyboard.press('Backspace');
        const before = column;
        await page.locator('.statusbar-item', { hasText: `Ln ${i + 1}, Col ${before}` }).waitFor({ state: 'detached' });
        column = await cursorIn(page, i + 1);
      }
      await page.keyboard.type(' '.repeat(wanted - (column - 1)) + line.trimStart(), { delay: 60 });
      if (/GPU_TEMP|summary|by \(model/.test(line)) await shot(`line-${i + 1}`);
    }
    await save(page);
    assert.equal(fs.readFileSync(path.join(workspace, 'typed.yml'), 'utf8').trimEnd(), rules.trimEnd());
  },
};
