// What tests reach of rules: which of them fire, and by which sides of their `or`s.
import assert from 'node:assert/strict';
import { openDocument } from '../../../server/src/model/document';
import { dialect } from '../../../server/src/promql/dialect';
import { finish } from '../../../server/src/text/slices';
import { merged } from '../../../server/src/unittest/coverage/rules';
import { runTestFile } from '../../../server/src/unittest/runFile';

/** The rules of a file after one test over `series`, which takes ten minutes; evaluations are a minute apart. */
function cover(content: string, ...series: readonly (readonly [name: string, values: string])[]) {
  const input = series.map(([name, values]) => `  - {series: '${name}', values: '${values}'}\n`).join('');
  const [root] = openDocument(
    `tests:\n- input_series:\n${input}  alert_rule_test: [{eval_time: 10m, alertname: A}]\n`,
  ).roots;
  const documents = [{ file: 'rules.yml', document: openDocument(content) }];
  return finish(runTestFile(root!, documents, dialect('3.16'), { coverage: true })).rules;
}

function alert(expr: string, more = ''): string {
  return `groups:\n- name: g\n  rules:\n  - alert: A\n    expr: ${expr}\n${more}`;
}

/** The sides that took part and those that did not. */
function sides(
  content: string,
  ...series: readonly (readonly [name: string, values: string])[]
): Record<string, boolean> {
  return Object.fromEntries(
    cover(content, ...series)
      .flatMap(({ branches }) => branches)
      .map(one => [one.text, one.fired]),
  );
}

const hot = ['m{a="1"}', '9x10'] as const;
const warm = ['n{a="2"}', '3x10'] as const;

describe('coverage of unit tests', () => {
  it('tells the side of an or whose series fires', () => {
    assert.deepEqual(sides(alert('m > 5 or n > 5'), hot, warm), { 'm > 5': true, 'n > 5': false });
    assert.deepEqual(sides(alert('n > 5 or (m > 5 or o)'), hot, warm), { 'n > 5': false, 'm > 5': true, o: false });
  });

  it('takes no side whose series the side before it hides', () => {
    const same = ['m{a="1"}', '1x10'] as const;
    assert.deepEqual(sides(alert('m > 5 or m > 3'), hot), { 'm > 5': true, 'm > 3': false });
    assert.deepEqual(sides(alert('m > 5 or m < 3'), same), { 'm > 5': false, 'm < 3': true });
    assert.deepEqual(sides(alert('m or on (a) n'), hot, ['n{a="1"}', '3x10']), { m: true, n: false });
    assert.deepEqual(sides(alert('m or on (a) n'), hot, warm), { m: true, n: true });
  });

  it('wants a side to fire and not only to be pending', () => {
    const content = alert('m > 5 or n > 2', '    for: 5m\n');
    assert.deepEqual(sides(content, hot, ['n{a="1"}', '1x6 3x2']), { 'm > 5': true, 'n > 2': false });
  });

  it('follows series through filters and sets', () => {
    assert.deepEqual(sides(alert('(m or n) > 5'), hot, warm), { m: true, n: false });
    assert.deepEqual(sides(alert('5 < (m or n)'), hot, warm), { m: true, n: false });
    assert.deepEqual(sides(alert('(m or n) and on (a) o'), hot, warm, ['o{a="2"}', '1x10']), { m: false, n: true });
    assert.deepEqual(sides(alert('topk(1, m or n)'), hot, warm), { m: true, n: false });
    assert.deepEqual(sides(alert('(m or n) > 5 or o'), hot, warm, ['o{a="2"}', '1x10']), {
      '(m or n) > 5': true,
      m: true,
      n: false,
      o: true,
    });
  });

  it('asks of sides below an aggregation only that they gave something while the rule fired', () => {
    assert.deepEqual(sides(alert('count(m or n or o) > 1'), hot, warm), { m: true, n: true, o: false });
    assert.deepEqual(sides(alert('count(m or n) > 0'), hot, ['n{a="2"}', '_x20 3']), { m: true, n: false });
    assert.deepEqual(sides(alert('count(m or n) > 0'), hot, ['n{a="1"}', '3x10']), { m: true, n: false });
    assert.deepEqual(sides(alert('max_over_time((m or n)[5m:1m]) > 1'), hot), { m: true, n: false });
  });

  it('leaves out defaults and what keeps a rule from firing', () => {
    assert.deepEqual(sides(alert('(m or vector(0)) > 3'), hot), { m: true });
    assert.deepEqual(sides(alert('m / (n or m * 0) > 1'), hot, warm), { n: true });
    assert.deepEqual(sides(alert('m unless (n or o)'), hot), {});
    assert.deepEqual(sides(alert('absent(n or o)'), hot), {});
  });

  it('says nothing against sides of a rule that reads what comes later', () => {
    const content = alert('r == 1 or r == 2', '  - {record: r, expr: m}\n');
    assert.deepEqual(sides(content, ['m', '0 1 3 3 3 3']), { 'r == 1': true, 'r == 2': true });
  });

  it('tells recording rules that give no series, and their sides', () => {
    const content = 'groups:\n- name: g\n  rules:\n  - {record: r, expr: m or n}\n  - {record: s, expr: o or p}\n';
    assert.deepEqual(
      cover(content, hot).map(({ kind, name, fired, branches }) => [kind, name, fired, branches.map(one => one.fired)]),
      [
        ['record', 'r', true, [true, false]],
        ['record', 's', false, [false, false]],
      ],
    );
  });

  it('has the places of sides in the file', () => {
    const content = alert('|-\n      m > 5\n      or\n      n{a="\\"}\n        > 5');
    const [rule] = cover(content.replace('\\"', '1"'), hot);
    const text = content.replace('\\"', '1"');
    assert.deepEqual(
      rule!.branches.map(({ spans }) => spans.map(({ from, to }) => text.slice(from, to).trim())),
      [['m > 5'], ['n{a="1"}', '> 5']],
    );
  });

  it('adds up what several files of tests reach', () => {
    const content = alert('m > 5 or n > 5');
    const both = merged([...cover(content, hot), ...cover(content, ['n', '9x10'])]);
    assert.deepEqual(
      both.map(({ fired, branches }) => [fired, branches.map(one => one.fired)]),
      [[true, [true, true]]],
    );
  });

  it('takes several hundred in a row', () => {
    const expr = Array.from({ length: 300 }, (_, i) => `m > ${i}`).join(' or ');
    const [rule] = cover(alert(expr).replace('10m', '0m'), ['m', '0.5']);
    assert.equal(rule!.branches.filter(({ fired }) => fired).length, 1);
  });
});
