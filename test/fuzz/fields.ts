// Gives every key of every table each of many values and asks the real tools: the systematic side of oracle.ts.
// usage: npx tsx test/fuzz/fields.ts rules|alertmanager|k8s|nulls [--show 20] [--only REGEX of values]
// Needs the programs that test/oracles/build.sh builds; says so where they are missing.
import { parseArgs } from 'node:util';
import {
  eventRecorderObject,
  globalObject,
  integrationSchema,
  receiverObject,
  tracingObject,
} from '../../server/src/model/schema/alertmanager';
import { httpConfig } from '../../server/src/model/schema/http';
import { inhibitObject, routeObject } from '../../server/src/model/schema/routing';
import { groupObject, ruleKeys } from '../../server/src/model/schema/rules';
import { schemaAt } from '../../server/src/model/schema/schemaAt';
import type { KeyInfo, SchemaType } from '../../server/src/model/schema/types';
import { hasOracle, Oracle, type OracleName } from '../oracles/ask';
import { createJudge, type Target } from '../oracles/ours';
import { alertmanagerNulls } from './nulls';
import { OBJECT_VALUES, VALUES } from './values';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'string', default: '20' }, only: { type: 'string', default: '' } },
});

const tried = VALUES.filter(value => new RegExp(values.only).test(value));
const triedInObjects = OBJECT_VALUES.filter(value => new RegExp(values.only).test(value));

const COMPLETE_OBJECTS: Readonly<Record<string, readonly string[]>> = {
  slackConfigs: ['apiURL: {key: k, name: n}'],
  pagerdutyConfigs: ['routingKey: {key: k, name: n}'],
  webhookConfigs: ['url: http://w/'],
  emailConfigs: ['to: a@b'],
  opsgenieConfigs: ['apiKey: {key: k, name: n}'],
  telegramConfigs: ['chatID: 1', 'botToken: {key: k, name: n}'],
  discordConfigs: ['apiURL: {key: k, name: n}'],
  msteamsv2Configs: ['webhookURL: {key: k, name: n}'],
  msteamsConfigs: ['webhookUrl: {key: k, name: n}'],
  webexConfigs: ['roomID: r'],
  victoropsConfigs: ['routingKey: r'],
  pushoverConfigs: ['userKey: {key: k, name: n}', 'token: {key: k, name: n}'],
  wechatConfigs: ['corpID: b'],
  snsConfigs: ['topicARN: a'],
  rocketchatConfigs: ['token: {key: k, name: n}', 'tokenID: {key: k, name: n}'],
};

/** What makes each integration complete; the key under test takes the place of its line. */
const COMPLETE: Readonly<Record<string, readonly string[]>> = {
  slack_configs: ['api_url: http://s/'],
  pagerduty_configs: ['routing_key: k'],
  webhook_configs: ['url: http://w/'],
  email_configs: ['to: a@b', 'from: c@d', 'smarthost: localhost:25'],
  opsgenie_configs: ['api_key: k'],
  telegram_configs: ['chat_id: 1', 'bot_token: t'],
  discord_configs: ['webhook_url: http://d/'],
  msteamsv2_configs: ['webhook_url: http://d/'],
  msteams_configs: ['webhook_url: http://d/'],
  webex_configs: ['room_id: r', 'http_config: {authorization: {credentials: x}}'],
  victorops_configs: ['routing_key: r', 'api_key: k'],
  pushover_configs: ['user_key: a', 'token: b'],
  wechat_configs: ['api_secret: a', 'corp_id: b'],
  sns_configs: ['topic_arn: a'],
  jira_configs: ['api_url: http://j/', 'project: p', 'issue_type: i'],
  rocketchat_configs: ['token: a', 'token_id: b'],
  mattermost_configs: ['webhook_url: http://m/'],
  incidentio_configs: ['url: http://i/', 'alert_source_token: t'],
};

type Kind = 'rules' | 'alertmanager' | 'k8s' | 'nulls';

interface Answer {
  readonly ok?: boolean;
  readonly error?: string;
  readonly errors?: readonly unknown[];
  readonly documents?: readonly unknown[];
}

void main((positionals[0] ?? 'rules') as Kind);

async function main(kind: Kind): Promise<void> {
  const plans: Readonly<Record<Kind, readonly [OracleName, string | undefined, Target['as'], () => Iterable<string>]>> =
    {
      rules: ['prometheus', 'rules', 'rules', ruleFiles],
      alertmanager: ['alertmanager', 'config', 'alertmanager', configurations],
      k8s: ['operator', undefined, 'kubernetes', objects],
      nulls: ['alertmanager', 'config', 'alertmanager', alertmanagerNulls],
    };
  const [name, op, as, make] = plans[kind];
  if (!hasOracle(name)) {
    console.log(`oracle-${name} is missing (test/oracles/build.sh builds it): nothing asked.`);
    return;
  }
  const oracle = new Oracle(name);
  const judge = createJudge({ as });
  const differing = new Map<string, string>();
  let asked = 0;
  for (const files of inBatches(make(), 2000)) {
    const answers = await oracle.ask<Answer>(files.map(content => ({ op, content })));
    asked += files.length;
    files.forEach((content, i) => {
      const [ours] = judge.text(content);
      const answer = answers[i]!;
      if ((ours === undefined) === (answer.ok === true)) return;
      const theirs = answer.ok ? 'ok' : JSON.stringify(answer.error ?? answer.errors ?? answer.documents).slice(0, 300);
      differing.set(`ours: ${ours?.message ?? 'ok'}\n    theirs: ${theirs}`, content);
    });
  }
  oracle.close();
  console.log(`${kind}: ${asked} files, ${differing.size} kinds of disagreement`);
  for (const [verdicts, content] of [...differing].slice(0, Number(values.show)))
    console.log(`--- ${verdicts}\n${content}`);
}

function* inBatches(files: Iterable<string>, size: number): Iterable<readonly string[]> {
  let batch: string[] = [];
  for (const file of files) {
    batch.push(file);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

function* ruleFiles(): Iterable<string> {
  for (const value of tried) {
    yield `groups: ${value}\n`;
    yield `${value}\n`;
    for (const { name } of [...groupObject.keys, { name: 'foo' }]) {
      yield `groups:\n- ${name}: ${value}\n${name === 'name' ? '' : '  name: g\n'}`;
    }
    for (const { name } of [...ruleKeys, { name: 'foo' }, { name: '<<' }]) {
      for (const [key, text] of [
        ['alert', 'A'],
        ['record', 'r'],
      ]) {
        const head = name === key ? '' : `    ${key}: ${text}\n`;
        yield `groups:\n- name: g\n  rules:\n  - ${name}: ${value}\n${head}${name === 'expr' ? '' : '    expr: up\n'}`;
      }
    }
  }
}

function* configurations(): Iterable<string> {
  const around = (rest: string): string => `route: {receiver: r}\nreceivers:\n- name: r\n${rest}`;
  for (const value of tried) {
    for (const { name } of receiverObject.keys) {
      for (const field of namesOf(integrationSchema(name))) {
        yield around(`  ${name}:\n  - ${field}: ${value}\n${without(COMPLETE[name]!, field, '    ')}`);
      }
    }
    for (const field of namesOf(globalObject)) yield around(`global:\n  ${field}: ${value}\n`);
    for (const field of namesOf(httpConfig)) yield around(`global:\n  http_config:\n    ${field}: ${value}\n`);
    for (const field of namesOf(routeObject)) {
      yield `route:\n  receiver: r\n  routes:\n  - ${field}: ${value}\nreceivers: [{name: r}]\n`;
      if (field !== 'receiver') yield `route:\n  receiver: r\n  ${field}: ${value}\nreceivers: [{name: r}]\n`;
    }
    for (const field of namesOf(inhibitObject)) yield around(`inhibit_rules:\n- ${field}: ${value}\n`);
    for (const list of ['time_intervals', 'mute_time_intervals']) {
      yield around(`${list}:\n- name: n\n  time_intervals: ${value}\n`);
      yield around(`${list}:\n- name: ${value}\n`);
    }
    for (const field of ['times', 'weekdays', 'days_of_month', 'months', 'years', 'location']) {
      yield around(`time_intervals:\n- name: n\n  time_intervals:\n  - ${field}: ${value}\n`);
    }
    for (const field of namesOf(tracingObject)) {
      yield around(`tracing:\n  ${field}: ${value}\n${without(['endpoint: x'], field, '  ')}`);
    }
    for (const { name, type } of eventRecorderObject.keys) {
      const needed = {
        file_outputs: ['path: x'],
        webhook_outputs: ['url: http://x/'],
        kafka_outputs: ['brokers: [a]', 'topic: t'],
      };
      const lines = needed[name as keyof typeof needed] ?? [];
      for (const field of namesOf(type.kind === 'list' ? type.item : undefined)) {
        yield around(`event_recorder:\n  ${name}:\n  - ${field}: ${value}\n${without(lines, field, '    ')}`);
      }
    }
    for (const top of ['global', 'templates', 'tracing', 'event_recorder', 'inhibit_rules', 'time_intervals', 'foo']) {
      yield around(`${top}: ${value}\n`);
    }
    yield `route: ${value}\nreceivers: [{name: r}]\n`;
    yield `route: {receiver: r}\nreceivers: ${value}\n`;
  }
}

function* objects(): Iterable<string> {
  const rule = (spec: string): string =>
    `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: a\nspec:\n${spec}`;
  for (const value of [...tried, ...triedInObjects]) {
    yield rule(`  groups: ${value}\n`);
    for (const { name } of [...groupObject.keys, { name: 'partial_response_strategy' }, { name: 'foo' }]) {
      yield rule(`  groups:\n  - ${name}: ${value}\n${name === 'name' ? '' : '    name: g\n'}`);
    }
    for (const { name } of [...ruleKeys, { name: 'foo' }]) {
      for (const key of ['alert', 'record']) {
        const lines = [name === key ? '' : `      ${key}: a\n`, name === 'expr' ? '' : '      expr: up\n'];
        yield rule(`  groups:\n  - name: g\n    rules:\n    - ${name}: ${value}\n${lines.join('')}`);
      }
    }
    for (const version of ['v1alpha1', 'v1beta1']) yield* alertmanagerConfigs(version, value);
  }
}

function* alertmanagerConfigs(version: string, value: string): Iterable<string> {
  const variant = { apiVersion: version };
  const at = (...path: (string | number)[]): SchemaType | undefined =>
    schemaAt('alertmanager-config', ['spec', ...path], variant);
  const head = `apiVersion: monitoring.coreos.com/${version}\nkind: AlertmanagerConfig\nmetadata:\n  name: a\nspec:\n`;
  const around = (receiver: string): string => `${head}  route: {receiver: r}\n  receivers:\n  - name: r\n${receiver}`;
  for (const [list, lines] of Object.entries(COMPLETE_OBJECTS)) {
    for (const field of keysOf(at('receivers', 0, list, 0))) {
      const rest = without(lines, field.name, '      ');
      yield around(`    ${list}:\n    - ${field.name}: ${value}\n${rest}`);
      if (field.name === 'httpConfig') continue;
      for (const inner of namesOf(field.type)) {
        yield around(`    ${list}:\n    - ${field.name}:\n        ${inner}: ${value}\n${rest}`);
      }
    }
  }
  const webhook = '    webhookConfigs:\n    - url: http://x/\n      httpConfig:\n';
  for (const field of keysOf(at('receivers', 0, 'webhookConfigs', 0, 'httpConfig'))) {
    yield around(`${webhook}        ${field.name}: ${value}\n`);
    for (const inner of namesOf(field.type))
      yield around(`${webhook}        ${field.name}:\n          ${inner}: ${value}\n`);
  }
  const route = `${head}  receivers:\n  - name: r\n  route:\n    receiver: r\n`;
  for (const field of namesOf(at('route'))) {
    yield `${route}    routes:\n    - ${field}: ${value}\n`;
    if (field !== 'receiver') yield `${route}    ${field}: ${value}\n`;
  }
  for (const field of namesOf(at('inhibitRules', 0))) yield around(`  inhibitRules:\n  - ${field}: ${value}\n`);
  const intervals = version === 'v1beta1' ? 'timeIntervals' : 'muteTimeIntervals';
  for (const field of namesOf(at(intervals, 0, 'timeIntervals', 0))) {
    yield around(`  ${intervals}:\n  - name: night\n    timeIntervals:\n    - ${field}: ${value}\n`);
  }
}

function keysOf(type: SchemaType | undefined): readonly KeyInfo[] {
  return type?.kind === 'object' ? type.keys : [];
}

function namesOf(type: SchemaType | undefined): ReadonlySet<string> {
  return new Set(keysOf(type).map(info => info.name));
}

/** The lines that do not set `field`, indented. */
function without(lines: readonly string[], field: string, indent: string): string {
  return lines
    .filter(line => !line.startsWith(`${field}:`))
    .map(line => `${indent}${line}\n`)
    .join('');
}
