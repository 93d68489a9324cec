// Alerts as a Prometheus of prometheus-operator sends them: what its objects, the chart's values and Secrets say. The operator makes of
// them external labels `prometheus` and `prometheus_replica`, and a first step that drops the second.
import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { knownLabels } from '../../../server/src/relabel/draft';
import { createService } from '../../../server/src/service';
import { shippedCatalog } from '../../harness/judge';

const service = createService({ catalog: shippedCatalog, onFailure: (_, error) => assert.fail(String(error)) });

/** Labels with which an alert is sent, or why that is not known. */
function sent(files: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>> = {}) {
  const workspace = service.workspace(resolveConfig([]));
  for (const [file, text] of Object.entries(files)) workspace.put(file, service.open(text));
  const senders = workspace.senders();
  if (!senders?.one) return senders?.unclear;
  const { sent: answer, labels: left } = senders.one.sent(knownLabels({ alertname: 'X', ...labels }));
  return answer === 'no' ? 'dropped' : Object.fromEntries(left.names.map(name => [name, left.valueFor(name)]));
}

const object = (spec: string, metadata = 'name: k8s, namespace: monitoring'): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {${metadata}}\nspec:\n  alerting:\n    alertmanagers: [{name: main, port: web}]\n${spec}`;
const steps = '- {source_labels: [severity], regex: none, action: drop}\n- {target_label: team, replacement: ml}\n';
const secret = (name: string, namespace = 'monitoring'): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}, namespace: ${namespace}}\nstringData:\n  steps.yaml: |\n${steps.replace(/^/gm, '    ').trimEnd()}\n`;
const named = '  additionalAlertRelabelConfigs: {name: more, key: steps.yaml}\n';

describe('alerts of a Prometheus object', () => {
  it('have its external labels, and not that of the replica', () => {
    const plain = object('  externalLabels: {cluster: a, prometheus: other, pod: $(POD_NAME)}\n');
    assert.deepEqual(sent({ 'p.yaml': plain }, { prometheus_replica: 'r' }), {
      alertname: 'X',
      cluster: 'a',
      pod: undefined,
      prometheus: 'monitoring/k8s',
    });
    const renamed = object('  prometheusExternalLabelName: ""\n  replicaExternalLabelName: ""\n');
    assert.deepEqual(sent({ 'p.yaml': renamed }, { prometheus_replica: 'r' }), {
      alertname: 'X',
      prometheus_replica: 'r',
    });
    assert.deepEqual(sent({ 'p.yaml': object('', 'name: k8s') }), { alertname: 'X', prometheus: undefined });
    assert.deepEqual(sent({ 'p.yaml': `kind: List\nitems:\n- ${object('').replace(/\n/g, '\n  ')}` }), {
      alertname: 'X',
      prometheus: 'monitoring/k8s',
    });
  });

  it('are changed by the steps of the Secret that it names', () => {
    assert.deepEqual(sent({ 'p.yaml': object(named), 's.yaml': secret('more') }), {
      alertname: 'X',
      prometheus: 'monitoring/k8s',
      team: 'ml',
    });
    assert.equal(sent({ 'p.yaml': object(named), 's.yaml': secret('more') }, { severity: 'none' }), 'dropped');
    const unread = /^What p.yaml does to alerts .* steps stand in the Secret `more`, which is not read/;
    assert.match(String(sent({ 'p.yaml': object(named), 's.yaml': secret('other') })), unread);
    assert.match(String(sent({ 'p.yaml': object(named), 's.yaml': secret('more', 'else') })), unread);
  });

  it('are changed for its Alertmanagers', () => {
    const own = object('').replace(
      'port: web',
      'port: web, alertRelabelings: [{sourceLabels: [severity], targetLabel: level, action: Uppercase}]',
    );
    assert.deepEqual(sent({ 'p.yaml': own }, { severity: 'page' }), {
      alertname: 'X',
      level: 'PAGE',
      prometheus: 'monitoring/k8s',
      severity: 'page',
    });
  });

  it('are sent by nobody where it names no Alertmanager', () => {
    assert.equal(sent({ 'p.yaml': object('').replace(/ {2}alerting:[\s\S]*$/, '  replicas: 2\n') }), undefined);
  });
});

describe('alerts of the chart', () => {
  const values = (more: string): string => `prometheus:\n  prometheusSpec:\n    externalLabels: {cluster: a}\n${more}`;
  it('are changed as its values say', () => {
    const list = `    additionalAlertRelabelConfigs:\n${steps.replace(/^/gm, '    ').trimEnd()}\n`;
    assert.deepEqual(sent({ 'values.yaml': values(list) }), {
      alertname: 'X',
      cluster: 'a',
      prometheus: undefined,
      team: 'ml',
    });
    const nested = `kube-prometheus-stack:\n${values(list).replace(/^/gm, '  ')}`;
    assert.equal(sent({ 'values.yaml': nested }, { severity: 'none' }), 'dropped');
    const elsewhere = values('    additionalAlertRelabelConfigsSecret: {name: more, key: steps.yaml}\n');
    assert.match(String(sent({ 'values.yaml': elsewhere })), /Secret `more`/);
    assert.equal(sent({ 'values.yaml': values('') }), undefined);
  });
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');
/** Another document, too long for the whole text to be read in one go. */
const filler = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: dashboard}\ndata:\n  a.json: |\n${'    {"title": "x"}\n'.repeat(5_000)}`;

describe('alerts of a Prometheus whose objects are encoded or stand in long manifests', () => {
  const expected = { alertname: 'X', prometheus: 'monitoring/k8s', team: 'ml' };
  const encoded = `apiVersion: v1\nkind: Secret\nmetadata: {name: more, namespace: monitoring}\ndata:\n  steps.yaml: ${base64(steps)}\n`;
  const configuration =
    'global:\n  external_labels: {cluster: a}\nalerting:\n  alert_relabel_configs:\n  - {target_label: team, replacement: ml}\n';

  it('are changed by steps in base64', () => {
    assert.deepEqual(sent({ 'p.yaml': object(named), 's.yaml': encoded }), expected);
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${encoded.replace(/\n(?=.)/g, '\n  ')}`;
    assert.deepEqual(sent({ 'p.yaml': object(named), 's.yaml': list }), expected);
    const both = `${encoded}stringData:\n  steps.yaml: "- {target_label: team, replacement: other}"\n`;
    assert.deepEqual(sent({ 'p.yaml': object(named), 's.yaml': both }), { ...expected, team: 'other' });
  });

  it('are those of a whole configuration in base64', () => {
    const whole = `apiVersion: v1\nkind: Secret\nmetadata: {name: p}\ndata:\n  prometheus.yml: ${base64(configuration)}\n`;
    assert.deepEqual(sent({ 'p.yaml': whole }), { alertname: 'X', cluster: 'a', team: 'ml' });
    const route = 'route: {receiver: a}\nreceivers: [{name: a}]\nalerting: {}\n';
    const other = `apiVersion: v1\nkind: Secret\nmetadata: {name: p}\ndata:\n  alertmanager.yaml: ${base64(route)}\n`;
    assert.equal(sent({ 'p.yaml': other }), undefined);
  });

  it('are read out of streams of documents, whatever else these hold', () => {
    assert.deepEqual(sent({ 'all.yaml': [filler, object(named), filler, encoded].join('---\n') }), expected);
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: p}\ndata:\n  prometheus.yml: |\n${configuration.replace(/^(?=.)/gm, '    ')}`;
    assert.deepEqual(sent({ 'all.yaml': `${filler}---\n${map}` }), { alertname: 'X', cluster: 'a', team: 'ml' });
  });

  it('are read out of the section of long values of a chart', () => {
    const values = (list: string): string =>
      `grafana:\n${'  # a remark\n'.repeat(6_000)}  enabled: true\nprometheus:\n  enabled: true\n  prometheusSpec:\n    replicas: 1\n\n    # More\n    additionalAlertRelabelConfigs:${list}\n  other: 1\n${'# a remark\n'.repeat(6_000)}`;
    const changed = values('\n    - {target_label: team, replacement: ml}');
    assert.deepEqual(sent({ 'values.yaml': changed }), { alertname: 'X', prometheus: undefined, team: 'ml' });
    assert.equal(sent({ 'values.yaml': values(' []') }), undefined);
    const long = changed.replace('    # More\n', `${'    # More\n'.repeat(8_000)}`);
    assert.match(String(sent({ 'values.yaml': long })), /stands in a manifest that is too long to be read/);
  });

  it('are not known where a single object is too long', () => {
    const long = `${filler}  prometheus.yml: |\n${configuration.replace(/^(?=.)/gm, '    ')}`;
    assert.match(String(sent({ 'p.yaml': long })), /stands in a manifest that is too long to be read/);
    assert.equal(sent({ 'p.yaml': filler }), undefined);
  });
});
