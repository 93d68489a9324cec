// What a Prometheus of the workspace does to alerts before it sends them, as checks of routes see it: labels that it sets are not
// missed, and where it is not clear what it does nothing is said.
import assert from 'node:assert/strict';
import { judgeFiles } from '../../harness/judge';

const rules = ['A', 'B'].reduce(
  (text, name) =>
    `${text}  - alert: ${name}\n    expr: sum by (gpu) (DCGM_FI_DEV_FB_USED) > 9\n    labels: {severity: page}\n`,
  'groups:\n- name: a\n  rules:\n',
);
const route = (matcher: string): string =>
  `route:\n  receiver: a\n  group_by: [alertname, squad]\n  routes:\n  - receiver: b\n    matchers: [${matcher}]\nreceivers:\n- name: a\n- name: b\n`;
const prometheus = (steps: string): string =>
  `rule_files: [rules.yaml]\nalerting:\n  alert_relabel_configs: [${steps}]\n`;

/** Checks of routing that have something to say. */
function found(matcher: string, ...configs: readonly string[]): readonly string[] {
  const files = [
    { name: 'rules.yaml', text: rules },
    { name: 'alertmanager.yaml', text: route(matcher) },
    ...configs.map((text, i) => ({ name: `prometheus-${i}.yml`, text })),
  ];
  const judged = judgeFiles(files, {}).map(({ check }) => check);
  return [...new Set(judged.filter(check => check.startsWith('routing/')))].sort();
}

const set = (label: string, value: string): string => prometheus(`{target_label: ${label}, replacement: ${value}}`);
const grouping = 'routing/group-by-absent-label';
const falling = 'routing/root-receiver-only';
const missing = 'routing/label-of-nobody';
const value = 'routing/unknown-value';

describe('checks of routes beside a configuration of Prometheus', () => {
  it('miss no label that it sets, and know its value', () => {
    assert.deepEqual(found('squad="x"'), [grouping, missing, falling]);
    assert.deepEqual(found('squad="x"', prometheus('')), [grouping, missing, falling]);
    assert.deepEqual(found('squad="x"', set('squad', 'x')), []);
    assert.deepEqual(found('squad="y"', set('squad', 'x')), [falling, value]);
    assert.deepEqual(found('severity="page"'), [grouping]);
    assert.deepEqual(found('severity="page"', prometheus('{regex: severity, action: labeldrop}')), [
      grouping,
      missing,
      falling,
    ]);
  });

  it('say nothing of alerts that it drops', () => {
    const drop = prometheus('{source_labels: [severity], regex: page, action: drop}');
    assert.deepEqual(found('severity="page"', drop), []);
  });

  it('say nothing where several do different things, or it is not known what', () => {
    assert.deepEqual(found('squad="y"', set('squad', 'x'), set('squad', 'x')), [falling, value]);
    assert.deepEqual(found('squad="y"', set('squad', 'x'), set('squad', 'z')), []);
    assert.deepEqual(found('squad="y"', prometheus('{target_label: "{{ label }}"}')), []);
    // What says nothing of steps has none, however it is written.
    assert.deepEqual(found('squad="x"', 'rule_files: []\n{{ more }}\nalerting: {}\n'), [grouping, missing, falling]);
  });

  it('know the values that it changes', () => {
    const upper = prometheus('{source_labels: [severity], target_label: severity, action: uppercase}');
    assert.deepEqual(found('severity="PAGE"', upper), [grouping]);
    assert.deepEqual(found('severity="page"', upper), [grouping, falling, value]);
  });

  it('take the Prometheus that loads the rules', () => {
    const other = set('squad', 'z').replace('rules.yaml', 'others/*.yaml');
    assert.deepEqual(found('squad="y"', set('squad', 'x'), other), [falling, value]);
  });

  it('do not conclude from external labels that no other server sends the alerts', () => {
    const external = `global: {external_labels: {cluster: a}}\n${set('squad', 'x')}`;
    assert.deepEqual(found('cluster="b"', external), []);
  });
});
