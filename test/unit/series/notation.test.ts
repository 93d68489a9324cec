// Series as unit tests write them, expanded; with the oracle built the same over thousands of random ones.
import assert from 'node:assert/strict';
import { notationOf } from '../../../server/src/series/histogram/histogram';
import { readSeries, seriesOf, type WrittenValue } from '../../../server/src/series/notation';

function show(value: WrittenValue): string {
  return value === undefined ? '_' : typeof value === 'object' ? notationOf(value) : String(value);
}

function expand(text: string): string {
  const read = readSeries(text);
  if (!read.ok) return `${text.slice(read.problem.from, read.problem.to)} | ${read.problem.message}`;
  return [read.labels.toString(), ...read.values.map(show)].join(' ');
}

describe('series notation', () => {
  it('expands numbers by repeated addition', () => {
    assert.equal(
      expand('up{job="x"} 0.1+0.1x2 1-2x1 5x1'),
      '{__name__="up", job="x"} 0.1 0.2 0.30000000000000004 1 -1 5 5',
    );
    assert.equal(expand('up 017 1_000 0x1 .5'), '{__name__="up"} 15 1000 0 0 0.5');
  });

  it('keeps gaps and stale markers', () => {
    assert.equal(expand('up _ 1 _x2 stale stale+1x1'), '{__name__="up"} _ 1 _ _ stale stale NaN');
  });

  it('expands native histograms', () => {
    assert.equal(
      expand('h {{schema:0 sum:5 count:4 buckets:[1 2 0 1]}}+{{sum:1 count:1 buckets:[1]}}x1'),
      '{__name__="h"} {{count:4 sum:5 buckets:[1 2 0 1]}} {{count:5 sum:6 buckets:[2 2 0 1]}}',
    );
  });

  it('says which word is wrong', () => {
    assert.match(expand('up 1 2y 3'), /^2y \| `2y` is no value of a series/);
    assert.match(expand('up 1x-1'), /^1x-1 \| /);
    assert.match(expand('up {{sum:1 sum:2}}'), /^sum:2 \| `sum:2` was given once before/);
    assert.match(expand('up{a=} 1'), /^\} \| /);
  });

  it('names its limit', () => {
    assert.match(expand('up 1x99999999999'), /more than 5000000 steps, which is the limit/);
  });

  it('shares the column of times between series without gaps', () => {
    const read = readSeries('up 1 2 3');
    assert.ok(read.ok);
    const shared = new Float64Array([0, 60_000, 120_000]);
    const series = seriesOf(read.labels, read.values, 0, 60_000, () => shared);
    assert.equal(series.times, shared);
    const gaps = readSeries('up 1 _ stale');
    assert.ok(gaps.ok);
    const { times, stale } = seriesOf(gaps.labels, gaps.values, 5, 10);
    assert.deepEqual([...times], [5, 25]);
    assert.deepEqual([...stale!], [0, 1]);
  });
});
