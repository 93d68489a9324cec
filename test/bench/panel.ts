// The longest turns of the event loop while the preview's half in the extension host takes a week of a hundred series from a
// server (16 MB), replays the rule, tries other thresholds and hands it all to the page: processor time of the thread.
// usage: node -r ./tools/load.cjs test/bench/panel.ts [--profile 15]     (shows what ran in every turn of more than 15 ms)
import { fork } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPreviewController } from '../../client/src/preview/controller';
import type { PreviewState } from '../../client/src/preview/messages';
import { createOutgoing } from '../../client/src/preview/outgoing';
import { pause } from '../../client/src/turns';
import { createPrometheusClient } from '../../server/src/datasource/prometheus/client';
import { parseServerUrl } from '../../server/src/datasource/prometheus/url';
import { nodeTransport } from '../../server/src/transport/node';
import { SliceProfile } from '../harness/sliceProfile';
import { mainThreadClock } from '../harness/threadTime';
import { preparedRule } from '../unit/client/prepared';

const series = 100;
const profileAbove = process.argv.includes('--profile') ? Number(process.argv.at(-1)) : undefined;

/** Milliseconds that this thread has run on a processor; of all threads where the system does not tell. */
const onProcessor = mainThreadClock() ?? (() => process.cpuUsage().user / 1000);

const delay = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

/** A message as the editor takes it: JSON, with the arrays of numbers beside it in one piece with it. */
function handOver(message: unknown): number {
  const arrays: Uint8Array[] = [];
  const text = JSON.stringify(message, (_, value) =>
    ArrayBuffer.isView(value)
      ? { array: arrays.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) }
      : value,
  );
  return Buffer.concat([Buffer.from(text), ...arrays]).length;
}

async function startServer(): Promise<http.Server> {
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const asked = (name: string) => Number(new URLSearchParams(body).get(name));
    if (!request.url!.includes('query')) {
      response.writeHead(404).end('{"status":"error","errorType":"not_found","error":"no"}');
      return;
    }
    const range = request.url!.includes('query_range');
    // With some noise, so that alerts flap: thousands of changes.
    const value = (i: number, t: number) =>
      (60 + i / 4 + 9 * Math.sin(t / (3000 + 37 * i) + i) + ((t * 7919 + i) % 13) / 8).toFixed(2);
    const result = Array.from({ length: series }, (_, i) => {
      const metric = { __name__: 'temp', gpu: String(i) };
      if (!range) return { metric, value: [Date.now() / 1000, value(i, Date.now() / 1000)] };
      const count = Math.floor((asked('end') - asked('start')) / asked('step')) + 1;
      const values = Array.from({ length: count }, (_, k) => {
        const t = asked('start') + k * asked('step');
        return [t, value(i, t)];
      });
      return { metric, values };
    });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data: { resultType: range ? 'matrix' : 'vector', result } }));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** In a process of its own the server's work is not counted. */
async function main(): Promise<void> {
  if (process.argv.includes('--serve')) {
    const server = await startServer();
    process.send!((server.address() as AddressInfo).port);
    return;
  }
  const child = fork(__filename, ['--serve'], { execArgv: process.execArgv });
  const port = await new Promise<number>(resolve => child.once('message', message => resolve(message as number)));
  const read = parseServerUrl(`http://127.0.0.1:${port}`);
  if (!('url' in read)) throw new Error('no address');
  const source = createPrometheusClient(
    { name: 'bench', url: read.url, headers: {}, secrets: [], pause },
    nodeTransport,
  );
  const rule = preparedRule('temp > 82', { for: '5m' });
  const outgoing = createOutgoing(handOver);
  let last: PreviewState | undefined;
  let wake: () => void = () => {};
  const controller = createPreviewController(
    {
      ruleAt: async () => rule,
      render: async ({ samples }) => ({
        series: samples.map(({ labels }) => ({ labels, annotations: [] })),
        wanted: [],
        unknown: [],
      }),
      connect: async () => ({ ok: true, name: 'bench', key: 'bench', source }),
      edit: async () => false,
      written: async () => [],
      route: async () => ({ candidates: [] }),
      post(state) {
        outgoing.post(state, undefined);
        last = state;
        wake();
      },
      log: text => console.log(text),
      now: Date.now,
      pause,
      delay(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    { range: '7d', pinned: false },
  );
  // The longest turns, the longest first. A timer that is due tells the end of every turn of more than a millisecond; to be told
  // of every turn would leave more to the collector of garbage than what is measured.
  const longest = new Float64Array(8);
  const profile = profileAbove === undefined ? undefined : new SliceProfile();
  const before = new Float64Array([onProcessor(), performance.now()]);
  const watching = setInterval(() => {
    const took = onProcessor() - before[0]!;
    let place = longest.length;
    while (place > 0 && longest[place - 1]! < took) place--;
    if (place < longest.length) {
      longest.copyWithin(place + 1, place);
      longest[place] = took;
    }
    if (profileAbove !== undefined && took > profileAbove)
      profile?.add(`a turn of ${took.toFixed(1)} ms on the processor,`, performance.now() - before[1]!);
    before[0] = onProcessor();
    before[1] = performance.now();
  }, 1);
  const until = async (is: (state: PreviewState) => unknown): Promise<PreviewState> => {
    while (!last || !is(last)) await new Promise<void>(resolve => (wake = resolve));
    return last;
  };
  const told = async (what: string): Promise<void> => {
    await delay(20);
    console.log(`${what}: longest turns ${Array.from(longest, ms => ms.toFixed(1)).join(', ')} ms`);
    await delay(20);
    longest.fill(0);
  };
  controller.follow({ uri: rule.uri, position: rule.range.start });
  const { graph, history } = await until(state => state.history);
  console.log(`${graph!.lines.length} lines of ${graph!.count} points, ${history!.totals.firings} firings`);
  await told('asking, decoding and replaying a week');
  for (let i = 0; i < 30; i++) {
    const from = onProcessor();
    const known = last!.history;
    controller.tune({ thresholds: [{ at: rule.conditions[0]!.at.from, text: String(80 + (i % 7) / 2) }] });
    await until(state => state.history !== known);
    if (i >= 25) console.log(`another threshold: ${(onProcessor() - from).toFixed(1)} ms of processor time`);
  }
  await told('trying other thresholds');
  controller.refresh();
  await until(state => state.busy !== undefined);
  await until(state => state.history && state.busy === undefined && !state.stale);
  await told('asking, decoding and replaying it again');
  if (profile) console.log(profile.report(2));
  clearInterval(watching);
  child.kill();
  process.exit(0);
}

void main();
