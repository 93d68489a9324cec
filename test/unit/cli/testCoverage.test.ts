// What `test --coverage` prints: over the tests of all files, a rule that one of them reaches is reached.
import assert from 'node:assert/strict';
import { testJson } from '../../../server/src/cli/reporters/testJson';
import type { TestReport } from '../../../server/src/cli/reporters/testReport';
import { testText } from '../../../server/src/cli/reporters/testText';
import { openDocument } from '../../../server/src/model/document';
import { dialect } from '../../../server/src/promql/dialect';
import { finish } from '../../../server/src/text/slices';
import { runTestFile } from '../../../server/src/unittest/runFile';

const rules = `groups:
- name: g
  rules:
  - record: r
    expr: m * 2
  - alert: Hot
    expr: |
      m > 5
      or
      n > 5
  - alert: Cold
    expr: m < 0
`;

function report(path: string, series: string): TestReport {
  const text = `tests:\n- input_series: [${series}]\n  alert_rule_test: [{eval_time: 2m, alertname: A}]\n`;
  const [root] = openDocument(text).roots;
  const documents = [{ file: 'rules.yml', document: openDocument(rules) }];
  const result = finish(runTestFile(root!, documents, dialect('3.16'), { coverage: true }));
  return { path, text, sources: new Map([['rules.yml', rules]]), errors: [], warnings: [], results: [result] };
}

describe('coverage on the command line', () => {
  const one = report('a.yml', '{series: m, values: 9x5}');
  const other = report('b.yml', '{series: n, values: 9x5}');

  it('names the rules and branches that no test reaches', () => {
    assert.deepEqual(testText([one], { coverage: true }).split('\n').slice(1, -2), [
      'coverage: 1 of 2 alerts fire in a test, 1 of 1 recording rules give a series, 1 of 2 branches of `or` take part',
      '  rules.yml:10: Hot never fires by `n > 5`',
      '  rules.yml:11: Cold never fires',
    ]);
  });

  it('adds up the tests of all files', () => {
    assert.deepEqual(testText([one, other], { coverage: true }).split('\n').slice(2, -2), [
      'coverage: 1 of 2 alerts fire in a test, 1 of 1 recording rules give a series, 2 of 2 branches of `or` take part',
      '  rules.yml:11: Cold never fires',
    ]);
  });

  it('has the places of branches for programs', () => {
    const { coverage } = JSON.parse(testJson([one], { coverage: true })) as { coverage: readonly { name: string }[] };
    assert.deepEqual(coverage[1], {
      file: 'rules.yml',
      line: 5,
      group: 'g',
      kind: 'alert',
      name: 'Hot',
      fired: true,
      branches: [
        { text: 'm > 5', ranges: [{ start: { line: 7, character: 6 }, end: { line: 7, character: 11 } }], fired: true },
        {
          text: 'n > 5',
          ranges: [{ start: { line: 9, character: 6 }, end: { line: 9, character: 11 } }],
          fired: false,
        },
      ],
    });
    assert.equal('coverage' in (JSON.parse(testJson([one], { coverage: false })) as object), false);
  });
});
