// Takes along what the preview shows: a picture and a table into files that the person names, the server's own page; compares an
// edit with the last commit; and finds the panel as it was after the window was loaded again.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { installed, startPrometheus } from '../../../tools/demo/prometheus.mjs';
import { closeSideBar, goTo, openFile, previewFrame, runCommand, save } from '../host/workbench.mjs';

const rules = `groups:
  - name: gpu
    interval: 1m
    rules:
      - alert: GpuWarm
        expr: DCGM_FI_DEV_GPU_TEMP > 50
        for: 2m
`;

export const journey = {
  workspace: 'examples/broken',
  host: { viewport: { width: 1600, height: 1000 } },
  async prepare({ workspace }) {
    if (!installed('prometheus') || !installed('promtool'))
      throw new Error('prometheus and promtool are not installed');
    for (const name of fs.readdirSync(workspace)) fs.rmSync(path.join(workspace, name), { recursive: true });
    fs.writeFileSync(path.join(workspace, 'warm-rules.yaml'), rules);
    const git = (...given) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...given], {
        cwd: workspace,
        stdio: 'ignore',
      });
    git('init');
    git('add', '.');
    git('commit', '-m', 'Rules');
    const { url, stop } = await startPrometheus({ scrapeMs: 0 });
    const settings = {
      'mlAlertRules.servers': [{ name: 'local', url }],
      'mlAlertRules.server': 'local',
      'files.simpleDialog.enable': true,
    };
    return { url, stop, settings, git };
  },
  async run({ page, shot, workspace, url, git }) {
    await openFile(page, 'warm-rules.yaml');
    await closeSideBar(page);
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, 6, 12);
    await runCommand(page, 'ML Alerts: Preview Rule');
    let frame = await previewFrame(page, 'total-firings');
    const at = id => frame.locator(`[data-testid="${id}"]`);
    const firings = await at('total-firings').innerText();

    // Saved, the rule differs from the last commit alone.
    await page.locator('.editor-instance .view-lines').first().click();
    await goTo(page, 6, 40);
    await page.keyboard.type('0');
    await save(page);
    await frame.locator('[data-testid="total-edit"][title*="in the last commit"]').waitFor();
    const before = /(\d+)/.exec(firings)[1];
    assert.match(await at('total-edit').innerText(), new RegExp(`with your edit: ${before} → 0`));
    await shot('edit');

    /** Names the file in VS Code's own dialog. */
    const into = async (button, name) => {
      await at(button).click();
      const input = page.locator('.quick-input-widget input').first();
      await input.waitFor();
      await page.waitForFunction(
        extension => document.querySelector('.quick-input-widget input')?.value.endsWith(extension),
        path.extname(name),
      );
      await input.fill(path.join(workspace, name));
      await page.keyboard.press('Enter');
      const file = path.join(workspace, name);
      while (!fs.existsSync(file) || fs.statSync(file).size === 0)
        await page.evaluate(() => new Promise(requestAnimationFrame));
      return fs.readFileSync(file);
    };
    const picture = await into('take-png', 'graph.png');
    assert.equal(picture.subarray(1, 4).toString(), 'PNG');
    assert.ok(picture.length > 3_000, `${picture.length} bytes`);
    fs.copyFileSync(path.join(workspace, 'graph.png'), new URL('../out/preview-take-graph.png', import.meta.url));
    const [head, ...rows] = (await into('take-csv', 'graph.csv')).toString().trim().split('\n');
    assert.match(head, /^time,.*gpu/);
    assert.ok(rows.length > 100, `${rows.length} rows`);
    assert.equal(rows[0].split(',').length >= 5, true, rows[0]);

    await at('take-markdown').click();
    await page.locator('.statusbar-item', { hasText: 'copied as Markdown' }).waitFor();

    const opened = page.context().waitForEvent('page');
    await at('take-page').click();
    const popup = await opened;
    await popup.waitForURL(/graph/);
    // The port of the server is one of the machine that VS Code runs on, and may be reached by another address.
    const asked = new URL(popup.url());
    assert.ok(asked.port === new URL(url).port || asked.pathname.includes(new URL(url).port), asked.href);
    assert.match(asked.pathname, /\/graph$/);
    assert.equal(asked.searchParams.get('g0.expr'), 'DCGM_FI_DEV_GPU_TEMP > 500');
    await popup.close();

    // The panel outlives a reload, with its pin and the part of the time that is shown.
    await at('pin').click();
    await at('graph').focus();
    await page.keyboard.press('+');
    await at('zoom-part').filter({ hasText: 'to' }).waitFor();
    const part = await at('zoom-part').innerText();
    // VS Code's own way, on which it stores what is to be kept.
    const loaded = page.waitForEvent('domcontentloaded');
    await runCommand(page, 'Developer: Reload Window');
    await loaded;
    await page.waitForSelector('.monaco-workbench');
    frame = await previewFrame(page, 'total-firings');
    assert.equal(await at('pin').getAttribute('aria-pressed'), 'true');
    assert.match(await at('rule-name').innerText(), /GpuWarm/);
    assert.equal(await at('zoom-part').innerText(), part);
    await frame.locator('[data-testid="total-edit"][title*="in the last commit"]').waitFor();
    await shot('reloaded');

    // Once committed, there is nothing to compare with.
    git('commit', '-qam', 'higher');
    await frame.locator('[data-testid="total-edit"]').waitFor({ state: 'hidden' });
    await shot('committed');
  },
};
