// npm run end-to-end -- [--print]
// The whole way of an alert with the real programs (`way.ts`). What `preview` and `route` say of it must be what arrived: when it
// fires, to the evaluation; which receivers it reaches; its labels and texts. Exit 1 where it is not.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPrograms, type Notification, shownOf, sorted, startWay } from './way';

const root = join(import.meta.dirname, '../..');
const { values: options } = parseArgs({ options: { print: { type: 'boolean', default: false } } });

async function main(): Promise<void> {
  const programs = findPrograms();
  if ('missing' in programs) return console.log(`Not there: ${programs.missing}. Nothing was tried.`);
  if (!existsSync(join(root, 'dist/cli.js'))) return console.log('dist/cli.js is missing: nothing was tried.');
  const folder = mkdtempSync(join(tmpdir(), 'end-to-end-'));
  const way = await startWay(programs);
  try {
    writeFileSync(join(folder, 'alertmanager.yml'), way.configuration);
    writeFileSync(join(folder, 'rules.yml'), way.rules);
    await way.load();
    way.measure(0.72);
    const notification = await way.arrived;
    const differences = compare(folder, way.url, notification);
    for (const text of differences) console.log(text);
    if (options.print) console.log(JSON.stringify(notification, undefined, 2));
    console.log(
      differences.length === 0
        ? `end to end: ${notification.alerts[0]!.labels['alertname']} fired at ${notification.alerts[0]!.startsAt}, reached ${notification.receiver} and said what was said beforehand`
        : `end to end: ${differences.length} differ`,
    );
    if (differences.length > 0) process.exitCode = 1;
  } finally {
    await way.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the command line says of the rule, against what arrived. */
function compare(folder: string, url: string, notification: Notification): readonly string[] {
  const { alerts } = notification;
  const [alert] = alerts;
  const differences: string[] = [];
  const same = (what: string, ours: unknown, theirs: unknown): void => {
    if (JSON.stringify(ours) === JSON.stringify(theirs)) return;
    differences.push(`${what}: ${JSON.stringify(ours)} was said, ${JSON.stringify(theirs)} came`);
  };
  same('number of alerts', 1, alerts.length);
  const preview = cli(
    folder,
    'preview',
    'rules.yml',
    '--rule',
    'AccuracyLow',
    '--server',
    url,
    '--since',
    '2m',
    '--format',
    'json',
  ) as {
    readonly rules: readonly {
      readonly backtest: {
        readonly series: readonly {
          readonly labels: Readonly<Record<string, string>>;
          readonly spans: readonly { readonly state: string; readonly from: number }[];
        }[];
      };
      readonly messages: readonly {
        readonly annotations: readonly { readonly name: string; readonly text: string }[];
      }[];
    }[];
  };
  if (options.print) console.log(JSON.stringify(preview, undefined, 2));
  const [rule] = preview.rules;
  const [series] = rule!.backtest.series;
  const firing = series?.spans.find(({ state }) => state === 'firing');
  same('labels', sorted(series?.labels ?? {}), sorted(alert!.labels));
  same('time of firing', firing?.from, Date.parse(alert!.startsAt));
  const said = rule!.messages[0]?.annotations ?? [];
  same('texts', sorted(Object.fromEntries(said.map(({ name, text }) => [name, text]))), sorted(alert!.annotations));
  const asked = [
    ...Object.entries(series?.labels ?? {}).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...said.flatMap(({ name, text }) => ['--annotation', `${name}=${text}`]),
  ];
  const routed = cli(folder, 'route', 'alertmanager.yml', ...asked, '--at', alert!.startsAt, '--format', 'json') as {
    readonly notifications: readonly {
      readonly receiver: string;
      readonly message: { readonly parts: readonly { readonly role: string; readonly text: string }[] };
    }[];
  };
  if (options.print) console.log(JSON.stringify(routed, undefined, 2));
  same(
    'receivers',
    routed.notifications.slice(0, 1).map(one => one.receiver),
    [notification.receiver],
  );
  const body = routed.notifications[0]?.message.parts.find(({ role }) => role === 'body')?.text ?? '{}';
  same('message', shownOf(JSON.parse(body) as Notification), shownOf(notification));
  return differences;
}

function cli(folder: string, ...args: readonly string[]): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (stdout === '') throw new Error(`ml-alert-rules ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout);
}

void main();
