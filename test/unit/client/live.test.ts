// What is asked of a server so that questions about its metrics are answered, how little, and what its answers prove.
import assert from 'node:assert/strict';
import { createAnswerer } from '../../../client/src/live/answers';
import { createPresence } from '../../../client/src/live/presence';
import type { Answer, SourceErrorKind } from '../../../server/src/datasource/datasource';
import type { LiveAnswer, LiveQuestion } from '../../../server/src/live/live';
import { type Asked, Fault, sourceOf, vector } from './answering';

function answererOf(answer: (asked: Asked) => unknown, now: () => number = () => 1_000_000_000) {
  const { source, asked } = sourceOf(answer);
  const failures: SourceErrorKind[] = [];
  const setup = {
    source,
    now,
    delay: (_: number, signal: AbortSignal) =>
      signal.aborted ? Promise.reject(new Error('cancelled')) : Promise.resolve(),
    onAnswer: (told: Answer<unknown>) => {
      if (!told.ok) failures.push(told.error.kind);
    },
  };
  const answerer = createAnswerer(setup);
  const { signal } = new AbortController();
  return { asked, failures, ask: (question: LiveQuestion): Promise<LiveAnswer | null> => answerer(question, signal) };
}

describe('live answers: names', () => {
  const few = ['queue_fill', 'queue_served_total', 'up'];
  const ofServer = (names: readonly string[]) => (asked: Asked) => {
    const match = asked.form.get('match[]');
    const pattern = match === null ? undefined : /=~"(.*)"\}$/.exec(match)?.[1];
    const limit = Number(asked.form.get('limit'));
    return names.filter(name => pattern === undefined || new RegExp(`^(?:${pattern})$`).test(name)).slice(0, limit);
  };

  it('of a small server are asked once', async () => {
    const { ask, asked } = answererOf(ofServer(few));
    assert.deepEqual(await ask({ kind: 'names', subject: 'QUEUE' }), { names: few.slice(0, 2), complete: true });
    assert.deepEqual(await ask({ kind: 'names', subject: 'served_q' }), { names: [few[1]], complete: true });
    assert.equal(asked.filter(({ operation }) => operation.includes('__name__')).length, 1);
  });

  it('of a large server are asked by what is typed, never all, and not for two letters', async () => {
    const many = Array.from({ length: 100_000 }, (_, i) => `metric_number_${i}_with_a_long_name`);
    const { ask, asked } = answererOf(ofServer([...many, 'queue_fill', 'queue_len']));
    assert.deepEqual(await ask({ kind: 'names', subject: 'qu' }), { names: [], complete: false });
    const first = asked.length;
    assert.deepEqual(await ask({ kind: 'names', subject: 'queu' }), {
      names: ['queue_fill', 'queue_len'],
      complete: true,
    });
    assert.deepEqual(await ask({ kind: 'names', subject: 'queue_f' }), { names: ['queue_fill'], complete: true });
    assert.equal(asked.length, first + 1, 'what is complete is looked through');
    const part = (await ask({ kind: 'names', subject: 'metric_n' })) as { names: string[]; complete: boolean };
    assert.ok(part.names.length === 500 && !part.complete);
    await ask({ kind: 'names', subject: 'metric_number_77' });
    assert.equal(asked.length, first + 3, 'what is not complete is asked again');
    assert.ok(asked.every(({ operation, form }) => operation === 'status/buildinfo' || form.has('limit')));
  });

  it('of a large server are asked again after some minutes', async () => {
    const all = Array.from({ length: 30_000 }, (_, i) => `metric_${i}`);
    let now = 1_000_000_000;
    const { ask } = answererOf(
      one => ofServer(all)(one),
      () => now,
    );
    assert.deepEqual(await ask({ kind: 'names', subject: 'queue' }), { names: [], complete: true });
    all.push('queue_fill');
    assert.deepEqual(await ask({ kind: 'names', subject: 'queue' }), { names: [], complete: true });
    now += 300_001;
    assert.deepEqual(await ask({ kind: 'names', subject: 'queue' }), { names: ['queue_fill'], complete: true });
  });

  it('of a large server that can be searched hold what is typed; one that cannot is asked so once', async () => {
    const many = Array.from({ length: 30_000 }, (_, i) => `metric_${i}`);
    const build = { version: '3.16.0', goVersion: 'go1.26', revision: 'a' };
    const lines = '{"results":[{"name":"my_queue_fill"}]}\n{"status":"success","has_more":false}\n';
    for (const canSearch of [true, false]) {
      const { ask, asked } = answererOf(one => {
        if (one.operation === 'status/buildinfo') return build;
        if (one.operation !== 'search/metric_names') return ofServer([...many, 'queue_fill'])(one);
        return canSearch ? new Fault(200, lines, 'application/x-ndjson') : new Fault(503, 'search API disabled');
      });
      const names = canSearch ? ['my_queue_fill'] : ['queue_fill'];
      assert.deepEqual(await ask({ kind: 'names', subject: 'queue' }), { names, complete: true });
      await ask({ kind: 'names', subject: 'metric_1' });
      const searches = asked.filter(({ operation }) => operation === 'search/metric_names');
      assert.equal(searches.length, canSearch ? 2 : 1);
      assert.ok(searches.every(({ form }) => form.get('limit') === '500'));
    }
  });

  it('are no pattern, whatever is typed', async () => {
    const many = Array.from({ length: 30_000 }, (_, i) => `m${i}`);
    const { ask, asked } = answererOf(ofServer(many));
    await ask({ kind: 'names', subject: 'a.*"}x' });
    assert.equal(asked.at(-1)!.form.get('match[]'), '{__name__=~"a\\\\.\\\\*\\"\\\\}x.*"}');
  });
});

describe('live answers: what was seen', () => {
  const table: [string, (asked: Asked) => unknown, LiveAnswer | null, number][] = [
    ['series now', () => vector(4), { series: 4, seen: 'yes' }, 1],
    [
      'series some days ago',
      ({ operation }) => (operation === 'query' ? vector() : ['m']),
      { series: 0, seen: 'yes' },
      2,
    ],
    ['nothing', ({ operation }) => (operation === 'query' ? vector() : []), { series: 0, seen: 'no' }, 3],
    [
      'only where lists do not look',
      ({ operation, form }) =>
        operation === 'query' ? (form.get('query')!.includes('present_over_time') ? vector(1) : vector()) : [],
      { series: 0, seen: 'yes' },
      3,
    ],
    [
      'no list',
      ({ operation }) => (operation === 'query' ? vector() : new Fault(404, 'x')),
      { series: 0, seen: 'unknown' },
      2,
    ],
    [
      'a part of the stores',
      () => new Fault(200, JSON.stringify({ status: 'success', data: vector(), warnings: ['a store is away'] })),
      null,
      1,
    ],
    ['no answer', () => new Fault(500, 'x'), null, 1],
  ];
  for (const [name, answer, expected, times] of table)
    it(name, async () => {
      const { ask, asked } = answererOf(answer);
      assert.deepEqual(await ask({ kind: 'seen', subject: 'm{a="b"}' }), expected);
      assert.equal(asked.length, times);
      assert.equal(asked[0]!.form.get('query'), 'count(m{a="b"})');
    });

  it('does not go back and forth where replicas hold different data', async () => {
    let isThere = true;
    let time = 1_000_000_000;
    const { source } = sourceOf(({ operation }) => (operation === 'query' ? vector(...(isThere ? [4] : [])) : []));
    const disagreements: string[] = [];
    const ask = createAnswerer({
      source,
      now: () => time,
      delay: async () => {},
      onAnswer: () => {},
      onDisagreement: selector => disagreements.push(selector),
    });
    const { signal } = new AbortController();
    const seen = () => ask({ kind: 'seen', subject: 'm' }, signal);
    assert.deepEqual(await seen(), { series: 4, seen: 'yes' });
    isThere = false;
    assert.deepEqual(await seen(), { series: 0, seen: 'yes' });
    assert.deepEqual(disagreements, ['m']);
    assert.deepEqual(await ask({ kind: 'seen', subject: 'n' }, signal), { series: 0, seen: 'no' });
    time += 8 * 86_400_000;
    assert.deepEqual(await seen(), { series: 0, seen: 'no' }, 'nobody saw it for so long');
  });

  it('is told of a metric with what its targets say of its family', async () => {
    const entry = (type: string) => ({ type, help: 'h', unit: 'u' });
    const { ask, asked } = answererOf(({ operation, form }) =>
      operation === 'query'
        ? vector(2)
        : form.get('metric') === 'm'
          ? { m: [entry('histogram'), entry('histogram')] }
          : {},
    );
    const told = { types: ['histogram'], help: 'h', unit: 'u', series: 2, seen: 'yes' };
    assert.deepEqual(await ask({ kind: 'metric', subject: 'm_bucket' }), told);
    assert.deepEqual(
      asked.map(({ form }) => form.get('metric')),
      [null, 'm_bucket', 'm'],
    );
  });
});

describe('live answers: numbers', () => {
  it('are those of series that were there all the time', async () => {
    const { ask, asked } = answererOf(({ form }) => (form.get('query')!.startsWith('count(') ? vector(3) : vector(10)));
    assert.deepEqual(await ask({ kind: 'interval', subject: 'm' }), { seconds: 60 });
    assert.equal(asked[1]!.form.get('query'), 'max(count_over_time(m[600s]) and m offset 600s)');
    const none = answererOf(({ form }) => (form.get('query')!.startsWith('count(') ? vector(3) : vector()));
    assert.deepEqual(await none.ask({ kind: 'interval', subject: 'm' }), {});
    const many = answererOf(() => vector(1_000_000));
    assert.deepEqual(await many.ask({ kind: 'interval', subject: 'm' }), {});
    assert.equal(many.asked.length, 1);
  });

  it('of a week are asked for only where that is cheap', async () => {
    const { ask, asked } = answererOf(({ form }) =>
      /^count/.test(form.get('query')!) ? vector(8) : vector(/^max/.test(form.get('query')!) ? 83 : 41),
    );
    assert.deepEqual(await ask({ kind: 'extent', subject: 'm > 1' }), { min: 41, max: 83 });
    assert.deepEqual(
      asked.map(({ form }) => form.get('query')),
      ['count(m)', 'max(max_over_time((m > 1)[7d:1h]))', 'min(min_over_time((m > 1)[7d:1h]))'],
    );
    const heavy = answererOf(() => vector(50_000));
    assert.deepEqual(await heavy.ask({ kind: 'extent', subject: 'rate(m[1h])' }), {});
    assert.equal(heavy.asked.length, 1);
    const endless = answererOf(
      ({ form }) =>
        new Fault(
          200,
          JSON.stringify({
            status: 'success',
            data: {
              resultType: 'vector',
              result: [{ metric: {}, value: [0, /^count/.test(form.get('query')!) ? '1' : '+Inf'] }],
            },
          }),
        ),
    );
    assert.deepEqual(await endless.ask({ kind: 'extent', subject: 'm' }), {});
  });

  it('of a label are asked again by what is typed where they are very many', async () => {
    const { ask, asked } = answererOf(({ form }) =>
      form.get('match[]')!.includes('=~') ? ['pod-7'] : Array.from({ length: 500 }, (_, i) => `pod-${i}`),
    );
    const question = { kind: 'values', subject: 'm', label: 'pod', text: 'pod-7' } as const;
    assert.deepEqual(await ask(question), { names: ['pod-7'], complete: false });
    assert.equal(asked[1]!.form.get('match[]'), 'm{pod=~"pod-7.*"}');
    await ask({ ...question, subject: '{pod!=""}' });
    assert.equal(asked[3]!.form.get('match[]'), '{pod!="",pod=~"pod-7.*"}');
  });
});

describe('live answers: a server that is not there', () => {
  const failed = (kind: SourceErrorKind, more: object = {}): Answer<unknown> => ({
    ok: false,
    error: { kind, message: kind, ...more },
  });
  const good: Answer<unknown> = { ok: true, data: 1, warnings: [], infos: [], tookMs: 1 };

  it('is left alone for longer each time, and told once', () => {
    let now = 0;
    const told: string[] = [];
    const presence = createPresence(
      () => now,
      message => told.push(message),
    );
    for (const wait of [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]) {
      presence.note(failed('unreachable'));
      presence.note(failed('unreachable'));
      now += wait - 1;
      assert.ok(presence.isAway);
      now += 1;
      assert.ok(!presence.isAway);
    }
    assert.deepEqual(told, ['unreachable']);
    presence.note(good);
    presence.note(failed('tls'));
    assert.deepEqual(told, ['unreachable', 'tls']);
    now += 5_000;
    assert.ok(!presence.isAway);
    presence.note(failed('rate-limited', { retryAfterMs: 90_000 }));
    now += 89_999;
    assert.ok(presence.isAway);
  });

  it('is another thing than a question that it refuses or that takes long', () => {
    const presence = createPresence(
      () => 0,
      () => assert.fail(),
    );
    for (const kind of [
      'bad-query',
      'execution',
      'too-large',
      'cancelled',
      'malformed',
      'timeout',
      'forbidden',
    ] as const)
      presence.note(failed(kind));
    presence.note(good);
    presence.note(failed('timeout'));
    presence.note(failed('timeout'));
    assert.ok(!presence.isAway);
  });
});
