// The list that says where an alert goes, and the page of a message.
import assert from 'node:assert/strict';
import { messagePage, routeItems } from '../../../client/src/route/items';
import { type RouteResult, routeRequest } from '../../../server/src/lsp/protocol';
import { Session } from '../../harness/session';

const home = 'file:///w';
const rules = `groups:
- name: g
  rules:
  - alert: Hot
    expr: sum by (gpu) (x) > 3
    labels: {team: ml}
    annotations: {summary: '{{ $labels.gpu }} at {{ $value }}'}
`;
const configuration = `route:
  receiver: all
  routes:
  - {receiver: watch, matchers: [alertname="Watchdog"]}
  - receiver: chat
    matchers: [team="ml"]
    mute_time_intervals: [always]
  - {receiver: late}
receivers:
- name: all
- name: watch
- name: late
- name: chat
  slack_configs: [{channel: '#ml', api_url: 'https://x.example', text: '{{ .CommonAnnotations.summary }}'}]
  webhook_configs: [{url: 'http://x', payload: '{{ template "missing" . }}'}]
inhibit_rules:
- {source_matchers: [alertname="Down"], target_matchers: [team="ml"], equal: [gpu]}
time_intervals:
- {name: always, time_intervals: [{}]}
`;

describe('where an alert goes, as a list', () => {
  it('has a section for the route, one for what inhibits and one for what was near', async () => {
    const files = new Map([
      [`${home}/rules.yaml`, rules],
      [`${home}/am.yml`, configuration],
    ]);
    const session = await Session.start({ files, folders: [home] });
    session.open(`${home}/rules.yaml`, rules);
    await session.quiet();
    const position = { line: 3, character: 12 };
    const uri = `${home}/rules.yaml`;
    const { rule, routing } = await session.request<RouteResult>(routeRequest, { uri, position, at: 0 });
    session.stop();
    assert.deepEqual(
      [rule!.name, rule!.alert.labels['gpu'], rule!.alert.annotations],
      ['Hot', '‹gpu›', { summary: '‹gpu› at 3' }],
    );
    const items = routeItems(routing!);
    assert.deepEqual(
      items.map(({ kind, label, description, detail }) =>
        [kind, label, description, detail].filter(Boolean).join(' | '),
      ),
      [
        'separator | goes to',
        'step | $(bell) chat | slack, webhook',
        'step | $(arrow-right) route | takes everything',
        'step | $(arrow-right) route.routes[1] | {team="ml"}',
        'note | $(watch) first after 30s, changes every 5m, again every 4h5m | one group for all | slack hears nothing of resolved alerts',
        'note | $(bell-slash) muted by always | at 1970-01-01 00:00 UTC',
        'message | $(mail) Slack #ml | [FIRING:1] (Hot ‹gpu› ml) — ‹gpu› at 3',
        'message | $(error) Webhook | cannot be made: template "missing" not defined',
        'separator | not told while one of these fires',
        'note | $(bell-slash) {alertname="Down"} | with the same gpu',
        'separator | near, and not taken',
        'step | $(circle-slash) route.routes[0] to watch | alertname="Watchdog", and it is "Hot"',
        'step | $(circle-slash) route.routes[2] to late | route.routes[1] comes first and lets nothing pass on',
      ],
    );
    assert.equal(items.find(({ label }) => label.includes('routes[1]'))!.place!.range.start.line, 5);
    assert.equal(
      messagePage(items.find(({ label }) => label.includes('Slack'))!.message!),
      [
        'Slack #ml (firing)',
        '',
        '[FIRING:1]  (Hot ‹gpu› ml)',
        '‹gpu› at 3',
        '',
        'color: danger',
        'username: Alertmanager',
        'title_link: http://alertmanager:9093/#/alerts?receiver=chat',
        '',
      ].join('\n'),
    );
  });
});
