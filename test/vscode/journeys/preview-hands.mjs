// Takes hold of the graph by the pointer: drags the threshold and has it written back, zooms by dragging and goes back; presses a
// part of the explained expression; and sees what is of before marked so while a slow server is asked anew. In a light theme of
// high contrast.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { closeSideBar, goTo, openFile, previewFrame, runCommand } from '../host/workbench.mjs';

const rules = `groups:
  - name: gpu
    interval: 1m
    rules:
      - alert: GpuWarm
        expr: max by (gpu) (DCGM_FI_DEV_GPU_TEMP{Hostname!=""}) > 80
        for: 2m
`;
const began = Math.floor(Date.now() / 1000);

/** GPU 0 is hot for twelve minutes every hour, GPU 1 a little less. */
const degreesOf = (gpu, t) => ((began - t) % 3_600 < 720 ? 92 - 6 * gpu : 50 + gpu);

async function startServer() {
  /** Answers to range queries wait while `held` is set. */
  const state = { held: undefined };
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const url = new URL(request.url, 'http://localhost');
    response.setHeader('content-type', 'application/json');
    if (!url.pathname.startsWith('/api/v1/query')) {
      response.statusCode = 404;
      response.end(JSON.stringify({ status: 'error', errorType: 'not_found', error: 'not found' }));
      return;
    }
    const given = new URLSearchParams(body || url.search);
    const query = given.get('query');
    const isRange = url.pathname.endsWith('query_range');
    if (isRange) await state.held;
    const threshold = Number(/> ([\d.]+)$/.exec(query)?.[1] ?? -1);
    const isSelector = query.startsWith('DCGM');
    const [start, end, step] = isRange
      ? ['start', 'end', 'step'].map(name => Number(given.get(name)))
      : [began, began, 60];
    const result = [0, 1].flatMap(gpu => {
      const metric = { gpu: String(gpu), ...(isSelector ? { __name__: 'DCGM_FI_DEV_GPU_TEMP', Hostname: 'n1' } : {}) };
      const values = [];
      for (let t = start; t <= end; t += step) {
        const value = degreesOf(gpu, Math.round(t));
        if (value > threshold) values.push([t, String(value)]);
      }
      if (values.length === 0) return [];
      return [isRange ? { metric, values } : { metric, value: values[0] }];
    });
    response.end(JSON.stringify({ status: 'success', data: { resultType: isRange ? 'matrix' : 'vector', result } }));
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise(resolve => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, state, stop };
}

export const journey = {
  workspace: 'examples/broken',
  host: { viewport: { width: 1600, height: 1100 } },
  async prepare({ workspace }) {
    for (const name of fs.readdirSync(workspace)) fs.rmSync(path.join(workspace, name), { recursive: true });
    fs.writeFileSync(path.join(workspace, 'warm-rules.yaml'), rules);
    const { url, ...server } = await startServer();
    return {
      ...server,
      settings: {
        'mlAlertRules.servers': [{ name: 'prod', url }],
        'mlAlertRules.server': 'prod',
        'workbench.colorTheme': 'Default High Contrast Light',
      },
    };
  },
  async run({ page, shot, state }) {
    await openFile(page, 'warm-rules.yaml');
    await closeSideBar(page);
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, 6, 20);
    await runCommand(page, 'ML Alerts: Preview Rule');
    const frame = await previewFrame(page, 'total-firings');
    const at = id => frame.locator(`[data-testid="${id}"]`);
    const fired = text => at('total-firings').filter({ hasText: text }).waitFor();
    await fired(/fired 1\d×/);
    await frame.locator('header:not(.busy)').waitFor();
    assert.equal(await at('totals').evaluate(one => one.closest('[aria-busy="true"]')), null);
    await shot('contrast');

    // The threshold is taken hold of where its line is: what has its colour in the middle of the plot.
    const over = frame.locator('.u-over');
    const box = await over.boundingBox();
    const cursorAt = y => page.mouse.move(box.x + box.width / 2, box.y + y);
    const cursor = () => over.evaluate(one => one.style.cursor);
    let y = 0;
    for (; y < box.height; y += 3) {
      await cursorAt(y);
      if ((await cursor()) === 'ns-resize') break;
    }
    assert.ok(y < box.height, 'the threshold can be taken hold of');
    await frame.evaluate(() => {
      window.took = [];
      const field = document.querySelector('[data-testid^="tune-number"]');
      const measure = () => {
        const from = performance.now();
        const before = field.value;
        // What comes after a frame comes after it was drawn.
        requestAnimationFrame(() =>
          setTimeout(() => {
            if (field.value !== before) window.took.push(performance.now() - from);
          }),
        );
      };
      addEventListener('pointermove', measure, { capture: true });
    });
    await page.mouse.down();
    for (let i = 1; i <= 20; i++) await cursorAt(y - i * 0.007 * box.height);
    await page.mouse.up();
    const number = frame.locator('[data-testid="tuning"] input[type="number"]');
    const tried = Number(await number.inputValue());
    assert.ok(tried > 82 && tried < 92, `dragged up: ${tried}`);
    const took = (await frame.evaluate(() => window.took)).sort((a, b) => a - b);
    console.log(
      `    ${took.length} redraws, median ${took[took.length >> 1]?.toFixed(1)} ms, longest ${took.at(-1)?.toFixed(1)} ms; ${tried}`,
    );
    assert.ok(took.length > 5);
    await shot('dragged');
    await at('tune-write').click();
    await page.locator('.editor-instance .view-line', { hasText: `> ${tried}` }).waitFor();
    await frame.locator('[data-testid="tune-write"][disabled]').waitFor();
    await shot('written');

    // A part of the time, and back.
    const low = box.height - 15;
    await page.mouse.move(box.x + box.width * 0.3, box.y + low);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + low, { steps: 5 });
    await page.mouse.move(box.x + box.width * 0.6, box.y + low, { steps: 5 });
    await page.mouse.up();
    await at('zoom-back').waitFor();
    await shot('zoomed');
    await at('zoom-back').click();
    await at('zoom-back').waitFor({ state: 'hidden' });

    // A part of the expression is selected in the editor.
    await at('explain').click();
    const part = at('explain-part').filter({ hasText: /^DCGM/ });
    await part.waitFor();
    const text = await part.innerText();
    await part.click();
    await page.locator('.statusbar-item', { hasText: `(${text.length} selected)` }).waitFor();
    await shot('explained');

    // While a slow server is asked anew, what is of before says so.
    let release;
    state.held = new Promise(resolve => {
      release = resolve;
    });
    await at('explain').click();
    await at('refresh').click();
    for (const part of ['.totals', '.timeline'])
      await frame.locator(`[aria-busy="true"] ${part}, ${part}[aria-busy="true"]`).first().waitFor();
    await frame.waitForFunction(
      () => Number(getComputedStyle(document.querySelector('.past .totals').parentElement).opacity) < 0.6,
    );
    await shot('awaited');
    state.held = undefined;
    release();
    await frame.locator('.past').first().waitFor({ state: 'detached' });
    await fired(/fired|not have/);
    await shot('arrived');
  },
};
