// Answers of the HTTP API, good, odd and hostile, as the decoder reads them.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  decodeBuildInfo,
  decodeEnvelope,
  instantSteps,
  rangeSteps,
} from '../../../server/src/datasource/prometheus/decode';
import { readValue } from '../../../server/src/datasource/prometheus/value';
import { pointsOf } from '../../../server/src/datasource/samples';
import { finish } from '../../../server/src/text/slices';
import { draws } from '../../harness/draws';

const decodeRange = (...input: Parameters<typeof rangeSteps>) => finish(rangeSteps(...input));

const decodeInstant = (data: unknown, maxSeries: number) => finish(instantSteps(data, maxSeries));

const vector = (...result: unknown[]) => ({ resultType: 'vector', result });
const matrix = (...result: unknown[]) => ({ resultType: 'matrix', result });

describe('datasource: sample values', () => {
  const table: [unknown, number | undefined][] = [
    ['0', 0],
    ['-0.5', -0.5],
    ['1e3', 1000],
    ['1.5E-3', 0.0015],
    ['.5', 0.5],
    ['5.', 5],
    ['NaN', Number.NaN],
    ['+Inf', Number.POSITIVE_INFINITY],
    ['Inf', Number.POSITIVE_INFINITY],
    ['-Inf', Number.NEGATIVE_INFINITY],
    ['1e999', Number.POSITIVE_INFINITY],
    ['123456789012345678901234567890', 1.2345678901234568e29],
    ['', undefined],
    [' 1', undefined],
    ['0x10', undefined],
    ['1,5', undefined],
    ['nan', undefined],
    ['Infinity', undefined],
    [5, undefined],
    [null, undefined],
    ['1'.repeat(401), undefined],
  ];
  for (const [text, value] of table)
    it(`${JSON.stringify(text)?.slice(0, 40)} is ${value}`, () => assert.ok(Object.is(readValue(text), value)));
});

describe('datasource: instant answers', () => {
  it('reads a vector', () => {
    const read = decodeInstant(vector({ metric: { a: 'b' }, value: [1700000000.123, '2.5'] }), 10);
    assert.ok(read.ok);
    assert.deepEqual(read.data, {
      type: 'vector',
      total: 1,
      samples: [{ labels: { a: 'b' }, t: 1700000000123, v: 2.5 }],
    });
  });

  it('reads a scalar, a string and a matrix', () => {
    const scalar = decodeInstant({ resultType: 'scalar', result: [1, '3'] }, 10);
    assert.deepEqual(scalar.ok && scalar.data, { type: 'scalar', point: { t: 1000, v: 3 } });
    const text = decodeInstant({ resultType: 'string', result: [1, 'hello'] }, 10);
    assert.deepEqual(text.ok && text.data, { type: 'string', text: 'hello' });
    const read = decodeInstant(matrix({ metric: {}, values: [[1, '3']] }), 10);
    assert.deepEqual(read.ok && read.data, {
      type: 'matrix',
      total: 1,
      series: [{ labels: {}, times: Float64Array.of(1000), values: Float64Array.of(3) }],
    });
  });

  it('tolerates native histograms', () => {
    const read = decodeInstant(
      vector({ metric: {}, histogram: [1, { count: '4', sum: '9.5', buckets: [[0, '1', '2', '4']] }] }),
      10,
    );
    assert.ok(read.ok && read.data.type === 'vector');
    const sample = read.data.samples[0]!;
    assert.deepEqual(sample.histogram, { count: 4, sum: 9.5 });
    assert.ok(Number.isNaN(sample.v));
  });

  it('keeps labels with the names of object members', () => {
    const labels = JSON.parse('{"__proto__":"x","constructor":"y","toString":"z"}');
    const read = decodeInstant(vector({ metric: labels, value: [1, '1'] }), 10);
    assert.ok(read.ok && read.data.type === 'vector');
    assert.deepEqual(Object.entries(read.data.samples[0]!.labels), [
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['toString', 'z'],
    ]);
  });

  it('counts all series and keeps the first ones', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ metric: { i: String(i) }, value: [1, '1'] }));
    const read = decodeInstant(vector(...many), 20);
    assert.ok(read.ok && read.data.type === 'vector');
    assert.equal(read.data.samples.length, 20);
    assert.equal(read.data.total, 50);
  });

  it('never counts a series twice', () => {
    const item = { metric: { a: '1', b: '2' }, value: [1, '1'] };
    const read = decodeInstant(vector(item, { metric: { b: '2', a: '1' }, value: [1, '2'] }), 10);
    assert.ok(read.ok && read.data.type === 'vector');
    assert.deepEqual([read.data.samples.length, read.data.total], [1, 1]);
    assert.match(read.notes[0]!, /same series twice/);
  });

  const refused: [string, unknown, RegExp][] = [
    ['null data', null, /no `data`/],
    ['a list as data', [], /no `data`/],
    ['no result', { resultType: 'vector' }, /no list in `data.result`/],
    ['unknown type', { resultType: 'streams', result: [] }, /resultType/],
    [
      'a number as label value',
      vector({ metric: { a: 1 }, value: [1, '1'] }),
      /label set in `data.result\[0\].metric`/,
    ],
    ['no labels', vector({ value: [1, '1'] }), /label set/],
    ['null series', vector(null), /label set/],
    ['a number as value', vector({ metric: {}, value: [1, 1] }), /no sample in `data.result\[0\]`/],
    ['a text as time', vector({ metric: {}, value: ['1', '1'] }), /no sample/],
    ['neither value nor histogram', vector({ metric: {} }), /no sample/],
    ['a histogram without sum', vector({ metric: {}, histogram: [1, { count: '1' }] }), /no sample/],
    ['a scalar without value', { resultType: 'scalar', result: [1] }, /no sample/],
    ['a string without text', { resultType: 'string', result: [1, 2] }, /no text/],
    ['values that are no list', matrix({ metric: {}, values: {} }), /no list in `data.result\[0\].values`/],
    ['a broken point', matrix({ metric: {}, values: [[1, '1'], [2]] }), /values\[1\]/],
  ];
  for (const [name, data, problem] of refused)
    it(`refuses ${name}`, () => {
      const read = decodeInstant(data, 10);
      assert.ok(!read.ok);
      assert.match(read.problem, problem);
    });
});

describe('datasource: range answers', () => {
  it('sorts points, keeps the last of each time and drops what is outside', () => {
    const values = [
      [30, '3'],
      [10, '1'],
      [20, '2'],
      [20, '2.5'],
      [99, '9'],
    ];
    const read = decodeRange(matrix({ metric: {}, values }), 10_000, 30_000, 10);
    assert.ok(read.ok);
    assert.deepEqual(pointsOf(read.data.series[0]!), [
      { t: 10_000, v: 1 },
      { t: 20_000, v: 2.5 },
      { t: 30_000, v: 3 },
    ]);
    assert.equal(read.notes.length, 2);
  });

  it('weaves floats and histograms of one series without a remark', () => {
    const series = { metric: {}, values: [[20, '2']], histograms: [[10, { count: '1', sum: '1' }]] };
    const read = decodeRange(matrix(series), 0, 30_000, 10);
    assert.ok(read.ok);
    assert.deepEqual(pointsOf(read.data.series[0]!), [
      { t: 10_000, v: Number.NaN, histogram: { count: 1, sum: 1 } },
      { t: 20_000, v: 2 },
    ]);
    assert.deepEqual(read.notes, []);
  });

  it('refuses a vector', () => assert.ok(!decodeRange(vector(), 0, 1, 10).ok));
});

describe('datasource: envelopes', () => {
  it('keeps warnings and infos, each once, at most ten', () => {
    const read = decodeEnvelope(
      JSON.stringify({
        status: 'success',
        data: {},
        warnings: ['a', 'a', 7],
        infos: Array.from({ length: 20 }, (_, i) => `i${i}`),
      }),
    );
    assert.ok('status' in read && read.status === 'success');
    assert.deepEqual(read.warnings, ['a']);
    assert.equal(read.infos.length, 10);
  });
  it('says that an answer is partial', () => {
    const read = decodeEnvelope('{"status":"success","isPartial":true,"data":{}}');
    assert.ok('status' in read && read.status === 'success');
    assert.match(read.warnings[0]!, /partial/);
  });
  it('reads through a byte order mark', () => {
    assert.ok('status' in decodeEnvelope('\uFEFF{"status":"success","data":null}'));
  });
  for (const text of ['', 'null', '[]', '"x"', '{"status":"ok"}', '{', `${'['.repeat(100_000)}`, '<html>'])
    it(`refuses ${JSON.stringify(text.slice(0, 20))}`, () => assert.ok('problem' in decodeEnvelope(text)));

  it('reads build information of servers that say little', () => {
    for (const data of [{}, { version: 7 }, { version: '2.24.0' }, { application: 'Grafana Mimir', version: '3.0' }])
      assert.ok(decodeBuildInfo(data).ok);
    assert.ok(!decodeBuildInfo(null).ok);
  });

  it('never throws, whatever stands in an answer', () => {
    fc.assert(
      fc.property(fc.json(), fc.anything(), (text, value) => {
        decodeEnvelope(text);
        decodeInstant(value, 10);
        decodeInstant({ resultType: 'vector', result: value }, 10);
        decodeRange({ resultType: 'matrix', result: [{ metric: {}, values: value }] }, 0, 1, 10);
        decodeBuildInfo(value);
      }),
      { numRuns: draws(300) },
    );
  });
});
