// Walks the history of a rule over simulated data, as no server is configured: when it would have fired, the message of a change and where it would
// have gone, other numbers tried and written, and the expression explained part by part.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { closeSideBar, goTo, openFile, previewFrame, runCommand } from '../host/workbench.mjs';

const rules = `groups:
  - name: gpu
    interval: 1m
    rules:
      - alert: GpuWarm
        expr: DCGM_FI_DEV_GPU_TEMP > 80
        for: 2m
        labels:
          severity: warning
          team: ml-platform
        annotations:
          summary: 'GPU {{ $labels.gpu }} is at {{ $value }} degrees, {{ with query "count(DCGM_FI_DEV_GPU_TEMP)" }}{{ . | first | value }}{{ end }} GPUs in all'
`;
const alertmanager = `route:
  receiver: default
  group_wait: 30s
  repeat_interval: 4h
  routes:
    - matchers: [team="ml-platform"]
      receiver: slack-ml-platform
receivers:
  - name: default
  - name: slack-ml-platform
    slack_configs:
      - api_url: https://slack.example/hook
        channel: '#ml-platform-alerts'
    email_configs:
      - to: ml@example.com
        from: alerts@example.com
        smarthost: mail.example.com:25
        html: >-
          <h2>{{ .CommonLabels.alertname }} & more</h2>
          <script>document.title = "taken over"</script><img src=x onerror="document.title = 'taken over'" alt="logo">
          <table><tr><th>GPU</th><th>What</th></tr>{{ range .Alerts }}<tr><td>{{ .Labels.gpu }}</td>
          <td><b>{{ .Annotations.summary }}</b></td></tr>{{ end }}</table><a href="https://grafana.example">Look</a>
`;

export const journey = {
  workspace: 'examples/broken',
  host: { viewport: { width: 1600, height: 1200 } },
  async prepare({ workspace }) {
    for (const name of fs.readdirSync(workspace)) fs.rmSync(path.join(workspace, name), { recursive: true });
    fs.writeFileSync(path.join(workspace, 'warm-rules.yaml'), rules);
    fs.writeFileSync(path.join(workspace, 'alertmanager.yaml'), alertmanager);
  },
  async run({ page, shot, workspace }) {
    await openFile(page, 'warm-rules.yaml');
    await closeSideBar(page);
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, 5, 12);
    await runCommand(page, 'ML Alerts: Preview Rule');
    // Without a server the rule is shown in the scenario that makes it fire.
    const frame = await previewFrame(page, 'total-firings');
    assert.match(await frame.locator('[data-testid="server-name"]').innerText(), /Simulated: Thermal runaway/);
    await frame.locator('[data-testid="server-name"]').click();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Simulated:' }).first().waitFor();
    await page.keyboard.type('thermal');
    await shot('scenarios');
    await page.keyboard.press('Enter');
    await frame.locator('[data-testid="total-firings"]').waitFor();
    assert.ok(await frame.locator('[data-testid="simulated"]').isVisible());
    await frame.locator('[data-testid="window-24h"]').click();
    await frame.locator('[data-testid="graph-caption"]', { hasText: 'every 1 min' }).waitFor();
    await shot('history');
    const text = id => frame.locator(`[data-testid="${id}"]`).innerText();
    console.log(await text('totals'));
    await frame.locator('[data-testid="bands"]').focus();
    await page.keyboard.press('End');
    await frame.locator('[data-testid="moment"]').waitFor();
    await frame.locator('[data-testid="receiver"]').waitFor();
    await page.keyboard.press('ArrowLeft');
    await frame.locator('[data-testid="message-summary"]').waitFor();
    console.log(await text('moment'), '|', await text('message-summary'), '|', await text('reached'));
    assert.equal(await text('receiver'), 'slack-ml-platform');
    assert.match(await text('message-summary'), /GPU \d is at [\d.]+ degrees, \d+ GPUs in all/);
    await frame.locator('[data-testid="notification"]').first().waitFor();
    const mail = frame.locator('[data-testid="mail"]').first();
    assert.match(await mail.locator('td b').first().innerText(), /GPU \d is at/);
    assert.match(await mail.locator('.mail-heading').innerText(), /GpuWarm & more/);
    assert.match(await mail.innerText(), /\[logo\]/);
    assert.equal(await mail.locator('script, img, a').count(), 0);
    await mail.scrollIntoViewIfNeeded();
    await shot('mail');
    await shot('moment');
    const before = await text('total-firings');
    const number = frame.locator('[data-testid="tuning"] input[type="number"]');
    await number.fill('86');
    await frame.locator('[data-testid="total-edit"]').waitFor();
    console.log(before, '->', await text('totals'));
    await shot('tried');
    await frame.locator('[data-testid="tune-write"]').click();
    await page.locator('.editor-instance .view-line', { hasText: 'DCGM_FI_DEV_GPU_TEMP > 86' }).waitFor();
    await frame.locator('[data-testid="explain"]').click();
    await frame.locator('[data-testid="explain-row"]').nth(1).waitFor();
    await shot('explained');
    assert.match(
      fs.readFileSync(path.join(workspace, 'warm-rules.yaml'), 'utf8'),
      /> 80/,
      'written into the editor, not saved',
    );
  },
};
