// Reads the graph of a rule behind Grafana's proxy as somebody does who looks for the worst device: the lines that fire most first,
// one of them alone, by pointer and by keys; another part of the time; Grafana's own page. Nothing matches now, so the last time
// that something did is open.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { closeSideBar, focusEditor, goTo, openFile, previewFrame, runCommand } from '../host/workbench.mjs';

const rules = `groups:
  - name: gpu
    interval: 1m
    rules:
      - alert: GpuWarm
        expr: DCGM_FI_DEV_GPU_TEMP > 80
        for: 2m
        labels:
          severity: warning
        annotations:
          summary: 'GPU {{ $labels.gpu }} is at {{ $value }} degrees'
      - alert: GpuShort
        expr: DCGM_FI_DEV_GPU_TEMP > 81
        for: 50m
        annotations:
          summary: 'GPU {{ $labels.gpu }} is at {{ $value }} degrees'
      - alert: GpuNearLimit
        expr: DCGM_FI_DEV_GPU_TEMP > 0.9 * gpu_limit_celsius
        for: 2m
      - alert: GpuOn
        expr: DCGM_FI_DEV_GPU_TEMP > 40
        annotations:
          summary: 'GPU {{ $labels.gpu }} is at {{ $value }} degrees'
`;
const hour = 3_600;
const prefix = '/grafana/api/datasources/proxy/uid/prom-1';
/** The seconds in which the journey runs: nothing is hot in the last hour. */
const began = Math.floor(Date.now() / 1000);

/** GPU 3 is hot for twelve minutes every hour, GPU 1 every third, the others never. */
function degreesOf(gpu, t) {
  const ago = began - t;
  const isHot = ago > hour && ago % hour < 720 && (gpu === 3 || (gpu === 1 && Math.floor(ago / hour) % 3 === 2));
  return String(isHot ? 90 + gpu : 50 + gpu);
}

async function startServer() {
  const asked = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const url = new URL(request.url, 'http://localhost');
    const given = new URLSearchParams(body || url.search);
    response.setHeader('content-type', 'application/json');
    if (!url.pathname.startsWith(`${prefix}/api/v1/query`)) {
      response.statusCode = url.pathname.startsWith('/grafana/explore') ? 200 : 404;
      response.end(JSON.stringify({ status: 'error', errorType: 'not_found', error: 'not found' }));
      return;
    }
    const query = given.get('query');
    // The comparison itself is asked for now, when nothing matches; its sides are asked for over time.
    if (query.includes('*') && !url.pathname.endsWith('query_range')) {
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } }));
      return;
    }
    const isLimit = query.endsWith('gpu_limit_celsius');
    const threshold = Number(/> (\d+)$/.exec(query)?.[1] ?? -1);
    const isRange = url.pathname.endsWith('query_range');
    const [start, end, step] = isRange
      ? ['start', 'end', 'step'].map(name => Number(given.get(name)))
      : [began, began, 60];
    if (isRange) asked.push({ start, end, step });
    const result = [0, 1, 2, 3].flatMap(gpu => {
      const metric = {
        __name__: isLimit ? 'gpu_limit_celsius' : 'DCGM_FI_DEV_GPU_TEMP',
        gpu: String(gpu),
        Hostname: 'node-1',
      };
      const values = [];
      for (let t = start; t <= end; t += step)
        if (Number(degreesOf(gpu, t)) > threshold) values.push([t, isLimit ? '100' : degreesOf(gpu, t)]);
      if (values.length === 0) return [];
      return [isRange ? { metric, values } : { metric, value: values[0] }];
    });
    response.end(JSON.stringify({ status: 'success', data: { resultType: isRange ? 'matrix' : 'vector', result } }));
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}${prefix}`;
  const stop = () => {
    server.closeAllConnections();
    return new Promise(resolve => server.close(resolve));
  };
  return {
    asked,
    stop,
    settings: { 'mlAlertRules.servers': [{ name: 'grafana', url }], 'mlAlertRules.server': 'grafana' },
  };
}

export const journey = {
  workspace: 'examples/broken',
  host: { viewport: { width: 1600, height: 1100 } },
  async prepare({ workspace }) {
    for (const name of fs.readdirSync(workspace)) fs.rmSync(path.join(workspace, name), { recursive: true });
    fs.writeFileSync(path.join(workspace, 'warm-rules.yaml'), rules);
    return startServer();
  },
  async run({ page, shot, asked }) {
    await openFile(page, 'warm-rules.yaml');
    await closeSideBar(page);
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, 6, 12);
    await runCommand(page, 'ML Alerts: Preview Rule');
    const frame = await previewFrame(page, 'total-firings');
    const at = id => frame.locator(`[data-testid="${id}"]`);
    const live = text => at('live').filter({ hasText: text }).waitFor({ state: 'attached' });
    await at('window-24h').click();
    await at('total-firings').filter({ hasText: /\b3\d/ }).waitFor();

    // Nothing matches now: the last time that it did is open.
    await at('moment-state').filter({ hasText: 'firing' }).waitFor();
    await at('message-summary').filter({ hasText: 'GPU 3 is at 93 degrees' }).waitFor();
    await shot('last');

    // The lines that fire most first, then one of them alone.
    const lines = at('legend-line');
    const order = () => lines.evaluateAll(all => all.map(one => /gpu=(\d)/.exec(one.textContent)[1]));
    await lines
      .filter({ hasText: /fired \d+×/ })
      .first()
      .waitFor();
    await at('legend-order').selectOption('name');
    assert.deepEqual(await order(), ['0', '1', '2', '3']);
    await at('legend-order').selectOption('firings');
    assert.deepEqual((await order()).slice(0, 2), ['3', '1']);
    // Each of these has a name for who does not see it.
    for (const [role, name] of [
      ['combobox', 'Order of the lines'],
      ['list', 'Lines of the graph'],
      ['button', 'gpu=3 fired 23× 53 °C'],
      ['button', 'From … to …'],
      ['button', 'Server: grafana'],
      ['button', 'Explain'],
      ['group', 'Time window'],
    ])
      assert.equal(await frame.getByRole(role, { name, exact: true }).count(), 1, `${role} ${name}`);
    await lines.first().click();
    await live('1 of 4 lines is drawn.');
    assert.equal(await lines.first().getAttribute('aria-pressed'), 'true');
    await shot('alone');
    await lines.nth(1).click({ modifiers: ['Control'] });
    await live('2 of 4 lines are drawn.');
    await lines.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await live('1 of 4 lines is drawn.');
    assert.equal(await lines.nth(1).getAttribute('aria-pressed'), 'true');
    await page.keyboard.press('Enter');
    await live('All lines are drawn.');
    await at('legend-order').selectOption('name');
    assert.deepEqual(await order(), ['0', '1', '2', '3']);

    // Another part of the time, by keys.
    await at('range-custom').focus();
    await page.keyboard.press('Enter');
    for (const name of ['From', 'to']) assert.equal(await frame.getByLabel(name, { exact: true }).count(), 1, name);
    const local = seconds =>
      new Date((seconds - new Date().getTimezoneOffset() * 60) * 1000).toISOString().slice(0, 19);
    const [from, to] = [began - 10 * hour, began - 7 * hour];
    await at('range-from').fill(local(to));
    await at('range-to').fill(local(from));
    await page.keyboard.press('Enter');
    await at('range-wrong').filter({ hasText: 'the earlier one first' }).waitFor();
    await shot('wrong-range');
    asked.length = 0;
    await at('range-from').fill(local(from));
    await at('range-to').fill(local(to));
    await page.keyboard.press('Enter');
    await at('total-firings')
      .filter({ hasText: /\b[34]\b/ })
      .waitFor();
    assert.equal(await at('range-custom').getAttribute('aria-pressed'), 'true');
    assert.ok(
      asked.some(({ start, end }) => start === from && end === to),
      JSON.stringify(asked),
    );
    await at('graph-caption').filter({ hasText: 'every 1 min' }).waitFor();
    await shot('range');

    // Grafana's own page of the same time.
    const opened = page.context().waitForEvent('page');
    await at('take-page').click();
    const popup = await opened;
    await popup.waitForURL(/explore/);
    const explore = new URL(popup.url());
    const { pre: a } = JSON.parse(explore.searchParams.get('panes'));
    assert.equal(a.datasource, 'prom-1');
    assert.equal(a.queries[0].expr, 'DCGM_FI_DEV_GPU_TEMP > 80');
    // The graph stands at the times of the rule's evaluations.
    const [shownFrom, shownTo] = [Number(a.range.from) / 1000, Number(a.range.to) / 1000];
    assert.ok(Math.abs(shownFrom - from) <= 60 && Math.abs(shownTo - to) <= 60, JSON.stringify(a.range));
    await popup.close();

    // An alert that was pending and never fired shows when it last matched.
    await focusEditor(page);
    await goTo(page, 13, 12);
    await at('rule-name').filter({ hasText: 'GpuShort' }).waitFor();
    await at('window-24h').click();
    await at('moment-state').filter({ hasText: 'pending' }).waitFor();
    await at('message-summary').filter({ hasText: 'GPU 3 is at 93 degrees' }).waitFor();
    await shot('pending');

    // A bound that is a part of another series: another part is tried without asking again, and its line moves.
    await focusEditor(page);
    await goTo(page, 18, 12);
    await at('rule-name').filter({ hasText: 'GpuNearLimit' }).waitFor();
    await at('total-firings').filter({ hasText: /\b3\d/ }).waitFor();
    await frame.locator('header:not(.busy)').waitFor();
    asked.length = 0;
    const number = frame.locator('[data-testid="tuning"] input[type="number"]');
    await number.fill('0.92');
    await at('total-firings').filter({ hasText: /\b2\d/ }).waitFor();
    await shot('scaled');
    await number.fill('0.95');
    await at('total-firings').filter({ hasText: 'not have fired' }).waitFor();
    assert.deepEqual(asked, []);

    // What fires all the time has no change to press: its band shows the message of now.
    await focusEditor(page);
    await goTo(page, 21, 12);
    await at('rule-name').filter({ hasText: 'GpuOn' }).waitFor();
    await at('change-place')
      .filter({ hasText: 'No change of state in this time, 4 alerts stay as they are' })
      .waitFor();
    await at('bands-canvas').click({ position: { x: 200, y: 50 } });
    await at('moment-state').filter({ hasText: 'firing since before the shown time' }).waitFor();
    await at('message-summary').filter({ hasText: 'GPU 1 is at 51 degrees' }).waitFor();
    await at('reached-unknown').waitFor();
    await shot('standing');
  },
};
