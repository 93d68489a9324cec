// An Alertmanager configuration of any size for benchmarks: receivers of several kinds, and a route for each of them.

/** A configuration of `count` receivers and as many routes. */
export function generateAlertmanager(count: number): string {
  const lines = [
    'global:',
    '  resolve_timeout: 5m',
    'route:',
    '  receiver: team-0',
    '  group_by: [alertname]',
    '  routes:',
  ];
  for (let i = 0; i < count; i++) lines.push(...ROUTES[i % ROUTES.length]!(i));
  lines.push('receivers:');
  for (let i = 0; i < count; i++) lines.push(...RECEIVERS[i % RECEIVERS.length]!(i));
  lines.push('inhibit_rules:', '- source_matchers: [severity="critical"]', '  target_matchers: [severity="warning"]');
  return `${lines.join('\n')}\n`;
}

const ROUTES: readonly ((i: number) => string[])[] = [
  i => [`  - receiver: team-${i}`, '    matchers:', `    - team="serving-${i}"`, '    - severity=~"critical|warning"'],
  i => [
    `  - matchers: [team="training-${i}"]`,
    `    receiver: team-${i}`,
    '    group_wait: 30s',
    '    repeat_interval: 4h',
  ],
  i => [`  - match: {team: gpu-${i}}`, `    receiver: team-${i}`, '    continue: true'],
];

const RECEIVERS: readonly ((i: number) => string[])[] = [
  i => [
    `- name: team-${i}`,
    '  slack_configs:',
    `  - api_url: https://hooks.example.org/services/T${i}`,
    `    channel: '#serving-${i}'`,
    '    send_resolved: true',
    `    title: '{{ .CommonLabels.alertname }} of {{ .CommonLabels.model_name }}'`,
    '    text: |-',
    '      {{ range .Alerts }}{{ .Annotations.summary }}',
    '      {{ end }}',
  ],
  i => [
    `- name: team-${i}`,
    '  webhook_configs:',
    `  - url: http://bot-${i}.example.org:9099/alerts`,
    '    max_alerts: 20',
    '    http_config:',
    '      tls_config: {insecure_skip_verify: true}',
  ],
  i => [
    `- name: team-${i}`,
    '  email_configs:',
    `  - to: oncall-${i}@example.org`,
    '    from: alerts@example.org',
    '    smarthost: mail.example.org:587',
    `    headers: {subject: '{{ .CommonLabels.alertname }}'}`,
  ],
];
