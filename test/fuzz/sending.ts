// npm run fuzz:sending -- [--configs 4000] [--alerts 6] [--seed 1] [--show 3] [--record FILE]
// Random configurations of Prometheus and alerts: what is refused, what is dropped and with which labels the others are sent must be
// Prometheus' own. Needs oracle-prometheus (npm run oracles). Exit 1 where something differs. --record writes what was asked and said.
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { prometheusConfigsIn, sendingOf } from '../../server/src/model/prometheusConfig';
import { knownLabels } from '../../server/src/relabel/draft';
import { Relabeller } from '../../server/src/relabel/relabel';
import { hasOracle, Oracle } from '../oracles/ask';
import { Random } from './random';

type Labels = Readonly<Record<string, string>>;

/** A configuration, alerts, and what is sent of each: null for nothing; `sent` is null where the configuration is refused. */
export interface SendingCase {
  readonly content: string;
  readonly alerts: readonly Labels[];
  readonly sent: readonly (Labels | null)[] | null;
}

/** What ours says. */
export function ourSent(content: string, alerts: readonly Labels[]): SendingCase['sent'] {
  const [config] = prometheusConfigsIn('prometheus.yml', content);
  const sending = config && sendingOf(config);
  if (!sending) return null;
  const relabeller = new Relabeller(sending);
  return alerts.map(labels => {
    const { sent, labels: left } = relabeller.sent(knownLabels(labels));
    return sent === 'no' ? null : Object.fromEntries(left.names.map(name => [name, left.valueFor(name)!]));
  });
}

const names = ['alertname', 'severity', 'team', 'cluster', 'gpu', 'foo_team', 'foo_severity', 'a.b', 'größe'];
const values = [
  '',
  'critical',
  'Critical',
  'Straße',
  'ΑΣ',
  'ὕλῃ',
  'İx',
  'a;b',
  'a b',
  '$1',
  'team',
  'ml',
  '42',
  'two\nlines',
  '😀',
];
const patterns = [
  '(.*)',
  '.*',
  '.+',
  '',
  'crit.*',
  '(\\w+);(.*)',
  'foo_(.+)',
  'team|severity',
  '(?P<x>[a-z]+)',
  '(?i)CRIT.*',
  '(a)|(b)',
  '[',
  '(?:',
  'foo_(?P<name>t.*)',
  '(.)(.*)',
  '[^;]+',
  '.*;',
  '\\p{Lu}.*',
  '(t)?eam',
];
const replacements = [
  '$1',
  '${1}',
  '$x',
  '${x}-y',
  '$1x',
  'const',
  '',
  '$$',
  '$2-$1',
  '$0',
  '$01',
  '$',
  '${',
  '${1',
  'a$',
  '$name',
  '${name}_é',
  '$ä',
  'x',
];
const targets = [...names, '$1', '${1}_x', 'x-$1', '', 'pré$1', '${name}', '1st', '_', '$1$2', 'a$'];
const actions = [
  'replace',
  'replace',
  'replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
];

/** A scalar as YAML: mostly quoted, sometimes what another type would take. */
function scalar(random: Random, text: string): string {
  if (random.chance(2)) return random.pick(['~', 'null', 'true', '1', '1.50', '0x1F', '']);
  return JSON.stringify(text);
}

function step(random: Random): string {
  const action = random.chance(1) ? random.pick(['Replace', 'DROP', 'rename', '']) : random.pick(actions);
  const isTargeting = /^(?:replace|hashmod|lowercase|uppercase|keepequal|dropequal)$/i.test(action);
  const isEqual = action.endsWith('equal') && action !== '';
  const onlyPattern = action === 'labeldrop' || action === 'labelkeep';
  const lines: string[] = [];
  const add = (percent: number, key: string, make: () => string): void => {
    if (random.chance(percent)) lines.push(`${key}: ${make()}`);
  };
  if (action !== 'replace' || random.chance(50)) lines.push(`action: ${action === '' ? '""' : action}`);
  add(
    onlyPattern ? 2 : 85,
    'source_labels',
    () => `[${random.list(0, 3, () => JSON.stringify(random.pick(names))).join(', ')}]`,
  );
  add(isEqual || onlyPattern ? 1 : 15, 'separator', () => scalar(random, random.pick(['', ',', ';', '$1'])));
  add(isEqual ? 2 : 75, 'regex', () => scalar(random, random.pick(patterns)));
  add(isTargeting ? 98 : 2, 'target_label', () =>
    scalar(random, action === 'replace' ? random.pick(targets) : random.pick(names)),
  );
  add(action === 'labelmap' ? 85 : action === 'replace' || action === '' ? 60 : 1, 'replacement', () =>
    scalar(random, random.pick(replacements)),
  );
  add(action === 'hashmod' ? 97 : 1, 'modulus', () =>
    random.pick(['1', '8', '97', '1000', '18446744073709551615', '0', '-1', 'x']),
  );
  return lines.length > 0 ? `{${lines.join(', ')}}` : '{}';
}

export function randomSending(random: Random, alerts: number): Pick<SendingCase, 'content' | 'alerts'> {
  const external = random.list(0, 3, () => [random.pick(names), random.pick(['a', 'b$$c', '', 'Ü', 'prod'])] as const);
  const steps = (most: number): string => `[${random.list(0, most, () => step(random)).join(', ')}]`;
  const lines = [
    'global:',
    '  scrape_interval: 30s',
    ...(random.chance(15) ? ['  metric_name_validation_scheme: legacy'] : []),
    ...(external.length > 0 ? ['  external_labels:'] : []),
    ...[...new Map(external)].map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`),
    'rule_files: [rules/*.yml]',
    'alerting:',
    `  alert_relabel_configs: ${steps(random.chance(80) ? 4 : 1)}`,
    '  alertmanagers:',
    '    - static_configs: [{targets: ["alertmanager:9093"]}]',
    ...(random.chance(25) ? [`      alert_relabel_configs: ${steps(2)}`] : []),
  ];
  return {
    content: `${lines.join('\n')}\n`,
    alerts: random.list(1, alerts, () => ({
      alertname: 'X',
      ...Object.fromEntries(random.list(0, 6, () => [random.pick(names), random.pick(values)])),
    })),
  };
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      configs: { type: 'string', default: '4000' },
      alerts: { type: 'string', default: '6' },
      seed: { type: 'string', default: '1' },
      show: { type: 'string', default: '3' },
      record: { type: 'string' },
    },
  });
  if (!hasOracle('prometheus'))
    return console.log('oracle-prometheus is missing (npm run oracles builds it): nothing asked.');
  const random = new Random(Number(options.seed));
  const cases = Array.from({ length: Number(options.configs) }, () => randomSending(random, Number(options.alerts)));
  const oracle = new Oracle('prometheus');
  const answers = await oracle.ask<{
    readonly ok: boolean;
    readonly error?: string;
    readonly sent?: SendingCase['sent'];
  }>(cases.map(one => ({ op: 'send', ...one })));
  oracle.close();
  const sorted = (sent: SendingCase['sent']): string =>
    JSON.stringify(sent?.map(labels => labels && Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))) ?? null);
  let [loaded, differing] = [0, 0];
  const recorded: SendingCase[] = [];
  for (const [i, { content, alerts }] of cases.entries()) {
    const { ok, sent = null, error } = answers[i]!;
    if (ok) loaded++;
    recorded.push({ content, alerts, sent });
    const ours = ourSent(content, alerts);
    if (sorted(ours) === sorted(sent)) continue;
    if (differing++ < Number(options.show))
      console.log(
        `${content}${JSON.stringify(alerts)}\n  Prometheus: ${error ?? sorted(sent)}\n  ours:       ${sorted(ours)}\n`,
      );
  }
  console.log(
    `sending, seed ${options.seed}: agree ${cases.length - differing}/${cases.length}, ${loaded} of them load`,
  );
  if (options.record) fs.writeFileSync(options.record, recorded.map(one => `${JSON.stringify(one)}\n`).join(''));
  if (differing > 0) process.exitCode = 1;
}

if (require.main === module) void main();
