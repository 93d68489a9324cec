// Types a rule file into an empty file and a Deployment into another at the speed of a person, with Enter at every line's
// end: the texts arrive as they were typed, whatever lists open on the way, and the Deployment is offered nothing of ours.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { openFile, save } from '../host/workbench.mjs';

const rules = `groups:
  - name: gpu
    rules:
      - alert: GPUHot
        expr: |
          max by (gpu) (
            DCGM_FI_DEV_GPU_TEMP{Hostname="a"}
          ) > 9
        for: 5m
        labels:
          severity: warning
        annotations:
          summary: "GPU {{ $labels.gpu }} at {{ $value | humanize }}"
      - record: gpu:util:avg
        expr: avg by (gpu) (DCGM_FI_DEV_GPU_UTIL)
      - alert: Slow
        expr: sum(rate(rank_score_count[5m])) < 0.5
`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: record
spec:
  template:
    spec:
      containers:
        - name: alert
          image: gpu
`;

export const journey = {
  workspace: 'examples/clean',
  prepare({ workspace }) {
    for (const name of ['typed.yml', 'deployment.yaml']) fs.writeFileSync(path.join(workspace, name), '');
    // What the editor itself adds would have to be taken away again.
    const plain = { autoIndent: 'none', autoClosingBrackets: 'never', autoClosingQuotes: 'never' };
    const settings = Object.fromEntries(Object.entries(plain).map(([key, value]) => [`editor.${key}`, value]));
    return { settings: { '[yaml]': settings } };
  },
  async run({ page, shot, workspace }) {
    // The server is there once a file of rules has its lenses.
    await openFile(page, 'recommender-rules.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    const list = page.locator('.suggest-widget.visible');
    for (const [name, text] of [
      ['typed.yml', rules],
      ['deployment.yaml', deployment],
    ]) {
      await openFile(page, name);
      let offered = 0;
      for (const [i, line] of text.split('\n').entries()) {
        if (i > 0) await page.keyboard.press('Enter');
        await page.keyboard.type(line, { delay: 60 });
        if (!(await list.isVisible())) continue;
        offered++;
        if (/severity|DCGM_FI_DEV_GPU_UTIL|^ {10}\)/.test(line)) await shot(`${name}-${i}`);
      }
      await save(page);
      assert.equal(fs.readFileSync(path.join(workspace, name), 'utf8').trimEnd(), text.trimEnd());
      if (name === 'deployment.yaml') assert.equal(offered, 0, 'a Deployment is offered something');
    }
  },
};
