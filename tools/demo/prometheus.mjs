// Starts a real Prometheus on loopback, on a free port, with a written history and the simulated stack as its target.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { freePort, untilAnswers } from './ports.mjs';
import { exposition, openMetrics } from './stack.mjs';

/** Whether `command` can be run; with `shell`, also a script of the shell. */
export function installed(command, shell = false) {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore', shell });
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {{ historyMs?: number, scrapeMs?: number }} options history written before the start, and how often the stack is scraped (0 = never)
 * @returns {Promise<{ url: string, stop(): Promise<void> }>}
 */
export async function startPrometheus({ historyMs = 6 * 3_600_000, scrapeMs = 15_000 } = {}) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'ml-alert-rules-prometheus-'));
  const data = path.join(home, 'data');
  const step = 30_000;
  const now = Math.floor(Date.now() / step) * step;
  // A little into the future: the history stays fresh while a journey runs against it.
  const ahead = scrapeMs ? 0 : 15 * 60_000;
  const history = path.join(home, 'history.om');
  fs.writeFileSync(history, openMetrics(now - historyMs, now + ahead, step));
  execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', history, data], { stdio: 'ignore' });
  fs.rmSync(history);

  const exporter = http.createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(exposition(Date.now()));
  });
  await new Promise(resolve => exporter.listen(0, '127.0.0.1', resolve));
  const target = `127.0.0.1:${exporter.address().port}`;
  const scrape = scrapeMs
    ? `scrape_configs:\n- job_name: simulated\n  scrape_interval: ${scrapeMs / 1000}s\n  static_configs:\n  - targets: ['${target}']\n    labels: {instance: '127.0.0.1:9400'}\n`
    : '';
  const config = path.join(home, 'prometheus.yml');
  fs.writeFileSync(config, `global: {}\n${scrape}`);

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const prometheus = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const stop = async () => {
    exporter.close();
    exporter.closeAllConnections();
    if (prometheus.exitCode === null) {
      const ended = new Promise(resolve => prometheus.once('exit', resolve));
      prometheus.kill();
      await ended;
    }
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await untilAnswers(`${url}/-/ready`);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
