// What the documents of a workspace say is read in slices: the first judgement after a scan holds nobody up.

import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { createService } from '../../../server/src/service';
import { shippedCatalog } from '../../harness/judge';

describe('what a workspace says', () => {
  const rule = (i: number): string => `  - alert: A${i}\n    expr: rate(requests_total{job="j${i}"}[5m]) > ${i}\n`;
  const text = `groups:\n- name: example\n  rules:\n${Array.from({ length: 40 }, (_, i) => rule(i)).join('')}`;

  it('is read a few rules at a time, and once', () => {
    const service = createService({ catalog: shippedCatalog, onFailure: () => assert.fail() });
    const workspace = service.workspace(resolveConfig([]));
    for (let i = 0; i < 5; i++) workspace.put(`${i}.yaml`, service.open(text.replaceAll('A1', `A${i}x`)));
    const slices = (): number => [...workspace.gather()].length;
    // Five documents of 40 rules, eight rules a slice.
    assert.ok(slices() >= 5 * 5);
    const [first] = workspace.facts().documents;
    assert.equal(first, workspace.factsOf('0.yaml'));
    assert.equal(slices(), 0);
    workspace.put('3.yaml', service.open('groups: []'));
    assert.ok(slices() <= 2);
    assert.deepEqual(
      workspace.facts().documents.map(({ alerts }) => alerts.length),
      [40, 40, 40, 0, 40],
    );
  });
});
