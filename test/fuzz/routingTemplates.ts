// Notification templates over random groups of alerts: the default ones and mixtures, ours against Alertmanager's.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultTemplates } from '../../server/src/template/defaultTemplates';
import type { NotificationAlert, NotificationData } from '../../server/src/template/notification';
import { renderNotification } from '../harness/notification';
import type { Oracle } from '../oracles/ask';
import { notificationCases } from '../oracles/notificationCases';
import type { Random } from './random';
import type { Score } from './routingCompare';

/** Templates whose output is a view of our own. */
const ownViews = new Set(['email.default.html']);

const WORDS = [
  'hot',
  'a b',
  '<b>&"x"',
  "it's",
  'Zürich',
  '',
  'line\nbreak',
  '100%',
  '{{ x }}',
  'tab\t',
  '😀',
  'http://x/?a=b&c=d',
];
const NAMES = ['alertname', 'severity', 'gpu', 'instance', 'job', 'team', 'k8s.pod'];

function pairs(random: Random, names: readonly string[], percent: number): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names)
    if (random.chance(percent))
      found[name] = name === 'severity' ? random.pick(['critical', 'warning', 'info', 'none']) : random.pick(WORDS);
  return found;
}

/** A group of alerts in a notification. All began in the past, so that the moment of asking does not matter. */
export function randomData(random: Random): NotificationData {
  const shared = pairs(random, NAMES, 40);
  const alerts = random.list(0, 4, (): NotificationAlert => {
    const startsAt = Date.UTC(
      2025,
      random.below(12),
      1 + random.below(28),
      random.below(24),
      0,
      random.below(60),
      random.below(1000),
    );
    return {
      labels: { alertname: 'X', ...shared, ...pairs(random, NAMES, 20) },
      annotations: pairs(random, ['summary', 'description', 'runbook_url'], 60),
      startsAt,
      ...(random.chance(40) ? { endsAt: startsAt + 60_000 } : {}),
      ...(random.chance(70) ? { generatorURL: `http://prometheus:9090/graph?g0.expr=${random.below(9)}` } : {}),
    };
  });
  const common = alerts[0]?.labels ?? {};
  const groupLabels = Object.fromEntries(
    Object.entries(common).filter(
      ([name, value]) => random.chance(40) && alerts.every(({ labels }) => labels[name] === value),
    ),
  );
  return {
    receiver: random.pick(['team', 'a.b+c', 'ml/gpu/chat', 'two words', 'é']),
    groupLabels,
    externalURL: random.pick(['http://am:9093', 'https://alerts.example.com/am']),
    now: Date.UTC(2026, 0, 1),
    alerts,
  };
}

function randomText(random: Random, mixtures: readonly string[]): string {
  const names = [...defaultTemplates()].filter(name => !ownViews.has(name));
  const call = (): string => {
    const name = random.pick(names);
    if (/^__text/.test(name) || name.endsWith('.instances'))
      return `{{ template "${name}" ${random.pick(['.Alerts', '.Alerts.Firing', '.Alerts.Resolved'])} }}`;
    return `{{ template "${name}" . }}`;
  };
  return random.chance(70) ? random.list(1, 2, call).join('|') : `${random.pick(mixtures)}|${call()}`;
}

const isoOf = (ms: number | undefined): string =>
  ms === undefined ? '0001-01-01T00:00:00Z' : new Date(ms).toISOString();

/** A case as the oracle is asked. */
export function asked({ text, data }: { readonly text: string; readonly data: NotificationData }): object {
  return {
    op: 'template',
    text,
    receiver: data.receiver,
    group_labels: data.groupLabels,
    external_url: data.externalURL,
    alerts: data.alerts.map(({ labels, annotations, startsAt, endsAt, generatorURL }) => ({
      labels,
      annotations,
      starts_at: isoOf(startsAt),
      ends_at: isoOf(endsAt),
      generator_url: generatorURL ?? '',
    })),
  };
}

/** Newest version, by the oracle. */
export async function compareTemplates(oracle: Oracle, random: Random, count: number): Promise<Score> {
  const mixtures = notificationCases(1, 60)
    .map(({ text }) => text)
    .filter(text => !text.includes('"my"'));
  const cases = Array.from({ length: count }, () => ({ text: randomText(random, mixtures), data: randomData(random) }));
  const theirs = await oracle.ask<{ readonly ok: boolean; readonly output?: string; readonly error?: string }>(
    cases.map(asked),
  );
  const differing: string[] = [];
  for (const [i, { text, data }] of cases.entries()) {
    const mine = renderNotification(text, data);
    const real = theirs[i]!;
    const same = real.ok ? mine.text === real.output && !mine.error : mine.error !== undefined;
    if (!same)
      differing.push(
        `${text}\n  ours   ${JSON.stringify(mine)}\n  theirs ${JSON.stringify(real)}\n  ${JSON.stringify(data)}`,
      );
  }
  return { what: 'notification templates', asked: count, differing };
}

/** Debian's amtool does not bring the templates along: those of the sources, where Go has them (`go mod download`). */
function oldSources(): string | undefined {
  const cache = spawnSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).stdout?.trim();
  const file = join(cache || '/nowhere', 'github.com/prometheus/alertmanager@v0.25.0/template/default.tmpl');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** 0.25, by its amtool and its own templates, where both are there: one process a case, so only some. */
export function compareOldTemplates(random: Random, count: number): Score | undefined {
  const version = spawnSync('amtool', ['--version'], { encoding: 'utf8' });
  const sources = oldSources();
  if (!sources || !/version 0\.25/.test(`${version.stdout}${version.stderr}`)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'amtool-'));
  const file = join(folder, 'data.json');
  writeFileSync(join(folder, 'default.tmpl'), sources);
  const differing: string[] = [];
  const names = [...defaultTemplates()].filter(
    name =>
      !ownViews.has(name) &&
      /^(?:__(?!text_alert_list_m)|opsgenie|pagerduty|pushover|slack\.default\.(?!color)|sns|telegram|victorops|webex|wechat|discord\.default\.(?!content))/.test(
        name,
      ),
  );
  for (let i = 0; i < count; i++) {
    const data = randomData(random);
    const name = names[i % names.length]!;
    const list = /^__text/.test(name) || name.endsWith('.instances');
    const text = list ? `{{ template "${name}" .Alerts }}` : `{{ template "${name}" . }}`;
    const now = data.now;
    const isResolved = ({ endsAt }: NotificationAlert): boolean => endsAt !== undefined && endsAt <= now;
    const common = (of: 'labels' | 'annotations'): Record<string, string> =>
      Object.fromEntries(
        Object.entries(data.alerts[0]?.[of] ?? {}).filter(([key, value]) =>
          data.alerts.every(one => (one[of][key] ?? '') === value),
        ),
      );
    writeFileSync(
      file,
      JSON.stringify({
        // As the template sees it.
        receiver: data.receiver.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'),
        status: data.alerts.some(one => !isResolved(one)) ? 'firing' : 'resolved',
        alerts: data.alerts.map(one => ({
          status: isResolved(one) ? 'resolved' : 'firing',
          labels: one.labels,
          annotations: one.annotations,
          startsAt: isoOf(one.startsAt),
          endsAt: isoOf(one.endsAt),
          generatorURL: one.generatorURL ?? '',
        })),
        groupLabels: data.groupLabels,
        commonLabels: common('labels'),
        commonAnnotations: common('annotations'),
        externalURL: data.externalURL,
      }),
    );
    const run = spawnSync(
      'amtool',
      [
        'template',
        'render',
        `--template.glob=${join(folder, '*.tmpl')}`,
        `--template.text=${text}`,
        `--template.data=${file}`,
      ],
      { encoding: 'utf8' },
    );
    const mine = renderNotification(text, { ...data, version: { major: 0, minor: 25 } }).text;
    if (run.stdout !== mine)
      differing.push(`${text}\n  ours   ${JSON.stringify(mine)}\n  theirs ${JSON.stringify(run.stdout + run.stderr)}`);
  }
  rmSync(folder, { recursive: true, force: true });
  return { what: 'default templates of 0.25', asked: count, differing };
}
