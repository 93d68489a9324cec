// The texts that Alertmanager sends where a receiver says nothing else: `slack.default.title` and their like, which receivers
// and template files may call and replace. Of 0.25 to 0.34 they differ only in which there are. Their output is Alertmanager's
// to the character, but for `email.default.html`: in its place stands a plain view. Layer: template.

/** A list of labels or annotations, a line each. */
function lines(list: string, indent: string): string {
  return `{{ range ${list}.SortedPairs }}${indent}- {{ .Name }} = {{ .Value }}\n{{ end }}`;
}

const subject = '{{ template "__subject" . }}';
const link = '{{ template "__alertmanagerURL" . }}';
const product = '{{ template "__alertmanager" . }}';
const annotations = '{{ join " " .CommonAnnotations.SortedPairs.Values }}';

/** The alerts that fire and those that are resolved, each kind only where there are some. */
function bothKinds(part: (kind: 'Firing' | 'Resolved') => string): string {
  return (['Firing', 'Resolved'] as const).map(kind => `{{ if .Alerts.${kind} }}${part(kind)}{{ end }}\n`).join('');
}

/** Headings close to the lists below them. */
const dense = bothKinds(kind => `Alerts ${kind}:\n{{ template "__text_alert_list" .Alerts.${kind} }}`);
/** The same without the line break at its end. */
const denseEnd = dense.slice(0, -1);
const airy = bothKinds(kind => `\nAlerts ${kind}:\n{{ template "__text_alert_list" .Alerts.${kind} }}\n`);
const markdown = bothKinds(
  kind => `\n# Alerts ${kind}:\n{{ template "__text_alert_list_markdown" .Alerts.${kind} }}\n`,
);

/** Jira's priority: that of the worst alert of a list, if it is better than what is known. */
function worst(list: string): string {
  return [
    `{{ range ${list} }}`,
    '{{ if eq .Labels.severity "critical" }}{{ $known = "High" }}',
    '{{ else if and (eq .Labels.severity "warning") (ne $known "High") }}{{ $known = "Medium" }}',
    '{{ else if and (eq .Labels.severity "info") (eq $known "") }}{{ $known = "Low" }}{{ end }}',
    '{{ end }}',
  ].join('');
}

const color = '{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}';

/** Names with their templates. */
export const defaultTexts: Readonly<Record<string, string>> = {
  __alertmanager: 'Alertmanager',
  __alertmanagerURL: '{{ .ExternalURL }}/#/alerts?receiver={{ urlquery .Receiver }}',
  __description: '',
  __subject: [
    '[{{ toUpper .Status }}{{ if eq .Status "firing" }}:{{ len .Alerts.Firing }}{{ end }}] ',
    '{{ join " " .GroupLabels.SortedPairs.Values }} ',
    '{{ if gt (len .CommonLabels) (len .GroupLabels) }}',
    '({{ with .CommonLabels.Remove .GroupLabels.Names }}{{ join " " .Values }}{{ end }}){{ end }}',
  ].join(''),
  __text_alert_list: [
    '{{ range . }}',
    `Labels:\n${lines('.Labels', ' ')}`,
    `Annotations:\n${lines('.Annotations', ' ')}`,
    'Source: {{ .GeneratorURL }}\n',
    '{{ end }}',
  ].join(''),
  __text_alert_list_markdown: [
    '{{ range . }}',
    `\nLabels:\n${lines('.Labels', '  ')}`,
    `\nAnnotations:\n${lines('.Annotations', '  ')}`,
    '\nSource: {{ .GeneratorURL }}\n',
    '{{ end }}\n',
  ].join(''),
  'discord.default.content': '',
  'discord.default.message': `\n${airy}`,
  'discord.default.title': subject,
  'email.default.html': `${subject}\n\n${dense}\n${link}`,
  'email.default.subject': subject,
  'jira.default.description': `\n${markdown}`,
  'jira.default.priority': [
    '{{ $known := "" }}',
    worst('.Alerts.Firing'),
    `{{ if eq $known "" }}${worst('.Alerts.Resolved')}{{ end }}`,
    '{{ $known }}',
  ].join(''),
  'jira.default.summary': subject,
  'mattermost.default.color': color,
  'mattermost.default.fallback':
    '{{ template "mattermost.default.title" . }} | {{ template "mattermost.default.titlelink" . }}',
  'mattermost.default.text': `\n${markdown}`,
  'mattermost.default.title': subject,
  'mattermost.default.titlelink': link,
  'mattermost.default.username': product,
  'msteams.default.summary': subject,
  'msteams.default.text': `\n${markdown}`,
  'msteams.default.title': subject,
  'msteamsv2.default.text': `\n${markdown}`,
  'msteamsv2.default.title': subject,
  'opsgenie.default.description': `${annotations}\n${denseEnd}`,
  'opsgenie.default.message': subject,
  'opsgenie.default.source': link,
  'pagerduty.default.client': product,
  'pagerduty.default.clientURL': link,
  'pagerduty.default.description': subject,
  'pagerduty.default.instances': '{{ template "__text_alert_list" . }}',
  'pushover.default.message': `${annotations}\n${airy}`,
  'pushover.default.title': subject,
  'pushover.default.url': link,
  'rocketchat.default.alias': product,
  'rocketchat.default.emoji': '',
  'rocketchat.default.iconurl': '',
  'rocketchat.default.text': '',
  'rocketchat.default.title': subject,
  'rocketchat.default.titlelink': link,
  'slack.default.callbackid': '',
  'slack.default.color': color,
  'slack.default.fallback': '{{ template "slack.default.title" . }} | {{ template "slack.default.titlelink" . }}',
  'slack.default.footer': '',
  'slack.default.iconemoji': '',
  'slack.default.iconurl': '',
  'slack.default.pretext': '',
  'slack.default.text': '',
  'slack.default.title': subject,
  'slack.default.titlelink': link,
  'slack.default.username': product,
  'sns.default.message': `${annotations}\n${airy}`,
  'sns.default.subject': subject,
  'telegram.default.message': `\n${airy}`,
  'victorops.default.entity_display_name': subject,
  'victorops.default.monitoring_tool': product,
  'victorops.default.state_message': `${annotations}\n${denseEnd}`,
  'webex.default.message': `${annotations}\n${airy}`,
  'wechat.default.agent_id': '',
  'wechat.default.message': `${subject}\n${annotations}\n${dense}AlertmanagerUrl:\n${link}`,
  'wechat.default.to_party': '',
  'wechat.default.to_tag': '',
  'wechat.default.to_user': '',
};
