// The first look: it never misses a file that has a root, and it is not fooled by the words in other files.
import assert from 'node:assert/strict';
import { mayHoldRoots } from '../../../server/src/model/firstLook';

describe('the first look', () => {
  const yes = [
    'groups:\n',
    '\ufeffgroups:\n',
    '\ufeffkind: PrometheusRule\n',
    '  groups:\n  - name: x\n',
    '"groups": []\n',
    '{"groups": []}',
    '---\n{groups: []}\n',
    'route: {}\n',
    'receivers: []\n',
    'tests: []\n',
    'kind: PrometheusRule\n',
    '"kind": "AlertmanagerConfig"\n',
    '{"apiVersion": "v1", "kind": "PrometheusRule"}',
    'kind: List\nitems:\n- apiVersion: x\n  kind: PrometheusRule\n',
    'kind: Secret\ndata:\n  a: aGk=\n',
    'kind: ConfigMap\ndata:\n  a.yml: |\n    # rules\n\n    groups:\n',
    'kind: ConfigMap\r\ndata:\r\n  a.yml: |-\r\n    groups:\r\n',
    'x: >-2\n    route:\n',
    'a:\n  b: |\n{{- if .x }}\n    groups:\n',
    '{"kind": "ConfigMap", "data": {"a.yml": "groups:\\n- name: x\\n"}}',
    'DCGM_FI_DEV_GPU_TEMP, gauge, x\n',
    'data:\n  m: |\n    DCGM_FI_DEV_GPU_TEMP, gauge, x\n',
  ];
  for (const text of yes) it(`stays with ${JSON.stringify(text)}`, () => assert.ok(mayHoldRoots(text)));

  const no = [
    '',
    'key: groups\n',
    '# groups:\n',
    'spec:\n  groups:\n  - a\n',
    'spec:\n  http:\n  - route:\n    - destination: x\n',
    'kind: CustomResourceDefinition\nspec:\n  names:\n    kind: PrometheusRule\n',
    'kind: Deployment\n# Secret data\n',
    'expr: DCGM_FI_DEV_GPU_TEMP > 85\n',
    'a: "groups of receivers: route"\n',
    'jobs:\n  tests:\n    runs-on: x\n',
  ];
  for (const text of no) it(`leaves ${JSON.stringify(text)}`, () => assert.ok(!mayHoldRoots(text)));
});
