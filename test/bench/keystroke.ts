// What a key costs in an Alertmanager configuration of 1,600 receivers and routes, through the real server: the time that
// its main thread works until it answers. That is the processor's time, which other processes do not change (Linux tells
// it of a thread; elsewhere the wall is measured). usage: node -r ./tools/load.cjs test/bench/keystroke.ts [--smoke]
import fs from 'node:fs';
import { Client } from '../protocol/client';
import { build } from '../protocol/program';
import { generateAlertmanager } from './generateAlertmanager';

const smoke = process.argv.includes('--smoke');
const edits = smoke ? 6 : 60;
/** Milliseconds; a smoke run only notices a slump. */
const limit = 50 * (smoke ? 10 : 1);
const sound = generateAlertmanager(smoke ? 400 : 1_600);

async function main(): Promise<void> {
  build();
  const client = await Client.start();
  await measure(client, 'sound', sound, sound.indexOf('#serving-', sound.length * 0.6) + 1);
  const at = sound.indexOf("channel: '#", sound.length * 0.6) + 'channel: '.length;
  const broken = `${sound.slice(0, at)}a: ${sound.slice(at)}`;
  await measure(client, 'broken where it is typed', broken, at);
  await measure(client, 'broken elsewhere', broken, sound.indexOf('serving-', sound.length * 0.2));
  let seen = 0;
  const aliased = sound.replaceAll('group_wait: 30s', found => {
    const place = seen++;
    return place === 0 ? 'group_wait: &wait 30s' : place % 10 === 0 ? 'group_wait: *wait' : found;
  });
  await measure(client, 'with aliases', aliased, aliased.indexOf('#serving-', aliased.length * 0.6) + 1);
  await client.stop();
}

async function measure(client: Client, name: string, text: string, at: number): Promise<void> {
  const uri = `file:///${name.replaceAll(' ', '-')}.yml`;
  client.open(uri, text);
  await client.diagnostics(uri, 1);
  const before = text.slice(0, at).split('\n');
  const start = { line: before.length - 1, character: before[before.length - 1]!.length };
  const times: number[] = [];
  for (let version = 2; version < 2 + edits; version++) {
    const isInsert = version % 2 === 0;
    const end = isInsert ? start : { ...start, character: start.character + 1 };
    const from = worked(client);
    client.change(uri, version, [{ range: { start, end }, text: isInsert ? 'x' : '' }]);
    await client.diagnostics(uri, version);
    times.push(worked(client) - from);
    // What comes after the answer is no part of the next one.
    await client.request('textDocument/codeLens', { textDocument: { uri } });
  }
  times.sort((a, b) => a - b);
  const p95 = times[Math.floor(times.length * 0.95)]!;
  const over = p95 > limit;
  if (over) process.exitCode = 1;
  console.log(
    `${name}, ${Math.round(text.length / 1000)} KB: p50 ${times[times.length >> 1]!.toFixed(1)} ms, ` +
      `p95 ${p95.toFixed(1)} ms (limit ${limit})${over ? ' EXCEEDED' : ''}`,
  );
}

/** Milliseconds that the server's main thread has worked. */
function worked({ pid }: Client): number {
  try {
    return Number(fs.readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

main();
