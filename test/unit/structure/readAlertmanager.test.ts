import assert from 'node:assert/strict';
import { openDocument } from '../../../server/src/model/document';
import { readAlertmanager } from '../../../server/src/model/readAlertmanager';

const text = `route:
  receiver: team
  group_by: [alertname, gpu]
  routes:
  - &critical
    match: {severity: critical}
    matchers: ['team=~"ml|infra", gpu!=""', 'broken']
    receiver: pager
    continue: yes
    routes:
    - match_re: {model: llama.*}
  - *critical
receivers:
- name: team
  slack_configs:
  - channel: '#gpu'
  - channel: '#ml'
  email_configs: [{to: a@b}]
- name: pager
  pagerduty_configs: []
- odd
time_intervals:
- name: night
mute_time_intervals:
- name: weekend
`;

describe('reading an Alertmanager configuration', () => {
  const [root] = openDocument(text).roots;
  const file = readAlertmanager(root!);

  it('finds receivers with their integrations', () => {
    assert.deepEqual(
      file.receivers.map(one => [one.name?.value, one.integrations.map(integration => integration.type)]),
      [
        ['team', ['slack_configs', 'slack_configs', 'email_configs']],
        ['pager', []],
      ],
    );
  });

  it('builds the tree of routes', () => {
    const { route } = file;
    assert.equal(route?.receiver?.value, 'team');
    assert.equal(
      route?.groupBy && text.slice(route.groupBy.key.from, route.groupBy.value.to),
      'group_by: [alertname, gpu]',
    );
    assert.deepEqual(
      route?.routes.map(one => one.continues),
      [true, true],
    );
    const [critical, again] = route!.routes;
    assert.equal(critical?.parent, route);
    assert.deepEqual(
      critical?.matchers.map(one => `${one.label}${one.op}${one.value}`),
      ['severity=critical', 'team=~ml|infra', 'gpu!='],
    );
    assert.deepEqual(
      critical?.routes[0]?.matchers.map(one => one.op),
      ['=~'],
    );
    assert.equal(again?.receiver?.value, 'pager');
  });

  it('lists the intervals of both keys', () => {
    assert.deepEqual(
      file.intervals.map(one => one.name.value),
      ['night', 'weekend'],
    );
  });

  it('survives routes that contain themselves', () => {
    const looped = 'route: &r\n  receiver: a\n  routes: [*r]\nreceivers: [{name: a}]\n';
    const [loop] = openDocument(looped).roots;
    assert.ok(readAlertmanager(loop!).route);
  });

  it('reads the receivers and intervals of an object, and leaves its routes to the tree that they come into', () => {
    const object = `apiVersion: monitoring.coreos.com/v1beta1
kind: AlertmanagerConfig
spec:
  route: {receiver: team}
  receivers:
  - name: team
    slackConfigs: [{channel: '#gpu'}]
    msteamsv2Configs: [{text: a}, {text: b}]
  timeIntervals:
  - name: night
`;
    const read = readAlertmanager(openDocument(object).roots[0]!);
    assert.deepEqual(
      read.receivers.map(one => [one.name?.value, one.integrations.map(({ type }) => type)]),
      [['team', ['slackConfigs', 'msteamsv2Configs', 'msteamsv2Configs']]],
    );
    assert.deepEqual(
      read.intervals.map(one => object.slice(one.name.from, one.name.to)),
      ['night'],
    );
    assert.equal(read.route, undefined);
  });
});
