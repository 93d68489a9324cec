// Opens a folder and no file: the Problems panel is about all files, and follows what happens to them on the disk, also
// when a folder goes with all that is in it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { problems, runCommand } from '../host/workbench.mjs';

const rules = 'ml-production-alerts.yaml';
const configuration = 'alertmanager-config.yaml';
const ratio = 'is not the share in use';
const broken = 'groups:\n- name: late\n  rules:\n  - alert: Late\n    expr: rate(up)\n';

export const journey = {
  workspace: '../shared/seed',
  async run({ page, shot, workspace }) {
    const has = (texts, part) => texts.some(text => text.includes(part));
    await page.keyboard.press('Control+Shift+M');
    await page.locator('.markers-panel').waitFor();
    await runCommand(page, 'View: Toggle Maximized Panel');
    await problems(page, texts => [rules, configuration, ratio, 'service_key'].every(part => has(texts, part)));
    assert.equal(await page.locator('.tab').count(), 0, 'no file is open');
    await shot('problems');

    // A file comes in a folder of its own, and goes with it.
    fs.mkdirSync(path.join(workspace, 'more'));
    fs.writeFileSync(path.join(workspace, 'more', 'late.yaml'), broken);
    await problems(page, texts => has(texts, 'late.yaml') && has(texts, 'has to be a range vector'));
    await shot('another-file');
    fs.rmSync(path.join(workspace, 'more'), { recursive: true });
    await problems(page, texts => !has(texts, 'late.yaml'));

    // What is mended elsewhere is mended here.
    const file = path.join(workspace, rules);
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.replace('DCGM_FI_DEV_FB_USED / DCGM_FI_DEV_FB_FREE', 'DCGM_FI_DEV_FB_USED / 80000'));
    await problems(page, texts => has(texts, rules) && !has(texts, ratio));
    await shot('mended');
  },
};
