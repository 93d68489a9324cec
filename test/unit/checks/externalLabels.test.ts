// External labels that the configuration names: alerts carry them where they have none of their own.
import assert from 'node:assert/strict';
import { judgeFiles } from '../../harness/judge';

const rules = (labels: string): string =>
  ['A', 'B'].reduce(
    (text, name) =>
      `${text}  - alert: ${name}\n    expr: max by (gpu) (DCGM_FI_DEV_FB_USED) > 9\n    labels: {severity: page${labels}}\n`,
    'groups:\n- name: a\n  rules:\n',
  );

/** Checks of routing that have something to say of a configuration's routes. */
function found(
  route: string,
  externalLabels: Readonly<Record<string, string>> | undefined,
  labels = '',
): readonly string[] {
  const files = [
    { name: 'rules.yaml', text: rules(labels) },
    { name: 'alertmanager.yaml', text: `route:\n  receiver: a\n${route}receivers:\n- name: a\n- name: b\n` },
  ];
  const config = externalLabels ? { externalLabels } : {};
  const judged = judgeFiles(files, { config }).map(({ check }) => check);
  return [...new Set(judged.filter(check => /^routing\/(?:group-by-absent-label|root-receiver-only)$/.test(check)))];
}

describe('external labels of the configuration', () => {
  it('are carried by all alerts', () => {
    const route = '  group_by: [alertname, shard]\n';
    assert.deepEqual(found(route, undefined), ['routing/group-by-absent-label']);
    assert.deepEqual(found(route, { region: 'eu' }), ['routing/group-by-absent-label']);
    assert.deepEqual(found(route, { shard: '1' }), []);
  });

  it('decide by their values which routes are reached', () => {
    const to = (value: string): string => `  routes:\n  - receiver: b\n    matchers: [shard="${value}"]\n`;
    assert.deepEqual(found(to('1'), { shard: '1' }), []);
    assert.deepEqual(found(to('2'), { shard: '1' }), ['routing/root-receiver-only']);
    // The rule's own label comes first.
    assert.deepEqual(found(to('1'), { shard: '1' }, ', shard: "2"'), ['routing/root-receiver-only']);
    assert.deepEqual(found(to('2'), { shard: '1' }, ', shard: "2"'), []);
  });

  it('are no others than those that are named', () => {
    const route = '  routes:\n  - receiver: b\n    matchers: [cluster="1"]\n';
    assert.deepEqual(found(route, undefined), []);
    assert.deepEqual(found(route, { region: 'eu' }), ['routing/root-receiver-only']);
  });
});
