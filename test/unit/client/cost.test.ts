// What a query would cost, asked in pieces.
import assert from 'node:assert/strict';
import { budget, withCostGuard } from '../../../client/src/costGuard';
import { askColumns } from '../../../server/src/backtest/askColumns';
import { costOf, loadsOf } from '../../../server/src/datasource/cost';
import { Fault, sourceOf, vector } from './answering';

describe('cost of a query, in pieces', () => {
  it('is asked about once however many pieces of a window are asked for at one time', async () => {
    const { source, asked } = sourceOf(({ operation }) =>
      operation === 'query_range' ? { resultType: 'matrix', result: [] } : vector(10_000),
    );
    const answers: ((agrees: boolean) => void)[] = [];
    const guarded = withCostGuard(source, {
      now: () => 0,
      agree: () => new Promise<boolean>(resolve => answers.push(resolve)),
    });
    const day = 86_400_000;
    for (const agrees of [false, true]) {
      const pieces = [0, 1, 2, 3].map(i => guarded.queryRange('a', i * day, (i + 1) * day, 15_000));
      while (answers.length === 0) await new Promise(resolve => setImmediate(resolve));
      const [answer, ...more] = answers.splice(0);
      assert.deepEqual(more, []);
      answer!(agrees);
      assert.deepEqual(
        (await Promise.all(pieces)).map(({ ok }) => ok),
        pieces.map(() => agrees),
      );
    }
    assert.equal(asked.filter(({ operation }) => operation === 'query_range').length, 4);
    assert.deepEqual(answers, []);
  });
});

describe('cost of a query, as a whole', () => {
  const day = 86_400_000;
  function guardedBy(series: number, agrees = false) {
    const texts: string[] = [];
    const { source, asked } = sourceOf(({ operation }) =>
      operation === 'query_range' ? { resultType: 'matrix', result: [] } : vector(series),
    );
    const agree = async (text: string) => {
      texts.push(text);
      return agrees;
    };
    return { guarded: withCostGuard(source, { now: () => 0, agree }), texts, asked };
  }

  it('is that of the window, whatever piece of it is asked for first', async () => {
    const { guarded, texts } = guardedBy(90_000);
    const slots = { start: 0, step: 60_000, count: 43_200 };
    const asked = await askColumns('a', slots, { source: guarded, limiter: run => run(), maxSeries: 400 });
    assert.ok(!asked.ok && asked.error.kind === 'budget');
    assert.deepEqual(texts, ['This query reads about 3.9 billion samples (90,000 series) from prod.']);
  });

  it('is asked about where few evaluations read very many series', async () => {
    const { guarded, texts } = guardedBy(90_000);
    assert.ok(!(await guarded.queryRange('a', 0, 359 * 10_000, 10_000)).ok);
    assert.deepEqual(texts, ['This query reads about 32 million samples (90,000 series) from prod.']);
  });

  it('is that of single queries too, alone and as pieces of a window', async () => {
    const { guarded, texts, asked } = guardedBy(90_000);
    assert.ok(!(await guarded.query('avg_over_time(a[7d])', day)).ok);
    const slots = { start: 0, step: 60_000, count: 1_440 };
    const all = await askColumns('a @ end()', slots, { source: guarded, limiter: run => run(), maxSeries: 400 }, true);
    assert.ok(!all.ok && all.error.kind === 'budget');
    assert.deepEqual(
      texts.map(text => text.match(/about (.*) samples/)?.[1]),
      ['1.8 billion', '130 million'],
    );
    assert.deepEqual(
      asked.map(({ form }) => form.get('query')),
      ['count(a)', 'count(a)'],
      'once for each expression',
    );
  });

  it('is not asked about again for a part of what the person agreed to', async () => {
    const { guarded, texts } = guardedBy(10_000, true);
    for (const expr of ['avg_over_time(a[7d]) > b', 'avg_over_time(a[7d])', 'a > b'])
      assert.ok((await guarded.queryRange(expr, 0, day, day / 20)).ok);
    assert.equal(texts.length, 1);
    assert.ok((await guarded.queryRange('avg_over_time(a[7d]) > b', 0, day, day / 100)).ok);
    assert.equal(texts.length, 2, 'five times as much');
    assert.ok((await guarded.queryRange('avg_over_time(c[7d])', 0, day, day / 20)).ok);
    assert.equal(texts.length, 3, 'other series');
  });
});

describe('cost of a query', () => {
  it('is what its selectors read', () => {
    const loads = (text: string) => loadsOf(text).map(({ selector, samples }) => `${selector} ${samples}`);
    assert.deepEqual(loads('up'), ['up 1']);
    assert.deepEqual(loads('rate(a{x="1"}[5m] offset 1h) / b'), ['a{x="1"} 10', 'b 1']);
    assert.deepEqual(loads('max_over_time(rate(a[5m])[1h:5m])'), ['a 120']);
    assert.deepEqual(loads('topk(scalar(k), sum by (x) (-a @ end()))'), ['k 1', 'a 1']);
    assert.deepEqual(loads('rate(a[5m]'), []);
  });

  it('counts each selector once', async () => {
    const { source, asked } = sourceOf(() => vector(100));
    assert.deepEqual(await costOf(source, 'rate(a[5m]) / rate(a[5m]) + b', 10, 0), { samples: 21_000, series: 200 });
    assert.equal(asked.length, 2);
    const silent = sourceOf(() => new Fault(503, '{"status":"error","errorType":"timeout"}'));
    assert.deepEqual(await costOf(silent.source, 'a', 10, 0), { samples: undefined, series: 0 });
  });

  it('is asked about above the budget, once for a while, and the query is not sent where the person declines', async () => {
    let series = 100;
    let now = 0;
    let agrees = false;
    const texts: string[] = [];
    const { source, asked } = sourceOf(({ operation }) =>
      operation === 'query_range' ? { resultType: 'matrix', result: [] } : vector(series),
    );
    const guarded = withCostGuard(source, {
      now: () => now,
      agree: async text => {
        texts.push(text);
        return agrees;
      },
    });
    const day = 86_400_000;
    const ask = (expr = 'a', step = 15_000) => guarded.queryRange(expr, 0, day, step);
    assert.ok((await guarded.queryRange('a', 0, 120_000, 15_000)).ok);
    assert.ok((await guarded.query('rate(a[5m])', 0)).ok);
    assert.deepEqual(
      asked.map(({ operation }) => operation),
      ['query_range', 'query'],
      'light ones are not counted',
    );
    assert.ok((await ask()).ok && texts.length === 0);
    series = 10_000;
    now = 600_001;
    const refused = await ask();
    assert.ok(!refused.ok && refused.error.kind === 'budget');
    assert.match(texts[0]!, /reads about 58 million samples \(10,000 series\) from prod/);
    assert.ok(5_761 * 10_000 > budget);
    const sent = asked.length;
    agrees = true;
    assert.ok((await ask()).ok && (await ask()).ok);
    assert.equal(texts.length, 2);
    assert.equal(asked.length, sent + 2);
    assert.ok((await guarded.query('a', 0)).ok && guarded.name === 'prod');
  });
});
