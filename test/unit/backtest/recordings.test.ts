// The recording rules that an alert is made of, through the files of a workspace.

import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { createService } from '../../../server/src/service';
import { shippedCatalog } from '../../harness/judge';

describe('the recordings behind an alert', () => {
  it('are found in all files, and those that they read, and no others', () => {
    const service = createService({
      catalog: shippedCatalog,
      checks: [],
      onFailure: (_, error) => assert.fail(String(error)),
    });
    const workspace = service.workspace(resolveConfig([]));
    const document = service.open(`groups:
- name: alerts
  rules:
  - {alert: A, expr: 'a:two{x="1"} > 1 and on () up'}
  - {alert: B, expr: 'up == 0'}
`);
    workspace.put('alerts.yml', document);
    workspace.put(
      'records.yml',
      service.open(`groups:
- name: r
  interval: 30s
  labels: {team: ml}
  rules:
  - {record: 'a:one', expr: sum(raw), labels: {of: all}}
  - {record: 'a:two', expr: 'a:one * 2'}
  - {record: 'a:three', expr: 'a:two * 2'}
`),
    );
    const of = (number: number) => {
      const found = [...service.rules(document)][number]!;
      return service.recordings(workspace, service.backtestRule(workspace, found, 'alerts.yml')!);
    };
    const group = { name: 'r', file: 'records.yml', interval: 30_000 };
    assert.deepEqual(of(0), [
      { name: 'a:two', text: 'a:one * 2', labels: [['team', 'ml']], group },
      {
        name: 'a:one',
        text: 'sum(raw)',
        labels: [
          ['of', 'all'],
          ['team', 'ml'],
        ],
        group,
      },
    ]);
    assert.deepEqual(of(1), []);
  });
});
