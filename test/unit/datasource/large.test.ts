// Large answers are read in steps that let other work in, and give exactly what reading them at once gives.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Answer } from '../../../server/src/datasource/datasource';
import { createPrometheusClient } from '../../../server/src/datasource/prometheus/client';
import { decodeEnvelope, decodeRange } from '../../../server/src/datasource/prometheus/decode';
import { envelopeSteps } from '../../../server/src/datasource/prometheus/envelope';
import { atOnce } from '../../../server/src/datasource/prometheus/steps';
import { parseServerUrl } from '../../../server/src/datasource/prometheus/url';
import { draws } from '../../harness/draws';

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
        (result, others, first) => {
          const data = first ? { result, resultType: 'matrix' } : { resultType: 'matrix', result };
          const frame = Object.fromEntries([...others, ['status', 'success'], ['data', data]]);
          const text = JSON.stringify(frame);
          assert.deepEqual(atOnce(envelopeSteps(text + pad, 100)), decodeEnvelope(text));
        },
      ),
      { numRuns: draws(300) },
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
