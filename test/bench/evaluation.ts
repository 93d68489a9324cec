// How fast PromQL is evaluated: 1,000 counters over 7 days at 30 s, queried at 10,081 steps, and typical rules over the same.
// Run with `npx tsx test/bench/evaluation.ts`; `--server URL` also asks a Prometheus that holds the same series
// (`--write` fills one that was started with --web.enable-remote-write-receiver), and prints the ratio of both in this run.
// On a busy machine `--pid N`, the server's process, has its processor time measured as ours is; else it is the time of the answer.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { evaluateRange } from '../../server/src/evaluation/evaluate';
import { dialect } from '../../server/src/promql/dialect';
import { analyzePromql } from '../../server/src/promql/parser';
import { Labels } from '../../server/src/series/labels';
import type { Series } from '../../server/src/series/series';
import { SeriesStore } from '../../server/src/series/store';
import { Random } from '../fuzz/random';
import { writeRequest } from '../fuzz/remoteWrite';

const { values: flags } = parseArgs({
  options: {
    smoke: { type: 'boolean' },
    server: { type: 'string' },
    write: { type: 'boolean' },
    pid: { type: 'string' },
  },
});
const days = flags.smoke ? 1 : 7;
const gap = 30_000;
const epoch = 1_700_000_000_000;
const count = (days * 86_400_000) / gap + 1;
const end = epoch + (count - 1) * gap;
// Processor time of one query; a smoke run only notices a slump.
const limitMs = flags.smoke ? 2000 : 1600;

const queries = [
  'sum by (model) (rate(m_total[5m]))',
  'sum by (model) (m_total)',
  'rate(m_total[5m]) > 6.5',
  'sum(rate(m_total{model="m0"}[5m])) / sum(rate(m_total[5m]))',
  'max_over_time(m_total{model="m1"}[1h])',
  'avg by (instance) (rate(m_total[10m])) > 5',
  'topk(3, sum by (gpu) (rate(m_total[5m])))',
  'increase(m_total[1h]) < 100',
  'quantile by (model) (0.9, rate(m_total[5m]))',
  'm_total / on (instance, gpu, model) m_total',
  'count by (model) (changes(m_total[15m]) == 0)',
  'absent(m_total{gpu="none"}) or sum(rate(m_total[5m])) < 1',
];

void main();

async function main(): Promise<void> {
  const store = new SeriesStore();
  const series = generate();
  for (const one of series) store.add(one);
  if (flags.server && flags.write) await write(flags.server, series);
  const target = dialect('3.16');
  const ratios: number[] = [];
  let slow = 0;
  for (const text of queries) {
    const { expr } = analyzePromql(text, target);
    let best = Number.POSITIVE_INFINITY;
    let longest = 0;
    for (let round = 0; round < 3; round++) {
      const before = process.cpuUsage();
      const work = evaluateRange(expr, store, { start: epoch, end, step: 60_000 }, { dialect: target });
      for (;;) {
        const from = performance.now();
        const step = work.next();
        if (round > 0) longest = Math.max(longest, performance.now() - from);
        if (!step.done) continue;
        if (!step.value.ok) throw new Error(`${text}: ${step.value.error.message}`);
        break;
      }
      const { user, system } = process.cpuUsage(before);
      best = Math.min(best, (user + system) / 1000);
    }
    if (best > limitMs) slow++;
    const theirs = flags.server ? await ask(flags.server, text) : undefined;
    if (theirs !== undefined) ratios.push(best / theirs);
    const compared = theirs === undefined ? '' : `, theirs ${theirs.toFixed(0)} ms, ${(best / theirs).toFixed(2)}x`;
    console.log(`${best.toFixed(0).padStart(6)} ms (longest slice ${longest.toFixed(0)} ms)${compared}  ${text}`);
  }
  if (ratios.length > 0) {
    const sorted = [...ratios].sort((a, b) => a - b);
    console.log(
      `first ${ratios[0]!.toFixed(2)}x, median ${sorted[sorted.length >> 1]!.toFixed(2)}x, worst ${sorted.at(-1)!.toFixed(2)}x`,
    );
  }
  console.log(`memory ${Math.round(process.memoryUsage().rss / 1e6)} MB, limit of one query ${limitMs} ms`);
  if (slow > 0) process.exitCode = 1;
}

function generate(): readonly Series[] {
  const random = new Random(1);
  const times = Float64Array.from({ length: count }, (_, i) => epoch + i * gap);
  return Array.from({ length: 1000 }, (_, i) => {
    const values = new Float64Array(count);
    let value = 0;
    for (let at = 0; at < count; at++) {
      value = random.next() < 1e-5 ? 0 : value + random.below(300);
      values[at] = value;
    }
    const labels = { __name__: 'm_total', instance: `node-${i >> 3}`, gpu: String(i % 8), model: `m${i % 5}` };
    return { labels: Labels.from(labels), times, values };
  });
}

/** Fills the server, some hours at a time as it takes samples in order. */
async function write(url: string, series: readonly Series[]): Promise<void> {
  for (let from = 0; from < count; from += 240) {
    const part = series.map(one => ({
      ...one,
      times: one.times.slice(from, from + 240),
      values: one.values.slice(from, from + 240),
    }));
    const answer = await fetch(`${url}/api/v1/write`, { method: 'POST', body: Buffer.from(writeRequest(part, 0)) });
    if (!answer.ok) throw new Error(`remote write: ${answer.status} ${await answer.text()}`);
  }
}

/** Processor time of the server so far, milliseconds (Linux). */
function serverTime(pid: string): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Time of the best of three answers, milliseconds. */
async function ask(url: string, query: string): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const now = (): number => (flags.pid ? serverTime(flags.pid) : performance.now());
    const from = now();
    const body = new URLSearchParams({ query, start: String(epoch / 1000), end: String(end / 1000), step: '60' });
    const answer = await fetch(`${url}/api/v1/query_range`, { method: 'POST', body });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${query}: ${answer.status}`);
    best = Math.min(best, now() - from);
  }
  return best;
}
