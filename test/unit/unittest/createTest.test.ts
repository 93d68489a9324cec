// Tests that are made of alerts: they are found for the shipped alerts, hold, and say what the alert says.
import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { openDocument } from '../../../server/src/model/document';
import { dialect } from '../../../server/src/promql/dialect';
import { finish } from '../../../server/src/text/slices';
import { createdTexts } from '../../../server/src/unittest/create/append';
import { type CreatedTest, createTest } from '../../../server/src/unittest/create/createTest';
import { passes } from '../../../server/src/unittest/results';
import { runTestFile } from '../../../server/src/unittest/runFile';
import { drawn } from '../../harness/draws';
import { loadSnippets, wrap } from '../../harness/snippets';

const target = dialect('3.16');

function made(content: string, alert: string, group = 'g', evaluationInterval = 60_000): CreatedTest | string {
  const rules = [{ file: 'r.yml', document: openDocument(content) }];
  return finish(createTest({ rules, file: 'r.yml', group, alert, dialect: target, evaluationInterval }));
}

/** Whether a text is a file of unit tests that hold over the rules. */
function holds(text: string, content: string): boolean {
  const [root] = openDocument(text).roots;
  assert.equal(root?.kind, 'unit-test');
  const { tests } = finish(runTestFile(root!, [{ file: 'r.yml', document: openDocument(content) }], target));
  return tests.length > 0 && tests.every(passes);
}

function alert(expr: string, more = ''): string {
  return `groups:\n- name: g\n  rules:\n  - alert: A\n    expr: ${expr}\n${more}`;
}

describe('a test made of an alert', () => {
  for (const [what, expr, more] of [
    ['a threshold', 'm > 90'],
    ['a threshold below', 'm{a="x"} < 0.5'],
    ['equality', 'm == 3'],
    ['a filter by two patterns', '\'m{code=~"5..", job!~"test.*"} > 0\''],
    ['time to wait', 'm > 1', '    for: 10m\n'],
    ['a rate', 'rate(c_total[5m]) > 2'],
    ['a share', '\'sum by (job) (rate(c_total{code=~"5.."}[5m])) / sum by (job) (rate(c_total[5m])) > 0.05\''],
    ['a quantile', 'histogram_quantile(0.99, sum by (le, model) (rate(l_bucket[5m]))) > 2'],
    ['two metrics that meet', 'm > 1 and on (gpu) n == 0'],
    ['many to one', 'm * on (pod) group_left (node) n > 10'],
    ['something that is missing', '\'absent(up{job="x"})\'', '    for: 5m\n'],
    ['what was there before', 'm offset 1h unless m'],
    ['a change', 'changes(m[10m]) > 3'],
    ['a forecast', 'predict_linear(m[1h], 4 * 3600) < 0'],
    ['a recorded series', 'r:x > 5', '  - {record: "r:x", expr: "sum by (a) (rate(c_total[5m]))"}\n'],
    ['the age of a time', 'time() - m > 14 * 86400'],
    ['a maximum over time', 'max_over_time(m[10m]) - min_over_time(m[10m]) > 20'],
  ] as const) {
    it(`holds for ${what}`, () => {
      const content = alert(expr, more);
      const test = made(content, 'A');
      assert.notEqual(typeof test, 'string', String(test));
      const { tests } = test as CreatedTest;
      assert.ok(tests[0]!.checks.at(-1)!.expected.length > 0);
      assert.ok(holds(createdTexts(test as CreatedTest, 'r.yml', undefined).text, content));
    });
  }

  it('expects labels and texts, also hostile ones', () => {
    const content = alert(
      'm > 90',
      `    for: 2m\n    labels: {severity: page}\n    annotations: {s: "GPU {{ $labels.gpu }} it's \\"{{ $value }}\\" \\t°C: # yes", y: 'on'}\n`,
    );
    const test = made(content, 'A') as CreatedTest;
    const { text } = createdTexts(test, "it's.yml", undefined);
    assert.ok(holds(text, content));
    const file = parse(text) as { rule_files: string[]; tests: { alert_rule_test: { exp_alerts: object[] }[] }[] };
    assert.deepEqual(file.rule_files, ["it's.yml"]);
    // The names of rule files are patterns.
    assert.deepEqual((parse(createdTexts(test, 'gpu[1].yml', undefined).text) as typeof file).rule_files, [
      'gpu\\[1].yml',
    ]);
    assert.deepEqual(
      file.tests[0]!.alert_rule_test.map(one => one.exp_alerts),
      [
        [],
        [
          {
            exp_labels: { severity: 'page', gpu: '0' },
            exp_annotations: { s: 'GPU 0 it\'s "99" \t°C: # yes', y: 'on' },
          },
        ],
      ],
    );
  });

  it('is evaluated as often as the file that it goes into', () => {
    const { tests } = made(alert('m > 90', '    for: 90s\n'), 'A', 'g', 15_000) as CreatedTest;
    assert.deepEqual(
      tests[0]!.checks.map(({ at }) => at),
      [75, 90],
    );
  });

  it('tells where none is found', () => {
    assert.match(String(made(alert('m > 3 and m < 2'), 'A')), /No simple series/);
    assert.match(String(made(alert('\'{a="x"} > 1\''), 'A')), /No series/);
    assert.match(String(made(alert('m > 1'), 'B')), /no alert/);
    assert.match(String(made(alert('avg_over_time(m[1000d]) > 1'), 'A')), /too long/);
  });

  it('goes behind the tests that are there', () => {
    const test = made(alert('m > 90'), 'A') as CreatedTest;
    const appended = (text: string) => createdTexts(test, 'r.yml', openDocument(text).roots[0]).append;
    for (const text of [
      'rule_files: [r.yml]\ntests:\n- alert_rule_test: [{alertname: A}]\n',
      'tests:\n    - name: x\n      input_series: []   # none\n',
      'tests:\n  - input_series: []\n\n# behind\nrule_files: [r.yml]\n',
      'tests:\n  - {input_series: []}',
    ]) {
      const edit = appended(text);
      assert.ok(edit, text);
      const after = text.slice(0, edit.from) + edit.newText + text.slice(edit.to);
      assert.ok(holds(after, alert('m > 90')), after);
      assert.equal((parse(after) as { tests: unknown[] }).tests.length, 1 + test.tests.length);
    }
    for (const text of ['tests: [{input_series: []}]\n', 'rule_files: [a]\ntests: []\n']) {
      assert.equal(appended(text), undefined);
    }
  });

  it('is found for shipped alerts', () => {
    const alerts = loadSnippets()
      .filter(({ place }) => place === 'rule')
      .flatMap(snippet => {
        const content = wrap(snippet);
        const { groups } = parse(content) as { groups: { name: string; rules: { alert?: string }[] }[] };
        return groups.flatMap(({ name, rules }) =>
          rules.flatMap(({ alert }) => (alert ? [{ content, alert, name }] : [])),
        );
      });
    for (const { content, alert, name } of drawn(alerts)) {
      if (codes.has(alert)) continue;
      assert.equal(typeof made(content, alert, name), 'object', alert);
    }
  });
});

/** For these none is found: they ask for a code that was not there a while ago. */
const codes: ReadonlySet<string> = new Set(['GPUXIDCritical', 'GPUXIDApplication']);
