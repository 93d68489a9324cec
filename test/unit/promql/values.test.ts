// Whose values an expression passes on, and which number they are compared with.
import assert from 'node:assert/strict';
import type { Expr } from '../../../server/src/promql/ast';
import { numberOf } from '../../../server/src/promql/inspect';
import { parsePromql } from '../../../server/src/promql/parser';
import { measuredBy, thresholdOf } from '../../../server/src/promql/values';
import { childrenOf, selectorsOf } from '../../../server/src/promql/walk';
import { everything } from './tree';

function parse(text: string): Expr {
  const { expr, problems } = parsePromql(text, everything);
  assert.deepEqual(problems, [], text);
  return expr;
}

function parentsOf(root: Expr, node: Expr): readonly Expr[] | undefined {
  if (root === node) return [];
  for (const child of childrenOf(root)) {
    const below = parentsOf(child, node);
    if (below) return [root, ...below];
  }
  return undefined;
}

function thresholdIn(text: string): string | undefined {
  const expr = parse(text);
  const [selector] = selectorsOf(expr);
  const threshold = thresholdOf(selector!, parentsOf(expr, selector!)!);
  return threshold && `${threshold.op} ${threshold.value} (${threshold.written})`;
}

describe('thresholds', () => {
  for (const [text, expected] of [
    ['x > 1', '> 1 (1)'],
    ['1 < x', '> 1 (1)'],
    ['x > bool 90 / 100', '> 0.9 (0.9)'],
    ['x * 100 >= 90', '>= 0.9 (90)'],
    ['100 * x >= 90', '>= 0.9 (90)'],
    ['x / 1024 / 1024 < 8', '< 8388608 (8)'],
    ['1 - x < 0.1', '> 0.9 (0.1)'],
    ['0.1 > 1 - x', '> 0.9 (0.1)'],
    ['(1 - x) * 100 <= 10', '>= 0.9 (10)'],
    ['-x < -5', '> 5 (-5)'],
    ['-(x + 1) == -5', '== 4 (-5)'],
    ['x - 273.15 > 90', '> 363.15 (90)'],
    ['max by (a) (avg_over_time(x[5m])) > 3', '> 3 (3)'],
    ['quantile_over_time(0.9, (x)[5m:1m]) != 3', '!= 3 (3)'],
    ['label_replace(topk(3, x), "a", "$1", "b", "(.*)") > 3', '> 3 (3)'],
    ['sum(x) > 3', undefined],
    ['count(x) > 3', undefined],
    ['rate(x[5m]) > 3', undefined],
    ['abs(x) > 3', undefined],
    ['3 / x > 3', undefined],
    ['x / 0 > 3', undefined],
    ['x * 0 > 3', undefined],
    ['x > y', undefined],
    ['x + y > 3', undefined],
    ['x and y > 3', undefined],
    ['x', undefined],
  ] as const) {
    it(text, () => assert.equal(thresholdIn(text), expected));
  }
});

describe('measured metrics', () => {
  for (const [text, name, factor] of [
    ['x', 'x', 1],
    ['(sum by (a) (max_over_time(x[5m])))', 'x', 1],
    ['100 * sum(x) / 4', 'x', 25],
    ['avg_over_time((x / 2)[5m:1m])', 'x', 0.5],
    ['x + 1', undefined, 0],
    ['2 / x', undefined, 0],
    ['rate(x[5m])', undefined, 0],
    ['x * y', undefined, 0],
  ] as const) {
    it(text, () => {
      const measured = measuredBy(parse(text));
      assert.equal(measured?.selector.name?.name, name);
      if (name !== undefined) assert.equal(measured!.factor, factor);
    });
  }
});

describe('numbers', () => {
  it('are folded, but not through a chain without an end', () => {
    assert.equal(numberOf(parse('-(2 + 3 * 4 - 10 / 5) ^ 2 % 100')), -44);
    assert.equal(numberOf(parse('5m')), 300);
    assert.equal(numberOf(parse('1 + x')), undefined);
    assert.equal(numberOf(parse('1 > bool 2')), undefined);
    assert.equal(numberOf(parse(`1${' + 1'.repeat(200)}`)), undefined);
  });
});
