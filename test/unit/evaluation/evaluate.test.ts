// The entrance of the evaluation: values, failures with their places, slices.
import assert from 'node:assert/strict';
import { evaluateInstant, evaluateRange, type Outcome } from '../../../server/src/evaluation/evaluate';
import { dialect } from '../../../server/src/promql/dialect';
import { analyzePromql } from '../../../server/src/promql/parser';
import { readSeries, seriesOf } from '../../../server/src/series/notation';
import { SeriesStore } from '../../../server/src/series/store';
import { finish } from '../../../server/src/text/slices';

const target = dialect('3.16', 'all');

function stored(...series: readonly string[]): SeriesStore {
  const store = new SeriesStore();
  for (const one of series) {
    const read = readSeries(one);
    assert.ok(read.ok, one);
    store.add(seriesOf(read.labels, read.values, 0, 60_000));
  }
  return store;
}

function show(outcome: Outcome): unknown {
  if (!outcome.ok) return `${outcome.error.kind}: ${outcome.error.message}`;
  const { value } = outcome;
  if (value.type === 'vector') return value.samples.map(one => `${one.labels} ${one.value}`);
  if (value.type === 'matrix') return value.series.map(one => `${one.labels} ${[...one.values].join(' ')}`);
  return value.type === 'scalar' ? value.value : value.text;
}

describe('evaluation', () => {
  const store = stored('up{job="a"} 1 2 3 stale 5', 'up{job="b"} 10 _ _ _ _');

  it('takes the latest sample that is neither old nor stale', () => {
    const { expr } = analyzePromql('up', target);
    assert.deepEqual(show(finish(evaluateInstant(expr, store, 130_000, { dialect: target }))), [
      '{__name__="up", job="a"} 3',
      '{__name__="up", job="b"} 10',
    ]);
    assert.deepEqual(show(finish(evaluateInstant(expr, store, 190_000, { dialect: target }))), [
      '{__name__="up", job="b"} 10',
    ]);
  });

  it('evaluates all steps of a range, with the bounds of the version', () => {
    const { expr } = analyzePromql('up{job="b"}', target);
    const steps = { start: 240_000, end: 360_000, step: 60_000 };
    assert.deepEqual(show(finish(evaluateRange(expr, store, steps, { dialect: target }))), [
      '{__name__="up", job="b"} 10',
    ]);
    assert.deepEqual(show(finish(evaluateRange(expr, store, steps, { dialect: dialect('2.42') }))), [
      '{__name__="up", job="b"} 10 10',
    ]);
  });

  it('names the limit that it runs into', () => {
    const { expr } = analyzePromql('up', target);
    const few = finish(evaluateInstant(expr, store, 0, { dialect: target, limits: { series: 1 } }));
    assert.equal(show(few), 'limit: The selector finds 2 series, the limit is 1; add matchers.');
    const long = finish(evaluateRange(expr, store, { start: 0, end: 1e12, step: 1 }, { dialect: target }));
    assert.match(String(show(long)), /^limit: The query has 1000000000001 steps, the limit is 1000000/);
  });

  it('ends when it is cancelled', () => {
    const { expr } = analyzePromql('up', target);
    const steps = { start: 0, end: 900_000_000, step: 1000 };
    const outcome = finish(evaluateRange(expr, store, steps, { dialect: target, signal: { aborted: true } }));
    assert.equal(show(outcome), 'cancelled: The evaluation was cancelled.');
  });
});

describe('evaluation in slices', () => {
  it('pauses between pieces of work', () => {
    const many = stored(...Array.from({ length: 200 }, (_, i) => `m{i="${i}"} 0+1x500`));
    const { expr } = analyzePromql('sum(quantile_over_time(0.5, m[1h]))', target);
    const work = evaluateRange(expr, many, { start: 0, end: 30_000_000, step: 60_000 }, { dialect: target });
    let slices = 1;
    while (!work.next().done) slices++;
    assert.ok(slices > 20, `${slices} slices`);
  });

  it('names the limit of samples', () => {
    const many = stored(...Array.from({ length: 20 }, (_, i) => `m{i="${i}"} 0+1x50`));
    const { expr } = analyzePromql('m + on (i) m', target);
    const steps = { start: 0, end: 3_000_000, step: 60_000 };
    const outcome = finish(evaluateRange(expr, many, steps, { dialect: target, limits: { samples: 2000 } }));
    assert.match(String(show(outcome)), /^limit: The query holds more than 2000 samples at once, which is the limit/);
    assert.equal(finish(evaluateRange(expr, many, steps, { dialect: target, limits: { samples: 5000 } })).ok, true);
  });

  it('says what it does not know and never gives a wrong value', () => {
    const { expr } = analyzePromql('no_such_function(up)', target);
    const outcome = finish(evaluateInstant(expr, stored('up 1'), 0, { dialect: target }));
    assert.match(String(show(outcome)), /^(?:unsupported|execution): /);
  });
});

describe('evaluation by version', () => {
  const store = stored('c_total 8 18 28 38 48 58', 'big{i="1"} 1e100', 'big{i="2"} 1', 'big{i="3"} -1e100');

  const evaluate = (text: string, version: string, at = 300_000): unknown => {
    const { expr } = analyzePromql(text, dialect(version));
    return show(finish(evaluateInstant(expr, store, at, { dialect: dialect(version) })));
  };

  it('holds the first sample of a range before 3.0 only', () => {
    assert.deepEqual(evaluate('count_over_time(c_total[3m])', '2.42'), ['{} 4']);
    assert.deepEqual(evaluate('count_over_time(c_total[3m])', '3.16'), ['{} 3']);
  });

  it('compensates sums from 2.54 on', () => {
    assert.deepEqual(evaluate('sum(big)', '2.42', 0), ['{} 0']);
    assert.deepEqual(evaluate('sum(big)', '2.54', 0), ['{} 1']);
  });

  it('remarks nothing before 2.48', () => {
    const { expr } = analyzePromql('quantile(2, c_total)', target);
    const remarks = (version: string): number =>
      finish(evaluateInstant(expr, store, 0, { dialect: dialect(version) })).warnings.length;
    assert.deepEqual([remarks('2.42'), remarks('2.48')], [0, 1]);
  });
});

describe('powers', () => {
  it('end in the digits that Go gives them', () => {
    const { expr } = analyzePromql('vector(1.0004107349663973) ^ -8', target);
    assert.deepEqual(show(finish(evaluateInstant(expr, stored('up 1'), 0, { dialect: target }))), [
      '{} 0.9967201852787823',
    ]);
  });
});
