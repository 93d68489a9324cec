// What is asked of a server, and what becomes of answers that are not plain.
import assert from 'node:assert/strict';
import { askColumns } from '../../../server/src/backtest/askColumns';
import { createLimiter } from '../../../server/src/backtest/limiter';
import { readSeries, seriesOf } from '../../../server/src/series/notation';
import { SeriesStore } from '../../../server/src/series/store';
import { type EngineSourceOptions, engineSource } from '../../harness/engineSource';

const minute = 60_000;

function storeOf(...lines: readonly string[]): SeriesStore {
  const store = new SeriesStore();
  for (const line of lines) {
    const read = readSeries(line);
    if (!read.ok) throw new Error(read.problem.message);
    store.add(seriesOf(read.labels, read.values, 0, minute));
  }
  return store;
}

async function ask(store: SeriesStore, expr: string, count: number, given: EngineSourceOptions = {}, single = false) {
  const source = engineSource(store, given);
  let progress = 0;
  const answer = await askColumns(
    expr,
    { start: 0, step: minute, count },
    {
      source,
      limiter: createLimiter(4),
      maxSeries: 1_000,
      progress: slots => {
        progress += slots;
      },
    },
    single,
  );
  assert.ok(answer.ok, JSON.stringify(answer));
  const columns = answer.data.columns.map(({ labels, values, present }) => {
    const shown = [...values].map((value, slot) => (present[slot] === 1 ? String(value) : '.'));
    return `${labels}: ${shown.join(' ')}`;
  });
  return { ...answer.data, columns, source, progress };
}

describe('what is asked of a server for a backtest', () => {
  it('goes in pieces, no more than four at one time, and comes together again', async () => {
    const many = Array.from({ length: 80 }, (_, i) => `m{i="${i}"} 0+1x19999`);
    const { columns, source, progress } = await ask(storeOf(...many), 'm', 20_000);
    assert.equal(columns.length, 80);
    assert.ok(columns.every(text => text.endsWith(` ${19_999}`) && !text.includes('.')));
    assert.ok(source.asked.length > 3 && source.asked.every(kind => kind === 'range'));
    assert.equal(source.most(), 4);
    assert.equal(progress, 20_000);
  });

  it('finds the evaluations that fail, and takes the others from ranges', async () => {
    const store = storeOf('m{a="1"} 1x999', 'n{a="1", k="x"} 2x999', 'n{a="1", k="y"} _x499 3 _x500');
    const { failed, columns, source } = await ask(store, 'm * on (a) n', 1_000);
    // The second series counts for five minutes.
    assert.deepEqual([...failed.keys()].sort(), [499, 500, 501, 502, 503]);
    assert.ok(failed.get(500)!.startsWith('found duplicate series for the match group'));
    assert.equal(columns.length, 1);
    assert.equal(columns[0]!.split(' ').filter(word => word === '2').length, 995);
    assert.ok(source.asked.length < 60);
  });

  it('does not take a short row of failures for one without gaps', async () => {
    const other = Array.from({ length: 100 }, (_, i) => (i % 7 === 3 ? 'stale' : '2')).join(' ');
    const store = storeOf('m{a="1"} 1x99', 'n{a="1", k="x"} 2x99', `n{a="1", k="y"} ${other}`);
    const { failed, columns, ways } = await ask(store, 'm * on (a) n', 100);
    assert.equal(failed.size, 86);
    assert.equal(columns[0]!.split(' ').filter(word => word === '2').length, 14);
    assert.ok(!ways.has('all-fail'));
  });

  it('asks a few times only what always fails', async () => {
    const store = storeOf('m{a="1"} 1x999', 'n{a="1", k="x"} 2x999', 'n{a="1", k="y"} 2x999');
    const { failed, ways, source } = await ask(store, 'm * on (a) n', 1_000);
    assert.equal(failed.size, 1_000);
    assert.ok(ways.has('all-fail') && source.asked.length < 30);
  });

  it('asks for less where an answer is too large', async () => {
    const { columns, unknown } = await ask(storeOf('m 0+1x999'), 'm', 1_000, { mostPoints: 150 });
    assert.deepEqual(columns, [`{__name__="m"}: ${Array.from({ length: 1_000 }, (_, i) => i).join(' ')}`]);
    assert.equal(unknown.size, 0);
  });

  it('asks for each evaluation where a server moves the times of ranges', async () => {
    const { columns, ways, source } = await ask(storeOf('m 0 1 2 3'), 'm', 4, { shift: 7_000 });
    assert.deepEqual(columns, ['{__name__="m"}: 0 1 2 3']);
    assert.ok(ways.has('aligned'));
    assert.equal(source.asked.filter(kind => kind === 'instant').length, 4);
  });

  it('asks for each evaluation where an expression means the ends of a range', async () => {
    const store = storeOf('m 0 1 2 3');
    assert.deepEqual((await ask(store, 'm @ end()', 4, {}, true)).columns, ['{__name__="m"}: 0 1 2 3']);
    const long = await ask(storeOf('m 1x2999'), 'm @ end()', 3_000, {}, true);
    assert.equal(long.unknown.size, 1_000);
    assert.equal(long.progress, 3_000);
  });

  it('takes the value of a scalar', async () => {
    assert.deepEqual((await ask(storeOf('m 1'), 'time()', 3, {}, true)).columns, ['{}: 0 60 120']);
    assert.deepEqual((await ask(storeOf('m 1'), 'time()', 3)).columns, ['{}: 0 60 120']);
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    const inner = engineSource(storeOf('m 1x9999'));
    let asked = 0;
    const answer = await askColumns(
      'm',
      { start: 0, step: minute, count: 10_000 },
      {
        source: {
          ...inner,
          queryRange: async (...question) => {
            if (asked++ === 0) controller.abort();
            return controller.signal.aborted
              ? { ok: false, error: { kind: 'cancelled', message: 'The request was cancelled.' } }
              : inner.queryRange(...question);
          },
        },
        limiter: createLimiter(4),
        maxSeries: 9,
        signal: controller.signal,
      },
    );
    assert.ok(!answer.ok && answer.error.kind === 'cancelled');
    assert.equal(asked, 1);
  });

  it('sends nothing that still waits once it ended', async () => {
    const inner = engineSource(storeOf('m 1x9'));
    let asked = 0;
    const source = {
      ...inner,
      queryRange: async (...question: Parameters<typeof inner.queryRange>) =>
        asked++ === 0
          ? inner.queryRange(...question)
          : ({ ok: false, error: { kind: 'budget', message: 'no' } } as const),
    };
    const slots = { start: 0, step: minute, count: 200_000 };
    const answer = await askColumns('m', slots, { source, limiter: createLimiter(4), maxSeries: 9 });
    assert.deepEqual(answer, { ok: false, error: { kind: 'budget', message: 'no' } });
    await new Promise(resolve => setImmediate(resolve));
    assert.ok(asked <= 9, `${asked} of 21`);
  });

  it('says what no smaller question mends', async () => {
    const source = {
      ...engineSource(storeOf('m 1')),
      queryRange: async () => ({ ok: false, error: { kind: 'unauthorized', message: 'who?' } }) as const,
    };
    const answer = await askColumns(
      'm',
      { start: 0, step: minute, count: 3 },
      { source, limiter: createLimiter(4), maxSeries: 9 },
    );
    assert.deepEqual(answer, { ok: false, error: { kind: 'unauthorized', message: 'who?' } });
  });
});
