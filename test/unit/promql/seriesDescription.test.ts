// Series of unit tests against recorded answers of Prometheus 3.16's own reader (op `series` of the oracle).
import assert from 'node:assert/strict';
import { metricProblem, valuesProblem } from '../../../server/src/promql/seriesDescription';

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
  it('is silent about what it does not read: histograms, lines, comments, start timestamps', () => {
    assert.equal(valuesProblem('{{schema:1}}x3 nonsense'), undefined);
    for (const text of ['up\n1', '# up', '@st up']) assert.equal(metricProblem(text), undefined);
  });
});
