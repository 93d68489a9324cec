// The whole way of an alert with the real programs on loopback: a Python exporter is scraped by Prometheus, which evaluates a rule
// file; Alertmanager routes what fires to a webhook. For the script `npm run end-to-end` and for the journey in a real VS Code.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groupPhases } from '../../server/src/alerting/backtest/backtest';
import { idlePort, listen } from '../harness/loopback';
import { type LivePrometheus, startPrometheus } from './server';

const root = join(import.meta.dirname, '../..');

/** A notification as Alertmanager posts it. */
export interface Notification {
  readonly receiver: string;
  readonly status: string;
  readonly groupKey: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly startsAt: string;
  }[];
}

export interface Programs {
  readonly prometheus: string;
  readonly alertmanager: string;
  /** A Python with `prometheus_client`. */
  readonly python: string;
}

export interface Way {
  /** The address of Prometheus. */
  readonly url: string;
  /** The rule file with and without the group of the alert, which is `name`; the file on the server has the latter. */
  readonly rules: string;
  readonly configuration: string;
  /** How often the group is evaluated, milliseconds. */
  readonly interval: number;
  /** Makes the model as accurate as that, from the next scrape on. */
  measure(accuracy: number): void;
  /** Waits until so many scrapes of a state are stored. */
  scraped(query: string): Promise<void>;
  /** Loads the whole rule file. */
  load(): Promise<void>;
  /** The first notification that arrives at the webhook. */
  readonly arrived: Promise<Notification>;
  stop(): Promise<void>;
}

/** The programs of `.oracles`, or those that Debian has; in words what is missing. */
export function findPrograms(): Programs | { readonly missing: string } {
  const find = (built: string, installed: string): string | undefined => {
    const file = join(root, '.oracles', built);
    if (existsSync(file)) return file;
    return spawnSync(installed, ['--version']).status === 0 ? installed : undefined;
  };
  const prometheus = find('prometheus', 'prometheus');
  const alertmanager = find('alertmanager', 'prometheus-alertmanager');
  const python = ['python3', '/usr/bin/python3'].find(
    one => spawnSync(one, ['-c', 'import prometheus_client']).status === 0,
  );
  if (!prometheus) return { missing: 'Prometheus' };
  if (!alertmanager) return { missing: 'Alertmanager' };
  if (!python) return { missing: 'the Python package prometheus_client (Debian: python3-prometheus-client)' };
  return { prometheus, alertmanager, python };
}

const interval = 2_000;

/** Starts all of it; the alert's group is not loaded yet. */
export async function startWay({ prometheus: program, alertmanager, python }: Programs): Promise<Way> {
  const folder = mkdtempSync(join(tmpdir(), 'end-to-end-'));
  const closing: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const exporter = await startExporter(python);
    closing.push(exporter.stop);
    const webhook = await startWebhook();
    closing.push(webhook.stop);
    const configuration = configurationFor(webhook.port);
    writeFileSync(join(folder, 'alertmanager.yml'), configuration);
    const receiver = await startAlertmanager(alertmanager, folder);
    closing.push(receiver.stop);
    const prometheus = await startPrometheus(program, {
      'prometheus.yml': scrapes(exporter.port, receiver.port),
      'rules.yml': ownGroup,
    });
    closing.push(() => prometheus.close());
    const scraped = (query: string): Promise<void> => until(async () => (await ask(prometheus.url, query)).length > 0);
    await scraped('model_accuracy');
    const rules = ownGroup + alertGroup(await quietName(prometheus));
    return {
      url: prometheus.url,
      rules,
      configuration,
      interval,
      measure: exporter.measure,
      scraped,
      async load() {
        prometheus.reload({ 'rules.yml': rules });
        await until(async () => (await (await fetch(`${prometheus.url}/api/v1/rules`)).text()).includes('AccuracyLow'));
      },
      arrived: webhook.arrived,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What a message says, but for what hangs on names of the machine. */
export function shownOf({
  receiver,
  status,
  groupKey,
  groupLabels,
  commonLabels,
  commonAnnotations,
  alerts,
}: Notification): unknown {
  return {
    receiver,
    status,
    groupKey,
    groupLabels: sorted(groupLabels),
    commonLabels: sorted(commonLabels),
    commonAnnotations: sorted(commonAnnotations),
    alerts: alerts.map(one => [one.status, sorted(one.labels), sorted(one.annotations), one.startsAt]),
  };
}

export function sorted(labels: Readonly<Record<string, string>>): unknown {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}

const ownGroup = `groups:
- name: counts
  interval: 2s
  rules:
  - record: model:predictions:rate1m
    expr: sum by (model_name) (rate(model_predictions_total[1m]))
`;

function alertGroup(name: string): string {
  return `- name: ${name}
  interval: ${interval / 1000}s
  rules:
  - alert: AccuracyLow
    expr: min by (model_name, model_version) (model_accuracy) < 0.9
    for: 4s
    labels: {severity: critical, team: ml}
    annotations:
      summary: '{{ $labels.model_name }} {{ $labels.model_version }} is right in {{ $value | humanizePercentage }} of its answers'
  - alert: AccuracyPerfect
    expr: model_accuracy >= 1
    labels: {severity: info, team: cost}
`;
}

/**
 * A name for the group by which it is evaluated half a second after scrapes: an evaluation that comes while a scrape is being
 * stored sees it or not.
 */
async function quietName({ url, folder }: LivePrometheus): Promise<string> {
  const file = join(folder, 'rules.yml');
  const [sample] = await ask(url, 'timestamp(up)');
  const scrape = Math.round(Number(sample!.value[1]) * 1000) % 1000;
  for (let i = 0; ; i++) {
    const name = `quality-${i}`;
    const [phase = 0] = groupPhases({ file, name, interval });
    const behind = (phase - scrape + 1000) % 1000;
    if (behind > 400 && behind < 700) return name;
  }
}

async function ask(url: string, query: string): Promise<readonly { readonly value: readonly [number, string] }[]> {
  const reply = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { data } = (await reply.json()) as { readonly data?: { readonly result: [] } };
  return data?.result ?? [];
}

async function startExporter(python: string) {
  const port = await idlePort();
  const program = join(import.meta.dirname, 'exporter.py');
  const child = spawn(python, [program, String(port)], { stdio: ['pipe', 'ignore', 'inherit'] });
  await until(async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).ok);
  return { port, measure: (accuracy: number) => void child.stdin.write(`${accuracy}\n`), stop: () => end(child) };
}

async function startWebhook() {
  let arrive = (_: Notification): void => undefined;
  const arrived = new Promise<Notification>(resolve => (arrive = resolve));
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      response.end();
      arrive(JSON.parse(body) as Notification);
    });
  });
  const port = await listen(server);
  const stop = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise(resolve => server.close(() => resolve()));
  };
  return { port, arrived, stop };
}

function configurationFor(port: number): string {
  const receiver = (name: string): string =>
    `- name: ${name}\n  webhook_configs: [{url: 'http://127.0.0.1:${port}/${name}'}]\n`;
  return `route:
  receiver: nobody
  group_by: [alertname]
  group_wait: 1s
  group_interval: 2s
  routes:
  - {receiver: info, matchers: ['severity="info"']}
  - {receiver: ml-oncall, matchers: ['team="ml"', 'severity=~"critical|warning"']}
receivers:
${receiver('nobody')}${receiver('info')}${receiver('ml-oncall')}`;
}

function scrapes(exporter: number, alertmanager: number): string {
  return `global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 2s}
rule_files: [rules.yml]
scrape_configs:
- job_name: models
  static_configs: [{targets: ['127.0.0.1:${exporter}']}]
alerting:
  alertmanagers:
  - static_configs: [{targets: ['127.0.0.1:${alertmanager}']}]
`;
}

async function startAlertmanager(program: string, folder: string) {
  const port = await idlePort();
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await until(async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok);
  return { port, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** Looks ten times a second until something is so. */
async function until(check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await check().catch(() => false)) return;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error('A program did not do its part within a minute.');
}
