// Runs a Prometheus with an exporter for a while and holds the backtest of every alert against the stored `ALERTS`.
import { slotTime } from '../../server/src/alerting/alertRun';
import { type Backtest, groupPhases, templateLabels } from '../../server/src/alerting/backtest/backtest';
import { AlertTexts } from '../../server/src/alerting/texts';
import { type AskedBacktest, askBacktest } from '../../server/src/backtest/backtestRule';
import { alertsOf, type ReadAlert } from '../../server/src/backtest/readRule';
import type { BacktestRule } from '../../server/src/backtest/rule';
import type { DataSource, InstantResult } from '../../server/src/datasource/datasource';
import { createPrometheusClient } from '../../server/src/datasource/prometheus/client';
import { parseServerUrl } from '../../server/src/datasource/prometheus/url';
import { openDocument } from '../../server/src/model/document';
import { dialect } from '../../server/src/promql/dialect';
import { Labels } from '../../server/src/series/labels';
import { nodeTransport } from '../../server/src/transport/node';
import { startExporter } from './exporter';
import { ruleFile } from './rules';
import { startPrometheus } from './server';

export interface LiveInput {
  readonly program: string;
  readonly version: string;
  readonly alerts: number;
  /** How long the server runs. */
  readonly seconds: number;
  readonly seed: number;
}

export interface LiveResult {
  readonly alerts: number;
  /** Evaluations of all alerts that were compared, and those with the same alerts in the same states. */
  readonly compared: number;
  readonly agree: number;
  /** Evaluations that were left out, or may have begun before a sample that they read was stored, and what came of them; not compared. */
  readonly late: number;
  /** Compared evaluations with an alert, and evaluations that failed. */
  readonly active: number;
  readonly failed: number;
  readonly differences: readonly string[];
}

export async function compareLive(input: LiveInput): Promise<LiveResult> {
  const exporter = await startExporter(input.seed);
  const target = dialect(input.version);
  const { major, minor } = target.version;
  const configuration = `global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s, external_labels: {site: here}}
rule_files: [rules.yml]
scrape_configs:
- {job_name: gpu, static_configs: [{targets: ["127.0.0.1:${exporter.port}"]}]}
`;
  try {
    const server = await startPrometheus(input.program, { 'prometheus.yml': configuration });
    try {
      const read = parseServerUrl(server.url);
      if (!('url' in read)) throw new Error(server.url);
      const source = createPrometheusClient({ name: 'live', url: read.url }, nodeTransport);
      // Groups are named so that they are evaluated half a second after the scrapes: what they read is stored by then.
      const scraped = await firstScrape(source);
      const file = `${server.folder}/rules.yml`;
      const rules = ruleFile(input.alerts, input.seed, major > 2 || minor >= 53, (name, interval) =>
        groupPhases({ file, name, interval }).every(phase => {
          const behind = (phase - scraped + 10 * interval) % 1_000;
          return behind > 350 && behind < 800;
        }),
      );
      server.reload({ 'rules.yml': rules });
      const from = Date.now();
      await new Promise(resolve => setTimeout(resolve, input.seconds * 1000));
      // Evaluations under way have no stored samples yet.
      return await compareAll(source, alertsOf(openDocument(rules), target, file), from, Date.now() - 3_000);
    } finally {
      await server.close();
    }
  } finally {
    await exporter.close();
  }
}

async function compareAll(
  source: DataSource,
  read: readonly ReadAlert[],
  from: number,
  to: number,
): Promise<LiveResult> {
  const scrapes = await scrapesUntil(source, to);
  const counts = { alerts: read.length, compared: 0, agree: 0, late: 0, active: 0, failed: 0 };
  const differences: string[] = [];
  for (const { rule, alert } of read) {
    const evaluated = await stampsOf(source, `evaluated{group="${rule.group.name}"}`, to);
    const asked = await askBacktest({
      rule,
      source,
      from,
      to,
      labels: told =>
        templateLabels(
          new AlertTexts(alert, {
            version: dialect('3.16').version,
            ...(told.externalLabels ? { externalLabels: told.externalLabels } : {}),
            query: () => ({ error: 'not asked' }),
          }),
        ),
    });
    if (!asked.ok) throw new Error(`${rule.text}: ${asked.error.message}`);
    const { found, schedule } = asked.data;
    const there = await storedAlerts(source, rule, asked.data);
    const here = statesOf(rule, found);
    const failures = new Set(found.failures.map(({ time }) => time));
    const start = Math.min(...evaluated) + schedule.queryOffset;
    // After an evaluation that may have missed a sample alerts may differ for as long as they go on.
    let doubtful = false;
    for (let slot = 0; slot < found.slots.count; slot++) {
      const time = slotTime(found.slots, slot);
      const stored = time - schedule.queryOffset;
      const theirs = [...(there.get(stored) ?? [])].sort().join(' ');
      // An evaluation that fails writes nothing.
      const mine = failures.has(time) ? '' : [...(here.get(slot) ?? [])].sort().join(' ');
      // The first two evaluations after a start write no samples, and nobody evaluated before it.
      if (time < start + 2 * found.slots.step) continue;
      if (!evaluated.has(stored)) {
        // A server that is too busy leaves evaluations out, and what began there begins later.
        doubtful = true;
        counts.late++;
        continue;
      }
      if (wasThere(found, time, start)) continue;
      if (isLate(scrapes, stored, time)) doubtful = true;
      else if (doubtful && theirs === '' && mine === '' && !failures.has(time)) doubtful = false;
      if (doubtful) {
        counts.late++;
        continue;
      }
      counts.compared++;
      if (failures.has(time)) counts.failed++;
      else if (mine !== '') counts.active++;
      if (mine === theirs) counts.agree++;
      else {
        const { for: hold, keepFiringFor } = rule.timing;
        differences.push(
          `${rule.name} (${rule.group.name}, for ${hold}, keep ${keepFiringFor}, ${found.slots.phase}) ${time}: here ${mine || 'nothing'}, there ${theirs || 'nothing'}: ${rule.text}`,
        );
      }
    }
  }
  return { ...counts, differences };
}

/** Whether an alert of a moment was active before the first evaluation of the server. */
function wasThere({ series }: Backtest, time: number, start: number): boolean {
  return series.some(({ spans }) => spans.some(one => one.from <= time && one.to > time && one.activeAt < start));
}

/** When the exporter was scraped first, in milliseconds within a second. */
async function firstScrape(source: DataSource): Promise<number> {
  for (;;) {
    const answer = await source.query('timestamp(up == 1)', Date.now());
    if (answer.ok && answer.data.type === 'vector' && answer.data.samples[0]) {
      return Math.round(answer.data.samples[0].v * 1000) % 1000;
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

/** Start and duration of all scrapes, milliseconds. */
async function scrapesUntil(source: DataSource, to: number): Promise<readonly (readonly [number, number])[]> {
  const points = await raw(source, 'scrape_duration_seconds', to);
  return points.flatMap(({ times, values }) => times.map((time, i) => [time, values[i]! * 1000] as const));
}

/** Whether a scrape that the query sees was not stored yet when the evaluation may have begun. */
function isLate(scrapes: readonly (readonly [number, number])[], query: number, evaluation: number): boolean {
  const slack = 60;
  return scrapes.some(([start, took]) => start <= query && start + took + slack > evaluation);
}

async function stampsOf(source: DataSource, selector: string, to: number): Promise<ReadonlySet<number>> {
  return new Set((await raw(source, selector, to)).flatMap(({ times }) => times));
}

/** What was written, by time: `pending {labels}` or `firing {labels}`. */
async function storedAlerts(source: DataSource, rule: BacktestRule, { found }: AskedBacktest) {
  const end = slotTime(found.slots, found.slots.count);
  const states = new Map<number, Set<string>>();
  for (const { labels, times } of await raw(source, `ALERTS{alertname="${rule.name}"}`, end)) {
    const text = `${labels.get('alertstate')} ${labels.filter(name => name !== '__name__' && name !== 'alertstate')}`;
    for (const time of times) {
      if (!states.has(time)) states.set(time, new Set());
      states.get(time)!.add(text);
    }
  }
  return states;
}

function statesOf(rule: BacktestRule, { slots, series }: Backtest): ReadonlyMap<number, ReadonlySet<string>> {
  const states = new Map<number, Set<string>>();
  for (const { labels, spans } of series) {
    const written = Labels.of([...rule.labels, ...Object.entries(labels)]);
    for (const { state, from, to } of spans) {
      for (let time = from; time < to; time += slots.step) {
        const slot = Math.round((time - slots.start) / slots.step);
        if (!states.has(slot)) states.set(slot, new Set());
        states.get(slot)!.add(`${state === 'pending' ? 'pending' : 'firing'} ${written}`);
      }
    }
  }
  return states;
}

/** Stored samples of a selector, of the last ten minutes. */
async function raw(source: DataSource, selector: string, to: number) {
  const answer = await source.query(`${selector}[10m]`, to);
  if (!answer.ok) throw new Error(answer.error.message);
  const data: InstantResult = answer.data;
  if (data.type !== 'matrix') throw new Error(`${selector} gives no samples`);
  return data.series.map(({ labels, times, values }) => ({
    labels: Labels.from(labels),
    times: [...times],
    values: [...values],
  }));
}
