// Where the syntax of a file is broken, the one mistake is told and not what follows from it.
import assert from 'node:assert/strict';
import type { Finding } from '../../../server/src/checks/finding';
import { withoutEchoes } from '../../../server/src/checks/run/echoes';
import { judgeText } from '../../harness/judge';

const head = 'groups:\n- name: g\n  rules:\n';
const fine = '  - record: a:b\n    expr: up\n';

describe('findings of a file whose syntax is broken', () => {
  const said: Readonly<Record<string, readonly [text: string, findings: readonly string[]]>> = {
    'a tab for blanks': [`${head}  - alert: A\n\texpr: up == 0\n    for: 5m\n`, ['5 yaml/syntax']],
    'a colon in an expression': [`${head}  - alert: A\n    expr: up == 0: 1\n`, ['5 yaml/syntax']],
    'a key too far to the right': [`${head}  - alert: A\n     expr: up == 0\n    for: 5m\n`, ['5 yaml/syntax']],
    'a bracket left open in one rule, another mistake in the next': [
      `${head}  - alert: A\n    expr: {up == 0\n    for: 5m\n  - alert: B\n    expr: up ==\n`,
      ['6 yaml/syntax', '8 promql/syntax'],
    ],
    'mistakes above it and below it': [
      `${head}  - alert: A\n    exp: up == 0\n    for: 5x\n${fine}  - alert: B\n     expr: up\n${fine}    for: 7x\n`,
      ['5 rules/unknown-key', '6 rules/invalid-duration', '10 yaml/syntax', '13 rules/invalid-duration'],
    ],
    'a group without a name before a rule that is broken by itself': [
      `groups:\n- rules:\n${fine}  - alert: B\n     expr: up\n`,
      ['2 rules/missing-field', '6 yaml/syntax'],
    ],
    'a tag that does not fit, which leaves the tree as it is': [
      `groups:\n- rules:\n  - alert: !!int A\n    expr: up\n    foo: 1\n`,
      ['2 rules/missing-field', '3 yaml/syntax', '5 rules/unknown-key'],
    ],
  };
  for (const [name, [text, findings]] of Object.entries(said)) {
    it(name, () => {
      const found = judgeText(text, { as: 'rules' }).filter(({ severity }) => severity === 'error');
      assert.deepEqual(
        found.map(({ from, check }) => `${text.slice(0, from).split('\n').length} ${check}`),
        findings,
      );
    });
  }
});

describe('what is missing where the syntax broke off', () => {
  const texts: Readonly<Record<string, string>> = {
    'in the next line, by a tab': `${head}  - alert: A\n    expr: DCGM_FI_DEV_GPU_UTIL\n\t> 90\n    for: 5m\n`,
    'in the next line, too far to the left': `${head}  - alert: A\n    expr: DCGM_FI_DEV_GPU_UTIL\n  > 90\n    for: 5m\n`,
    'behind a comment': `${head}  - alert: A\n    expr: DCGM_FI_DEV_GPU_UTIL\n      # busy\n      > 90\n    for: 5m\n`,
    'behind a quote': `${head}  - alert: A\n    expr: 'DCGM_FI_DEV_GPU_UTIL' > 90\n`,
  };
  for (const [name, text] of Object.entries(texts)) {
    it(`is not said ${name}`, () => {
      const said = judgeText(text).filter(({ severity }) => severity !== 'info' && severity !== 'hint');
      assert.deepEqual(
        said.map(({ check }) => check),
        ['yaml/syntax'],
      );
    });
  }

  it('is said of the rules around', () => {
    const text = `${head}  - alert: A\n    expr: DCGM_FI_DEV_GPU_UTIL\n    for: 5m\n${fine}${fine}  - alert: B\n     expr: up\n`;
    const said = judgeText(text).map(({ check }) => check);
    assert.ok(said.includes('promql/unbounded-alert'));
  });
});

describe('a text that a comment ends', () => {
  const told = (text: string): readonly string[] =>
    judgeText(text, { as: 'rules' })
      .filter(({ check }) => check === 'yaml/syntax')
      .map(({ from, to, message }) => `${text.slice(from, to)}: ${message.slice(0, 14)}`);
  const rule = (lines: string): string => `${head}  - alert: A\n    expr: ${lines}\n    for: 5m\n`;
  const ended: Readonly<Record<string, readonly [lines: string, left: string]>> = {
    'before a sign that begins a block': ['up\n      # why\n      > 90', '> 90'],
    'before an operator': ['up\n      # why\n      == 0', '== 0'],
    'before a name': ['sum(a)\n      # why\n      / sum(b)\n      > 1', '/ sum(b)'],
    'in its last line': ['up # why\n      and on (job) b', 'and on (job) b'],
    'after several lines': ['up\n        + b\n      # why\n      # more\n      * 2', '* 2'],
    'before a sign that begins a tag': ['up\n      # why\n      != 1', '!= 1'],
  };
  for (const [name, [lines, left]] of Object.entries(ended))
    it(`is told ${name}`, () => assert.deepEqual(told(rule(lines)), [`${left}: A comment ends`]));

  for (const lines of ['up\n     for: 5m', '"up"\n      # why\n      == 0', 'up\n      == 0: 1'])
    it(`is not told of ${JSON.stringify(lines)}`, () =>
      assert.doesNotMatch(told(rule(lines)).join(), /A comment ends|^$/));
});

describe('rules that share a text by an anchor', () => {
  it('have what is found in it said once', () => {
    const text = `${head}  - alert: A\n    expr: &e rate(DCGM_FI_DEV_GPU_TEMP[5m]) > 5\n  - alert: B\n    expr: *e\n`;
    const said = judgeText(text).filter(({ check }) => check === 'promql/counter-function-on-gauge');
    assert.equal(said.length, 1);
  });
});

describe('findings at one place', () => {
  it('are told once each, however many they are', () => {
    const finding = (n: number): Finding => ({
      check: 'yaml/duplicate-key',
      severity: 'warning',
      message: `Line ${n}`,
      from: 3,
      to: 9,
      related: [],
      fixes: [],
    });
    for (const count of [3, 8, 9, 40]) {
      const once = Array.from({ length: count }, (_, n) => finding(n));
      assert.deepEqual(withoutEchoes([...once, ...once], ''), once);
    }
  });
});
