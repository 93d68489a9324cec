// Large answers are read in steps that let other work in, and give exactly what reading them at once gives.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Answer } from '../../../server/src/datasource/datasource';
import { createPrometheusClient } from '../../../server/src/datasource/prometheus/client';
import { decodeEnvelope, rangeSteps } from '../../../server/src/datasource/prometheus/decode';
import { envelopeSteps } from '../../../server/src/datasource/prometheus/envelope';

import { parseServerUrl } from '../../../server/src/datasource/prometheus/url';
import { finish } from '../../../server/src/text/slices';
import { draws } from '../../harness/draws';

const decodeRange = (...input: Parameters<typeof rangeSteps>) => finish(rangeSteps(...input));

const read = parseServerUrl('http://localhost:9090');
assert.ok('url' in read);
const { url } = read;

/** A range answer of `series` series with `points` points each, behind `pad` spaces to make it large. */
function rangeText(series: number, points: number, metric: (i: number) => object = i => ({ i: String(i) })): string {
  const values = Array.from({ length: points }, (_, i) => [1_700_000_000 + i, String(i)]);
  const result = Array.from({ length: series }, (_, i) => ({ metric: metric(i), values }));
  return JSON.stringify({ status: 'success', data: { resultType: 'matrix', result }, warnings: ['slow'] });
}

async function ask(text: string, pause?: () => Promise<void>, signal?: AbortSignal): Promise<Answer<unknown>> {
  const client = createPrometheusClient({ name: 'x', url, ...(pause ? { pause } : {}) }, async () => ({
    ok: true,
    status: 200,
    headers: {},
    text,
    tookMs: 1,
  }));
  return client.queryRange('up', 1_700_000_000_000, 1_700_001_000_000, 1000, {
    maxSeries: 50,
    ...(signal ? { signal } : {}),
  });
}

/** A text that comes in parts, cut at some places before `length`. */
function inParts(
  text: string,
  length: number,
  cuts: readonly number[],
): { readonly text: string; readonly more: string[] } {
  const places = [0, ...cuts.map(cut => Math.floor(cut * length)).sort((a, b) => a - b)];
  const [first, ...more] = places.map((from, i) => text.slice(from, places[i + 1]));
  return { text: first!, more };
}

describe('datasource: large answers', () => {
  it('are read in many steps, and give the same', async () => {
    const text = rangeText(300, 500);
    let pauses = 0;
    const answer = await ask(text, async () => void pauses++);
    assert.ok(answer.ok);
    const envelope = decodeEnvelope(text);
    assert.ok(!('problem' in envelope) && envelope.status === 'success');
    const expected = decodeRange(envelope.data, 1_700_000_000_000, 1_700_001_000_000, 50);
    assert.ok(expected.ok);
    assert.deepEqual(answer.data, expected.data);
    assert.deepEqual(answer.warnings, ['slow']);
    assert.equal(expected.data.total, 300);
    assert.ok(pauses > 5, `${pauses} pauses`);
  });

  it('stop being read when the request is cancelled', async () => {
    const controller = new AbortController();
    const answer = await ask(rangeText(300, 500), async () => controller.abort(), controller.signal);
    assert.ok(!answer.ok && answer.error.kind === 'cancelled');
  });

  it('are found in any frame, whatever stands in strings', () => {
    const pad = ' '.repeat(200_000);
    const texts = ['x', '"result":[', '\\"result":[1]', 'back\\', ']},[{', ',', '\u2028', '\ud83d\ude00'];
    const value: fc.Arbitrary<unknown> = fc.oneof(
      fc.constantFrom(...texts),
      fc.array(fc.constantFrom(...texts), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'result', 'data', '\\'), fc.constantFrom(...texts), { maxKeys: 3 }),
    );
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 5 }),
        fc.array(fc.tuple(fc.constantFrom('infos', 'warnings', 'x', 'isPartial'), value), { maxLength: 3 }),
        fc.boolean(),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
        (result, others, first, cuts) => {
          const data = first ? { result, resultType: 'matrix' } : { resultType: 'matrix', result };
          const frame = Object.fromEntries([...others, ['status', 'success'], ['data', data]]);
          const text = JSON.stringify(frame);
          assert.deepEqual(finish(envelopeSteps(inParts(text + pad, text.length, cuts), 100)), decodeEnvelope(text));
        },
      ),
      { numRuns: draws(300) },
    );
  });

  it('have the samples that reading them as JSON gives, however they are written', () => {
    const pad = ' '.repeat(200_000);
    const [from, to] = [1_000, 2e15];
    const digits = fc.stringMatching(/^-?[0-9]{1,20}(\.[0-9]{0,20})?$/);
    const time = fc.oneof(
      fc.integer({ min: 1, max: 2e9 }).map(String),
      fc.integer({ min: 1, max: 2e12 }).map(ms => String(ms / 1000)),
      digits,
      fc.constantFrom('1e3', '"5"', 'null', '01', '1.', '-0', ' 7', ''),
    );
    const value = fc.oneof(
      fc.double().map(v => (v === Infinity ? '+Inf' : v === -Infinity ? '-Inf' : String(v))),
      fc.double({ min: -1e6, max: 1e6 }).map(String),
      digits,
      fc.constantFrom('NaN', '+Inf', 'Inf', '-0', '0x1', '.5', '1.', '+7', '1e400', '1E-7', '', 'x', '\\u0031'),
    );
    const usual = fc.tuple(time, value).map(([t, v]) => `[${t},"${v}"]`);
    const pair = fc.oneof(
      { arbitrary: usual, weight: 30 },
      { arbitrary: fc.constantFrom('[1, "2"]', '[1,2]', '[1]', '[]', '{}', '', '[1,"2",3]'), weight: 1 },
    );
    const metric = fc.constantFrom('{"a":"b"}', '{"a":"\\"values\\":["}', '{"values":"x"}');
    const histograms = fc.constantFrom('', ',"histograms":[[2,{"count":"1","sum":"4"}]]');
    const series = fc
      .tuple(metric, fc.array(pair, { maxLength: 6 }), histograms)
      .map(([labels, pairs, more]) => `{"metric":${labels},"values":[${pairs.join(',')}]${more}}`);
    fc.assert(
      fc.property(
        fc.array(series, { maxLength: 3 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        (list, cuts) => {
          const text = `{"status":"success","data":{"resultType":"matrix","result":[${list.join(',')}]}}`;
          const [whole, stepwise] = [
            decodeEnvelope(text),
            finish(envelopeSteps(inParts(text + pad, text.length, cuts), 100)),
          ];
          assert.equal('problem' in stepwise, 'problem' in whole, text);
          if ('problem' in whole || 'problem' in stepwise) return;
          assert.ok(whole.status === 'success' && stepwise.status === 'success');
          assert.deepEqual(decodeRange(stepwise.data, from, to, 100), decodeRange(whole.data, from, to, 100), text);
        },
      ),
      { numRuns: draws(1000) },
    );
  });

  it('with a mistake are refused, wherever it is', async () => {
    const text = rangeText(300, 100);
    for (const [at, wrong] of [
      [text.length - 1, ''],
      [text.length - 1, ']'],
      [text.indexOf('[['), '{['],
      [text.indexOf(',{"metric"'), ',,{"metric"'],
      [text.indexOf('"values"'), 'values'],
      [text.indexOf('"success"'), '"ok"'],
    ] as const) {
      const answer = await ask(text.slice(0, at) + wrong + text.slice(at + Math.max(1, wrong.length)));
      assert.ok(!answer.ok && answer.error.kind === 'malformed', `${at} ${wrong}`);
    }
    const nested = await ask('['.repeat(5_000_000));
    assert.ok(!nested.ok && nested.error.kind === 'malformed');
  });

  it('keep labels within bounds, and say so', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`l${i}`, 'v']));
    const answer = await ask(rangeText(2, 1, i => (i === 0 ? many : { long: 'x'.repeat(1_000_000) })));
    assert.ok(answer.ok);
    const { series } = answer.data as { series: { labels: Record<string, string> }[] };
    assert.equal(Object.keys(series[0]!.labels).length, 250);
    assert.equal(series[1]!.labels.long!.length, 10_000);
    assert.ok(answer.warnings.some(text => text.includes('more than 250 labels')));
    assert.ok(answer.warnings.some(text => text.includes('are cut')));
  });
});
