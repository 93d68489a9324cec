// npm run fuzz:eval:server -- [--program /usr/bin/prometheus] [--version 2.42] [--count 1000] [--seed 1] [--show 10]
// Random queries against a running Prometheus of another version over HTTP, in its dialect. The server is started on a free port
// of loopback with an empty storage, filled by remote write, and ended. Exit 1 where something differs.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { available, dialect } from '../../server/src/promql/dialect';
import { finish } from '../../server/src/text/slices';
import { differenceOf, evaluateHere, hangsOnLastDigit, type Question, storeOf, type Theirs } from './evaluationCompare';
import { randomLoad } from './evaluationData';
import { randomQuery } from './evaluationGrammar';
import { Random } from './random';
import { writeRequest } from './remoteWrite';

const { values: options } = parseArgs({
  options: {
    program: { type: 'string', default: '/usr/bin/prometheus' },
    version: { type: 'string', default: '2.42' },
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '10' },
  },
});

/** Queries over one set of series; the sets lie hours apart in one storage. */
const perLoad = 20;
const apart = 4 * 3600;
const epoch = 1_600_000_200;

void main();

async function main(): Promise<void> {
  if (!existsSync(options.program)) {
    console.log(`${options.program} is missing: nothing asked.`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'evaluation-'));
  const port = await freePort();
  const server = start(folder, port);
  try {
    await ready(port);
    await compare(`http://127.0.0.1:${port}`);
  } finally {
    const ended = new Promise(resolve => server.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(url: string): Promise<void> {
  const random = new Random(Number(options.seed));
  const target = dialect(options.version);
  const count = Number(options.count);
  const different = new Map<string, number>();
  let asked = 0;
  let valid = 0;
  let shown = 0;
  for (let set = 0; asked < count; set++) {
    const load = randomLoad(random, false);
    const shift = epoch + set * apart;
    const series = finish(storeOf(load).select([]));
    const written = await fetch(`${url}/api/v1/write`, {
      method: 'POST',
      body: Buffer.from(writeRequest(series, shift * 1000)),
    });
    if (!written.ok) throw new Error(`remote write: ${written.status} ${await written.text()}`);
    for (let i = 0; i < perLoad && asked < count; i++, asked++) {
      const expr = randomQuery(random, {
        knows: info => available(target, info as never),
        native: false,
        modern: false,
      });
      const from = shift + random.pick([300, 600, 612.5, 455, 900, 1200, 60]);
      const step = random.chance(60) ? random.pick([30, 60, 15, 47, 120]) : 0;
      const question: Question = {
        load,
        shift,
        expr,
        start: from,
        end: step ? from + random.pick([0, 120, 600, 601]) : from,
        step,
        features: [],
      };
      const theirs = await ask(url, question);
      if (theirs.ok) valid++;
      const difference = differenceOf(question, evaluateHere(question, options.version), theirs);
      // Which series of a duplicate are named hangs on the order of a map.
      if (difference === undefined || isOtherDuplicate(difference) || hangsOnLastDigit(question)) continue;
      const signature = difference.replace(/"[^"]*"|[\d.e+-]+/g, '#').slice(0, 120);
      different.set(signature, (different.get(signature) ?? 0) + 1);
      if (shown++ < Number(options.show))
        console.log(
          `\n${expr}\n  at ${from - shift}${step ? ` to ${question.end - shift} step ${step}` : ''}\n  ${difference}`,
        );
    }
  }
  const total = [...different.values()].reduce((sum, one) => sum + one, 0);
  console.log(`\n${options.version}, seed ${options.seed}: ${asked} queries, ${valid} with a value, ${total} differ`);
  for (const [signature, times] of [...different].sort((a, b) => b[1] - a[1]).slice(0, 15))
    console.log(`${times} x ${signature}`);
  if (total > 0) process.exitCode = 1;
}

function isOtherDuplicate(difference: string): boolean {
  return difference.startsWith('we fail with: found duplicate') && difference.includes('they with: found duplicate');
}

interface Reply {
  readonly status: string;
  readonly errorType?: string;
  readonly error?: string;
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
  readonly data?: { readonly resultType: string; readonly result: unknown };
}

async function ask(url: string, { expr, start, end, step }: Question): Promise<Theirs> {
  const parameters = new URLSearchParams(
    step
      ? { query: expr, start: String(start), end: String(end), step: String(step) }
      : { query: expr, time: String(start) },
  );
  const reply = (await (
    await fetch(`${url}/api/v1/${step ? 'query_range' : 'query'}`, { method: 'POST', body: parameters })
  ).json()) as Reply;
  if (reply.status !== 'success') {
    return reply.errorType === 'bad_data'
      ? { ok: false, errors: [{ msg: reply.error ?? '' }] }
      : { ok: false, error: reply.error };
  }
  const { resultType: type, result } = reply.data!;
  const remarks = { warnings: reply.warnings, infos: reply.infos };
  if (type === 'scalar')
    return { ok: true, type, ...remarks, series: [{ labels: {}, values: [result as [number, string]] }] };
  if (type === 'string') return { ok: true, type, ...remarks, string: (result as [number, string])[1] };
  const series = (
    result as { metric: Record<string, string>; value?: [number, string]; values?: [number, string][] }[]
  ).map(({ metric, value, values }) => ({ labels: metric, values: value ? [value] : (values ?? []) }));
  return { ok: true, type, ...remarks, series };
}

function start(folder: string, port: number): ChildProcess {
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, 'global: {}\n');
  const flags = [
    '--config.file',
    config,
    '--storage.tsdb.path',
    join(folder, 'data'),
    '--web.listen-address',
    `127.0.0.1:${port}`,
  ];
  return spawn(
    options.program,
    [...flags, '--web.enable-remote-write-receiver', '--storage.tsdb.retention.time=100y', '--log.level=error'],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}

async function ready(port: number): Promise<void> {
  for (let i = 0; i < 300; i++) {
    const answer = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error('Prometheus does not get ready');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
