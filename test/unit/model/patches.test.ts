// Patches that are written down in a kustomization: judged for what they say, and never for what they leave out.
import assert from 'node:assert/strict';
import { judgeText, testService } from '../../harness/judge';

const service = testService();

function found(lines: string, key = 'patches'): readonly string[] {
  const patch = lines.replace(/^(?=.)/gm, '    ');
  const item = key === 'patches' ? `- patch: |-\n${patch}` : `- |-\n${patch}`;
  const text = `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [base]\n${key}:\n${item}`;
  return judgeText(text, { service })
    .filter(({ severity }) => severity !== 'hint')
    .map(({ severity, check, start }) => `${start.line + 1} ${severity} ${check}`);
}

const object = (kind: string, spec: string): string =>
  `apiVersion: monitoring.coreos.com/${kind === 'PrometheusRule' ? 'v1' : 'v1alpha1'}\nkind: ${kind}\nmetadata:\n  name: own\nspec:\n${spec}`;

describe('patches in a kustomization', () => {
  it('are judged as the objects that they are parts of', () => {
    const route = object('AlertmanagerConfig', '  route:\n    groupInterval: 5\n');
    assert.deepEqual(found(route), ['12 error alertmanager/wrong-type']);
    const rule = object('PrometheusRule', '  groups:\n  - name: g\n    rules:\n    - alert: A\n      for: 5x\n');
    assert.deepEqual(found(rule, 'patchesStrategicMerge'), ['15 error rules/invalid-duration']);
  });

  it('may leave out what the object has', () => {
    assert.deepEqual(found(object('AlertmanagerConfig', '  route:\n    receiver: team\n')), []);
    assert.deepEqual(found(object('AlertmanagerConfig', '  receivers:\n  - name: team\n')), []);
    const labels = object(
      'PrometheusRule',
      '  groups:\n  - name: g\n    rules:\n    - alert: A\n      labels: {page: yes}\n',
    );
    assert.deepEqual(found(labels), []);
  });

  it('are left alone where they are lists of operations', () => {
    assert.deepEqual(found('- op: replace\n  path: /spec/groups/0/rules/0/expr\n  value: rate(up\n'), []);
  });
});
