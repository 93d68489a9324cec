// Documents in which one value, key or item is a null, in each way that YAML has to write one: to go-yaml they are not all alike.
// For `npm run fuzz:fields -- nulls`.
import { alertmanagerObject } from '../../server/src/model/schema/alertmanager';
import type { ObjectSchema, SchemaType } from '../../server/src/model/schema/types';

/** Every way to write a null, and texts that only look like one. */
const NULLS: readonly string[] = [
  '',
  '~',
  'null',
  'Null',
  'NULL',
  '!!null x',
  '!!null ""',
  '!!null NULL',
  '"NULL"',
  'nULL',
];

/** What makes an object complete, by its name in the tables and, where they say more, by the key of its list. */
const COMPLETE: Readonly<Record<string, string>> = {
  configuration: 'route: {receiver: r}, receivers: [{name: r}]',
  receiver: 'name: r',
  route: 'receiver: r',
  'named time interval': 'name: n',
  'time range': 'start_time: "08:00", end_time: "09:00"',
  oauth2: 'client_id: a, token_url: b',
  tracing: 'endpoint: x',
  'file output': 'path: x',
  'webhook output': 'url: http://x/',
  'Kafka output': 'brokers: [a], topic: t',
  slack_configs: 'api_url: http://s/',
  actions: 'type: button, text: t, url: u',
  confirm: 'text: t',
  fields: 'title: t, value: v',
  pagerduty_configs: 'routing_key: k',
  webhook_configs: 'url: http://w/',
  email_configs: 'to: a@b, from: c@d, smarthost: "localhost:25"',
  opsgenie_configs: 'api_key: k',
  responders: 'id: i, type: team',
  telegram_configs: 'chat_id: 1, bot_token: t',
  discord_configs: 'webhook_url: http://d/',
  msteamsv2_configs: 'webhook_url: http://d/',
  msteams_configs: 'webhook_url: http://d/',
  webex_configs: 'room_id: r, http_config: {authorization: {credentials: x}}',
  victorops_configs: 'routing_key: r, api_key: k',
  pushover_configs: 'user_key: a, token: b',
  wechat_configs: 'api_secret: a, corp_id: b',
  sns_configs: 'topic_arn: a',
  jira_configs: 'api_url: http://j/, project: p, issue_type: i',
  rocketchat_configs: 'token: a, token_id: b',
  mattermost_configs: 'webhook_url: http://m/',
  incidentio_configs: 'url: http://i/, alert_source_token: t',
};

/** How deep routes nest here. */
const DEEPEST = 8;

/** A document for each null and each place of an Alertmanager configuration where one may stand. */
export function* alertmanagerNulls(): Iterable<string> {
  for (const value of NULLS) {
    for (const text of variants(alertmanagerObject, '', value, 0)) yield `${text}\n`;
  }
}

/** The texts of a value of this type in which one thing is `value`, in flow style; `under` is the key that it stands under. */
function* variants(type: SchemaType, under: string, value: string, depth: number): Iterable<string> {
  if (depth > DEEPEST) return;
  switch (type.kind) {
    case 'object':
      yield withPair(type, under, '', `${value} : a`);
      for (const { name, type: inner } of type.keys) {
        yield withPair(type, under, name, `${name}: ${value}`);
        for (const text of variants(inner, name, value, depth + 1))
          yield withPair(type, under, name, `${name}: ${text}`);
      }
      return;
    case 'list':
      yield `[${value === '' ? '~' : value}]`;
      for (const text of variants(type.item, under, value, depth + 1)) yield `[${text}]`;
      return;
    case 'map':
      yield `{a: ${value}}`;
      yield `{${value} : a}`;
      for (const text of variants(type.value, under, value, depth + 1)) yield `{a: ${text}}`;
      return;
    case 'either':
      for (const one of type.of) yield* variants(one, under, value, depth + 1);
  }
}

/** An object with what it needs, in which `pair` takes the place of the key's. */
function withPair(object: ObjectSchema, under: string, name: string, pair: string): string {
  const complete = COMPLETE[under] ?? COMPLETE[object.name] ?? '';
  const rest = complete.split(/, (?=\w+:)/).filter(one => one !== '' && !one.startsWith(`${name}:`));
  return `{${[...rest, pair].join(', ')}}`;
}
