// "Insert Standard Alert" by keyboard alone: an alert behind the rule with the cursor, in a file of a ConfigMap, in an empty
// file and in a new one; the list in every theme says what each alert watches and needs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { goTo, openFile, runCommand, save } from '../host/workbench.mjs';

const command = 'ML Alerts: Insert Standard Alert';
const rows = page => page.locator('.quick-input-list .monaco-list-row');

const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: rules
data:
  rules.yml: |
    groups:
      - name: gpu
        rules:
          - alert: Hot
            expr: DCGM_FI_DEV_GPU_TEMP > 90
          - alert: Busy
            expr: DCGM_FI_DEV_GPU_UTIL > 90
  other: text
`;
const remap = `- alert: GPURowRemapFailure
  expr: DCGM_FI_DEV_ROW_REMAP_FAILURE == 1
  labels:
    severity: critical
    team: ml-platform
  annotations:
`;
const at = (text, column) => text.replace(/^(?=.)/gm, ' '.repeat(column));

/** Opens the list, which says where it inserts. */
async function openList(page, where) {
  await runCommand(page, command);
  await page.locator('.quick-input-widget').getByPlaceholder(where).waitFor();
  await rows(page).first().waitFor();
}

/** Chooses an alert by a part of its title. */
async function insert(page, typed, title, where) {
  await openList(page, where);
  await page.keyboard.type(typed);
  const row = rows(page).filter({ hasText: title }).first();
  await row.waitFor();
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

export const journey = {
  workspace: 'examples/clean',
  prepare({ workspace }) {
    fs.writeFileSync(path.join(workspace, 'configmap.yaml'), configMap);
    fs.writeFileSync(path.join(workspace, 'empty.yml'), '');
  },
  async run({ page, shot, workspace }) {
    const file = name => fs.readFileSync(path.join(workspace, name), 'utf8');
    const inserted = () => page.locator('.view-line', { hasText: 'GPURowRemapFailure' }).first().waitFor();
    await openFile(page, 'recommender-rules.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();

    const first = 'Insert into the group recommender-serving, after RankingFailures';
    // The list in every theme, and what a screen reader says of an entry.
    const settings = path.join(workspace, '.vscode/settings.json');
    fs.mkdirSync(path.dirname(settings), { recursive: true });
    for (const [theme, mark] of [
      ['Default Light Modern', '.vs'],
      ['Default High Contrast', '.hc-black'],
      ['Default Dark Modern', '.vs-dark'],
    ]) {
      fs.writeFileSync(settings, JSON.stringify({ 'workbench.colorTheme': theme, 'workbench.reduceMotion': 'on' }));
      await page.locator(`.monaco-workbench${mark}`).waitFor();
      await openList(page, first);
      await rows(page).filter({ hasText: 'GPU temperature high' }).first().waitFor();
      await shot(`list${mark.replace('.', '-')}`);
      await page.keyboard.press('Escape');
    }
    await openList(page, first);
    await page.keyboard.type('DCGM_FI_DEV_XID');
    const found = rows(page).filter({ hasText: 'GPU fallen off the bus' }).first();
    await found.waitFor();
    const said = await found.getAttribute('aria-label');
    assert.match(said, /^GPU fallen off the bus.*needs NVIDIA dcgm-exporter.*reports XID 79/s);
    await page.keyboard.press('Escape');

    await openFile(page, 'configmap.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, 11, 20);
    await insert(page, 'row remap failed', 'GPU row remap failed', 'Insert into the group gpu, after Hot');
    await inserted();
    await shot('configmap');
    // The first tab stop is a choice of severities, the next is selected: what is typed replaces it.
    await page.keyboard.press('Tab');
    await page.keyboard.type('ranking');
    await page.keyboard.press('Escape');
    await save(page);
    const [before, after] = file('configmap.yaml').split(at(remap.replace('ml-platform', 'ranking'), 10));
    assert.ok(after !== undefined, file('configmap.yaml'));
    assert.ok(configMap.startsWith(before), before);
    assert.match(after, /\n {10}- alert: Busy\n[\s\S]*\n {2}other: text\n$/);

    await openFile(page, 'empty.yml');
    await insert(page, 'row remap failed', 'GPU row remap failed', 'Insert as the first rule of this file');
    await inserted();
    await page.keyboard.type('cards');
    await page.keyboard.press('Tab');
    await save(page);
    assert.ok(file('empty.yml').startsWith(`groups:\n  - name: cards\n    rules:\n${at(remap, 6)}`), file('empty.yml'));

    // With no editor at all.
    await page.keyboard.press('Control+K');
    await page.keyboard.press('w');
    await page.locator('.editor-instance').waitFor({ state: 'detached' });
    await insert(page, 'vLLM KV cache', 'vLLM KV cache almost full', 'Insert into a new file');
    await page.locator('.view-line', { hasText: 'vllm:kv_cache_usage_perc' }).first().waitFor();
    await shot('new');
  },
};
