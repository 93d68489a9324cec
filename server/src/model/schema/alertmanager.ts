// Keys of an Alertmanager configuration: the file, its global settings, receivers, tracing and the recorder of events.
// Layer: model.

import {
  bool,
  duration,
  file,
  formatted,
  int,
  key,
  list,
  number,
  object,
  oneOf,
  secret,
  secretUrl,
  text,
  textMap,
  texts,
  url,
} from './build';
import { httpConfig, tlsConfig } from './http';
import {
  discord,
  mattermost,
  msteams,
  msteamsv2,
  rocketchat,
  slack,
  telegram,
  webex,
  wechat,
} from './integrationsChat';
import { email, incidentio, jira, opsgenie, pagerduty, pushover, sns, victorops, webhook } from './integrationsPaging';
import { inhibitObject, namedIntervalObject, routeObject } from './routing';
import type { KeyInfo, ObjectSchema } from './types';

export const globalObject = object('global', [
  key(
    'resolve_timeout',
    duration,
    'After which time an alert without an end counts as resolved; Prometheus always sends an end.',
    {
      default: '5m',
    },
  ),
  key('http_config', httpConfig, 'How receivers make HTTP requests that do not say it themselves.'),
  key('jira_api_url', url, 'Default URL of Jira’s REST API.', { since: '0.28' }),
  key('smtp_from', text, 'Default address of the sender of mails.'),
  key('smtp_hello', text, 'Default name with which mail servers are greeted.', { default: 'localhost' }),
  key('smtp_smarthost', formatted('host-port'), 'Default mail server as host:port.'),
  key('smtp_auth_username', text, 'Default user name at the mail server.'),
  key('smtp_auth_password', secret, 'Default password at the mail server.'),
  key('smtp_auth_password_file', file, 'File that holds the default password at the mail server.'),
  key('smtp_auth_secret', secret, 'Default secret of the CRAM-MD5 method.'),
  key('smtp_auth_secret_file', file, 'File that holds the default CRAM-MD5 secret.', { since: '0.31' }),
  key('smtp_auth_identity', text, 'Default identity of the PLAIN method.'),
  key('smtp_require_tls', bool, 'Whether mail connections have to turn to TLS.', { default: 'true' }),
  key('smtp_tls_config', tlsConfig, 'Default TLS towards mail servers.', { since: '0.28' }),
  key('smtp_force_implicit_tls', bool, 'Whether TLS begins at once on mail connections.', { since: '0.31' }),
  key('slack_api_url', secretUrl, 'Default webhook URL of Slack.'),
  key('slack_api_url_file', file, 'File that holds the default webhook URL of Slack.'),
  key('slack_app_token', secret, 'Default token of a Slack app.', { since: '0.30' }),
  key('slack_app_token_file', file, 'File that holds the default token of a Slack app.', { since: '0.30' }),
  key('slack_app_url', url, 'URL of Slack’s API for app tokens.', {
    since: '0.30',
    default: 'https://slack.com/api/chat.postMessage',
  }),
  key('pagerduty_url', url, 'Default URL of PagerDuty’s API.', { default: 'https://events.pagerduty.com/v2/enqueue' }),
  key('opsgenie_api_url', url, 'Default URL of Opsgenie’s API.', { default: 'https://api.opsgenie.com/' }),
  key('opsgenie_api_key', secret, 'Default API key of Opsgenie.'),
  key('opsgenie_api_key_file', file, 'File that holds the default API key of Opsgenie.'),
  key('wechat_api_url', url, 'Default URL of WeChat’s API.', { default: 'https://qyapi.weixin.qq.com/cgi-bin/' }),
  key('wechat_api_secret', secret, 'Default secret of the WeChat app.'),
  key('wechat_api_secret_file', file, 'File that holds the default secret of the WeChat app.', { since: '0.31' }),
  key('wechat_api_corp_id', text, 'Default identifier of the company in WeChat.'),
  key('victorops_api_url', url, 'Default URL of VictorOps’ API.', {
    default: 'https://alert.victorops.com/integrations/generic/20131114/alert/',
  }),
  key('victorops_api_key', secret, 'Default API key of VictorOps.'),
  key('victorops_api_key_file', file, 'File that holds the default API key of VictorOps.'),
  key('telegram_api_url', url, 'Default URL of Telegram’s API.', { default: 'https://api.telegram.org' }),
  key('telegram_bot_token', secret, 'Default token of the Telegram bot.', { since: '0.31' }),
  key('telegram_bot_token_file', file, 'File that holds the default token of the Telegram bot.', { since: '0.31' }),
  key('webex_api_url', url, 'Default URL of Webex’s API.', { default: 'https://webexapis.com/v1/messages' }),
  key('rocketchat_api_url', url, 'Default URL of the Rocket.Chat server.', {
    since: '0.28',
    default: 'https://open.rocket.chat/',
  }),
  key('rocketchat_token', secret, 'Default token of the Rocket.Chat user.', { since: '0.28' }),
  key('rocketchat_token_file', file, 'File that holds the default Rocket.Chat token.', { since: '0.28' }),
  key('rocketchat_token_id', secret, 'Default identifier of the Rocket.Chat token’s user.', { since: '0.28' }),
  key('rocketchat_token_id_file', file, 'File that holds the default identifier of the Rocket.Chat token’s user.', {
    since: '0.28',
  }),
  key('mattermost_webhook_url', secretUrl, 'Default webhook URL of Mattermost.', { since: '0.32' }),
  key('mattermost_webhook_url_file', file, 'File that holds the default webhook URL of Mattermost.', { since: '0.32' }),
]);

/** The integrations of a receiver: key of the list, its table, since when. */
const integrations: readonly (readonly [string, ObjectSchema, string, string?])[] = [
  ['slack_configs', slack, 'Messages to Slack.'],
  ['pagerduty_configs', pagerduty, 'Incidents in PagerDuty.'],
  ['webhook_configs', webhook, 'HTTP requests with the alerts as JSON.'],
  ['email_configs', email, 'Mails to people or lists.'],
  ['opsgenie_configs', opsgenie, 'Alerts in Opsgenie.'],
  ['telegram_configs', telegram, 'Messages to Telegram.'],
  ['discord_configs', discord, 'Messages to Discord.'],
  ['msteamsv2_configs', msteamsv2, 'Messages to Microsoft Teams through Power Automate.', '0.28'],
  ['msteams_configs', msteams, 'Messages to Microsoft Teams through its retired connectors.', '0.26'],
  ['webex_configs', webex, 'Messages to Webex.'],
  ['victorops_configs', victorops, 'Incidents in VictorOps (Splunk On-Call).'],
  ['pushover_configs', pushover, 'Notifications through Pushover.'],
  ['wechat_configs', wechat, 'Messages to WeChat.'],
  ['sns_configs', sns, 'Messages through Amazon SNS.'],
  ['jira_configs', jira, 'Issues in Jira.', '0.28'],
  ['rocketchat_configs', rocketchat, 'Messages to Rocket.Chat.', '0.28'],
  ['mattermost_configs', mattermost, 'Messages to Mattermost.', '0.30'],
  ['incidentio_configs', incidentio, 'Alerts in incident.io.', '0.29'],
];

/** Table of an integration by the key of its list (`slack_configs`). */
export function integrationSchema(type: string): ObjectSchema | undefined {
  return integrations.find(([name]) => name === type)?.[1];
}

export const receiverObject = object('receiver', [
  key('name', text, 'Name by which routes refer to it, unique in the file.', { required: true }),
  key('labels', textMap, 'Labels of the receiver, for finding it through the API.', { since: '0.33' }),
  ...integrations.map(([name, table, doc, since]) => key(name, list(table), doc, since ? { since } : undefined)),
]);

export const tracingObject = object('tracing', [
  key('client_type', oneOf(['grpc', 'http']), 'Protocol of the trace exporter.', { default: 'grpc' }),
  key('endpoint', text, 'Address that gets the traces.', { required: true }),
  key('sampling_fraction', number, 'Share of requests that are traced, from 0 to 1.'),
  key('insecure', bool, 'Whether TLS is left out.', { default: 'false' }),
  key('tls_config', tlsConfig, 'TLS towards the endpoint.'),
  key('headers', { kind: 'map', value: object('header', httpHeaderKeys()) }, 'Headers sent with the traces.'),
  key('compression', oneOf(['gzip', '']), 'Compression of the traces.'),
  key('timeout', duration, 'Longest time of one delivery.'),
]);

function httpHeaderKeys(): readonly KeyInfo[] {
  const headers = httpConfig.keys.find(info => info.name === 'http_headers')?.type;
  return headers?.kind === 'map' && headers.value.kind === 'object' ? headers.value.keys : [];
}

export const eventRecorderObject = object('event_recorder', [
  key(
    'file_outputs',
    list(
      object('file output', [
        key('path', file, 'File that events are appended to, one JSON object a line.', { required: true }),
      ]),
    ),
    'Files that events are written to.',
  ),
  key(
    'webhook_outputs',
    list(
      object('webhook output', [
        key('url', secretUrl, 'URL that gets the events.', { required: true }),
        key('http_config', httpConfig, 'How the requests are made.'),
        key('timeout', duration, 'Longest time of one request.', { default: '10s' }),
        key('workers', int, 'How many requests run at once.', { default: '4' }),
        key('max_retries', int, 'How often a delivery is tried.', { default: '3' }),
        key('retry_backoff', duration, 'Wait before the second try; it doubles each time.', { default: '500ms' }),
        key('batch', bool, 'Whether several events share a request.', { default: 'false' }),
        key('batch_max_events', int, 'Most events in one request.', { default: '100' }),
        key('batch_max_bytes', int, 'Size at which a request is sent.'),
        key('batch_flush_interval', duration, 'Longest wait of an incomplete batch.', { default: '100ms' }),
      ]),
    ),
    'HTTP servers that get the events.',
  ),
  key(
    'kafka_outputs',
    list(
      object('Kafka output', [
        key('brokers', texts, 'Brokers as host:port.', { required: true }),
        key('topic', text, 'Topic that gets the events.', { required: true }),
        key('client_id', text, 'Name under which Alertmanager is known to the brokers.', { default: 'alertmanager' }),
        key('format', oneOf(['json', 'protobuf', '']), 'Form of the events.', { default: 'json' }),
        key('acks', oneOf(['none', 'leader', 'all', '']), 'Which brokers have to confirm.', { default: 'leader' }),
        key('compression', oneOf(['none', 'gzip', 'snappy', 'lz4', 'zstd', '']), 'Compression of the events.'),
        key('buffer_size', int, 'How many events may wait.', { default: '1024' }),
        key('tls_config', tlsConfig, 'TLS towards the brokers.'),
      ]),
    ),
    'Kafka topics that get the events.',
  ),
  key('stdout_outputs', list(object('stdout output', [])), 'Writes the events to standard output.'),
]);

export const alertmanagerObject = object('configuration', [
  key('global', globalObject, 'Defaults for receivers and routes.'),
  key('route', routeObject, 'Root of the tree that leads alerts to receivers; every alert enters here.', {
    required: true,
  }),
  key('receivers', list(receiverObject), 'Who is notified, and how.'),
  key('inhibit_rules', list(inhibitObject), 'Which alerts mute which others.'),
  key('time_intervals', list(namedIntervalObject), 'Named time intervals that routes are muted or active in.'),
  key('mute_time_intervals', list(namedIntervalObject), 'Named time intervals.', {
    deprecated: 'Use `time_intervals`.',
  }),
  key('templates', list(formatted('glob')), 'Files with notification templates; `*` is allowed in the last part.'),
  key('tracing', tracingObject, 'Where traces of Alertmanager’s own work are sent.', { since: '0.30' }),
  key('event_recorder', eventRecorderObject, 'Where events of alerts and notifications are recorded.', {
    since: '0.33',
  }),
]);
