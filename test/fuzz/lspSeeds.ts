// The files that the fuzzer of the language server begins with: of each kind one, small, and speaking of each other.

/** The folder that is open; `sub` below it is at times a folder of its own. */
export const home = 'file:///home/work';

const rules = `groups:
- name: gpu
  labels: {team: ml}
  rules:
  - record: node:gpu_temp:max
    expr: max by (node) (DCGM_FI_DEV_GPU_TEMP{gpu!=""})
  - alert: Hot
    expr: node:gpu_temp:max > 85
    for: 5m
    labels:
      severity: critical
    annotations:
      summary: "GPU of {{ $labels.node }} has {{ $value | humanize }} °C, {{ $labels.gpu }}"
  - alert: Slow
    expr: histogram_quantile(0.9, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket[5m]))) > 10
    annotations:
      summary: Slow
`;

const moreRules = `groups:
- name: serving
  rules:
  - alert: Cold
    expr: node:gpu_temp:max{node=~"a.*"} < 10 # ml-alert-rules: disable-line promql/unknown-metric
    labels: &labels {severity: page, team: ml}
  - alert: Misses
    expr: rate(model_cache_miss_total[5m]) > 1 and on (node) rate(node:gpu_temp:max[5m]) > 0
    labels: *labels
    annotations: {summary: "{{ $labels.model }} misses"}
`;

const alertmanager = `route:
  receiver: all
  group_by: &by [alertname, node, gpu]
  routes:
  - matchers: [severity="critical", team="ml"]
    receiver: pager
    group_by: *by
  - match: {severity: page}
    receiver: pager
    group_by: [model]
receivers:
- name: all
- name: pager
  slack_configs:
  - api_url: http://localhost/hook
    channel: '#ml'
    text: '{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}'
`;

const secret = `apiVersion: v1
kind: Secret
metadata: {name: alertmanager}
stringData:
  alertmanager.yaml: |
${alertmanager.replace(/^(?=.)/gm, '    ')}`;

const configMap = `apiVersion: v1
kind: ConfigMap
metadata: {name: rules}
data:
  more.yaml: |
${moreRules.replace(/^(?=.)/gm, '    ')}`;

const ruleObject = `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: gpu, labels: {role: alerts}}
spec:
${rules.replace(/^(?=.)/gm, '  ')}---
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata: {name: team}
spec:
  route: {receiver: team}
  receivers:
  - name: team
`;

const exporter = `from prometheus_client import Counter
misses = Counter('model_cache_miss', 'Misses', ['model'])
`;

/** So large that the first answer to an edit does not look at the whole file again. */
const large = `${moreRules.replaceAll(/Cold|Misses/g, '$&InLarge')}# ${'x'.repeat(100_000)}\n`;

/** Texts by the file's name below the folder. */
export const seeds: Readonly<Record<string, string>> = {
  'am.yaml': alertmanager,
  'rules.yaml': rules,
  'sub/b.yaml': moreRules,
  'sub/map.yaml': configMap,
  'object.yaml': ruleObject,
  'secret.yaml': secret,
  'large.yaml': large,
  'exporter.py': exporter,
  'compose.yaml': 'services:\n  web:\n    image: nginx\n',
};

/**
 * Those that are on the disk from the start. With an object of the operator or a second configuration beside them the
 * checks of routes would have nothing to say.
 */
export const onDisk: readonly string[] = ['am.yaml', 'rules.yaml', 'sub/b.yaml', 'exporter.py', 'compose.yaml'];

/** Settings of the editor between which a run changes. */
export const settings: readonly unknown[] = [
  null,
  { target: { prometheus: '2.42', alertmanager: '0.25' } },
  { checks: { 'promql/unknown-metric': 'off', routing: 'hint' } },
  { ignore: ['sub/'] },
];

/** Texts of the configuration file between which a run changes; undefined takes it away. */
export const configurations: readonly (string | undefined)[] = [
  undefined,
  'target:\n  prometheus: "2.42"\n',
  'ignore: [am.yaml, "*.py"]\n',
];

/** What random edits insert. */
export const pieces: readonly string[] = [
  'x',
  ' ',
  '\n',
  '\n\n',
  ':',
  '"',
  "'",
  '- ',
  '# ',
  '{{',
  '}}',
  ')',
  '[',
  '&a ',
  '*a',
  '---\n',
  '\t',
  'pager',
  'é😀',
  '  - alert: New\n    expr: up == 0\n',
  '  - record: a:b\n    expr: sum by (gpu) (node:gpu_temp:max)\n',
  '    labels: {severity: critical}\n',
  '  - receiver: pager\n    matchers: [gpu="1"]\n',
  'DCGM_FI_DEV_GPU_TEMP',
];
