// Unit tests made smaller: fewer series, fewer and plainer samples, and the same outcome.
import assert from 'node:assert/strict';
import { openDocument } from '../../../server/src/model/document';
import { readTestFile } from '../../../server/src/model/testFile';
import { dialect } from '../../../server/src/promql/dialect';
import { readValues } from '../../../server/src/series/notation';
import { finish } from '../../../server/src/text/slices';
import { runTestFile } from '../../../server/src/unittest/runFile';
import { written } from '../../../server/src/unittest/shrink/notation';
import { shrinkEdits, shrinkTest } from '../../../server/src/unittest/shrink/shrinkTest';
import { Random } from '../../fuzz/random';

const rules = [
  {
    file: 'r.yml',
    document: openDocument(
      'groups:\n- name: g\n  rules:\n  - {alert: Hot, expr: max by (gpu) (m) > 90, for: 5m}\n  - alert: Bad\n    expr: rate(c_total[5m]) > 1\n',
    ),
  },
];

function outcomes(text: string) {
  const [root] = openDocument(text).roots;
  return finish(runTestFile(root!, rules, dialect('3.16'))).tests.map(({ cases }) =>
    cases.map(one => one.failure?.kind),
  );
}

function shrunk(text: string): string {
  const [root] = openDocument(text).roots;
  const file = readTestFile(root!.node);
  const small = finish(shrinkTest({ file, test: file.tests[0]!, rules, dialect: dialect('3.16') }));
  if (typeof small === 'string') return small;
  const edits = shrinkEdits(text, file.tests[0]!, small);
  if (!edits) return 'no edits';
  return edits.reduceRight((at, { from, to, newText }) => at.slice(0, from) + newText + at.slice(to), text);
}

describe('shrinking a unit test', () => {
  const noisy = Array.from({ length: 60 }, (_, i) => 91 + ((i * 7) % 5)).join(' ');
  const large = `tests:
- interval: 1m
  input_series:
  - series: 'm{gpu="0"}'
    values: '${noisy}'
  - series: 'm{gpu="1"}'   # a cool one
    values: '${noisy.replaceAll('9', '5')}'
  - series: 'c_total'
    values: '0+3x500'
  - series: 'm{gpu="2"}'
    values: '50x60'
  alert_rule_test:
  - {eval_time: 4m, alertname: Hot}
  - {eval_time: 6m, alertname: Hot, exp_alerts: [{exp_labels: {gpu: "0"}}]}
`;

  it('leaves what the outcome needs', () => {
    const small = shrunk(large);
    assert.equal(
      small,
      `tests:
- interval: 1m
  input_series:
  - series: 'm{gpu="0"}'
    values: '91x2'
  - series: 'c_total'
    values: '0'
  alert_rule_test:
  - {eval_time: 4m, alertname: Hot}
  - {eval_time: 6m, alertname: Hot, exp_alerts: [{exp_labels: {gpu: "0"}}]}
`,
    );
    assert.deepEqual(outcomes(small), outcomes(large));
    assert.equal(shrunk(small), small);
  });

  it('keeps what fails failing', () => {
    const failing = large.replace('exp_labels: {gpu: "0"}', 'exp_labels: {gpu: "7"}');
    const small = shrunk(failing);
    assert.ok(small.length < failing.length / 2);
    assert.deepEqual(outcomes(small), [[undefined, 'differs']]);
  });

  it('does not let a test of silence pass over nothing', () => {
    const silent = large.replace(
      /alert_rule_test.*/s,
      'alert_rule_test:\n  - {eval_time: 20m, alertname: Bad, exp_alerts: [{}]}\n',
    );
    const small = shrunk(silent);
    assert.match(small, /c_total/);
    assert.match(small, /series: 'm/);
    assert.deepEqual(outcomes(small), outcomes(silent));
  });

  it('does not change values that others share', () => {
    const head = 'tests:\n- input_series:\n  - series: \'m{gpu="0"}\'\n    values: ';
    const tail = '  alert_rule_test:\n  - {eval_time: 6m, alertname: Hot, exp_alerts: [{}]}\n';
    const other = "- input_series:\n  - series: 'c_total'\n    values: *shared\n";
    assert.equal(shrunk(`${head}&shared 91+1x30\n${tail}${other}`), 'no edits');
    assert.equal(shrunk(`x: &shared 91+1x30\n${head}*shared\n${tail}`), 'no edits');
    assert.match(shrunk(`${head}91+1x30\n${tail}`), /values: '\d+x\d+'\n/);
  });

  it('says why a test is not shrunk', () => {
    assert.match(shrunk("tests:\n- input_series: [{series: m, values: '1 x'}]\n"), /cannot be read/);
    assert.match(
      shrunk("tests:\n- input_series: [{series: m@st, values: '-1m'}, {series: m, values: 1}]\n"),
      /notation/,
    );
  });

  it('writes values that are read as they were', () => {
    const random = new Random(8);
    for (let i = 0; i < 500; i++) {
      const words = random.list(1, 6, () =>
        random.pick([
          () => String(random.below(9) / 10),
          () => `${random.below(5)}+0.${random.below(9)}x${random.below(9)}`,
          () => `${random.below(5)}-${random.below(9)}x${random.below(9)}`,
          () => `_x${1 + random.below(4)}`,
          () => random.pick(['stale', 'NaN', '-Inf', '-0', '1e300', '{{count:3 sum:1 buckets:[3]}}x2']),
        ])(),
      );
      const [before] = [readValues(words.join(' '))];
      assert.ok(before.ok);
      const text = written(before.values);
      const after = readValues(text);
      assert.ok(after.ok, text);
      assert.deepEqual(after.values, before.values, `${words.join(' ')} -> ${text}`);
    }
  });
});
