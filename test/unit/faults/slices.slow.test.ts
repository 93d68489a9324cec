// However large an answer is: whoever reads it lets other work in every few milliseconds. Measured in processor time of the one
// thread, against reading the same answer in one go, so that a busy machine changes nothing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { Worker } from 'node:worker_threads';
import { createPrometheusClient } from '../../../server/src/datasource/prometheus/client';
import { parseServerUrl } from '../../../server/src/datasource/prometheus/url';
import { nodeTransport } from '../../../server/src/transport/node';

/** A server on another thread, so that only the reading is measured; the path says which answer it gives. */
const server = `
const http = require('node:http');
const { parentPort } = require('node:worker_threads');
const points = n => Array.from({ length: n }, (_, i) => [1700000000 + i * 15, String(i * 1.5)]);
const success = data => JSON.stringify({ status: 'success', data });
const made = {
  series: () => success({ resultType: 'matrix', result: Array.from({ length: 640 }, (_, i) => ({ metric: { i: String(i) }, values: points(1000) })) }),
  samples: () => success({ resultType: 'vector', result: Array.from({ length: 150000 }, (_, i) => ({ metric: { instance: 'host-' + i, pod: 'pod-' + i }, value: [1700000000, String(i)] })) }),
  names: () => success(Array.from({ length: 450000 }, (_, i) => 'some_metric_name_' + i + '_total')),
  points: () => success({ resultType: 'matrix', result: [{ metric: {}, values: points(600000) }] }),
  page: () => '<html>' + '<p>x</p>'.repeat(1900000),
  cut: () => made.series().slice(0, -9),
  label: () => success({ resultType: 'vector', result: [{ metric: { a: 'b'.repeat(15000000) }, value: [1, '1'] }] }),
  other: () => JSON.stringify({ a: Array.from({ length: 900000 }, (_, i) => 'text ' + i) }),
};
const bodies = Object.fromEntries(Object.entries(made).map(([name, make]) => [name, Buffer.from(make())]));
http.createServer((request, response) => {
  request.resume();
  request.on('end', () => response.end(bodies[request.url.split('/')[1]]));
}).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
`;

/** Milliseconds that this thread has run on a processor; undefined where the system does not tell. */
function onProcessor(): number | undefined {
  try {
    return Number(fs.readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return undefined;
  }
}

/** The longest time between two turns of the event loop while `work` is done. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let [longest, last, isRunning] = [0, onProcessor() ?? 0, true];
  const turn = (): void => {
    const now = onProcessor() ?? 0;
    longest = Math.max(longest, now - last);
    last = now;
    if (isRunning) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  isRunning = false;
  turn();
  return longest;
}

describe('faults: sixteen megabytes', () => {
  let worker: Worker;
  let port = 0;
  before(async function () {
    if (onProcessor() === undefined) this.skip();
    worker = new Worker(server, { eval: true });
    port = await new Promise<number>(resolve => worker.once('message', resolve));
  });
  after(() => worker?.terminate());

  for (const name of ['series', 'samples', 'names', 'points', 'page', 'cut', 'label', 'other'] as const)
    it(`of ${name} hold nobody up`, async () => {
      const read = parseServerUrl(`http://127.0.0.1:${port}/${name}`);
      assert.ok('url' in read);
      const { url } = read;
      const ask = async (pause?: () => Promise<void>): Promise<unknown> => {
        const source = createPrometheusClient({ name: 'x', url, ...(pause ? { pause } : {}) }, nodeTransport);
        const call = { maxBytes: 20_000_000, timeoutMs: 600_000, maxSeries: 1_000 };
        if (name === 'names') {
          const { maxSeries: _, ...limits } = call;
          return source.labelValues('__name__', { startMs: 0, endMs: 1, limit: 20_001 }, limits);
        }
        return name === 'samples' || name === 'label'
          ? source.query('x', 1, call)
          : source.queryRange('x', 1_700_000_000_000, 1_700_150_000_000, 15_000, call);
      };
      const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
      // What is read for the first time is compiled on the way.
      await ask(pause);
      const sliced = Math.min(await longestTurn(() => ask(pause)), await longestTurn(() => ask(pause)));
      const whole = await longestTurn(async () =>
        JSON.parse(JSON.stringify(Array.from({ length: 300_000 }, (_, i) => ['x', i]))),
      );
      assert.ok(
        sliced < Math.max(20, whole / 2),
        `${Math.round(sliced)} ms, where a large list takes ${Math.round(whole)} ms`,
      );
    });
});
