// Tries everything that is asked of servers against real ones, as many as are on this machine, and writes what works on each
// into docs/servers.md.
// usage: npm run servers [-- --keep-docs]      (nothing is installed or built; what is missing is said)
import fs from 'node:fs';
import path from 'node:path';
import type { ServerSource } from '../../server/src/datasource/datasource';
import { createPrometheusClient } from '../../server/src/datasource/prometheus/client';
import { parseServerUrl } from '../../server/src/datasource/prometheus/url';
import { limitTransport } from '../../server/src/transport/limited';
import { nodeTransport } from '../../server/src/transport/node';
import { type Outcome, questions } from './questions';
import { type Running, until, Yard } from './start';

const docs = path.join(import.meta.dirname, '../../docs/servers.md');
const [begin, end] = ['<!-- table: npm run servers -->', '<!-- end of table -->'];

function sourceOf({ name, url, headers, kind }: Running): ServerSource {
  const read = parseServerUrl(url);
  if ('problem' in read) throw new Error(read.problem);
  const options = {
    name,
    url: read.url,
    userAgent: 'ml-alert-rules/servers',
    ...(headers ? { headers } : {}),
    ...(kind ? { kind } : {}),
  };
  return createPrometheusClient(options, limitTransport(nodeTransport));
}

async function main(): Promise<void> {
  const yard = new Yard();
  try {
    const servers = await yard.start();
    for (const missing of yard.missing) console.log(`not there, left out: ${missing}`);
    if (servers.length === 0) return;
    const columns: { readonly name: string; readonly outcomes: readonly Outcome[] }[] = [];
    for (const server of servers) {
      const source = sourceOf(server);
      let last: unknown;
      await until(
        async () => {
          const answer = await source.query('count_over_time(demo_seconds_count[1m]) > 8', Date.now());
          last = answer.ok ? answer.data : answer.error.message;
          return answer.ok && answer.data.type === 'vector' && answer.data.samples.length === 1;
        },
        90_000,
        `the data of ${server.name}`,
      ).catch((error: unknown) => {
        console.log(JSON.stringify(last));
        throw error;
      });
      const outcomes: Outcome[] = [];
      for (const { title, ask } of questions) {
        const outcome = await ask(source).catch(
          (error: unknown): Outcome => ({ works: false, note: `FAILS: ${String(error).slice(0, 200)}` }),
        );
        if (outcome.note?.startsWith('FAILS')) {
          console.log(`${server.name}: ${title}: ${outcome.note}`);
          process.exitCode = 1;
        }
        outcomes.push(outcome);
      }
      outcomes.push(await withoutTenant(server));
      columns.push({ name: server.name, outcomes });
    }
    const table = tableOf(columns);
    console.log(`\n${table}`);
    if (!process.argv.includes('--keep-docs')) writeTable(table);
  } finally {
    await yard.stop();
  }
}

const tenantTitle = 'Says that a tenant is missing';

/** What a store of several tenants says to somebody who names none. */
async function withoutTenant({
  headers: { 'x-scope-orgid': _, ...headers } = {},
  ...server
}: Running): Promise<Outcome> {
  const answer = await sourceOf({ ...server, headers }).query('up', Date.now());
  if (answer.ok) return { works: true, note: 'wants none' };
  const isTold = answer.error.kind === 'unauthorized' && /tenant/.test(answer.error.message);
  return isTold ? { works: true } : { works: false, note: `FAILS: ${answer.error.message}` };
}

function tableOf(columns: readonly { readonly name: string; readonly outcomes: readonly Outcome[] }[]): string {
  const cell = ({ works, note }: Outcome): string => (works ? 'yes' : 'no') + (note === undefined ? '' : `: ${note}`);
  return [
    `| | ${columns.map(({ name }) => name).join(' | ')} |`,
    `|---|${columns.map(() => '---|').join('')}`,
    ...[...questions.map(({ title }) => title), tenantTitle].map(
      (title, i) => `| ${title} | ${columns.map(({ outcomes }) => cell(outcomes[i]!)).join(' | ')} |`,
    ),
  ].join('\n');
}

function writeTable(table: string): void {
  const text = fs.readFileSync(docs, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < 0) throw new Error('docs/servers.md has no place for the table');
  fs.writeFileSync(docs, `${text.slice(0, from)}${begin}\n${table}\n${text.slice(to)}`);
}

void main();
