// How fast the panel is with a hundred series over a week of minutes, in the workbench: frames a second while a part is dragged
// over and while it is zoomed, and the time from a threshold that is moved to bands that are drawn.
// usage: node test/vscode/run.mjs --measure panel
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { closeSideBar, goTo, openFile, previewFrame, runCommand } from '../host/workbench.mjs';

const series = 100;
const rules = `groups:
  - name: gpu
    interval: 1m
    rules:
      - alert: GpuWarm
        expr: DCGM_FI_DEV_GPU_TEMP > 85
        for: 5m
`;

/** A server whose every range query gives all series at all times that were asked for. */
async function startServer() {
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const asked = name => Number(new URLSearchParams(body).get(name));
    response.setHeader('content-type', 'application/json');
    if (!/query/.test(request.url)) {
      response.statusCode = 404;
      response.end('{"status":"error","errorType":"not_found","error":"no"}');
      return;
    }
    const value = (i, t) => (60 + i / 4 + 9 * Math.sin(t / (3000 + 37 * i) + i) + ((t * 7919 + i) % 13) / 8).toFixed(1);
    const range = request.url.includes('query_range');
    const now = Date.now() / 1000;
    const result = Array.from({ length: series }, (_, i) => {
      const metric = { gpu: String(i % 8), Hostname: `gpu-node-${Math.floor(i / 8)}` };
      if (!range) return { metric, value: [now, value(i, now)] };
      const count = Math.floor((asked('end') - asked('start')) / asked('step')) + 1;
      const times = Array.from({ length: count }, (_, k) => asked('start') + k * asked('step'));
      return { metric, values: times.map(t => [t, value(i, t)]) };
    });
    response.end(JSON.stringify({ status: 'success', data: { resultType: range ? 'matrix' : 'vector', result } }));
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const stop = () => {
    server.closeAllConnections();
    return new Promise(resolve => server.close(resolve));
  };
  return { stop, settings: { 'mlAlertRules.servers': [{ name: 'many', url }], 'mlAlertRules.server': 'many' } };
}

/** Runs in the page: does something at every frame, and gives the time between frames in milliseconds, sorted. */
async function frames(count, each) {
  const times = [];
  let last = performance.now();
  for (let i = 0; i < count; i++) {
    each?.(i);
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return times.sort((a, b) => a - b);
}

/** Processes that this one has started, and theirs. */
function descendants() {
  const parents = new Map();
  for (const name of fs.readdirSync('/proc').filter(one => /^\d+$/.test(one))) {
    try {
      const [, rest] = fs.readFileSync(`/proc/${name}/stat`, 'utf8').split(/\) /);
      parents.set(Number(name), Number(rest.split(' ')[1]));
    } catch {
      // It has ended.
    }
  }
  const isOwn = pid => pid === process.pid || (parents.has(pid) && isOwn(parents.get(pid)));
  return [...parents.keys()].filter(pid => pid !== process.pid && isOwn(pid));
}

/** What a process is to the panel. */
function roleOf(pid) {
  const line = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0/g, ' ');
  return (
    /--type=(\S+)/.exec(line)?.[1] ??
    (/extensionHost/.test(line) ? 'extension host' : /node/.test(line) ? 'server' : 'browser')
  );
}

/** Milliseconds on a processor, by process: the first thread of each, and the others by their names. */
function onProcessor() {
  const times = new Map();
  for (const pid of descendants()) {
    try {
      for (const thread of fs.readdirSync(`/proc/${pid}/task`)) {
        const name = fs.readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8').trim();
        const ms = Number(fs.readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
        const key = `${roleOf(pid)}${Number(thread) === pid ? '' : ` (${name})`}`;
        times.set(key, (times.get(key) ?? 0) + ms);
      }
    } catch {
      // It has ended.
    }
  }
  return times;
}

/** Does something so many times and tells what each process spent on it. */
async function spent(count, work) {
  const before = onProcessor();
  const result = await work();
  const parts = [...onProcessor()]
    .map(([name, ms]) => [name, (ms - (before.get(name) ?? 0)) / count])
    .filter(([, ms]) => ms >= 0.3)
    .sort((a, b) => b[1] - a[1])
    .map(([name, ms]) => `${name} ${ms.toFixed(1)}`);
  console.log(`  milliseconds of processor time each: ${parts.join(', ')}`);
  return result;
}

const told = (name, times) => {
  const median = times[Math.floor(times.length / 2)];
  const slow = times[Math.floor(times.length * 0.95)];
  console.log(
    `${name}: median ${median.toFixed(1)} ms (${(1000 / median).toFixed(0)} a second), 95 % below ${slow.toFixed(1)} ms`,
  );
};

export const journey = {
  workspace: 'examples/broken',
  host: { viewport: { width: 1600, height: 1200 } },
  async prepare({ workspace }) {
    for (const name of fs.readdirSync(workspace)) fs.rmSync(path.join(workspace, name), { recursive: true });
    fs.writeFileSync(path.join(workspace, 'warm-rules.yaml'), rules);
    return startServer();
  },
  async run({ page, shot }) {
    await openFile(page, 'warm-rules.yaml');
    await closeSideBar(page);
    await page.locator('.editor-instance .codelens-decoration a').first().waitFor();
    await goTo(page, 5, 12);
    await runCommand(page, 'ML Alerts: Preview Rule');
    const frame = await previewFrame(page, 'totals');
    await frame.locator('[data-testid="total-firings"]').waitFor();
    const began = Date.now();
    await frame.locator('[data-testid="window-7d"]').click();
    await frame.locator('[data-testid="graph-caption"]', { hasText: 'every 1 min' }).waitFor();
    await frame.locator('.totals', { hasText: 'a day' }).waitFor();
    console.log(`a week of ${series} series is there after ${Date.now() - began} ms`);
    console.log(await frame.locator('[data-testid="totals"]').innerText());
    console.log(
      `${os.loadavg()[0].toFixed(1)} processes want ${os.cpus().length} processors; times are those of the clock`,
    );
    await shot('week');

    // A machine that does much else says nothing of frames: what is measured goes first for these seconds.
    if (process.env.MEASURE_FIRST) {
      for (const pid of descendants()) {
        try {
          fs.writeFileSync(`/proc/${pid}/autogroup`, '-20');
        } catch {
          // It has ended, or this may not be done here.
        }
      }
    }
    const profiler = process.env.MEASURE_PROFILE
      ? await page
          .context()
          .newCDPSession(frame)
          .catch(() => page.context().newCDPSession(page))
      : undefined;
    await profiler?.send('Profiler.enable');
    await profiler?.send('Profiler.setSamplingInterval', { interval: 200 });
    const profiled = async (name, work) => {
      if (profiler) {
        await page
          .context()
          .browser()
          .startTracing(page, { categories: ['devtools.timeline', 'blink', 'cc', 'v8'] });
        await work();
        fs.writeFileSync(
          path.join(import.meta.dirname, '../out', `${name}.trace.json`),
          await page.context().browser().stopTracing(),
        );
      }
      await profiler?.send('Profiler.start');
      const result = await work();
      if (profiler) {
        const { profile } = await profiler.send('Profiler.stop');
        fs.writeFileSync(path.join(import.meta.dirname, '../out', `${name}.cpuprofile`), JSON.stringify(profile));
      }
      return result;
    };
    const run = `(${frames})`;
    told('at rest', await frame.evaluate(`${run}(30)`));
    const key = `i => document.querySelector('.plot').dispatchEvent(new KeyboardEvent('keydown', { key: i % 12 < 6 ? '+' : '-' }))`;
    await frame.evaluate(`${run}(24, ${key})`);
    told(
      'zooming step by step',
      await spent(60, () => profiled('zooming', () => frame.evaluate(`${run}(60, ${key})`))),
    );

    const box = await frame.locator('.u-over').boundingBox();
    await page.mouse.move(box.x + 80, box.y + 120);
    await page.mouse.down();
    told(
      'dragging over a part',
      await spent(60, async () => {
        const dragging = frame.evaluate(`${run}(60)`);
        for (let i = 0; i < 60; i++) await page.mouse.move(box.x + 80 + 6 * i, box.y + 120);
        return dragging;
      }),
    );
    await page.mouse.up();
    await shot('zoomed');
    await frame.locator('[data-testid="zoom-back"]').click();

    // From the number to new bands, which the page works out by itself.
    const threshold = async () => {
      const input = document.querySelector('[data-testid="tuning"] input');
      const counts = document.querySelector('main');
      const times = [];
      // Of twenty the slowest one would be told for the slowest in twenty.
      for (let i = 0; i < 60; i++) {
        const before = performance.now();
        const redrawn = new Promise(resolve => {
          const observer = new MutationObserver(() => {
            observer.disconnect();
            requestAnimationFrame(() => resolve(undefined));
          });
          observer.observe(counts.querySelector('.results'), { subtree: true, childList: true, characterData: true });
        });
        input.value = String(80 + (i % 7) / 2);
        input.dispatchEvent(new Event('input'));
        await redrawn;
        times.push(performance.now() - before);
      }
      return times.sort((a, b) => a - b);
    };
    await frame.evaluate(threshold);
    told('another threshold', await spent(60, () => profiled('threshold', () => frame.evaluate(threshold))));
  },
};
