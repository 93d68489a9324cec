// The texts that integrations send, by kind: which keys hold them, what stands there where nothing is written, how long they may
// be, and what they are in the message. Nothing secret is among them. Layer: routing (data).

/** What a text is in a message: where it goes, its heading, its body, … */
export type PartRole = 'to' | 'color' | 'title' | 'link' | 'text' | 'field' | 'detail' | 'body';

export interface FieldRow {
  /** Key as in a configuration; an object's camelCase is found from it. */
  readonly key: string;
  readonly role: PartRole;
  /** The template where nothing is written; without one an absent key says nothing. */
  readonly usual?: string;
  /** Characters that the service takes; longer texts are cut. */
  readonly most?: number;
  /** The value is in a map below this key: `headers` of `headers.Subject`. */
  readonly under?: string;
  /** What is written here is HTML. */
  readonly isHtml?: true;
}

/** A list or map of further texts: its key, and the keys of name and value in its items. */
export interface ListRow {
  readonly key: string;
  readonly name: string;
  readonly value: string;
}

export interface KindRow {
  /** As people call it. */
  readonly label: string;
  readonly fields: readonly FieldRow[];
  readonly lists?: readonly ListRow[];
  /** What the service is told besides about alerts that fire or are all resolved, and how: a colour, an event. */
  readonly byStatus?: {
    readonly key: string;
    readonly role: PartRole;
    readonly firing: string;
    readonly resolved: string;
  };
  /** How its longer texts are to be read. */
  readonly format?: 'markdown' | 'html';
}

const row = (role: PartRole, key: string, usual?: string, most?: number): FieldRow => ({
  key,
  role,
  ...(usual === undefined ? {} : { usual }),
  ...(most === undefined ? {} : { most }),
});
const call = (name: string): string => `{{ template "${name}" . }}`;

/** Kinds by the name of their list of configurations. */
export const messageKinds: Readonly<Record<string, KindRow>> = {
  slack: {
    label: 'Slack',
    format: 'markdown',
    fields: [
      row('to', 'channel'),
      row('color', 'color', '{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}'),
      row('detail', 'username', call('slack.default.username')),
      row('text', 'message_text'),
      row('text', 'pretext', call('slack.default.pretext')),
      row('title', 'title', call('slack.default.title'), 1024),
      row('link', 'title_link', call('slack.default.titlelink')),
      row('text', 'text', call('slack.default.text')),
      row('detail', 'footer', call('slack.default.footer')),
    ],
    lists: [
      { key: 'fields', name: 'title', value: 'value' },
      { key: 'actions', name: 'text', value: 'url' },
    ],
  },
  pagerduty: {
    byStatus: { key: 'event_action', role: 'detail', firing: 'trigger', resolved: 'resolve' },
    label: 'PagerDuty',
    fields: [
      row('title', 'description', call('pagerduty.default.description'), 1024),
      row('detail', 'severity', 'error'),
      row('detail', 'source'),
      row('detail', 'class'),
      row('detail', 'component'),
      row('detail', 'group'),
      row('detail', 'client', call('pagerduty.default.client')),
      row('link', 'client_url', call('pagerduty.default.clientURL')),
    ],
    lists: [
      { key: 'details', name: 'key', value: 'value' },
      { key: 'links', name: 'text', value: 'href' },
      { key: 'images', name: 'alt', value: 'src' },
    ],
  },
  email: {
    label: 'E-mail',
    format: 'html',
    fields: [
      row('to', 'to'),
      row('detail', 'from'),
      { key: 'Subject', role: 'title', usual: call('email.default.subject'), under: 'headers' },
      { ...row('text', 'html', call('email.default.html')), isHtml: true },
      row('detail', 'text'),
    ],
  },
  webhook: { label: 'Webhook', fields: [] },
  incidentio: { label: 'incident.io', fields: [] },
  opsgenie: {
    byStatus: { key: 'event', role: 'detail', firing: 'create', resolved: 'close' },
    label: 'Opsgenie',
    fields: [
      row('title', 'message', call('opsgenie.default.message'), 130),
      row('detail', 'priority'),
      row('text', 'description', call('opsgenie.default.description')),
      row('detail', 'tags'),
      row('detail', 'note'),
      row('detail', 'entity'),
      row('detail', 'actions'),
      row('link', 'source', call('opsgenie.default.source')),
    ],
    lists: [
      { key: 'responders', name: 'type', value: 'name' },
      { key: 'details', name: 'key', value: 'value' },
    ],
  },
  victorops: {
    label: 'VictorOps',
    fields: [
      row('detail', 'message_type', 'CRITICAL'),
      row('title', 'entity_display_name', call('victorops.default.entity_display_name')),
      row('text', 'state_message', call('victorops.default.state_message'), 20_480),
      row('detail', 'monitoring_tool', call('victorops.default.monitoring_tool')),
    ],
    lists: [{ key: 'custom_fields', name: 'key', value: 'value' }],
  },
  pushover: {
    label: 'Pushover',
    fields: [
      row('title', 'title', call('pushover.default.title'), 250),
      row('text', 'message', call('pushover.default.message'), 1024),
      row('detail', 'priority', '{{ if eq .Status "firing" }}2{{ else }}0{{ end }}'),
      row('link', 'url', call('pushover.default.url'), 512),
      row('detail', 'url_title'),
      row('detail', 'sound'),
    ],
  },
  wechat: {
    label: 'WeChat',
    fields: [
      row('to', 'to_user', call('wechat.default.to_user')),
      row('to', 'to_party', call('wechat.default.to_party')),
      row('to', 'to_tag', call('wechat.default.to_tag')),
      row('text', 'message', call('wechat.default.message')),
    ],
  },
  sns: {
    label: 'Amazon SNS',
    fields: [
      row('to', 'topic_arn'),
      row('to', 'target_arn'),
      row('to', 'phone_number'),
      row('title', 'subject', call('sns.default.subject')),
      row('text', 'message', call('sns.default.message')),
    ],
    lists: [{ key: 'attributes', name: 'key', value: 'value' }],
  },
  telegram: {
    label: 'Telegram',
    format: 'html',
    fields: [row('to', 'chat_id'), row('text', 'message', call('telegram.default.message'), 4096)],
  },
  discord: {
    byStatus: { key: 'color', role: 'color', firing: '#992d22', resolved: '#2ecc71' },
    label: 'Discord',
    format: 'markdown',
    fields: [
      row('detail', 'username'),
      row('text', 'content', undefined, 2000),
      row('title', 'title', call('discord.default.title'), 256),
      row('text', 'message', call('discord.default.message'), 4096),
    ],
  },
  webex: {
    label: 'Webex',
    format: 'markdown',
    fields: [row('to', 'room_id'), row('text', 'message', call('webex.default.message'))],
  },
  msteams: {
    byStatus: { key: 'color', role: 'color', firing: '#8c1a1a', resolved: '#2dc72d' },
    label: 'Microsoft Teams',
    format: 'markdown',
    fields: [
      row('title', 'title', call('msteams.default.title')),
      row('detail', 'summary', call('msteams.default.summary')),
      row('text', 'text', call('msteams.default.text')),
    ],
  },
  msteamsv2: {
    byStatus: { key: 'color', role: 'color', firing: 'attention', resolved: 'good' },
    label: 'Microsoft Teams',
    format: 'markdown',
    fields: [
      row('title', 'title', call('msteamsv2.default.title')),
      row('text', 'text', call('msteamsv2.default.text')),
    ],
  },
  jira: {
    label: 'Jira',
    fields: [
      row('to', 'project'),
      row('detail', 'issue_type'),
      row('title', 'summary', call('jira.default.summary'), 255),
      row('text', 'description', call('jira.default.description'), 32_767),
      row('detail', 'priority', call('jira.default.priority')),
    ],
  },
  rocketchat: {
    label: 'Rocket.Chat',
    format: 'markdown',
    fields: [
      row('to', 'channel'),
      row('color', 'color', '{{ if eq .Status "firing" }}red{{ else }}green{{ end }}'),
      row('title', 'title', call('rocketchat.default.title'), 1024),
      row('link', 'title_link', call('rocketchat.default.titlelink')),
      row('text', 'text', call('rocketchat.default.text')),
    ],
    lists: [
      { key: 'fields', name: 'title', value: 'value' },
      { key: 'actions', name: 'text', value: 'url' },
    ],
  },
  mattermost: {
    label: 'Mattermost',
    format: 'markdown',
    fields: [
      row('to', 'channel'),
      row('color', 'color', call('mattermost.default.color')),
      row('detail', 'username', call('mattermost.default.username')),
      row('text', 'pretext'),
      row('title', 'title', call('mattermost.default.title')),
      row('link', 'title_link', call('mattermost.default.titlelink')),
      row('text', 'text', call('mattermost.default.text'), 16_383),
      row('detail', 'footer'),
    ],
    lists: [{ key: 'fields', name: 'title', value: 'value' }],
  },
};

/** What PagerDuty's details say besides those that are written. */
export function pagerdutyDetails(hasToJson: boolean): Readonly<Record<string, string>> {
  const list = (kind: string): string =>
    hasToJson ? `{{ .Alerts.${kind} | toJson }}` : `{{ template "pagerduty.default.instances" .Alerts.${kind} }}`;
  return {
    firing: list('Firing'),
    resolved: list('Resolved'),
    num_firing: '{{ .Alerts.Firing | len }}',
    num_resolved: '{{ .Alerts.Resolved | len }}',
  };
}
