// Completion of keys, values, names and snippets in rule files and Alertmanager files, also inside a Secret.
import assert from 'node:assert/strict';
import { at, hasFirst, isSilent, knowledge } from './driver';
import { config, group, rule } from './yamlTexts';

const inSecret = (text: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\nstringData:\n  alertmanager.yaml: |\n${text.replace(/^(?=.)/gm, '    ')}`;

/** A text with the cursor, what must be among the first five, and the text after taking it. */
type Case = readonly [marked: string, first: string, taken: string];

const cases: Readonly<Record<string, readonly Case[]>> = {
  'keys of rules': [
    [`${group}      - ¦\n`, 'alert', `${group}      - alert: \n`],
    [`${group}      - al¦\n`, 'alert', `${group}      - alert: \n`],
    [`${group}      -   ¦\n`, 'record', `${group}      -   record: \n`],
    [`${group}      ¦\n`, 'alert', `${group}      - alert: \n`],
    [`${rule}        ¦\n`, 'for', `${rule}        for: \n`],
    [`${rule}        f¦`, 'for', `${rule}        for: `],
    [`${rule}        labels¦:\n`, 'labels', `${rule}        labels:\n`],
    [`${rule}        anno¦tation: {}\n`, 'annotations', `${rule}        annotations: {}\n`],
    [
      `${rule}        ¦\n      - alert: B\n        expr: up\n`,
      'labels',
      `${rule}        labels:\n          \n      - alert: B\n        expr: up\n`,
    ],
    [`${rule}      ¦\n`, 'alert', `${rule}      - alert: \n`],
    [`${rule}      al¦\n`, 'alert', `${rule}      - alert: \n`],
    [`${rule}      - ¦\n`, 'record', `${rule}      - record: \n`],
    [`${group}      - expr: up\n        ¦\n`, 'alert', `${group}      - expr: up\n        alert: \n`],
    [`${group}      - ¦\n        alert: A\n`, 'expr', `${group}      - expr: \n        alert: A\n`],
    [`${group}      - labels¦\n`, 'labels', `${group}      - labels:\n          \n`],
    [`${group}      - {alert: A, ¦}\n`, 'expr', `${group}      - {alert: A, expr: }\n`],
    [`${group}      - {alert: A, expr: up, l¦}\n`, 'labels', `${group}      - {alert: A, expr: up, labels: }\n`],
    [`${rule}        labels:\n          ¦\n`, 'severity', `${rule}        labels:\n          severity: \n`],
    [
      `${rule}        labels:\n          a: b\n          sq¦\n`,
      'squad',
      `${rule}        labels:\n          a: b\n          squad: \n`,
    ],
    [`${rule}        labels: {¦}\n`, 'severity', `${rule}        labels: {severity: }\n`],
    [`${rule}        annotations:\n          ¦\n`, 'summary', `${rule}        annotations:\n          summary: \n`],
    [
      `${rule}        annotations:\n          summary: x\n          run¦\n`,
      'runbook_url',
      `${rule}        annotations:\n          summary: x\n          runbook_url: \n`,
    ],
  ],
  'keys of groups': [
    ['groups:\n  ¦\n', 'name', 'groups:\n  - name: \n'],
    ['groups:\n  - ¦\n', 'name', 'groups:\n  - name: \n'],
    ['groups:\n  - name: g\n    ¦\n', 'rules', 'groups:\n  - name: g\n    rules:\n      - \n'],
    [
      'groups:\n  - name: g\n    ¦\n    rules: []\n',
      'interval',
      'groups:\n  - name: g\n    interval: \n    rules: []\n',
    ],
    [`${rule}    ¦\n`, 'interval', `${rule}    interval: \n`],
    [`${rule}  ¦\n`, 'name', `${rule}  - name: \n`],
    [`${rule}  - ¦\n`, 'name', `${rule}  - name: \n`],
    [
      'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n  ¦\n',
      'alert',
      'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n  - alert: \n',
    ],
  ],
  'items and keys in the same column': [
    [
      'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n  int¦\n',
      'interval',
      'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n  interval: \n',
    ],
    [
      'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n  re¦\n',
      'record',
      'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n  - record: \n',
    ],
    [
      'route:\n  receiver: a\n  group_by:\n  - x\n  ¦\nreceivers:\n- name: a\n',
      'alertname',
      'route:\n  receiver: a\n  group_by:\n  - x\n  - alertname\nreceivers:\n- name: a\n',
    ],
    [
      'route:\n  receiver: a\n  group_by:\n  - x\n  co¦\nreceivers:\n- name: a\n',
      'continue',
      'route:\n  receiver: a\n  group_by:\n  - x\n  continue: \nreceivers:\n- name: a\n',
    ],
    [
      'route:\n  receiver: a\nreceivers:\n- name: a\nte¦\n',
      'templates',
      'route:\n  receiver: a\nreceivers:\n- name: a\ntemplates:\n  - \n',
    ],
  ],
  'what the half-written line breaks': [
    [
      'groups:\n  - na¦\n    rules:\n      - alert: A\n        expr: up\n',
      'name',
      'groups:\n  - name: \n    rules:\n      - alert: A\n        expr: up\n',
    ],
    [
      'route:\n  rec¦\n  group_by: [a]\nreceivers:\n  - name: a\n',
      'receiver',
      'route:\n  receiver: \n  group_by: [a]\nreceivers:\n  - name: a\n',
    ],
    [
      'groups:\n  - name: g\n    rules:\n      - al¦\n        expr: up\n',
      'alert',
      'groups:\n  - name: g\n    rules:\n      - alert: \n        expr: up\n',
    ],
  ],
  'keys of a PrometheusRule': [
    [
      'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  ¦\nspec:\n  groups: []\n',
      'name',
      'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: \nspec:\n  groups: []\n',
    ],
    [
      'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: x\n¦\n',
      'spec',
      'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: x\nspec:\n  \n',
    ],
    [
      'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: x\nspec:\n  ¦\n',
      'groups',
      'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: x\nspec:\n  groups:\n    - \n',
    ],
  ],
  values: [
    [`${rule}        for: ¦\n`, '5m', `${rule}        for: 5m\n`],
    [`${rule}        for: 1¦\n`, '1h', `${rule}        for: 1h\n`],
    [`${rule}        keep_firing_for: "¦"\n`, '10m', `${rule}        keep_firing_for: "10m"\n`],
    [
      `${rule}        labels:\n          severity: ¦\n`,
      'critical',
      `${rule}        labels:\n          severity: critical\n`,
    ],
    [
      `${rule}        labels:\n          severity: "w¦"\n`,
      'warning',
      `${rule}        labels:\n          severity: "warning"\n`,
    ],
    [`${rule}        labels:\n          squad: ¦\n`, 'ranking', `${rule}        labels:\n          squad: ranking\n`],
    [`${rule}        labels: {severity: ¦}\n`, 'critical', `${rule}        labels: {severity: critical}\n`],
    [
      `${rule}        labels:\n          severity:\n            ¦\n`,
      'critical',
      `${rule}        labels:\n          severity:\n            critical\n`,
    ],
    [
      'groups:\n  - name: g\n    interval: ¦\n    rules: []\n',
      '1m',
      'groups:\n  - name: g\n    interval: 1m\n    rules: []\n',
    ],
  ],
  'Alertmanager: keys': [
    [config('  ¦\n'), 'group_by', config('  group_by:\n    - \n')],
    [config('  routes:\n    - ¦\n'), 'receiver', config('  routes:\n    - receiver: \n')],
    [config('  routes:\n    ¦\n'), 'receiver', config('  routes:\n    - receiver: \n')],
    [
      config('  routes:\n    - receiver: team\n      ma¦\n'),
      'matchers',
      config('  routes:\n    - receiver: team\n      matchers:\n        - \n'),
    ],
    [
      config('  routes:\n    - receiver: team\n      routes:\n        - con¦\n'),
      'continue',
      config('  routes:\n    - receiver: team\n      routes:\n        - continue: \n'),
    ],
    [
      'route:\n  receiver: a\nreceivers:\n  - name: a\n    ¦\n',
      'slack_configs',
      'route:\n  receiver: a\nreceivers:\n  - name: a\n    slack_configs:\n      - \n',
    ],
    [
      'route:\n  receiver: a\nreceivers:\n  - name: a\n    pag¦\n',
      'pagerduty_configs',
      'route:\n  receiver: a\nreceivers:\n  - name: a\n    pagerduty_configs:\n      - \n',
    ],
    [
      'route:\n  receiver: a\nreceivers:\n  - name: a\n    slack_configs:\n      - ch¦\n',
      'channel',
      'route:\n  receiver: a\nreceivers:\n  - name: a\n    slack_configs:\n      - channel: \n',
    ],
    [
      'route:\n  receiver: a\nreceivers:\n  - name: a\n    pagerduty_configs:\n      - routing_key: k\n        sev¦\n',
      'severity',
      'route:\n  receiver: a\nreceivers:\n  - name: a\n    pagerduty_configs:\n      - routing_key: k\n        severity: \n',
    ],
    [
      'route:\n  receiver: a\nreceivers:\n  - name: a\n    webhook_configs:\n      - url: http://x\n        http_config:\n          ¦\n',
      'authorization',
      'route:\n  receiver: a\nreceivers:\n  - name: a\n    webhook_configs:\n      - url: http://x\n        http_config:\n          authorization:\n            \n',
    ],
    [
      '¦\nroute:\n  receiver: a\nreceivers:\n  - name: a\n',
      'global',
      'global:\n  \nroute:\n  receiver: a\nreceivers:\n  - name: a\n',
    ],
    [
      'global:\n  res¦\nroute:\n  receiver: a\nreceivers:\n  - name: a\n',
      'resolve_timeout',
      'global:\n  resolve_timeout: \nroute:\n  receiver: a\nreceivers:\n  - name: a\n',
    ],
    [config('inhibit_rules:\n  - ¦\n'), 'source_matchers', config('inhibit_rules:\n  - source_matchers:\n      - \n')],
    [
      config('time_intervals:\n  - name: nights\n    time_intervals:\n      - ti¦\n'),
      'times',
      config('time_intervals:\n  - name: nights\n    time_intervals:\n      - times:\n          - \n'),
    ],
  ],
  'Alertmanager: values': [
    [
      'route:\n  receiver: ¦\nreceivers:\n  - name: a\n  - name: b\n',
      'b',
      'route:\n  receiver: b\nreceivers:\n  - name: a\n  - name: b\n',
    ],
    [config('  routes:\n    - receiver: ¦\n'), 'team', config('  routes:\n    - receiver: team\n')],
    [config('  routes:\n    - receiver: ¦\n'), 'on: call', config("  routes:\n    - receiver: 'on: call'\n")],
    [config("  routes:\n    - receiver: '¦'\n"), 'on: call', config("  routes:\n    - receiver: 'on: call'\n")],
    [config('  routes:\n    - receiver: te¦\n'), 'team', config('  routes:\n    - receiver: team\n')],
    [config('  group_by: [¦]\n'), 'alertname', config('  group_by: [alertname]\n')],
    [config("  group_by: ['alertname', '¦']\n"), 'squad', config("  group_by: ['alertname', 'squad']\n")],
    [config('  group_by:\n    - sev¦\n'), 'severity', config('  group_by:\n    - severity\n')],
    [config('  group_by:\n    ¦\n'), 'alertname', config('  group_by:\n    - alertname\n')],
    [config('  group_wait: ¦\n'), '5m', config('  group_wait: 5m\n')],
    [config('  routes:\n    - continue: ¦\n'), 'true', config('  routes:\n    - continue: true\n')],
    [
      config('  routes:\n    - matchers:\n        - ¦\n'),
      'severity',
      config('  routes:\n    - matchers:\n        - severity=\n'),
    ],
    [
      config('  routes:\n    - matchers:\n        - severity=¦\n'),
      'critical',
      config('  routes:\n    - matchers:\n        - severity="critical"\n'),
    ],
    [
      config("  routes:\n    - matchers: ['severity=\"cr¦']\n"),
      'critical',
      config('  routes:\n    - matchers: [\'severity="critical"\']\n'),
    ],
    [
      config('  routes:\n    - matchers: ["squad=\\"¦"]\n'),
      'platform',
      config('  routes:\n    - matchers: ["squad=\\"platform\\""]\n'),
    ],
    [
      config('  routes:\n    - matchers:\n        - alertname=¦\n'),
      'GpuHot',
      config('  routes:\n    - matchers:\n        - alertname="GpuHot"\n'),
    ],
    [
      config('  routes:\n    - match:\n        ¦\n'),
      'severity',
      config('  routes:\n    - match:\n        severity: \n'),
    ],
    [
      config('  routes:\n    - match:\n        severity: ¦\n'),
      'critical',
      config('  routes:\n    - match:\n        severity: critical\n'),
    ],
    [
      config('  routes:\n    - mute_time_intervals: [¦]\ntime_intervals:\n  - name: nights\n    time_intervals: []\n'),
      'nights',
      config(
        '  routes:\n    - mute_time_intervals: [nights]\ntime_intervals:\n  - name: nights\n    time_intervals: []\n',
      ),
    ],
    [
      config(
        'inhibit_rules:\n  - source_matchers: [severity="critical"]\n    target_matchers: [severity="warning"]\n    equal: [¦]\n',
      ),
      'alertname',
      config(
        'inhibit_rules:\n  - source_matchers: [severity="critical"]\n    target_matchers: [severity="warning"]\n    equal: [alertname]\n',
      ),
    ],
  ],
  AlertmanagerConfig: [
    [
      'apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata:\n  name: x\nspec:\n  route:\n    receiver: ¦\n  receivers:\n    - name: a\n',
      'a',
      'apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata:\n  name: x\nspec:\n  route:\n    receiver: a\n  receivers:\n    - name: a\n',
    ],
    [
      'apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata:\n  name: x\nspec:\n  route:\n    receiver: a\n    gr¦\n  receivers:\n    - name: a\n',
      'groupBy',
      'apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata:\n  name: x\nspec:\n  route:\n    receiver: a\n    groupBy:\n      - \n  receivers:\n    - name: a\n',
    ],
    [
      'apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata:\n  name: x\nspec:\n  receivers:\n    - name: a\n      sl¦\n',
      'slackConfigs',
      'apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata:\n  name: x\nspec:\n  receivers:\n    - name: a\n      slackConfigs:\n        - \n',
    ],
  ],
};

const matcher = (name: string, value: string): string =>
  `apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata:\n  name: x\nspec:\n  route:\n    receiver: a\n    matchers:\n      - name: ${name}\n        value: ${value}\n  receivers:\n    - name: a\n`;

describe('completion of YAML', () => {
  it('knows names and values in matchers of an AlertmanagerConfig', () => {
    hasFirst(matcher('sev¦', 'x'), ['severity']);
    hasFirst(matcher('severity', '¦'), ['critical', 'warning']);
    hasFirst(matcher('alertname', 'Gpu¦'), ['GpuHot']);
  });

  it('matches what is typed as it stands in the file', () => {
    const { entry } = at(config('  routes:\n    - matchers: ["severity=\\"cr¦"]\n'));
    assert.equal(entry('critical').filter, 'severity=\\"critical\\"');
    assert.equal(entry('critical').insert, 'severity=\\"critical\\"');
  });

  it('works in a chart that other template holes are in', () => {
    const chart = (expr: string): string =>
      `{{- if .Values.alerts }}\napiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  groups:\n    - name: g\n      rules:\n        - alert: A\n          expr: ${expr}\n{{- end }}\n`;
    hasFirst(chart('DCGM_FI_DEV_GPU_T¦ > {{ .Values.limit }}'), ['DCGM_FI_DEV_GPU_TEMP']);
    assert.equal(
      at(chart('DCGM_FI_DEV_GPU_T¦ > {{ .Values.limit }}')).take('DCGM_FI_DEV_GPU_TEMP'),
      chart('DCGM_FI_DEV_GPU_TEMP > {{ .Values.limit }}'),
    );
    isSilent(chart('up > {{ .Val¦ues.limit }}'));
  });

  it('works in every document of a file', () => {
    const one =
      'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: x\nspec:\n  groups:\n    - name: g\n      rules:\n        - alert: A\n          expr: ';
    hasFirst(`${one}up\n---\n${one}DCGM_FI_DEV_GPU_T¦\n---\nkind: Service\n`, ['DCGM_FI_DEV_GPU_TEMP']);
  });

  for (const [title, list] of Object.entries(cases)) {
    for (const [marked, first, taken] of list) {
      it(`${title}: ${JSON.stringify(marked)} ${first}`, () => {
        hasFirst(marked, [first]);
        assert.equal(at(marked).take(first), taken);
      });
    }
  }

  for (const [marked, first, taken] of [...cases['Alertmanager: keys']!, ...cases['Alertmanager: values']!]) {
    it(`inside a Secret: ${JSON.stringify(marked)} ${first}`, () => {
      hasFirst(inSecret(marked), [first]);
      // What an editor leaves at the end of a line stays white space.
      assert.equal(at(inSecret(marked)).take(first), inSecret(taken));
    });
  }

  it('gives every key its documentation', () => {
    const { entry } = at(`${rule}        ¦\n`);
    assert.match(entry('for').documentation!, /pending/);
    assert.match(entry('for').documentation!, /Default: `0s`/);
    assert.equal(at(`${group}      - ¦\n`).entry('expr').detail, 'required');
    assert.equal(at(config('  routes:\n    - ma¦\n')).entry('match').deprecated, true);
  });

  it('leaves out keys that the map has or that another excludes', () => {
    assert.ok(!at(`${rule}        ¦\n`).labels.includes('expr'));
    assert.ok(!at(`${rule}        ¦\n`).labels.includes('record'));
    const recording = at(`${group}      - record: a:b\n        expr: up\n        ¦\n`).labels;
    assert.deepEqual([...recording], ['labels']);
    assert.ok(!at(`${rule}        labels:\n          severity: x\n          ¦\n`).labels.includes('severity'));
  });

  it('leaves out keys that the target does not know', () => {
    const old = knowledge('2.45');
    assert.ok(!at('groups:\n  - name: g\n    ¦\n    rules: []\n', old).labels.includes('query_offset'));
    const young = { ...old, alertmanager: { major: 0, minor: 27 } };
    const receiver = 'route:\n  receiver: a\nreceivers:\n  - name: a\n    ¦\n';
    assert.ok(at(receiver).labels.includes('jira_configs'));
    assert.ok(!at(receiver, young).labels.includes('jira_configs'));
  });

  it('offers keys of a dialect where the file is written in it', () => {
    const thanos =
      'groups:\n  - name: g\n    partial_response_strategy: ¦\n    rules:\n      - alert: A\n        expr: up\n';
    hasFirst(thanos, ['warn', 'abort']);
  });

  it('is silent in plain texts, comments and other files', () => {
    isSilent(`${group}      - alert: ¦\n`);
    isSilent(`${group}      - alert: Gpu¦\n        expr: up\n`);
    isSilent(`groups:\n  - name: ¦\n    rules: []\n`);
    isSilent(`${rule}        annotations:\n          summary: The GPU ¦\n`);
    isSilent(`${rule}        annotations:\n          summary: |\n            sum¦\n`);
    isSilent(`${rule}        # la¦\n`);
    isSilent(`${rule}        for: 5m # ¦\n`);
    isSilent(config('  # gr¦\n'));
    isSilent('receivers: yes\nroutes:\n  ¦\n');
    isSilent('apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  ¦\n');
    isSilent('services:\n  web:\n    ¦\n');
    isSilent('- hosts: all\n  ¦\n');
    isSilent(
      'apiVersion: v1\nkind: Secret\nmetadata:\n  ¦\nstringData:\n  alertmanager.yaml: |\n    route:\n      receiver: a\n    receivers:\n      - name: a\n',
    );
  });
});
