// The preview of 300 series with long names in every theme, in a narrow panel, by keyboard alone and without motion: texts
// stand out from their background, nothing is wider than the panel, the focus goes where it should.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { closeSideBar, goTo, openFile, previewFrame } from '../host/workbench.mjs';

const count = 300;
const hostile = '<img src=x onerror=alert(1)> \u202egpj.exe \u001b[31m';

function labelsOf(i) {
  return {
    gpu: String(i % 8),
    Hostname: i === 1 ? hostile : `gpu-node-${Math.floor(i / 8)}.rack-17.inference.eu-central-1.example.internal`,
    UUID: `GPU-5eed0000-1111-2222-3333-${String(i).padStart(12, '0')}`,
    modelName: 'NVIDIA H100 80GB HBM3',
    job: 'dcgm-exporter',
  };
}

/** A server whose every query gives `count` series around the bound of the rule. */
async function startServer() {
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const asked = name => Number(new URLSearchParams(body).get(name));
    const now = Date.now() / 1000;
    // The one with the hostile label is the hottest, and so the first.
    const value = (i, t) => String(i === 1 ? 120 : Math.round(70 + (i % 30) + 8 * Math.sin(t / 900 + i)));
    const result = Array.from({ length: count }, (_, i) => {
      const metric = labelsOf(i);
      if (!request.url.includes('query_range')) return { metric, value: [now, value(i, now)] };
      const points = Math.floor((asked('end') - asked('start')) / asked('step')) + 1;
      const times = Array.from({ length: points }, (_, k) => asked('start') + k * asked('step'));
      return { metric, values: times.map(t => [t, value(i, t)]) };
    });
    const resultType = request.url.includes('query_range') ? 'matrix' : 'vector';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data: { resultType, result } }));
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const stop = () => {
    server.closeAllConnections();
    return new Promise(resolve => server.close(resolve));
  };
  return { stop, settings: { 'mlAlertRules.servers': [{ name: 'a-server-with-a-rather-long-name', url }] } };
}

/** Runs in the page: the lowest contrast of a text to the background it stands on, and which text that is. */
function lowestContrast() {
  const channels = colour => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(c => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const over = (top, under) => {
    const a = top[3] ?? 1;
    return [0, 1, 2].map(i => top[i] * a + under[i] * (1 - a));
  };
  const behind = element => {
    const stack = [];
    for (let at = element; at; at = at.parentElement) stack.push(channels(getComputedStyle(at).backgroundColor));
    return stack.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  let lowest = { ratio: 99, text: '' };
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('.only-read')) continue;
    const under = behind(element);
    const [a, b] = [luminance(over(channels(getComputedStyle(element).color), under)), luminance(under)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < lowest.ratio)
      lowest = {
        ratio,
        text: `${element.tagName}.${element.className} ${walker.currentNode.data} (${getComputedStyle(element).color})`,
      };
  }
  return lowest;
}

export const journey = {
  workspace: 'examples/broken',
  prepare: startServer,
  async run({ page, shot, workspace }) {
    const lines = fs.readFileSync(path.join(workspace, 'recommender-rules.yaml'), 'utf8').split('\n');
    const line = lines.findIndex(text => text.includes('alert: GpuTooHot')) + 2;
    await openFile(page, 'recommender-rules.yaml');
    await closeSideBar(page);
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, line, 12);
    await page.keyboard.press('Control+K');
    await page.keyboard.press('v');
    const frame = await previewFrame(page, 'series-row');
    const part = name => frame.locator(`[data-testid="${name}"]`);
    const main = frame.locator('main');
    await frame.locator('header:not(.busy)').waitFor();
    assert.equal(await part('series-row').count(), 200);
    assert.match(await part('series-status').innerText(), /^300 in the result/);
    assert.match(await part('notes').innerText(), /300 series are in the result; the table shows the first 200/);
    await part('graph-caption').filter({ hasText: 'every 1 min; 100 of 300 series are drawn' }).waitFor();
    await part('total-firings').waitFor();
    await frame.locator('header:not(.busy)').waitFor();
    assert.equal(await frame.locator('img').count(), 0);
    assert.match(
      await part('series-row').first().innerText(),
      /<img src=x onerror=alert\(1\)> \\u202egpj\.exe \\u001b\[31m/,
    );

    const settings = path.join(workspace, '.vscode/settings.json');
    fs.mkdirSync(path.dirname(settings), { recursive: true });
    for (const [theme, mark] of [
      ['Default Dark Modern', 'vscode-dark'],
      ['Default Light Modern', 'vscode-light'],
      ['Default High Contrast', 'vscode-high-contrast'],
      ['Default High Contrast Light', 'vscode-high-contrast-light'],
    ]) {
      fs.writeFileSync(settings, JSON.stringify({ 'workbench.colorTheme': theme }));
      await frame.locator(`body.${mark}`).waitFor();
      await shot(mark);
      const { ratio, text } = await frame.evaluate(lowestContrast);
      assert.ok(ratio >= 4.5, `${theme}: contrast ${ratio.toFixed(2)} of ${text}`);
    }

    // By keyboard alone: one stop for the whole table, and the arrows from there.
    await part('server-name').focus();
    const focused = () =>
      frame.evaluate(() => document.activeElement.dataset.testid ?? document.activeElement.className);
    const stops = [await focused()];
    for (let i = 0; i < 40 && stops.at(-1) !== 'value'; i++) {
      await page.keyboard.press('Tab');
      stops.push(await focused());
    }
    const windows = ['1h', '6h', '24h', '7d', '30d'].map(name => `window-${name}`);
    const scrollers = stops.filter(stop => stop === 'legend' || stop === 'scroll');
    assert.equal(stops.filter(stop => stop.startsWith('tune-')).length, 3);
    assert.deepEqual(
      stops.filter(stop => !scrollers.includes(stop)),
      [
        'server-name',
        ...windows,
        'range-custom',
        'refresh',
        'pin',
        'graph',
        'bands',
        'change-before',
        'change-after',
        'legend-order',
        'legend-line',
        ...stops.filter(stop => stop.startsWith('tune-')),
        'take-markdown',
        'take-png',
        'take-csv',
        'take-page',
        'value',
      ],
    );
    const chosen = index => frame.waitForFunction(at => document.querySelector('tr.chosen')?.rowIndex === at, index);
    await page.keyboard.press('End');
    await chosen(200);
    assert.ok(
      (await frame.locator('.series .scroll').evaluate(box => box.scrollTop)) > 1000,
      'the table scrolls along',
    );
    await page.keyboard.press('ArrowUp');
    await chosen(199);
    assert.match(await part('message-summary').innerText(), /GPU \d is at \d+ degrees/);
    await part('graph').focus();
    await page.keyboard.press('End');
    await part('live')
      .filter({ hasText: /gpu=.* °C/ })
      .waitFor({ state: 'attached' });

    // The history by keys: from change to change, read out, with the message of each.
    await part('bands').focus();
    await page.keyboard.press('End');
    await part('live')
      .filter({ hasText: /\d+ of \d+\.$/ })
      .waitFor({ state: 'attached' });
    await part('moment').waitFor();
    await shot('moment');

    await page.emulateMedia({ reducedMotion: 'reduce' });
    const animation = await frame.locator('header').evaluate(head => {
      head.classList.add('busy');
      const { animationName } = getComputedStyle(head.querySelector('.progress'), '::before');
      head.classList.remove('busy');
      return animationName;
    });
    assert.equal(animation, 'none');

    // Narrow: everything but the table, which scrolls by itself, fits.
    await page.setViewportSize({ width: 900, height: 1100 });
    await frame.waitForFunction(() => innerWidth < 450 && document.querySelector('canvas').clientWidth < 450);
    const [wide, room] = await main.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= room, `${wide} of ${room} pixels`);
    await shot('narrow');
  },
};
