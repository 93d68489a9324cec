import assert from 'node:assert/strict';
import { openDocument } from '../../../server/src/model/document';
import { readAlertmanager } from '../../../server/src/model/readAlertmanager';
import { createUnitMemo } from '../../../server/src/model/unitMemo';

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
      file.receivers.map(({ it }) => [it.name?.value, it.integrations.map(({ type }) => type)]),
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
      file.routes.map(({ it }) => it.continues),
      [true, true],
    );
    const [critical, again] = file.routes.map(({ it }) => it);
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

  it('reads receivers and routes on their own lines, and again only those that change', () => {
    const config = (channel: string): string => `route:
  receiver: team
  routes:
  - receiver: pager
    routes:
    - matchers: [a="b"]
receivers:
- name: team
  slack_configs:
  - channel: '${channel}'
- name: pager
`;
    const before = openDocument(config('#a'));
    const after = openDocument(config('#bc'), before);
    const memo = createUnitMemo();
    const [old, now] = [before, after].map(document => readAlertmanager(document.roots[0]!, undefined, memo));
    assert.equal(old!.routes[0]!.it, now!.routes[0]!.it);
    assert.equal(old!.receivers[1]!.it, now!.receivers[1]!.it);
    assert.notEqual(old!.receivers[0]!.it, now!.receivers[0]!.it);
    const { it: pager, text: lines, base } = now!.receivers[1]!;
    assert.equal(after.text.slice(base, base + lines.length), lines);
    assert.equal(lines.slice(pager.name!.from, pager.name!.to), 'pager');
    assert.equal(now!.routes[0]!.it.routes[0]!.matchers[0]!.label, 'a');
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

  it('reads the receivers, routes and intervals of an object by the names of its keys', () => {
    const object = `apiVersion: monitoring.coreos.com/v1beta1
kind: AlertmanagerConfig
spec:
  route:
    receiver: team
    groupInterval: 5m
    routes:
    - matchers: [{name: severity, value: a|b, matchType: =~}, {name: team, value: ml}, {name: old, value: x, regex: true}]
      muteTimeIntervals: [night]
      continue: true
  receivers:
  - name: team
    slackConfigs: [{channel: '#gpu'}]
    msteamsv2Configs: [{text: a}, {text: b}]
  timeIntervals:
  - name: night
`;
    const read = readAlertmanager(openDocument(object).roots[0]!);
    assert.deepEqual(
      read.receivers.map(({ it }) => [it.name?.value, it.integrations.map(({ type }) => type)]),
      [['team', ['slackConfigs', 'msteamsv2Configs', 'msteamsv2Configs']]],
    );
    assert.deepEqual(
      read.intervals.map(one => object.slice(one.name.from, one.name.to)),
      ['night'],
    );
    assert.deepEqual([read.route?.receiver?.value, read.route?.groupInterval?.value], ['team', '5m']);
    const [{ it }] = read.routes as [(typeof read.routes)[number]];
    assert.deepEqual(
      it.matchers.map(({ label, op, value }) => label + op + value),
      ['severity=~a|b', 'team=ml', 'old=~x'],
    );
    assert.deepEqual([it.continues, it.mutes.map(({ value }) => value)], [true, ['night']]);
  });
});
