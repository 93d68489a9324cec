// Everything that is asked of a server, and what counts as an answer.
import assert from 'node:assert/strict';
import { createAnswerer } from '../../client/src/live/answers';
import { costOf } from '../../server/src/datasource/cost';
import type { Answer, ServerSource } from '../../server/src/datasource/datasource';
import type { LiveAnswers, LiveQuestion } from '../../server/src/live/live';

/** What the table says of one question: whether it works, and in a few words how. */
export interface Outcome {
  readonly works: boolean;
  readonly note?: string;
}

export interface Question {
  readonly title: string;
  ask(source: ServerSource): Promise<Outcome>;
}

const minute = 60_000;

function good<T>(answer: Answer<T>): T {
  assert.ok(answer.ok, answer.ok ? '' : answer.error.message);
  return answer.data;
}

const yes = (note?: string): Outcome => ({ works: true, ...(note === undefined ? {} : { note }) });

async function refusal(answer: Promise<Answer<unknown>>, kind: string, words: RegExp): Promise<Outcome> {
  const result = await answer;
  assert.ok(!result.ok, 'was not refused');
  assert.equal(result.error.kind, kind, result.error.message);
  assert.match(result.error.message, words);
  const { position } = result.error;
  return yes(position ? `at characters ${position.from} to ${position.to}` : undefined);
}

/** What the editor's completion, hover and checks would be told. */
async function live<Q extends LiveQuestion>(source: ServerSource, question: Q): Promise<LiveAnswers[Q['kind']]> {
  const ask = createAnswerer({ source, now: Date.now, delay: async () => {}, onAnswer: () => {} });
  const answer = await ask(question, new AbortController().signal);
  assert.ok(answer, 'no answer');
  return answer as LiveAnswers[Q['kind']];
}

/** The window of the last minutes, which is all that there is. */
const window = () => ({ startMs: Date.now() - 10 * minute, endMs: Date.now() });

export const questions: readonly Question[] = [
  {
    title: 'Finds out what it is',
    async ask(source) {
      const { kind, version } = good(await source.identify());
      return { works: kind !== 'unknown', note: `${kind}${version === undefined ? '' : ` ${version}`}` };
    },
  },
  {
    title: 'Signs in and evaluates (`vector(1)`)',
    async ask(source) {
      const data = good(await source.query('vector(1)', Date.now()));
      assert.ok(data.type === 'vector' && data.samples[0]?.v === 1);
      return yes();
    },
  },
  {
    title: 'Series of an alert now, hostile label values as text',
    async ask(source) {
      const data = good(await source.query('demo_temperature_celsius', Date.now()));
      assert.ok(data.type === 'vector');
      assert.equal(data.samples.length, 9);
      assert.ok(data.samples.some(({ labels }) => labels['gpu'] === '<img src=x onerror=alert(1)>'));
      return yes();
    },
  },
  {
    title: 'Scalar, string',
    async ask(source) {
      const scalar = good(await source.query('1 + 1', Date.now()));
      const text = await source.query('"abc"', Date.now());
      assert.ok(scalar.type === 'scalar' || scalar.type === 'vector');
      const words = text.ok ? text.data.type : 'refused';
      return scalar.type === 'scalar' && words === 'string' ? yes() : yes(`as ${scalar.type}, ${words}`);
    },
  },
  {
    title: 'Graph: rate of a counter over a window',
    async ask(source) {
      const end = Math.floor(Date.now() / 1000) * 1000 - 2_000;
      const range = good(await source.queryRange('rate(demo_requests_total[10s])', end - 20_000, end, 1_000));
      assert.equal(range.series.length, 2);
      const times = range.series.flatMap(one => [...one.times]);
      assert.ok(times.length > 4, `${times.length} points`);
      const moved = times.some(t => (t - end) % 1_000 !== 0);
      return yes(moved ? 'steps are moved' : undefined);
    },
  },
  {
    title: 'A whole answer or none (`whole`)',
    async ask(source) {
      good(await source.query('up', Date.now(), { whole: true }));
      return yes();
    },
  },
  {
    title: 'Says what is wrong with an expression, and where',
    ask: source => refusal(source.query('sum(up', Date.now()), 'bad-query', /./),
  },
  {
    title: 'Says that a type is wrong (`rate` of an instant vector)',
    async ask(source) {
      const answer = await source.query('rate(demo_requests_total)', Date.now());
      if (answer.ok) return { works: false, note: 'takes it' };
      assert.equal(answer.error.kind, 'bad-query');
      return yes(answer.error.position ? undefined : 'without a place');
    },
  },
  {
    title: 'Says why it cannot be evaluated (many-to-many)',
    ask: source =>
      refusal(
        source.query('demo_temperature_celsius * on(job) demo_temperature_celsius', Date.now()),
        'execution',
        /many|duplicate/i,
      ),
  },
  {
    title: 'Takes an expression of 20,000 characters',
    async ask(source) {
      const expr = `demo_seconds_count{le!~"${'x'.repeat(20_000)}"}`;
      const answer = await source.query(expr, Date.now());
      if (answer.ok) return yes();
      return { works: false, note: 'too long for it' };
    },
  },
  {
    title: 'Names of metrics by prefix',
    async ask(source) {
      const identity = good(await source.identify());
      if (!identity.features.nameRegex) return { works: false, note: 'takes exact names only; all are read' };
      const list = await source.labelValues('__name__', {
        ...window(),
        selector: '{__name__=~"demo_t.*"}',
        limit: 100,
      });
      assert.deepEqual(good(list), { names: ['demo_temperature_celsius'], complete: true });
      return yes();
    },
  },
  {
    title: 'Keeps to a limit of names',
    async ask(source) {
      const list = good(await source.labelValues('__name__', { ...window(), limit: 3 }));
      assert.ok(list.names.length === 3 && !list.complete);
      const seen = await source.labelValues('__name__', { ...window(), limit: 1 }, { maxBytes: 120 });
      return yes(seen.ok ? 'itself' : 'sends all, the rest is dropped');
    },
  },
  {
    title: 'Searches names, if it was started so',
    async ask(source) {
      const list = await source.searchNames('tempcels', { ...window(), limit: 10 });
      if (!list.ok) return { works: false, note: 'not there' };
      assert.deepEqual(list.data, { names: ['demo_temperature_celsius'], complete: true });
      return yes();
    },
  },
  {
    title: 'Labels of a metric',
    async ask(source) {
      const { names } = good(await source.labelNames({ ...window(), selector: 'demo_requests_total', limit: 100 }));
      assert.ok(
        ['code', 'instance', 'job'].every(name => names.includes(name)),
        names.join(),
      );
      return yes();
    },
  },
  {
    title: 'Values of a label of a metric',
    async ask(source) {
      const query = { ...window(), selector: 'demo_requests_total', limit: 100 };
      assert.deepEqual(good(await source.labelValues('code', query)).names, ['200', '500']);
      return yes();
    },
  },
  {
    title: 'Types and help of metrics',
    async ask(source) {
      const [meta] = good(await source.metadata('demo_requests_total'));
      if (!meta) return { works: false, note: 'tells none' };
      assert.equal(meta.type, 'counter');
      return yes();
    },
  },
  {
    title: 'Live: names of metrics while typing',
    async ask(source) {
      const { names } = await live(source, { kind: 'names', subject: 'demo_temp' });
      assert.deepEqual(names, ['demo_temperature_celsius']);
      return yes();
    },
  },
  {
    title: 'Live: labels and values of a metric',
    async ask(source) {
      const labels = await live(source, { kind: 'labels', subject: 'demo_requests_total' });
      assert.ok(labels.names.includes('code'));
      const question = { kind: 'values', subject: 'demo_temperature_celsius', label: 'gpu', text: '' } as const;
      const values = await live(source, question);
      assert.equal(values.names.length, 9);
      return yes(labels.complete ? undefined : 'may lack some');
    },
  },
  {
    title: 'Live: knows what it has never seen',
    async ask(source) {
      assert.equal((await live(source, { kind: 'seen', subject: 'demo_requests_total{code="200"}' })).seen, 'yes');
      const value = await live(source, { kind: 'seen', subject: 'demo_requests_total{code="404"}' });
      const metric = await live(source, { kind: 'metric', subject: 'demo_requets_total' });
      assert.ok(value.seen === 'no' && metric.seen === 'no', `${value.seen} ${metric.seen}`);
      return yes();
    },
  },
  {
    title: 'Live: values of the last week',
    async ask(source) {
      // A server that was just started has none at a full hour: that the question is taken is what counts.
      const { min = 0, max = 0 } = await live(source, { kind: 'extent', subject: 'demo_temperature_celsius > 2' });
      assert.ok(min <= max);
      return yes();
    },
  },
  {
    title: 'Cost of a query before it is sent',
    async ask(source) {
      const cost = await costOf(source, 'rate(demo_requests_total[5m])', 100, Date.now());
      assert.deepEqual(cost, { samples: 2 * 10 * 100, series: 2 });
      return yes();
    },
  },
  {
    title: 'Loaded rules',
    async ask(source) {
      const answer = await source.rules('demo');
      if (!answer.ok) return { works: false, note: 'not there' };
      return answer.data.groups.length > 0 ? yes() : { works: false, note: 'has none' };
    },
  },
  {
    title: 'External labels for templates',
    async ask(source) {
      const answer = await source.externalLabels();
      if (!answer.ok) return { works: false, note: 'not there' };
      return answer.data.labels['cluster'] === 'demo' ? yes() : { works: false, note: 'tells none' };
    },
  },
  {
    title: 'External address for templates',
    async ask(source) {
      const answer = await source.externalUrl();
      if (!answer.ok) return { works: false, note: 'not there' };
      return answer.data.url === undefined ? { works: false, note: 'tells none' } : yes();
    },
  },
  {
    title: 'Feature flags',
    async ask(source) {
      const answer = await source.flags();
      return answer.ok ? yes() : { works: false, note: 'not there' };
    },
  },
  {
    title: 'Stops when it is cancelled',
    async ask(source) {
      const controller = new AbortController();
      const answer = source.query('up', Date.now(), { signal: controller.signal });
      controller.abort();
      const result = await answer;
      assert.ok(!result.ok && result.error.kind === 'cancelled');
      return yes();
    },
  },
];
