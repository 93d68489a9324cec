// Series of unit tests against recorded answers of Prometheus 3.16's own reader (op `series` of the oracle).
import assert from 'node:assert/strict';
import { metricProblem, readExpectedHistogram, valuesProblem } from '../../../server/src/series/notation';

const right = [
  'up',
  'up 1',
  ' a:b{c="d",} 1x3 _ _x5 stale',
  "{a='b'}  -1+2x3\t1-1x10",
  '{"m",a="b"} 1.5 .5 1. 1e5 1E+3x2 1_000',
  'up{a="}"} +Inf -Inf NaN inf+1x3',
  'up{a="\\"}"} 0+1x0',
  'sum{a=`b`} 1',
  '{} 1',
];

const wrong: readonly (readonly [text: string, at: string])[] = [
  ['up 0x10 0x1F', '0x1F'],
  ['up 1 1+1', '1+1'],
  ['up 1x1.5', '1x1.5'],
  ['up 1x-3', '1x-3'],
  ['up stalex3', 'stalex3'],
  ['up 1 + 2x3', '+'],
  ['up __', '__'],
  ['up 1+0y10', '1+0y10'],
  ['up 1,2', '1,2'],
  ['up 1e999', '1e999'],
  ['up{a="b"}1', '1'],
  ['up{a=~"b"} 1', '=~'],
  ['up{a="b" c="d"} 1', 'c'],
  ['h {{schema:1}}x3 nonsense', 'nonsense'],
  ['h {{ toUpper .x }}', 'toUpper'],
  ['h {{count:1', '{{count:1'],
  ['h {{schema:1 count:1}}+{{schema:0 count:1}}x1', '{{schema:0 count:1}}'],
  ['h http://{{ .x }}/', 'http://{{'],
];

describe('series of unit tests', () => {
  for (const text of right) {
    it(`reads ${JSON.stringify(text)}`, () => assert.equal(metricProblem(text), undefined));
  }
  for (const [text, at] of wrong) {
    it(`refuses ${JSON.stringify(text)} at ${at}`, () => {
      const problem = metricProblem(text);
      assert.ok(problem);
      assert.equal(text.slice(problem.from, problem.to), at);
    });
  }
  it('is silent about what it does not read: lines, comments, start timestamps', () => {
    for (const text of ['up\n1', '# up', '@st up']) assert.equal(metricProblem(text), undefined);
  });

  it('knows what older versions read', () => {
    assert.equal(valuesProblem('1_000 {{count:1}}', { major: 2, minor: 54 }), undefined);
    assert.equal(valuesProblem('1_000', { major: 2, minor: 53 })?.to, 5);
    assert.equal(valuesProblem('{{count:1}}', { major: 2, minor: 42 })?.from, 0);
  });

  it('wants one histogram where a sample is to be one', () => {
    assert.ok(readExpectedHistogram('{{schema:1 count:3}}').ok);
    for (const text of ['1', '30s', '{{count:1}} {{count:1}}', '{{count:1}}x2', '_', 'stale', '{{ .x }}']) {
      assert.equal(readExpectedHistogram(text).ok, false, text);
    }
  });
});
