// What a document says of groups that an edit only moved: the same objects, at their new places.

import assert from 'node:assert/strict';
import { spanOf } from '../../../server/src/analysis/facts';
import { resolveConfig } from '../../../server/src/config/config';
import { createService } from '../../../server/src/service';
import { shippedCatalog } from '../../harness/judge';

const group = (name: string): string =>
  `- name: ${name}\n  rules:\n  - alert: High${name}\n    expr: up == 0\n  - record: job:up:${name}\n    expr: sum by (job) (up)\n`;

const service = createService({ catalog: shippedCatalog, onFailure: (_, error) => assert.fail(String(error)) });

function factsAfter(before: string, after: string, settings: Parameters<typeof resolveConfig>[0] = []) {
  const workspace = service.workspace(resolveConfig(settings));
  const first = service.open(before);
  workspace.put('rules.yaml', first);
  const old = workspace.factsOf('rules.yaml');
  workspace.put('rules.yaml', service.open(after, first));
  return { old, now: workspace.factsOf('rules.yaml') };
}

describe('facts of groups that moved', () => {
  const before = `groups:\n${group('a')}${group('b')}`;
  const after = before.replace('up == 0', 'up{job="node"} == 0');

  it('are the same objects with the places of the new text', () => {
    const { old, now } = factsAfter(before, after);
    assert.notEqual(now.alerts[0], old.alerts[0]);
    assert.equal(now.alerts[1], old.alerts[1]);
    assert.equal(now.records[1], old.records[1]);
    assert.equal(now.groups[1], old.groups[1]);
    const textAt = (at: { readonly from: number; readonly to: number }): string => after.slice(at.from, at.to);
    assert.equal(textAt(spanOf(now, now.alerts[1]!.at)), 'Highb');
    assert.equal(textAt(spanOf(now, now.records[1]!.at)), 'job:up:b');
    assert.equal(textAt(spanOf(now, now.groups[1]!.at)), 'b');
    assert.equal(before.slice(spanOf(old, old.alerts[1]!.at).from).startsWith('Highb'), true);
  });

  it('stay the same with external labels, too', () => {
    const { old, now } = factsAfter(before, after, [{ externalLabels: { site: 'x' } }]);
    assert.deepEqual(now.alerts[1]!.external, { site: 'x' });
    assert.equal(now.alerts[1], old.alerts[1]);
  });

  it('are placed through the text that they are decoded from', () => {
    const inSecret = (text: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: rules\ndata:\n  rules.yaml: |\n${text.replace(/^/gm, '    ')}\n`;
    const { now } = factsAfter(inSecret(before), inSecret(after));
    const places = now.alerts.map(({ at }) => spanOf(now, at));
    assert.deepEqual(
      places.map(({ from, to }) => inSecret(after).slice(from, to)),
      ['Higha', 'Highb'],
    );
  });
});
