// Keys of the receivers that page, open incidents and issues or send anywhere: PagerDuty, Opsgenie, VictorOps, Pushover,
// incident.io, Jira, webhook, email, SNS. Layer: model.
import {
  any,
  anyTemplate,
  bool,
  duration,
  file,
  formatted,
  goDuration,
  key,
  list,
  object,
  oneOf,
  secret,
  template,
  templateMap,
  text,
  texts,
  uint,
  url,
} from './build';
import { sigv4, tlsConfig } from './http';
import { commonKeys, sendResolvedKey } from './integrationsChat';

export const pagerduty = object('pagerduty_configs', [
  ...commonKeys(true),
  key('routing_key', secret, 'Integration key of an Events API v2 integration of a PagerDuty service.'),
  key('routing_key_file', file, 'File that holds the routing key.'),
  key(
    'service_key',
    secret,
    'Integration key of an old Events API v1 integration; with it severity, class, group and links are not sent.',
  ),
  key('service_key_file', file, 'File that holds the service key.'),
  key('url', url, 'URL of PagerDuty’s API; the global `pagerduty_url` where left out.'),
  key('client', template, 'Name of the sender shown in the incident.'),
  key('client_url', template, 'Page that the sender’s name links to.'),
  key('description', template, 'Title of the incident.'),
  key('details', { kind: 'map', value: anyTemplate }, 'Names and values shown in the incident; values are templates.', {
    since: '0.30',
  }),
  // Before 0.30 the values were plain texts.
  key('details', templateMap, 'Names and values shown in the incident; values are templates.', { removedIn: '0.30' }),
  key(
    'images',
    list(
      object('image', [
        key('src', template, 'URL of the image.'),
        key('alt', template, 'Text in place of the image.'),
        key('href', template, 'Page that the image links to.'),
      ]),
    ),
    'Images shown in the incident.',
  ),
  key(
    'links',
    list(
      object('link', [key('href', template, 'Page that the link opens.'), key('text', template, 'Text of the link.')]),
    ),
    'Links shown in the incident.',
  ),
  key('source', template, 'What is affected; the `client` where left out.'),
  key('severity', template, 'Severity of the incident: critical, error, warning or info.'),
  key('class', template, 'Class of the event.'),
  key('component', template, 'Component that is affected.'),
  key('group', template, 'Group of components that is affected.'),
  key('timeout', goDuration, 'Longest time a request may take; 0 means no limit.', { since: '0.30' }),
]);

const responder = object('responder', [
  key('id', template, 'Identifier of the responder; one of `id`, `name`, `username` is needed.'),
  key('name', template, 'Name of the team, escalation or schedule.'),
  key('username', template, 'Name of the user.'),
  key('type', template, 'Kind of the responder: team, teams, user, escalation or schedule.', { required: true }),
]);

export const opsgenie = object('opsgenie_configs', [
  ...commonKeys(true),
  key('api_key', secret, 'API key of Opsgenie; the global one where left out.'),
  key('api_key_file', file, 'File that holds the API key.'),
  key('api_url', url, 'URL of Opsgenie’s API; the global one where left out.'),
  key('message', template, 'Title of the alert, cut at 130 characters.'),
  key('description', template, 'Description of the alert.'),
  key('source', template, 'Sender shown in the alert.'),
  key('details', templateMap, 'Names and values shown in the alert.'),
  key('entity', template, 'What the alert is about, for finding it again.'),
  key('responders', list(responder), 'Teams, users, escalations and schedules that are notified.'),
  key('actions', template, 'Actions that can be run, separated by commas.'),
  key('tags', template, 'Tags of the alert, separated by commas.'),
  key('note', template, 'Note added to the alert.'),
  key('priority', template, 'Priority of the alert: P1 to P5.'),
  key('update_alerts', bool, 'Whether message and description follow later notifications.', { default: 'false' }),
]);

export const victorops = object('victorops_configs', [
  ...commonKeys(true),
  key('api_key', secret, 'API key of VictorOps (Splunk On-Call); the global one where left out.'),
  key('api_key_file', file, 'File that holds the API key.'),
  key('api_url', url, 'URL of the API; the global one where left out.'),
  key('routing_key', template, 'Key that chooses the team.', { required: true }),
  key('message_type', template, 'Behaviour of the alert: CRITICAL, WARNING or INFO.', { default: 'CRITICAL' }),
  key('state_message', template, 'Long text of the alert.'),
  key('entity_display_name', template, 'Title of the alert.'),
  key('monitoring_tool', template, 'Sender shown in the alert.'),
  key('custom_fields', templateMap, 'Further fields; the names of the fixed fields cannot be used.'),
]);

export const pushover = object('pushover_configs', [
  ...commonKeys(true),
  key('user_key', secret, 'Key of the user or group that gets the message.'),
  key('user_key_file', file, 'File that holds the user’s key.', { since: '0.26' }),
  key('token', secret, 'Token of the Pushover application.'),
  key('token_file', file, 'File that holds the application’s token.', { since: '0.26' }),
  key('title', template, 'Title of the message.'),
  key('message', template, 'Text of the message.'),
  key('url', template, 'Page shown beside the message.'),
  key('url_title', template, 'Title of that page.'),
  key('device', template, 'Device that gets the message; all where left out.', { since: '0.26' }),
  key('sound', template, 'Sound of the notification.'),
  key('priority', template, 'Priority from -2 to 2; 2 repeats until it is acknowledged.'),
  key('retry', formatted('go-text-duration'), 'How often a message of priority 2 is repeated; h, m and s, no days.', {
    default: '1m',
  }),
  key('expire', formatted('go-text-duration'), 'How long a message of priority 2 is repeated; h, m and s, no days.', {
    default: '1h',
  }),
  key('ttl', formatted('go-text-duration'), 'After which time the message is deleted; h, m and s, no days.', {
    since: '0.27',
  }),
  key('html', bool, 'Whether the message is HTML.', { default: 'false' }),
  key('monospace', bool, 'Whether the message is set in a fixed-width font.', { since: '0.29', default: 'false' }),
]);

export const incidentio = object('incidentio_configs', [
  ...commonKeys(true),
  key('url', url, 'URL of the alert source of incident.io.'),
  key('url_file', file, 'File that holds the URL.'),
  key('alert_source_token', secret, 'Token of the alert source.'),
  key('alert_source_token_file', file, 'File that holds the token.'),
  key('max_alerts', uint, 'Largest number of alerts in one message; the rest is cut off. 0 means all.', {
    default: '0',
  }),
  key('timeout', goDuration, 'Longest time a request may take; 0 means no limit.'),
]);

const jiraText = {
  kind: 'either' as const,
  of: [
    template,
    object('issue field', [
      key('template', template, 'Template of the text.'),
      key('enable_update', bool, 'Whether later notifications change the text.', { default: 'true' }),
    ]),
  ],
};

export const jira = object('jira_configs', [
  ...commonKeys(true),
  key('api_url', url, 'URL of Jira’s REST API; the global `jira_api_url` where left out.'),
  key('api_type', oneOf(['auto', 'cloud', 'datacenter']), 'Which Jira it is; `auto` tells by the URL.', {
    since: '0.29',
    default: 'auto',
  }),
  key('project', template, 'Key of the project that gets the issues.', { required: true }),
  key('summary', jiraText, 'Title of the issue.'),
  key('description', jiraText, 'Text of the issue.'),
  key('labels', texts, 'Labels of the issue; each is a template.'),
  key('priority', template, 'Priority of the issue.'),
  key('issue_type', template, 'Type of the issue, such as Bug.', { required: true }),
  key('reopen_transition', text, 'Transition that opens a resolved issue again.'),
  key('resolve_transition', text, 'Transition that closes the issue when the alerts are resolved.'),
  key('wont_fix_resolution', text, 'Resolution after which an issue is left alone.'),
  key('reopen_duration', duration, 'How long after its end an issue is opened again instead of a new one.'),
  key('fields', { kind: 'map', value: any }, 'Further fields of the issue by their identifiers.'),
]);

export const webhook = object('webhook_configs', [
  ...commonKeys(true),
  key('url', formatted('template-url'), 'URL that gets the alerts as JSON; may be a template from 0.31 on.'),
  key('url_file', file, 'File that holds the URL.', { since: '0.26' }),
  key('max_alerts', uint, 'Largest number of alerts in one message; the rest is cut off. 0 means all.', {
    default: '0',
  }),
  key('timeout', goDuration, 'Longest time a request may take; 0 means no limit.', { since: '0.28' }),
  key('payload', anyTemplate, 'Body to send in place of the standard one; strings in it are templates.', {
    since: '0.32',
  }),
]);

export const email = object('email_configs', [
  sendResolvedKey(false),
  key('to', template, 'Addresses that get the mail, separated by commas.', { required: true }),
  key('from', template, 'Address of the sender; the global `smtp_from` where left out.'),
  key('hello', text, 'Name with which Alertmanager greets the mail server.'),
  key('smarthost', formatted('host-port'), 'Mail server as host:port; the global `smtp_smarthost` where left out.'),
  key('auth_username', text, 'User name at the mail server.'),
  key('auth_password', secret, 'Password at the mail server.'),
  key('auth_password_file', file, 'File that holds the password.'),
  key('auth_secret', secret, 'Secret of the CRAM-MD5 method.'),
  key('auth_secret_file', file, 'File that holds the CRAM-MD5 secret.', { since: '0.31' }),
  key('auth_identity', text, 'Identity of the PLAIN method.'),
  key('headers', templateMap, 'Headers of the mail by name; names differ by more than letter case.'),
  key('html', template, 'HTML body of the mail.'),
  key('text', template, 'Plain body of the mail.'),
  key('require_tls', bool, 'Whether the connection has to turn to TLS; the global setting where left out.'),
  key('tls_config', tlsConfig, 'TLS towards the mail server.'),
  key('force_implicit_tls', bool, 'Whether TLS begins at once; by the port (465) where left out.', { since: '0.31' }),
  key(
    'threading',
    object('threading', [
      key('enabled', bool, 'Whether mails of one group are shown as a thread.', { default: 'false' }),
      key('thread_by_date', text, 'Whether a new thread begins each day: `daily` or `none`.'),
    ]),
    'Gathers mails of one group into a thread.',
    { since: '0.30' },
  ),
]);

export const sns = object('sns_configs', [
  ...commonKeys(true),
  key('api_url', template, 'URL of SNS; by the region where left out.'),
  key('sigv4', sigv4, 'How requests to AWS are signed.'),
  key('topic_arn', template, 'Topic that gets the message; one of topic, phone number and target is needed.'),
  key('phone_number', template, 'Phone number that gets the message as a text message.'),
  key('target_arn', template, 'Endpoint of a mobile app that gets the message.'),
  key('subject', template, 'Subject of the message.'),
  key('message', template, 'Text of the message.'),
  key('attributes', templateMap, 'Attributes of the message.'),
  key('use_aws_http_client', bool, 'Uses the HTTP client of the AWS library, with its own certificates.', {
    since: '0.33',
  }),
]);
