// A real Alertmanager with intervals of seconds and a webhook on the loopback: what it sends over time against our timeline.
// Alerts are posted when they start and when they end, as Prometheus does but for its repetitions. Times may differ by up to
// 0.9 s: the tick of a group, the request and this process each come a little late on a busy machine. Scenarios keep every start
// and end 0.4 s away from all flushes, and no repeat_interval is a multiple of group_interval: there it is chance who comes first.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timelineOf } from '../../server/src/routing/timeline';
import type { TimelineAlert } from '../../server/src/routing/timelineShapes';
import { finish } from '../../server/src/text/slices';
import type { Random } from './random';
import { configurationFrom, type Score } from './routingCompare';

const tolerance = 900;
/** How late an alert may be posted, milliseconds. */
const mostLate = 250;
/** All scenarios run at once, each with alerts of its own. */
const length = 26_000;

interface Scenario {
  readonly number: number;
  readonly route: string;
  readonly inhibitions: readonly string[];
  readonly alerts: readonly { readonly labels: Record<string, string>; readonly from: number; readonly to?: number }[];
}

function scenarioOf(random: Random, number: number): Scenario {
  const name = `s${number}`;
  const [wait, interval] = [random.pick([1, 2, 3]), random.pick([2, 3, 4])];
  const repeat = random.pick([interval - 1, interval * 2 - 1, interval * 2 + 1, 61]);
  const groupBy = random.pick(['[scenario]', '[scenario, gpu]', "['...']", '[alertname, scenario]']);
  const times = `group_wait: ${wait}s400ms, group_interval: ${interval}s, repeat_interval: ${repeat}s, group_by: ${groupBy}`;
  const receiver = `${name}${random.pick(['', '-firing'])}`;
  const other = random.chance(40)
    ? `{receiver: ${name}-firing, matchers: ['gpu="1"'], continue: true, ${times}}, `
    : '';
  const route = `{matchers: ['scenario="${name}"'], receiver: ${receiver}, ${times}, routes: [${other}{receiver: ${receiver}, matchers: [], continue: true}]}`;
  const inhibitions = random.chance(40)
    ? [
        `{source_matchers: ['scenario="${name}"', 'alertname="Down"'], target_matchers: ['scenario="${name}"', 'alertname!="Down"'], equal: [${random.pick(['', 'gpu'])}]}`,
      ]
    : [];
  // Starts at whole seconds, flushes 0.4 s and ends 0.8 s after one.
  const alerts = random.list(2, 6, () => {
    const from = random.below(10) * 1000;
    const labels = { alertname: random.pick(['Hot', 'Down', 'Slow']), scenario: name, gpu: String(random.below(3)) };
    return random.chance(75) ? { labels, from, to: from + 1800 + random.below(10) * 1000 } : { labels, from };
  });
  const seen = new Set<string>();
  return {
    number,
    route,
    inhibitions,
    alerts: alerts.filter(one => !seen.has(JSON.stringify(one.labels)) && seen.add(JSON.stringify(one.labels))),
  };
}

function configurationOf(scenarios: readonly Scenario[], hook: string): string {
  const names = scenarios.flatMap(({ number }) => [`s${number}`, `s${number}-firing`]);
  return [
    'route:',
    '  receiver: nobody',
    '  routes:',
    ...scenarios.map(({ route }) => `  - ${route}`),
    'receivers:',
    '- name: nobody',
    ...names.map(
      name =>
        `- {name: ${name}, webhook_configs: [{url: '${hook}/${name}', send_resolved: ${!name.endsWith('-firing')}}]}`,
    ),
    `inhibit_rules: [${scenarios.flatMap(({ inhibitions }) => inhibitions).join(', ')}]`,
    '',
  ].join('\n');
}

/** A message: when, to whom, about which alerts in which state. */
interface Line {
  readonly at: number;
  readonly text: string;
}

function textOf(
  receiver: string,
  groupKey: string,
  alerts: readonly { readonly labels: Readonly<Record<string, string>>; readonly firing: boolean }[],
): string {
  return `${receiver} ${groupKey} ${alerts.map(({ labels, firing }) => `${labels['alertname']}/${labels['gpu']}${firing ? '' : '-'}`).join()}`;
}

async function freePort(): Promise<number> {
  const socket = createSocket();
  await new Promise<void>(done => socket.listen(0, '127.0.0.1', done));
  const { port } = socket.address() as AddressInfo;
  await new Promise<void>(done => socket.close(() => done()));
  return port;
}

/** A current Alertmanager: old ones keep empty groups for up to half a minute, by a clock that nobody sees. */
function alertmanagerProgram(): string | undefined {
  const file = join('.oracles', 'alertmanager');
  return existsSync(file) ? file : undefined;
}

/** Runs scenarios in a real Alertmanager, all at once. */
export async function compareTimelines(random: Random, count: number): Promise<Score | undefined> {
  const program = alertmanagerProgram();
  if (!program) return undefined;
  const scenarios = Array.from({ length: count }, (_, i) => scenarioOf(random, i));
  const lines: Line[] = [];
  const server = await webhook(lines);
  const hook = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), 'alertmanager-'));
  const content = configurationOf(scenarios, hook);
  writeFileSync(join(folder, 'alertmanager.yml'), content);
  const port = await freePort();
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  );
  try {
    await ready(`http://127.0.0.1:${port}/-/ready`, child);
    const began = Date.now() + 500;
    const late = await play(scenarios, began, `http://127.0.0.1:${port}/api/v2/alerts`);
    await until(began + length);
    // Where alerts come as late as flushes are away, nothing follows from what is sent.
    if (late > mostLate)
      return { what: `timelines: not judged, this machine was ${late} ms late`, asked: 0, differing: [] };
    return scored(scenarios, content, lines, began);
  } finally {
    child.kill();
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  }
}

function webhook(lines: Line[]): Promise<Server> {
  const server = createServer((request, response) => {
    const at = Date.now();
    void bodyOf(request).then(body => {
      const { receiver, groupKey, alerts } = JSON.parse(body) as {
        readonly receiver: string;
        readonly groupKey: string;
        readonly alerts: readonly { readonly labels: Record<string, string>; readonly status: string }[];
      };
      const told = alerts.map(({ labels, status }) => ({ labels, firing: status === 'firing' }));
      lines.push({ at, text: textOf(receiver, groupKey, told) });
      response.end();
    });
  });
  return new Promise(done => server.listen(0, '127.0.0.1', () => done(server)));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  for (let i = 0; i < 100 && child.exitCode === null; i++) {
    if (
      await fetch(url).then(
        answer => answer.ok,
        () => false,
      )
    )
      return;
    await until(Date.now() + 200);
  }
  throw new Error('Alertmanager does not start.');
}

const until = (time: number): Promise<void> => new Promise(done => setTimeout(done, Math.max(0, time - Date.now())));

/** Posts each alert when it starts, and when it ends; gives how late that was at most, milliseconds. */
async function play(scenarios: readonly Scenario[], began: number, url: string): Promise<number> {
  let late = 0;
  const steps = scenarios.flatMap(({ alerts }) =>
    alerts.flatMap(({ labels, from, to }) => {
      const startsAt = new Date(began + from).toISOString();
      const open = { labels, startsAt, endsAt: new Date(began + 600_000).toISOString() };
      const end =
        to === undefined ? [] : [{ at: to, alert: { labels, startsAt, endsAt: new Date(began + to).toISOString() } }];
      return [{ at: from, alert: open }, ...end];
    }),
  );
  const times = [...new Set(steps.map(({ at }) => at))].sort((a, b) => a - b);
  for (const time of times) {
    await until(began + time);
    const body = JSON.stringify(steps.filter(({ at }) => at === time).map(({ alert }) => alert));
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (!answer.ok) throw new Error(await answer.text());
    late = Math.max(late, Date.now() - began - time);
  }
  return late;
}

function scored(scenarios: readonly Scenario[], content: string, lines: readonly Line[], began: number): Score {
  const configuration = configurationFrom(content);
  const differing: string[] = [];
  let messages = 0;
  for (const { number, alerts, route, inhibitions } of scenarios) {
    const given = alerts.map(
      ({ labels, from, to }): TimelineAlert => ({
        labels,
        annotations: {},
        startsAt: began + from,
        ...(to === undefined ? {} : { endsAt: began + to }),
      }),
    );
    // Between two flushes, so that none comes just before or just after it.
    const last = began + length - 2000;
    const { events } = finish(timelineOf(configuration, given, { until: last, resend: 1e9 }));
    const mine = events.flatMap(event =>
      event.kind === 'sent'
        ? [
            {
              at: event.at,
              text: textOf(
                event.to.receiver,
                event.group.key,
                event.alerts.map(({ alert, firing }) => ({ labels: alert.labels, firing })),
              ),
            },
          ]
        : [],
    );
    const prefix = new RegExp(`^s${number}(?:-firing)? `);
    const real = lines.filter(({ at, text }) => prefix.test(text) && at <= last);
    messages += mine.length;
    const order = (some: readonly Line[]): readonly Line[] =>
      [...some].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.at - b.at));
    const [ours, theirs] = [order(mine), order(real)];
    const same =
      ours.length === theirs.length &&
      ours.every((one, i) => one.text === theirs[i]!.text && Math.abs(one.at - theirs[i]!.at) <= tolerance);
    if (same) continue;
    const shown = (some: readonly Line[]): string =>
      some.map(({ at, text }) => `    ${((at - began) / 1000).toFixed(1)} ${text}`).join('\n');
    differing.push(
      `${route}\n${inhibitions.join('\n')}\n${JSON.stringify(alerts)}\n  ours\n${shown([...mine].sort((a, b) => a.at - b.at))}\n  theirs\n${shown(real)}`,
    );
  }
  return { what: `timelines of a real Alertmanager (${messages} messages)`, asked: scenarios.length, differing };
}
