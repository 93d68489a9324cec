import fs from 'node:fs';
import path from 'node:path';
import { closeSideBar, goTo, openFile, previewFrame, runCommand } from '../host/workbench.mjs';
const rule = (name, expr) => `      - alert: ${name}\n        expr: ${expr}\n        for: 10s\n        annotations: {summary: '{{ $labels.handler }} at {{ $value }}'}\n`;
const rules = 'groups:\n  - name: g\n    interval: 5s\n    rules:\n' + [
  rule('Native', 'rate(prometheus_http_request_duration_seconds[1m])'),
  rule('Compared', 'rate(prometheus_http_request_duration_seconds[1m]) > 0.1'),
  rule('Quantile', 'histogram_quantile(0.9, sum by (handler) (rate(prometheus_http_request_duration_seconds[1m]))) > 0.003'),
  rule('Count', 'histogram_count(rate(prometheus_http_request_duration_seconds[1m])) > 0.05'),
  rule('Mixed', 'prometheus_http_request_duration_seconds or up'),
].join('');
export const journey = {
  workspace: 'examples/broken',
  host: { viewport: { width: 1500, height: 1300 } },
  async prepare({ workspace }) {
    for (const name of fs.readdirSync(workspace)) fs.rmSync(path.join(workspace, name), { recursive: true });
    fs.writeFileSync(path.join(workspace, 'n-rules.yaml'), rules);
    return { stop: async () => {}, settings: { 'mlAlertRules.servers': [{ name: 'native', url: 'http://127.0.0.1:19396' }], 'mlAlertRules.server': 'native', 'files.simpleDialog.enable': true } };
  },
  async run({ page: p, shot, workspace }) {
    await openFile(p, 'n-rules.yaml');
    await closeSideBar(p);
    await p.locator('.editor-instance .codelens-decoration a').first().waitFor();
    let frame;
    for (const [i, name] of ['Native', 'Compared', 'Quantile', 'Count', 'Mixed'].entries()) {
      await p.locator('.editor-instance .view-lines').first().click();
      await goTo(p, 6 + 4 * i, 14);
      await runCommand(p, 'ML Alerts: Preview Rule');
      frame = await previewFrame(p, 'rule-name');
      await frame.locator('[data-testid="rule-name"]', { hasText: name }).waitFor();
      await frame.locator('[data-testid="window-1h"]').click();
      await frame.locator('main[x]').waitFor({ timeout: 2500 }).catch(() => undefined);
      await frame.getByRole('button', { name: 'Explain', exact: true }).click();
      await frame.locator('main[x]').waitFor({ timeout: 1500 }).catch(() => undefined);
      console.log(`== ${name}\n${(await frame.locator('main').innerText()).replace(/\n+/g, '\n')}`);
      await shot(name);
    }
    await p.locator('.editor-instance .view-lines').first().click();
    await goTo(p, 14, 14);
    await frame.locator('[data-testid="rule-name"]', { hasText: 'Quantile' }).waitFor();
    await frame.locator('main[x]').waitFor({ timeout: 2500 }).catch(() => undefined);
    await frame.locator('[data-testid="take-csv"]').click();
    const input = p.locator('.quick-input-widget input').first();
    await input.waitFor();
    await frame.locator('main[x]').waitFor({ timeout: 800 }).catch(() => undefined);
    await input.fill('/tmp/panel-q.csv'); await p.keyboard.press('Enter');
    await frame.locator('main[x]').waitFor({ timeout: 1200 }).catch(() => undefined);
    await frame.locator('[data-testid="take-markdown"]').click();
    await frame.locator('main[x]').waitFor({ timeout: 800 }).catch(() => undefined);
    await p.context().grantPermissions(['clipboard-read', 'clipboard-write']).catch(() => undefined);
    console.log('== MD\n' + await p.evaluate(() => navigator.clipboard.readText()).catch(e => 'ERR ' + e));
    const opened = p.context().waitForEvent('page');
    await frame.locator('[data-testid="take-page"]').click();
    const popup = await opened; await popup.waitForLoadState().catch(() => undefined);
    console.log('== PAGE ' + popup.url());
  },
};
