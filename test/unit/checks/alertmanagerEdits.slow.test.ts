// What is remembered of an Alertmanager configuration between its versions never shows: after any edit the findings are those
// of a file that is opened for the first time.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Finding } from '../../../server/src/checks/finding';
import { resolveConfig } from '../../../server/src/config/config';
import type { SourceDocument } from '../../../server/src/model/document';
import { createService, type Service } from '../../../server/src/service';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { draws } from '../../harness/draws';
import { shippedCatalog } from '../../harness/judge';

const FILE = 'alertmanager.yml';

function configuration(count: number): string {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const routes = numbers.map(
    i =>
      `    - matchers: ['team="t${i}"', 'severity=~"critical|warning"']\n      receiver: team-${i}\n      group_by: [alertname, 'job']\n`,
  );
  const receivers = numbers.map(
    i =>
      `  - name: team-${i}\n    slack_configs:\n      - channel: '#t${i}'\n        api_url: https://example.com/${i}\n        title: '{{ .CommonLabels.alertname }} ${i}'\n`,
  );
  return `route:\n  receiver: team-0\n  routes:\n${routes.join('')}receivers:\n${receivers.join('')}`;
}

const edit = fc.record({
  at: fc.nat(10_000),
  length: fc.nat({ max: 8 }),
  text: fc.constantFrom(
    'x',
    '',
    '"',
    '{{ .Nope }}',
    '{{',
    '}}',
    '=~"("',
    'team-1',
    '- ',
    '\n',
    '  ',
    '[',
    ',',
    'null',
    '#',
  ),
});

describe('edits of an Alertmanager configuration', () => {
  const create = (): { service: Service; workspace: Workspace } => {
    const service = createService({ catalog: shippedCatalog, onFailure: id => assert.fail(`${id} failed`) });
    return { service, workspace: service.workspace(resolveConfig([])) };
  };

  it('give the findings of a fresh open', () => {
    let faults = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), edits => {
        const typed = create();
        let text = configuration(4);
        let document: SourceDocument | undefined;
        for (const { at, length, text: inserted } of [{ at: 0, length: 0, text: '' }, ...edits]) {
          const from = at % text.length;
          text = text.slice(0, from) + inserted + text.slice(from + length);
          document = typed.service.open(text, document);
          const fresh = create();
          const found = judge(typed, document);
          assert.deepEqual(found, judge(fresh, fresh.service.open(text)));
          faults += found.length;
        }
      }),
      { numRuns: draws(60) },
    );
    assert.ok(faults > draws(60), `only ${faults} findings were compared`);
  });
});

function judge(
  { service, workspace }: { service: Service; workspace: Workspace },
  document: SourceDocument,
): readonly Finding[] {
  workspace.put(FILE, document);
  const work = service.analyse(workspace, FILE);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
