// The named templates that Alertmanager brings along: receivers and template files may call and replace them.
// Layer: template. All that 0.25 to 0.34 define; a name that an old version lacks is nothing to warn of.

/** Names of all templates that are defined without any template file. */
export function defaultTemplates(): ReadonlySet<string> {
  const parts = Object.entries(BY_INTEGRATION);
  return new Set([...SHARED, ...parts.flatMap(([kind, ends]) => ends.split(' ').map(end => `${kind}.default.${end}`))]);
}

const SHARED: readonly string[] = [
  '__alertmanager',
  '__alertmanagerURL',
  '__description',
  '__subject',
  '__text_alert_list',
  '__text_alert_list_markdown',
];

/** What follows `<integration>.default.` in the names. */
const BY_INTEGRATION: Readonly<Record<string, string>> = {
  discord: 'content message title',
  email: 'html subject',
  jira: 'description priority summary',
  mattermost: 'color fallback text title titlelink username',
  msteams: 'summary text title',
  msteamsv2: 'text title',
  opsgenie: 'description message source',
  pagerduty: 'client clientURL description instances',
  pushover: 'message title url',
  rocketchat: 'alias emoji iconurl text title titlelink',
  slack: 'callbackid color fallback footer iconemoji iconurl pretext text title titlelink username',
  sns: 'message subject',
  telegram: 'message',
  victorops: 'entity_display_name monitoring_tool state_message',
  webex: 'message',
  wechat: 'agent_id message to_party to_tag to_user',
};
