// What the engine says and keeps after random edits is what it says of the text alone.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type DocumentFacts, type GroupPlace, type RecordFact, spanOf } from '../../../server/src/analysis/facts';
import type { Finding } from '../../../server/src/checks/finding';
import { type Config, resolveConfig } from '../../../server/src/config/config';
import { draws } from '../../harness/draws';
import { testService } from '../../harness/judge';
import { run, sample } from './engineSample';

function fresh(text: string, config: Config): readonly Finding[] {
  const service = testService();
  const workspace = service.workspace(config);
  workspace.put('f', service.open(text));
  return run(service, workspace, 'f');
}

describe('checks/engine', () => {
  it('says the same after edits as about the text alone', () => {
    const config = resolveConfig([]);
    const snippets = [
      'a',
      ' ',
      '\n',
      '  ',
      '"',
      ')',
      '#',
      '- ',
      ': ',
      '{{ ',
      ' > 1',
      '\n  - alert: New\n    expr: up == 0\n',
      'é😀',
    ];
    const edit = fc.record({ at: fc.nat(sample.length), cut: fc.nat(12), put: fc.constantFrom('', ...snippets) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), edits => {
        const service = testService();
        const workspace = service.workspace(config);
        let text = sample;
        let document = service.open(text);
        workspace.put('f', document);
        run(service, workspace, 'f');
        for (const { at, cut, put } of edits) {
          const from = Math.min(at, text.length);
          text = text.slice(0, from) + put + text.slice(from + cut);
          document = service.open(text, document);
          workspace.put('f', document);
          // The first answer while typing may leave things out, but has to leave everything in order.
          for (const finding of run(service, workspace, 'f', 'moved')) {
            assert.ok(0 <= finding.from && finding.from <= finding.to && finding.to <= text.length);
          }
          assert.deepEqual(run(service, workspace, 'f'), fresh(text, config));
        }
      }),
      // What one root leaves in the collector must not be kept with another: a rest that is not read, said twice.
      { numRuns: draws(60), examples: [[[{ at: 0, cut: 1, put: '\n  - alert: New\n    expr: up == 0\n' }]]] },
    );
  });
});

/** With places in the file, and with what recordings carry, which is only worked out when asked for. */
function spelledOut(facts: DocumentFacts): unknown {
  const { starts: _, alerts, records, groups, ...others } = facts;
  const placed = <T extends { readonly at: GroupPlace }>({ at, ...rest }: T) => ({ ...rest, span: spanOf(facts, at) });
  const nothing = { labels: () => undefined, values: () => undefined };
  const recorded = (record: RecordFact) => ({
    ...placed(record),
    branches: record.branches(),
    value: record.value(),
    result: record.result(record.expr, nothing),
  });
  return {
    ...others,
    alerts: alerts.map(placed),
    records: records.map(recorded),
    groups: groups.map(group => ({
      ...placed(group),
      alerts: group.alerts.map(placed),
      records: group.records.map(recorded),
    })),
  };
}

describe('checks/documentFacts', () => {
  it('has the places of the present version, as if it were read anew', () => {
    const config = resolveConfig([]);
    const place = fc.record({
      at: fc.nat(sample.length),
      put: fc.constantFrom('\n', '# x\n', 'x', '  - alert: A\n    expr: up\n'),
    });
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 4 }), edits => {
        const service = testService();
        const workspace = service.workspace(config);
        let text = sample;
        let document = service.open(text);
        workspace.put('f', document);
        workspace.factsOf('f');
        for (const { at, put } of edits) {
          text = text.slice(0, at) + put + text.slice(at);
          document = service.open(text, document);
          workspace.put('f', document);
          const other = testService();
          const anew = other.workspace(config);
          anew.put('f', other.open(text));
          assert.deepEqual(spelledOut(workspace.factsOf('f')), spelledOut(anew.factsOf('f')));
        }
      }),
      {
        numRuns: draws(100),
        examples: [
          [[{ at: 0, put: 'x' }]],
          [
            [
              { at: 1, put: '\n' },
              { at: 0, put: '\n' },
            ],
          ],
        ],
      },
    );
  });
});
