// Files of every kind and of any size, for measures of how long the server keeps the event loop.
import { generateAlertmanager } from './generateAlertmanager';
import { generateRules } from './generateRules';

const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));
const rulesOf = (size: number): string => generateRules(Math.ceil(size / 284));
const alertmanagerOf = (size: number): string => generateAlertmanager(Math.ceil(size / 317));
const object = (kind: string, name: string, body: string): string =>
  `apiVersion: ${kind === 'PrometheusRule' ? 'monitoring.coreos.com/v1' : 'v1'}\nkind: ${kind}\nmetadata: {name: ${name}}\n${body}`;
const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const prometheusRules = (size: number): string =>
  times(Math.ceil(size / 10_000), i => object('PrometheusRule', `r${i}`, `spec:\n${indented(rulesOf(8_400), 2)}`)).join(
    '---\n',
  );
const configMaps = (size: number): string =>
  times(Math.ceil(size / 10_000), i =>
    object('ConfigMap', `r${i}`, `data:\n  rules.yaml: |\n${indented(rulesOf(7_700), 4)}`),
  ).join('---\n');
const configMap = (size: number): string =>
  object('ConfigMap', 'r', `data:\n  rules.yaml: |\n${indented(rulesOf(size * 0.85), 4)}`);

const deployments = (size: number): string =>
  `${times(Math.ceil(size / 232), i =>
    object(
      'Deployment',
      `d${i}`,
      'spec:\n  template:\n    spec:\n      containers:\n      - name: a\n        image: "vllm/vllm-openai:v0.6"\n        args: [--model, "x"]\n        env:\n        - {name: A, value: "1"}\n',
    ),
  ).join('---\n')}---\n${object('PrometheusRule', 'one', `spec:\n${indented(rulesOf(400), 2)}`)}`;

/** Files of about `size` characters. */
export const sliceKinds: Readonly<Record<string, (size: number) => string>> = {
  rules: rulesOf,
  'rules, one broken': size => brokenInTheMiddle(rulesOf(size), '- record: ', '- record: a: '),
  'rules, with an anchor': size => rulesOf(size).replace('severity: warning', 'severity: &w warning'),
  'rules, with aliases': size =>
    withAliases(rulesOf(size), 'severity: warning', 'severity: &w warning', 'severity: *w'),
  'rules, with suppressions': size =>
    rulesOf(size * 0.85).replace(/^ {2}- (?=alert)/gm, '  # ml-alert-rules disable promql because of a test\n$&'),
  Alertmanager: alertmanagerOf,
  'Alertmanager, one broken': size => brokenInTheMiddle(alertmanagerOf(size), 'url: ', 'url: a: '),
  'Alertmanager, with an anchor': size => alertmanagerOf(size).replace('- receiver: team-0', '- receiver: &r team-0'),
  'Alertmanager, with aliases': size =>
    withAliases(alertmanagerOf(size), 'group_wait: 30s', 'group_wait: &wait 30s', 'group_wait: *wait'),
  PrometheusRules: prometheusRules,
  'PrometheusRules, one broken': size => brokenInTheMiddle(prometheusRules(size), '- record: ', '- record: a: '),
  'PrometheusRules with template holes': size =>
    prometheusRules(size).replace(/severity: warning/g, 'severity: {{ .Values.severity }}'),
  ConfigMaps: configMaps,
  'ConfigMaps, one broken': size => brokenInTheMiddle(configMaps(size), '- record: ', '- record: a: '),
  'a large ConfigMap': configMap,
  'a large ConfigMap, broken': size => brokenInTheMiddle(configMap(size), '- record: ', '- record: a: '),
  Secrets: size =>
    times(Math.ceil(size / 10_000), i =>
      object('Secret', `s${i}`, `data:\n  alertmanager.yaml: ${base64(alertmanagerOf(6_800))}\n`),
    ).join('---\n'),
  'a large Secret': size =>
    object('Secret', 's', `data:\n  alertmanager.yaml: ${base64(alertmanagerOf(size * 0.68))}\n`),
  'a large Secret in plain text': size =>
    object('Secret', 's', `stringData:\n  alertmanager.yaml: |\n${indented(alertmanagerOf(size * 0.8), 4)}`),
  Deployments: deployments,
  'Deployments, one broken': size => brokenInTheMiddle(deployments(size), 'image: ', 'image: a: '),
  'unit tests': size =>
    `rule_files: [rules.yaml]\ntests:\n${times(
      Math.ceil(size / 270),
      i =>
        `- interval: 1m\n  input_series:\n  - series: 'vllm:num_requests_waiting{namespace="ns${i}"}'\n    values: '0+10x20'\n  alert_rule_test:\n  - eval_time: 20m\n    alertname: QueueGrows${i}\n    exp_alerts:\n    - exp_labels: {severity: critical}\n      exp_annotations: {summary: Requests wait}\n`,
    ).join('')}`,
  'one annotation': size =>
    `groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up == 0\n    annotations:\n      description: |\n${'        A line of a very long description of what to do\n'.repeat(Math.ceil(size / 56))}`,
  'one expression': size =>
    `groups:\n- name: a\n  rules:\n  - alert: A\n    expr: |\n${times(Math.ceil(size / 55), i => `      sum by (job) (rate(vllm:x${i}_total[5m])) > 1 or\n`).join('')}      up == 0\n`,
  'on one line': oneLine,
  'a List on one line': oneLineList,
  'a List on one line, broken': size => brokenInTheMiddle(oneLineList(size), '"expr":', '"expr"::'),
  'on one line, broken': size => brokenInTheMiddle(oneLine(size), '"expr":', '"expr"::'),
};

function oneLine(size: number): string {
  const rule = (i: number): string =>
    `{"alert": "A${i}", "expr": "sum by (job) (rate(x${i}[5m])) > 1", "labels": {"severity": "page"}}`;
  return `{"groups": [{"name": "a", "rules": [${times(Math.ceil(size / 101), rule).join(', ')}]}]}\n`;
}

/** What `kubectl get prometheusrules -o json` gives, without line breaks. */
function oneLineList(size: number): string {
  const rule = (i: number): object => ({
    alert: `A${i}`,
    expr: `sum by (job) (rate(vllm:x${i}_total[5m])) > 1`,
    for: '5m',
    labels: { severity: 'page' },
    annotations: { summary: 'Requests of {{ $labels.job }} wait', description: 'Look at the queue.' },
  });
  const items = times(Math.ceil(size / 5_300), i => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: `rules-${i}`, namespace: 'monitoring', resourceVersion: String(i) },
    spec: { groups: [{ name: `g${i}`, rules: Array.from({ length: 24 }, (_, n) => rule(24 * i + n)) }] },
  }));
  return `${JSON.stringify({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } })}\n`;
}

/** An anchor at the first place, and aliases at one of ten others. */
function withAliases(text: string, found: string, anchor: string, alias: string): string {
  let count = 0;
  return text.replaceAll(found, () => {
    const at = count++;
    return at === 0 ? anchor : at % 10 === 0 ? alias : found;
  });
}

function brokenInTheMiddle(text: string, found: string, put: string): string {
  const at = text.indexOf(found, text.length / 2);
  return text.slice(0, at) + put + text.slice(at + found.length);
}
