import assert from 'node:assert/strict';
import { checkOtherObject } from '../../../server/src/model/structure/check';
import { parseYaml } from '../../../server/src/yaml/parse';
import { judgeText } from '../../harness/judge';
import { expectFindings } from './carets';

const rule = (groups: string): string => `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: gpu
spec:
  groups:
${groups.replace(/^\n/, '')}`;

const config = (version: string, spec: string): string => `
apiVersion: monitoring.coreos.com/${version}
kind: AlertmanagerConfig
metadata:
  name: ml
spec:
${spec.replace(/^\n/, '')}`;

describe('structure of PrometheusRule', () => {
  const bad: Readonly<Record<string, string>> = {
    'what the API server drops': rule(`
  - name: g
    query_ofset: 1m
    ^^^^^^^^^^^ warning pruned-field: did you mean \`query_offset\`?
    rules:
    - alert: A
      expr: up
      severity: page
      ^^^^^^^^ warning pruned-field: drops
`),
    'types of JSON': rule(`
  - name: n
          ^ wrong-type: put it in quotes
    limit: "10"
           ^^^^ wrong-type: whole number
    rules:
    - alert: A
      expr: 1.5
            ^^^ wrong-type
      labels: {gpu: 0, on: x}
                    ^ wrong-type: put it in quotes
      for: 30
           ^^ wrong-type
    -
     ^ wrong-type: must be a mapping
`),
    'what Prometheus refuses': rule(`
  - name: g
    interval: 5min
              ^^^^ invalid-duration
    rules:
    - alert: A
      record: r
      ^^^^^^ conflicting-fields
      expr: up
    - record: r
      expr: ""
      ^^^^ missing-field
    - alert: B
      expr: up
      for: 300y
           ^^^^ invalid-duration
      labels: {__name__: x}
               ^^^^^^^^ invalid-name
    - alert: C
      ^^^^^ missing-field: \`expr\` is missing
  - name: g
          ^ duplicate-group
  - rules: []
    ^^^^^ missing-field: \`name\` is missing
`),
    'its identity': `
apiVersion: monitoring.coreos.com/v2
            ^^^^^^^^^^^^^^^^^^^^^^^^ unserved-kind: no version
kind: PrometheusRule
metadata:
  name: GPU_Rules
        ^^^^^^^^^ invalid-name
spec: {}
`,
    'missing metadata': `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
^^^^^^^^ missing-field: is missing
spec: {}
`,
    'a missing name': `
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  labels: {a: b}
^ missing-field
spec: {}
`.replace('  labels: {a: b}\n^ missing-field', '^^^^^^^^ missing-field: no name\n  labels: {a: b}'),
  };
  for (const [name, marked] of Object.entries(bad)) {
    it(`refuses ${name}`, () => expectFindings('prometheus-rule', marked));
  }

  it('takes what becomes nothing', () => {
    expectFindings(
      'prometheus-rule',
      rule(`
  - name: g
    interval: ""
    partial_response_strategy: Warn
    rules:
    - alert: A
      expr: 1
      for: ""
      labels:
      annotations: {a: ~}
`),
    );
    expectFindings(
      'prometheus-rule',
      '\napiVersion: monitoring.rhobs/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec: {}\n',
    );
  });
});

describe('structure of AlertmanagerConfig', () => {
  const bad: Readonly<Record<string, string>> = {
    'routes and names': config(
      'v1beta1',
      `
  route:
    receiver: oncal
              ^^^^^ undefined-receiver: did you mean \`oncall\`?
    group_by: [a]
    ^^^^^^^^ warning pruned-field: did you mean \`groupBy\`?
    groupWait: 5min
               ^^^^ invalid-duration
    matchers: [{name: a, matchType: '==', value: b}]
                                    ^^^^ invalid-value
    routes:
    - reciever: oncall
      ^^^^^^^^ unknown-key: did you mean \`receiver\`?
      groupby: [a, a, '...']
                   ^ duplicate-item
                      ^^^^^ conflicting-fields
      matchers: ['a=b']
                 ^^^^^ wrong-type: must be a mapping
      continue: "true"
                ^^^^^^ wrong-type
    - matchers: [{name: a, matchType: =~, value: '('}]
                                                 ^^^ invalid-regex
      activeTimeIntervals: [night]
                            ^^^^^ undefined-interval
  receivers:
  - name: oncall
  - name: oncall
          ^^^^^^ duplicate-receiver
`,
    ),
    receivers: config(
      'v1alpha1',
      `
  receivers:
  - name: r
    webhookConfigs:
    - sendResolved: yes
      ^^^^^^^^^^^^ missing-field: urlSecret
    - url: ftp://x/
           ^^^^^^^^ invalid-url
      httpConfig:
        basicAuth: {}
        authorization: {credentials: {name: s, key: k}}
        ^^^^^^^^^^^^^ conflicting-fields
        noProxy: x
        ^^^^^^^ missing-field: proxyUrl
    pagerdutyConfigs: [{url: http://x/}]
                       ^^^^^^^^^^^^^^^^ missing-field: routingKey
    slackConfigs:
    - apiURL: https://hooks.slack.com/x
              ^^^^^^^^^^^^^^^^^^^^^^^^^ wrong-type: must be a mapping
    telegramConfigs:
    - botToken: {name: s}
      ^^^^^^^^ missing-field: chatID
                ^^^^^^^^^ missing-field: \`key\`
    emailConfigs:
    - smarthost: localhost
      ^^^^^^^^^ missing-field: needs \`to\`
                 ^^^^^^^^^ invalid-address
  - name: ""
    ^^^^ missing-field: is empty
`,
    ),
    intervals: config(
      'v1alpha1',
      `
  muteTimeIntervals:
  - name: night
    timeIntervals:
    - weekdays: [friday:monday]
                 ^^^^^^^^^^^^^ invalid-interval: backwards
      months: ['13', mai]
               ^^^^ invalid-interval: from 1 to 12
                     ^^^ invalid-interval: no month
      daysOfMonth: [{start: 5, end: 1}]
                    ^^^^^^^^^^^^^^^^^^ invalid-interval
      times: [{startTime: '09:00'}]
              ^^^^^^^^^^^^^^^^^^^^ missing-field: endTime
`,
    ),
    'a version that does not exist': config('v1', '  receivers: []\n').replace(
      'v1\n',
      'v1\n            ^^^^^^^^^^^^^^^^^^^^^^^^ unserved-kind: v1beta1\n',
    ),
  };
  for (const [name, marked] of Object.entries(bad)) {
    it(`refuses ${name}`, () => expectFindings('alertmanager-config', marked));
  }

  it('takes what the webhook takes', () => {
    const spec = `
  route:
    receiver: r
    continue: true
    groupBy: ['...']
    routes:
    - GroupWait: 5m
      matchers: [{name: a, value: b, regex: true}]
  receivers:
  - name: r
    slackConfigs: [{channel: '#gpu'}]
  muteTimeIntervals:
  - name: night
    timeIntervals: [{weekdays: ['Monday:friday'], months: ['may:8']}]
`;
    expectFindings('alertmanager-config', config('v1alpha1', spec));
    expectFindings('alertmanager-config', config('v1beta1', '  {}\n'));
  });
});

describe('objects of other kinds', () => {
  const said = (text: string): readonly string[] =>
    checkOtherObject(parseYaml(text).documents[0]!.root!).map(one => `${text.slice(one.from, one.to)}: ${one.code}`);

  it('are refused where the operator has no such kind', () => {
    assert.deepEqual(said('apiVersion: monitoring.coreos.com/v1\nkind: AlertmanagerConfig\n'), [
      'monitoring.coreos.com/v1: unserved-kind',
    ]);
    assert.deepEqual(said('apiVersion: monitoring.coreos.com/v1\nmetadata: {}\n'), ['apiVersion: missing-field']);
  });

  it('are taken otherwise, repeated keys excepted', () => {
    assert.deepEqual(said('apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nspec: {a: [b]}\n'), []);
    assert.deepEqual(said('apiVersion: v1\nkind: Pod\nspec: {a: 1, a: 2}\n'), ['a: duplicate-key']);
  });
});

describe('an objective of Pyrra’s', () => {
  const objective = (spec: string): string =>
    `apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjective\nmetadata: {name: a}\nspec:\n${spec.replace(/^/gm, '  ')}\n`;
  const told = (text: string): readonly string[] =>
    judgeText(text).map(({ check, severity }) => `${severity} ${check}`);

  it('is held to its table', () => {
    assert.deepEqual(
      told(objective('target: "99.5"\nwindow: 4w\nindicator: {bool_gauge: {metric: up, grouping: [job]}}')),
      [],
    );
    assert.deepEqual(told(objective('target: 99.5')), ['error rules/wrong-type']);
    assert.deepEqual(told(objective('window: 4 weeks')), ['error rules/invalid-duration']);
    assert.deepEqual(told(objective('indicator: {bool_gauge: {metrics: up}}')), ['warning kubernetes/pruned-field']);
    assert.deepEqual(told(objective('partial_response_strategy: continue')), ['error rules/invalid-value']);
  });

  it('is left alone where a chart or a patch fills it in', () => {
    assert.deepEqual(told(objective('target: {{ .Values.target }}\nfoo: 1')), []);
    assert.deepEqual(told(objective('$patch: delete').replace('spec:\n  ', '')), []);
    assert.deepEqual(told(objective('target: 1').replace('pyrra.dev', 'example.com')), []);
  });
});
