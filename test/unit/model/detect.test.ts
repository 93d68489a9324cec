// What a text is taken for, by its shape: kinds, embedded files, dialects, templates, and silence for all others.
import assert from 'node:assert/strict';
import { openDocument } from '../../../server/src/model/document';
import { readRuleFile } from '../../../server/src/model/readRuleFile';
import { editFile, fromFile, toFile } from '../../../server/src/model/region';
import type { Root } from '../../../server/src/model/root';
import { getScalar } from '../../../server/src/yaml/path';

const RULES = 'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up == 0\n';
const ROUTES = 'route:\n  receiver: team\nreceivers:\n- name: team\n';
const EVENTS =
  'logLevel: error\nlogFormat: json\nroute:\n  routes:\n  - match:\n    - receiver: dump\nreceivers:\n- name: dump\n  stdout: {}\n';
const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));
const object = (kind: string, rest: string): string => `apiVersion: v1\nkind: ${kind}\nmetadata: {name: x}\n${rest}`;
const LIST = '- alert: A\n  expr: up\n';
const GROUPS = '- name: g\n  rules:\n  - alert: A\n    expr: up == 0\n';
const own = (apiVersion: string, kind: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\nspec:\n${indented(RULES, 2)}`;
const argo = (helm: string): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: x}\nspec:\n  source:\n    helm:\n      ${helm}`;
const annotated = (text: string): string => `${RULES}    annotations:\n      summary: ${text}\n`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('kinds of documents', () => {
  const table: readonly [what: string, text: string, kinds: string][] = [
    ['a rule file', RULES, 'rules'],
    ['a rule file in JSON', '{"groups": [{"name": "g", "rules": [{"record": "a", "expr": "b"}]}]}', 'rules'],
    ['a rule file just begun', 'groups:\n- name: g\n  rules:\n  -\n', 'rules'],
    ['a rule file with rules in the wrong place', 'groups:\n- alert: A\n  expr: up\n', 'rules'],
    ['an empty list of groups', 'groups:\n', 'rules'],
    ['an indented rule file', indented(RULES, 2), 'rules'],
    ['two rule files in one', `${RULES}---\n${RULES}`, 'rules rules'],
    ['a broken rule file', RULES.replace('up == 0', '"up'), 'rules'],
    ['a PrometheusRule', object('PrometheusRule', `spec:\n${indented(RULES, 2)}`), 'prometheus-rule'],
    [
      'a List',
      object(
        'List',
        `items:\n${indented(`- ${indented(object('PrometheusRule', `spec:\n${indented(RULES, 2)}`), 2).trimStart()}`, 0)}`,
      ),
      'prometheus-rule',
    ],
    ['an Alertmanager configuration', ROUTES, 'alertmanager'],
    ['receivers without a route yet', 'receivers:\n- name: a\n  slack_configs: []\n', 'alertmanager'],
    ['a root route without its receiver yet', 'route:\n  group_by: [a]\nreceivers:\n- name: a\n', 'alertmanager'],
    [
      'a list under `match` in Alertmanager’s routes',
      'route:\n  routes:\n  - match: [severity=a]\n    receiver: a\nreceivers:\n- name: a\n  slack_configs: []\n',
      'alertmanager',
    ],
    [
      'a misspelt integration below a root route without receiver',
      'route:\n  group_wait: 1m\nreceivers:\n- name: a\n  slack_config: []\n',
      'alertmanager',
    ],
    [
      'a configuration of kubernetes-event-exporter',
      object('ConfigMap', `data:\n  config.yaml: |\n${indented(EVENTS, 4)}`),
      '',
    ],
    ['one with routes and sinks alone', EVENTS.replace(/^log.*\n/gm, ''), ''],
    ['one that drops', 'route:\n  drop: [{type: Normal}]\nreceivers:\n- name: a\n', ''],
    [
      'one that matches in routes of routes',
      'route:\n  routes:\n  - routes:\n    - match: [{receiver: a}]\nreceivers:\n- name: a\n',
      '',
    ],
    ['one whose routes are still to come', 'route: {}\nreceivers:\n- name: a\n  webhook: {endpoint: "http://x"}\n', ''],
    ['an AlertmanagerConfig', object('AlertmanagerConfig', 'spec: {}\n'), 'alertmanager-config'],
    ['unit tests', 'rule_files: [a.yml]\ntests:\n- interval: 1m\n', 'unit-test'],
    ['unit tests without files', 'tests:\n- input_series: []\n', 'unit-test'],
    ['counters', '# Format\nDCGM_FI_DEV_GPU_TEMP, gauge, Temperature\n', 'dcgm-counters'],
    [
      'counters in a ConfigMap',
      object('ConfigMap', 'data:\n  metrics: |\n    DCGM_FI_DEV_GPU_TEMP, gauge, Temperature\n'),
      'dcgm-counters',
    ],
    [
      'rules in a ConfigMap',
      object('ConfigMap', `data:\n  a.yml: |\n${indented(RULES, 4)}  b.yml: |\n${indented(RULES, 4)}`),
      'rules rules',
    ],
    [
      'a configuration in a Secret',
      object('Secret', `stringData:\n  alertmanager.yaml: |\n${indented(ROUTES, 4)}`),
      'alertmanager',
    ],
    ['a configuration in base64', object('Secret', `data:\n  alertmanager.yaml: ${base64(ROUTES)}\n`), 'alertmanager'],
    [
      'the operator’s configuration, whatever stands in it',
      object('Secret', 'stringData:\n  alertmanager.yaml: "rute: {}"\n'),
      'alertmanager',
    ],
    [
      'a configuration given twice, of which one counts',
      object(
        'Secret',
        `data:\n  alertmanager.yaml: ${base64(ROUTES)}\nstringData:\n  alertmanager.yaml: |\n${indented(ROUTES, 4)}`,
      ),
      'alertmanager',
    ],
    ['a configuration in values', `alertmanager:\n  configuration: |\n${indented(ROUTES, 4)}`, 'alertmanager'],
    ['values of kube-prometheus-stack', `additionalPrometheusRulesMap:\n  mine:\n${indented(RULES, 4)}`, 'rules'],
    [
      'values of a chart around it',
      `stack:\n  additionalPrometheusRules:\n  - name: mine\n${indented(RULES, 4)}`,
      'rules',
    ],
    ['values of the chart of Prometheus', `serverFiles:\n  alerting_rules.yml:\n${indented(RULES, 4)}`, 'rules'],
    [
      'values of a release of Flux’s',
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: own\nspec:\n  values:\n    additionalPrometheusRulesMap:\n      mine:\n${indented(RULES, 8)}`,
      'rules',
    ],
    ['values of the chart of Alertmanager', `config:\n${indented(ROUTES, 2)}`, 'alertmanager'],
    ['values with a route only', 'alertmanager:\n  config:\n    route:\n      receiver: a\n', ''],
    ['groups below any key', `app:\n  other:\n${indented(RULES, 4)}`, 'rules'],
    ['rules below any key', 'prometheusRule:\n  rules:\n  - alert: A\n    expr: up\n', 'rules'],
    ['a list of groups below any key', `app:\n  more:\n${indented(GROUPS, 2)}`, 'rules'],
    ['a rule by itself', 'alert: A\nexpr: up{%%juju_topology%%}\n', 'rules'],
    ['rules of a playbook', `- hosts: all\n  vars:\n    prometheus_alert_rules:\n${indented(LIST, 4)}`, 'rules'],
    ['rules in flow style', 'extra: {rules: [{alert: A, expr: up}]}\n', 'rules'],
    ['a list of groups at the top', GROUPS, 'rules'],
    ['rules by alias once', `a: &rules\n${LIST}b: *rules\n`, 'rules'],
    [
      'values in an object of Argo CD’s',
      argo(`valuesObject:\n        prometheusRule:\n          rules:\n${indented(LIST, 10)}`),
      'rules',
    ],
    ['values in a text of Argo CD’s', argo(`values: |\n        rules:\n${indented(LIST, 8)}`), 'rules'],
    [
      'a parameter of Argo CD’s',
      argo(`parameters:\n      - name: alerts\n        value: |\n${indented(RULES, 10)}`),
      'rules',
    ],
    [
      'values of K3s',
      `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: x}\nspec:\n  valuesContent: |-\n    rules:\n${indented(LIST, 4)}`,
      'rules',
    ],
    [
      'values in a ConfigMap',
      object('ConfigMap', `data:\n  values.yaml: |\n    extra:\n${indented(LIST, 6)}`),
      'rules',
    ],
    ['an object of OpenShift’s', own('monitoring.openshift.io/v1', 'AlertingRule'), 'rules'],
    ['an object of Google’s', own('monitoring.googleapis.com/v1', 'ClusterRules'), 'rules'],
    ['an object of VictoriaMetrics’', own('operator.victoriametrics.com/v1beta1', 'VMRule'), 'rules'],
    ['an object of Loki’s', own('loki.grafana.com/v1', 'AlertingRule'), 'rules'],
    ['somebody’s own object', own('example.org/v1', 'AlertingRule'), ''],
    [
      'a template of OpenShift’s',
      `apiVersion: template.openshift.io/v1\nkind: Template\nobjects:\n${indented(`- ${indented(object('PrometheusRule', `spec:\n${indented(RULES, 2)}`), 2).trimStart()}`, 0)}`,
      'prometheus-rule',
    ],
    [
      'Grafana’s own groups',
      'apiVersion: 1\ngroups:\n- name: a\n  rules:\n  - uid: a\n    alert: A\n    expr: up\n',
      '',
    ],
    ['Grafana’s own rules', 'folder:\n  rules:\n  - uid: a\n    alert: A\n    expr: up\n', ''],
    ['objectives of Sloth’s', 'slos:\n- name: a\n  sli: {events: {error_query: up}}\n  alerting: {name: A}\n', ''],
    ['a check of another kind', 'checks:\n- alert: [slack]\n  expr: up\n', ''],
    ['Mimir’s wrapper', `template_files: {}\nalertmanager_config: |\n${indented(ROUTES, 2)}`, 'alertmanager'],
    ['nothing', '', ''],
    ['other objects', object('Deployment', `spec:\n  config: |\n${indented(RULES, 4)}`), ''],
    [
      'a definition of the kinds',
      object('CustomResourceDefinition', 'spec:\n  names:\n    kind: PrometheusRule\n'),
      '',
    ],
    ['Grafana’s alerts', `apiVersion: 1\n${RULES}`, ''],
    ['groups of other systems', 'groups:\n- name: admins\n  members: [a]\nusers: []\n', ''],
    ['receivers of OpenTelemetry', 'receivers:\n  otlp:\n    protocols: {}\nexporters: {}\n', ''],
    [
      'the Alertmanagers of a Prometheus',
      object('Secret', 'stringData:\n  alertmanager.yaml: |\n    - static_configs:\n      - targets: [a:9093]\n'),
      '',
    ],
    ['a bare list of rules', LIST, 'rules'],
    ['text with the words', '# groups: route: receivers:\nkey: groups\n', ''],
    ['a Secret with other data', object('Secret', `data:\n  password: ${base64('groups')}\n`), ''],
  ];
  for (const [what, text, kinds] of table) {
    it(what, () =>
      assert.equal(
        openDocument(text)
          .roots.map(root => root.kind)
          .join(' '),
        kinds,
      ),
    );
  }

  const dialects: readonly [dialect: string, text: string][] = [
    ['thanos', RULES.replace('  rules:', '  partial_response_strategy: abort\n  rules:')],
    ['mimir', `namespace: team\n${RULES}`],
    ['mimir', RULES.replace('  rules:', '  source_tenants: [a]\n  rules:')],
    ['loki', RULES.replace('up == 0', '\'rate({app="x"} |= "error" [5m]) > 1\'')],
    ['loki', RULES.replace('up == 0', '\'sum(count_over_time({app="x"} | json [5m])) > 1\'')],
    ['vmalert', RULES.replace('up == 0', 'lag(up[1h]) > 10')],
    ['vmalert', RULES.replace('up == 0', 'histogram_quantile(0.9, sum by (vmrange) (rate(a_bucket[5m]))) > 1')],
    ['vmalert', RULES.replace('up == 0', '"WITH (f = {job=`x`}) sum(up{f}) > 1"')],
    ['vmalert', RULES.replace('  rules:', '  concurrency: 2\n  rules:')],
    ['vmalert', RULES.replace('  rules:', '  type: graphite\n  rules:')],
    ['vmalert', RULES.replace('  rules:', '  type: vlogs\n  rules:')],
    ['vmalert', RULES.replace('up == 0', 'rate(a[5m]) default 0')],
    ['vmalert', RULES.replace('up == 0', 'sum(rate(a[5m])) if (b > 1)')],
    ['vmalert', RULES.replace('up == 0', '(a + b) keep_metric_names > 1')],
    ['vmalert', RULES.replace('up == 0', "'up{job=`a` or job=`b`}'")],
    ['vmalert', RULES.replace('up == 0', 'max_over_time(a[5i])')],
    ['vmalert', RULES.replace('up == 0', 'sum(a) by (x) limit 3')],
    ['vmalert', annotated('"/explore?q={{ $expr|queryEscape }}"')],
    ['vmalert', annotated('"since {{ $activeAt }}"')],
    ['vmalert', annotated('"{{ $labels.x | jsonEscape }}"')],
    ['vmalert', `a: [{rules: [${JSON.stringify({ alert: 'A', expr: 'up', labels: { q: '{{ $for }}' } })}]}]\n`],
    ['vmalert', `victoria-metrics-k8s-stack:\n  extra:\n${indented(RULES, 4)}`],
    ['vmalert', own('operator.victoriametrics.com/v1beta1', 'VMRule')],
    ['loki', `loki:\n  alerting_groups:\n${indented(GROUPS, 2)}`],
    ['loki', own('loki.grafana.com/v1', 'AlertingRule')],
    ['vmalert', 'tests:\n- input_series: []\n  metricsql_expr_test: [{expr: up, eval_time: 1m}]\n'],
    ['vmalert', 'tests:\n- alert_rule_test: [{alertname: A, groupname: g, eval_time: 1m}]\n'],
    ['prometheus', 'tests:\n- alert_rule_test: [{alertname: A, eval_time: 1m}]\n'],
    ['prometheus', RULES.replace('up == 0', 'up{a="x default 0"} == 0')],
    ['prometheus', RULES.replace('up == 0', 'up{namespace="default"} or up{a="b"} == 0')],
    ['prometheus', annotated('"queryEscape $expr"')],
    ['prometheus', annotated("'{{ $expr := `up` }}{{ $expr }}'")],
    ['prometheus', annotated('"{{ $labels.for }} {{ $value }}"')],
  ];
  for (const [dialect, text] of dialects) {
    it(`marks rules of ${dialect}`, () => {
      assert.deepEqual(
        openDocument(text).roots.map(root => root.dialect),
        [dialect === 'prometheus' ? undefined : dialect],
      );
      assert.deepEqual(
        openDocument(text, undefined, { as: 'rules' }).roots.map(root => root.dialect),
        [undefined],
      );
    });
  }
});

describe('a patch of Kustomize’s', () => {
  it('is no object, unless it is judged as one', () => {
    const patch = `$patch: delete\n${object('PrometheusRule', '')}`;
    assert.deepEqual(openDocument(patch).roots, []);
    assert.equal(openDocument(patch, undefined, { as: 'kubernetes' }).roots.length, 1);
  });
});

describe('a PrometheusRule for Loki', () => {
  it('is marked by its expressions, in a template whatever it is judged as', () => {
    const rules = indented(RULES.replace('up == 0', `'rate({app="x"} |= "error" [5m]) > 1'`), 2);
    const loki = object('PrometheusRule', `spec:\n${rules}`);
    const dialectOf = (text: string, as?: 'kubernetes'): unknown =>
      openDocument(text, undefined, { as }).roots[0]!.dialect;
    assert.equal(dialectOf(loki), 'loki');
    assert.equal(dialectOf(loki, 'kubernetes'), undefined);
    assert.equal(dialectOf(loki.replace('name: x', 'name: {{ .Values.name }}'), 'kubernetes'), 'loki');
  });
});

describe('a file judged as what it shall be', () => {
  it('has a root whatever its shape', () => {
    for (const as of ['rules', 'alertmanager'] as const) {
      for (const text of ['', 'a: 1\n', '[]\n', 'a: "\n', '{{ x }}\n']) {
        assert.deepEqual(
          openDocument(text, undefined, { as }).roots.map(root => root.kind),
          [as],
        );
      }
    }
  });

  it('of Kubernetes has its objects, and the problems of documents that are none', () => {
    const text = `${object('Service', '')}---\n${object('PrometheusRule', 'spec: {}\n')}---\na: "b\n`;
    const document = openDocument(text, undefined, { as: 'kubernetes' });
    assert.deepEqual(
      document.roots.map(root => root.kind),
      ['prometheus-rule'],
    );
    assert.deepEqual(
      document.problems.map(problem => problem.code),
      ['unclosed-quote'],
    );
    assert.deepEqual(openDocument(RULES, undefined, { as: 'kubernetes' }).roots, []);
    const secret = openDocument(object('Secret', 'data:\n  a: "no base64!"\n  b: aGk=\n'), undefined, {
      as: 'kubernetes',
    });
    assert.deepEqual(
      secret.problems.map(problem => problem.code),
      ['bad-base64'],
    );
  });
});

describe('embedded files', () => {
  const secret = object('Secret', `stringData:\n  alertmanager.yaml: |-\n${indented(ROUTES, 4)}`);

  it('have exact places in the file, both ways', () => {
    const [root] = openDocument(secret).roots;
    const receiver = getScalar(getRoute(root!), 'receiver')!;
    const [span] = toFile(root!.region, receiver);
    assert.equal(secret.slice(span!.from, span!.to), 'team');
    assert.equal(fromFile(root!.region, span!.from), receiver.from);
    assert.equal(fromFile(root!.region, 0), undefined);
    assert.equal(root!.embeddedAs, 'alertmanager.yaml');
  });

  it('do not hide what is wrong around them', () => {
    const document = openDocument(`${secret}more: "\n`);
    assert.equal(document.roots.length, 1);
    assert.deepEqual(
      document.problems.map(problem => problem.code),
      ['unclosed-quote'],
    );
  });

  it('are edited in place', () => {
    const [root] = openDocument(secret).roots;
    const receiver = getScalar(getRoute(root!), 'receiver')!;
    const inner = receiver.map.edit(0, 4, 'ops');
    const edit = editFile(root!.region, inner!);
    assert.equal(
      secret.slice(0, edit!.from) + edit!.newText + secret.slice(edit!.to),
      secret.replace('receiver: team', 'receiver: ops'),
    );
  });

  it('in base64 are placed on the whole value and not edited', () => {
    const text = object('Secret', `data:\n  alertmanager.yaml: ${base64(ROUTES)}\n`);
    const [root] = openDocument(text).roots;
    const receiver = getScalar(getRoute(root!), 'receiver')!;
    const [span] = toFile(root!.region, receiver);
    assert.equal(text.slice(span!.from, span!.to), base64(ROUTES));
    assert.equal(editFile(root!.region, receiver.map.edit(0, 1, 'x')!), undefined);
  });

  it('keep their rules while the file around them changes', () => {
    const text = object('ConfigMap', `data:\n  a.yml: |\n${indented(RULES, 4)}`);
    const before = openDocument(text);
    const after = openDocument(text.replace('name: x', 'name: longer'), before);
    const rule = (document: typeof before): unknown => readRuleFile(document.roots[0]!).groups[0]!.rules[0]!.rule;
    assert.equal(rule(after), rule(before));
  });

  function getRoute(root: Root): Root['node'] {
    assert.ok(root.node?.kind === 'map');
    return root.node.pairs[0]!.value;
  }
});
