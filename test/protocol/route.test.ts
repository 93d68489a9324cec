// `route` as a program: who gets an alert, in text and JSON, with rules, objects and template files.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { build, runCli } from './program';

const configuration = `templates: ['*.tmpl']
route:
  receiver: everybody
  routes:
  - receiver: pager
    matchers: [severity="critical"]
    mute_time_intervals: [night]
    group_by: [cluster]
  - receiver: nobody
    matchers: [alertname="Watchdog"]
receivers:
- name: everybody
  slack_configs: [{channel: '#all', api_url: 'https://x.example', text: '{{ template "mine" . }}'}]
- name: pager
  pagerduty_configs: [{routing_key: secret-key}]
- name: nobody
inhibit_rules:
- source_matchers: [alertname="NodeDown"]
  target_matchers: [alertname=~"GPU.+"]
  equal: [cluster]
time_intervals:
- name: night
  time_intervals: [{times: [{start_time: '22:00', end_time: '24:00'}], location: Europe/Berlin}]
`;
const rules = `groups:
- name: g
  rules:
  - alert: GPUHot
    expr: sum by (gpu) (x) > 1
    labels: {severity: critical}
  - alert: GPUCold
    expr: x < 1
    labels: {severity: '{{ $labels.grade }}'}
`;
const object = `apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata: {name: team, namespace: ml}
spec:
  route: {receiver: chat}
  receivers: [{name: chat, webhookConfigs: [{url: 'http://x'}]}]
`;

describe('route', () => {
  let folder: string;
  const run = (...args: readonly string[]) => runCli(folder, ['route', ...args], { env: { TZ: 'UTC' } });
  const json = (...args: readonly string[]) => JSON.parse(run(...args, '--format', 'json').stdout);

  before(async () => {
    build();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'route-'));
    for (const [name, text] of Object.entries({
      'am.yml': configuration,
      'rules.yml': rules,
      'object.yml': object,
      'own.tmpl': '{{ define "mine" }}hello {{ .CommonAnnotations.summary }}{{ end }}',
      'broken.yml': 'route: {receiver: nobody-there}\nreceivers: [{name: a}]\n',
    }))
      fs.writeFileSync(path.join(folder, name), text);
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('tells the way, the times, the message and what was near', () => {
    const { stdout, status, stderr } = run(
      'am.yml',
      '--label',
      'alertname=X',
      '--label',
      'cluster=a',
      '--annotation',
      'summary=there',
      '--at',
      '2026-03-02T14:00:00Z',
    );
    assert.equal(status, 0, stderr);
    const expected = [
      'configuration  am.yml',
      'at             2026-03-02 14:00 UTC',
      '',
      'X {cluster="a"}',
      '',
      '  to       everybody: slack',
      '  path     route (takes everything)   am.yml:3',
      '  group    {}  all alerts of the route together',
      '  when     first after 30s, changes every 5m, again every 4h5m (repeat_interval 4h)',
      '           slack hears nothing of resolved alerts',
      '  message  Slack #all at 14:00:30, firing',
      '    | color: danger',
      '    | username: Alertmanager',
      '    | [FIRING:1]  (X a)',
      '    | title_link: http://alertmanager:9093/#/alerts?receiver=everybody',
      '    | hello there',
      '',
      '  near, and not taken',
      '    route.routes[0] to pager: severity="critical" and the alert has none   am.yml:6',
      '    route.routes[1] to nobody: alertname="Watchdog" and it is "X"   am.yml:10',
      '',
    ];
    assert.equal(stdout, expected.join('\n'));
    assert.ok(!stdout.includes('secret-key'));
  });

  it('tells what keeps an alert quiet at a time, in the zone of the interval', () => {
    const hot = ['am.yml', '--label', 'alertname=GPUHot', '--label', 'severity=critical', '--label', 'cluster=a'];
    const night = json(...hot, '--at', '2026-03-02T21:30:00Z');
    assert.deepEqual(night.alerts[0].routes[0].quiet, { kind: 'muted', intervals: ['night'] });
    assert.equal(night.notifications[0].kind, 'held');
    assert.equal(json(...hot, '--at', '2026-03-02T20:59:00Z').alerts[0].routes[0].quiet, undefined);
    assert.match(run(...hot, '--at', '2026-03-02T21:30:00Z').stdout, /quiet {4}muted by night at 2026-03-02 21:30 UTC/);
    const inhibited = run(...hot, '--at', '2026-03-02T12:00:00Z', '--firing', 'alertname=NodeDown,cluster=a').stdout;
    assert.match(inhibited, /inhibited by NodeDown \{alertname="NodeDown", cluster="a"\}/);
    assert.match(
      run(...hot).stdout,
      /inhibited while one of these fires\n {4}\{alertname="NodeDown"\} with the same cluster/,
    );
  });

  it('routes the alerts of rules as far as their labels are known', () => {
    const { stdout, status } = run('am.yml', 'rules.yml', '--at', '2026-03-02T14:00:00Z');
    assert.equal(status, 0);
    assert.match(stdout, /rules.yml:4: GPUHot -> pager \(pagerduty\)\n/);
    assert.match(stdout, /rules.yml:7: GPUCold -> perhaps pager \(pagerduty\), perhaps everybody \(slack\)\n/);
    const told = json('am.yml', 'rules.yml', '--at', '2026-03-02T14:00:00Z');
    assert.deepEqual(told.alerts[0].rule, { file: 'rules.yml', line: 3 });
    assert.deepEqual(told.alerts[0].routes[0].path[1].place.range.start, { line: 5, character: 15 });
  });

  it('routes alerts as Prometheus sends them, where its configuration is named', () => {
    const steps =
      '{source_labels: [alertname], regex: GPUCold, action: drop}, {target_label: cluster, replacement: b}, {source_labels: [x], regex: y, action: keep}';
    fs.writeFileSync(
      path.join(folder, 'prometheus.yml'),
      `rule_files: [rules.yml]\nalerting: {alert_relabel_configs: [${steps}]}\n`,
    );
    const { stdout } = run('am.yml', 'rules.yml', 'prometheus.yml');
    assert.match(
      stdout,
      /GPUCold -> nobody: Prometheus never sends it: alert_relabel_configs of prometheus.yml drops alerts whose `alertname` is `GPUCold`.\n/,
    );
    const one = run('am.yml', 'prometheus.yml', '--label', 'alertname=X', '--label', 'x=y').stdout;
    assert.match(
      one,
      /X \{cluster="b", x="y"\}\n {2}Before it is sent, alert_relabel_configs of prometheus.yml sets `cluster`.\n/,
    );
    const { alerts } = json('am.yml', 'prometheus.yml', '--label', 'alertname=X');
    assert.deepEqual([alerts[0].sentAs.sent, alerts[0].routes, alerts[0].labels], ['no', [], { alertname: 'X' }]);
  });

  it('hangs AlertmanagerConfig objects into the configuration', () => {
    const { alerts, objects } = json('am.yml', 'object.yml', '--label', 'alertname=X', '--label', 'namespace=ml');
    assert.deepEqual(objects, ['object.yml']);
    assert.deepEqual(
      alerts[0].routes.map((route: { receiver: string }) => route.receiver),
      ['ml/team/chat'],
    );
  });

  it('says what is missing or refused', () => {
    const answers = (...args: readonly string[]) => {
      const { status, stderr, stdout } = run(...args);
      assert.equal(stdout, '');
      return `${status} ${stderr}`;
    };
    assert.match(answers('am.yml'), /^2 .*no alert given/);
    assert.match(answers('rules.yml'), /^2 .*none of the files has an Alertmanager configuration/);
    assert.match(answers('broken.yml', '--label', 'a=b'), /^1 .*refuses this:\n {2}broken\.yml:1: /);
    assert.match(answers('am.yml', '--label', 'x'), /^2 .*--label needs NAME=VALUE/);
    assert.match(answers('am.yml', '--label', 'a=b', '--at', 'noon'), /^2 .*--at needs a time/);
    assert.match(answers('missing.yml', '--label', 'a=b'), /^2 .*missing\.yml cannot be read/);
    assert.match(answers(), /^2 .*no file given/);
    fs.copyFileSync(path.join(folder, 'am.yml'), path.join(folder, 'am2.yml'));
    assert.match(
      answers('am.yml', 'am2.yml', '--label', 'a=b'),
      /^2 .*several configurations.*\n {2}am\.yml\n {2}am2\.yml/,
    );
  });
});
