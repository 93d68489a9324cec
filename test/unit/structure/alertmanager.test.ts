import { expectFindings } from './carets';

const old = { alertmanager: { major: 0, minor: 25 } };

/** A configuration around `receiver`, the lines of one receiver's integrations. */
const around = (receiver: string): string => `
route: {receiver: r}
receivers:
- name: r
${receiver}`;

describe('structure of Alertmanager configurations', () => {
  const bad: Readonly<Record<string, string>> = {
    'a file without a route': `
receivers: []
^^^^^^^^^ missing-field: no \`route\`
`,
    'an empty route': `
route:
^^^^^ missing-field: no \`route\`
receivers: []
`,
    'a root route with conditions': `
route:
  receiver: r
  matchers: [a="b"]
  ^^^^^^^^ root-route: child route
  continue: true
  ^^^^^^^^ root-route: nothing to continue to
  mute_time_intervals: [n]
  ^^^^^^^^^^^^^^^^^^^ root-route
                        ^ undefined-interval
receivers: [{name: r}]
`,
    'undefined names': `
route:
  receiver: pagr
            ^^^^ undefined-receiver: did you mean \`pager\`?
  routes:
  - receiver: 'nobody'
              ^^^^^^^^ undefined-receiver: define it there
    active_time_intervals: [night, nihgt]
                                   ^^^^^ undefined-interval: did you mean \`night\`?
  -
receivers:
- name: pager
time_intervals:
- name: night
`.replace('  -\nreceivers', '  - routes: []\nreceivers'),
    'nulls that are empty values': `
global: {http_config: {oauth2: NULL, tls_config: {min_version: Null}}}
                               ^^^^ missing-field: \`client_id\`
                               ^^^^ missing-field: \`token_url\`
                                                               ^^^^ invalid-value: empty text
route: {receiver: r, routes: [{match: {NULL: a}}]}
                                       ^^^^ invalid-name
receivers:
- name: r
  slack_configs: [{api_url: http://x/, fields: [NULL]}]
                                                ^^^^ missing-field: \`title\`
                                                ^^^^ missing-field: \`value\`
  incidentio_configs: [{url: http://x/, alert_source_token: t, http_config: {authorization: Null}}]
                                                                             ^^^^^^^^^^^^^ conflicting-fields
tracing: {endpoint: x, client_type: NULL}
                                    ^^^^ invalid-value
time_intervals: [{name: n, time_intervals: [{weekdays: [NULL]}]}]
                                                        ^^^^ invalid-interval
`,
    'a proxy of the server that hands out tokens': around(`
  webhook_configs:
  - url: http://x/
    http_config: {oauth2: {client_id: a, token_url: b, no_proxy: c}}
                                                       ^^^^^^^^ missing-field: needs \`proxy_url\`
`),
    'a route that is null': `
route:
  receiver: r
  routes: [~]
           ^ missing-field: crash
receivers: [{name: r}]
`,
    'repeated names': `
route: {receiver: r}
receivers:
- name: r
- name: r
        ^ duplicate-receiver: already taken
- labels: {}
  ^^^^^^ missing-field: A receiver needs \`name\`
time_intervals:
- name: n
mute_time_intervals:
- name: n
`.replace(
      'time_intervals:\n- name: n\nmute',
      'time_intervals:\n- name: n\n        ^ duplicate-interval: already taken\nmute',
    ),
    group_by: `
route:
  receiver: r
  group_by: [a, '...', a, '']
                ^^^^^ conflicting-fields: stand alone
                       ^ duplicate-item
                          ^^ invalid-name: empty
  group_interval: 0s
                  ^^ invalid-duration: longer than zero
  repeat_interval: 4
                   ^ invalid-duration: Did you mean \`4s\`?
receivers: [{name: r}]
`,
    matchers: `
route:
  receiver: r
  routes:
  - matchers:
    - severity="critical
               ^^^^^^^^^ invalid-matcher: double quote
    - a=~"("
         ^^^ invalid-regex
    - '{nothing}'
        ^^^^^^^ invalid-matcher: is no matcher
    - a=b and c=d
    match: {"a-b": c}
            ^^^^^ invalid-name: use \`matchers\`
    match_re: {a: "(", b: }
                  ^^^ invalid-regex
                       ^ invalid-regex: has no pattern
  - matchers: a="b"
              ^^^^^ wrong-type: must be a list
receivers: [{name: r}]
`,
    inhibition: `
route: {receiver: r}
receivers: [{name: r}]
inhibit_rules:
- source_matchers: ['a=']
  target_matcher: []
  ^^^^^^^^^^^^^^ unknown-key: did you mean \`target_matchers\`?
  equal: a
         ^ wrong-type
`,
    'time intervals': `
route: {receiver: r}
receivers: [{name: r}]
time_intervals:
- name: n
  time_intervals:
  - weekdays: [mon, 'saturday:sunday']
               ^^^ invalid-interval: write \`monday\`
                    ^^^^^^^^^^^^^^^^^ invalid-interval: backwards
  - weekdays: ["monday:\\u0066ri", 'monday:']
                       ^^^^^^^^ invalid-interval: write \`friday\`
                                  ^^^^^^^^^ invalid-interval: full English name
    times:
    - {start_time: 22:00, end_time: '06:00'}
                                    ^^^^^^^ invalid-interval: after the beginning
    - {start_time: 9:00, end_time: '10:00'}
                   ^^^^ invalid-interval: HH:MM
    - start_time: 09:00
      ^^^^^^^^^^ missing-field: end_time
    days_of_month: ['0', '-1:5', '28:-1']
                    ^^^ invalid-interval
                         ^^^^^^ invalid-interval
                                 ^^^^^^^ invalid-interval
    months: ['13', smarch]
                   ^^^^^^ invalid-interval
    years: ['2020:2019']
            ^^^^^^^^^^^ invalid-interval
    location: europe/berlin
              ^^^^^^^^^^^^^ invalid-interval: did you mean
`,
    'global settings': `
global:
  resolve_timeout: 5min
                   ^^^^ invalid-duration
  smtp_smarthost: localhost
                  ^^^^^^^^^ invalid-address: port is missing
  smtp_require_tls: "true"
                    ^^^^^^ wrong-type: must be true or false
  slack_api_url: hooks.slack.com
                 ^^^^^^^^^^^^^^^ invalid-url: http://
  slack_api_url_file: /x
  ^^^^^^^^^^^^^^^^^^ conflicting-fields: Only one of
  pagerduty_url: ftp://x/
                 ^^^^^^^^ invalid-url: ftp
  http_config:
    basic_auth: {username: a}
    bearer_token: b
    ^^^^^^^^^^^^ conflicting-fields: one kind of credentials
    tls_config: {cert_file: c, min_version: TLS9}
                 ^^^^^^^^^ missing-field: key_file
                                            ^^^^ invalid-value: TLS12
route: {receiver: r}
receivers: [{name: r}]
`,
    'secrets and files at once': around(`  webhook_configs:
  - url: http://x/
    url_file: /y
    ^^^^^^^^ conflicting-fields
    max_alerts: -1
                ^^ wrong-type
    timeout: 10
             ^^ warning invalid-duration: nanoseconds
`),
    'settings that only global could give': around(`  slack_configs:
  - channel: '#gpu'
    ^^^^^^^ missing-field: slack_api_url
  email_configs:
  - to: a@b
    ^^ missing-field: smarthost
    ^^ missing-field: from
  opsgenie_configs:
  - api_kye: x
    ^^^^^^^ unknown-key: did you mean \`api_key\`?
  webhook_configs:
  -
  victorops_configs: [{}]
                      ^^ missing-field
                      ^^ missing-field
`).replace('  webhook_configs:\n', '  webhook_configs:\n  ^^^^^^^^^^^^^^^ missing-field: is empty\n'),
    'odd receivers': around(`  telegram_configs:
  - bot_token: t
    chat_id: "1"
             ^^^ wrong-type
    parse_mode: Html
                ^^^^ invalid-value
  webex_configs:
  - room_id: r
    ^^^^^^^ missing-field: authorization
  sns_configs:
  - topic_arn: a
    phone_number: b
    ^^^^^^^^^^^^ conflicting-fields
  pushover_configs:
  - user_key: a
    token: b
    retry: 1d
           ^^ invalid-duration: in hours
    html: true
    monospace: true
    ^^^^^^^^^ conflicting-fields
  victorops_configs:
  - api_key: a
    routing_key: b
    custom_fields: {entity_id: x}
                    ^^^^^^^^^ invalid-name
`),
    'templates that are parsed at load': around(`  webhook_configs:
  - url: 'http://{{ .x'
         ^^^^^^^^^^^^^^ invalid-template: unclosed
`),
    'patterns of template files': `
templates: ['a/[', b]
            ^^^^^ invalid-value: without its
route: {receiver: r}
receivers: [{name: r}]
`,
  };

  const templateProblem = (text: string): string | undefined => (text.includes('}}') ? undefined : 'unclosed action.');
  for (const [name, marked] of Object.entries(bad)) {
    it(`refuses ${name}`, () => expectFindings('alertmanager', marked, { templateProblem }));
  }

  it('refuses an empty file', () => {
    expectFindings('alertmanager', '{}\n^^ missing-field\n');
  });

  const good: Readonly<Record<string, string>> = {
    'the smallest file': 'route: {receiver: r}\nreceivers: [{name: r}]\n',
    'YAML 1.1': 'route: {receiver: yes, continue: no}\nreceivers: [{name: "yes"}]\n',
    'all of group_by': 'route: {receiver: r, group_by: ["...", "..."]}\nreceivers: [{name: r}]\n',
    'global defaults': `
global: {slack_api_url: http://x/, smtp_smarthost: 'x:25', smtp_from: a@b}
${around('  slack_configs: [{channel: a}, ~]\n  email_configs: [{to: c@d}]\n').trim()}
`,
    nulls: 'global:\nroute: {receiver: r, group_by: , match: ~, routes: []}\nreceivers: [{name: r}]\ntemplates:\n',
    // Written so, a null is an empty text that the tokens point to, an empty route, an empty pattern.
    'nulls that are empty values': `
route: {receiver: r, routes: [NULL, {match_re: {a: Null}}]}
receivers:
- name: r
  rocketchat_configs: [{token: NULL, token_id: Null}]
  webex_configs: [{room_id: r, http_config: {authorization: NULL}}]
`,
    'Go durations': around('  pushover_configs: [{user_key: a, token: b, retry: 1.5h, expire: -3s}]\n'),
  };
  for (const [name, text] of Object.entries(good)) it(`takes ${name}`, () => expectFindings('alertmanager', text));

  it('judges by the version', () => {
    const text = `
route:
  receiver: r
  labels: {a: b}
  ^^^^^^ newer-key: needs Alertmanager 0.34
  group_by: [ä]
             ^ invalid-name
  routes:
  - matchers: ['"my.label"="x"']
                ^^^^^^^^^^^^^^ invalid-matcher
receivers:
- name: r
  jira_configs: []
  ^^^^^^^^^^^^ newer-key: needs Alertmanager 0.28
`;
    expectFindings('alertmanager', text, old);
    expectFindings('alertmanager', text.replace(/^ *\^.*\n/gm, ''));
  });
});
