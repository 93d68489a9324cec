// Spelling help: what counts as close, and which of several close words wins.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { closest, editDistance, slipOf } from '../../../server/src/text/closest';

describe('closest', () => {
  const keys = ['alert', 'annotations', 'expr', 'for', 'keep_firing_for', 'labels', 'record'];
  const table: readonly [word: string, words: readonly string[], expected: string | undefined][] = [
    ['anotations', keys, 'annotations'],
    ['annotation', keys, 'annotations'],
    ['lables', keys, 'labels'],
    ['Labels', keys, 'labels'],
    ['exp', keys, 'expr'],
    ['exrp', keys, 'expr'],
    ['keep_fireing_for', keys, 'keep_firing_for'],
    ['recrod', keys, 'record'],
    ['alert', keys, undefined],
    ['severity', keys, undefined],
    ['xyz', keys, undefined],
    ['', keys, undefined],
    ['fro', keys, 'for'],
    ['rat', ['rate', 'irate', 'idelta'], 'rate'],
    ['histogram_quantil', ['histogram_quantile', 'histogram_count'], 'histogram_quantile'],
    ['ab', ['cd'], undefined],
    ['a', ['b'], undefined],
    ['sumb', ['sum', 'numb'], 'sum'],
    ['EXPR', keys, 'expr'],
    ['match_er', ['match', 'match_re', 'matchers'], 'match_re'],
  ];
  for (const [word, words, expected] of table) {
    it(`${JSON.stringify(word)} means ${String(expected)}`, () => assert.equal(closest(word, words), expected));
  }

  it('counts a swap of neighbours as one step', () => {
    assert.equal(editDistance('expr', 'exrp', 3), 1);
    assert.equal(editDistance('kitten', 'sitting', 3), 3);
    assert.equal(editDistance('kitten', 'sitting', 2), 3);
    assert.equal(editDistance('', 'abc', 3), 3);
  });

  it('is symmetric, zero only for equal words and never above the limit by more than one', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '_'), maxLength: 8 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, limit) => {
        const there = editDistance(a, b, limit);
        assert.equal(there, editDistance(b, a, limit));
        assert.equal(there === 0, a === b);
        assert.ok(there <= limit + 1);
      }),
    );
  });
});

describe('slipOf', () => {
  const own = ['Hostname', 'gpu', 'UUID', 'model_name', 'mode', 'device', 'namespace', 'error_message_type'];
  const slips = {
    Hostnmae: 'Hostname',
    gpuu: 'gpu',
    uuid: 'UUID',
    modelName: 'model_name',
    modle_name: 'model_name',
    namepace: 'namespace',
    devcie: 'device',
    error_mesage_typ: 'error_message_type',
  };
  for (const [word, meant] of Object.entries(slips))
    it(`takes ${word} for ${meant}`, () => assert.equal(slipOf(word, own), meant));
  for (const word of ['pod', 'node', 'code', 'gp', 'gpus', 'devices', 'service', 'host', 'rack', 'name', 'UUID'])
    it(`takes ${word} for a word of its own`, () => assert.equal(slipOf(word, own), undefined));
});
