// Every regular expression of the product is proven linear or has its reason, so that no text can hold up the server.
import assert from 'node:assert/strict';
import { check } from 'recheck';
import { draws } from '../../harness/draws';
import { keyOf, madeExpressions, regexLiterals } from '../../harness/regexes';
import { linear, readVerdicts } from './verdicts';

/** How many recorded proofs are made anew in each run. */
const drawn = draws(20);

/** Of large expressions the prover tries texts at random: always the same ones. */
const randomSeed = 1;

describe('regular expressions', () => {
  const literals = regexLiterals();
  const verdicts = readVerdicts();

  it('are found in the sources', () => {
    assert.ok(literals.length > 400, `only ${literals.length} were found`);
  });

  it('are literals: what is made at run time could not be proven', () => {
    assert.deepEqual(madeExpressions(), []);
  });

  it('all have a verdict: run npm run regexes after a new one', () => {
    const missing = literals.filter(one => verdicts[keyOf(one)] === undefined);
    assert.deepEqual(
      missing.map(one => `${one.file} ${keyOf(one)}`),
      [],
    );
  });

  it('have no verdict left of what is gone', () => {
    const keys = new Set(literals.map(keyOf));
    assert.deepEqual(
      Object.keys(verdicts).filter(key => !keys.has(key)),
      [],
    );
  });

  it('have a sentence for a reason where they are not proven', () => {
    for (const [key, verdict] of Object.entries(verdicts)) {
      if (verdict !== linear) assert.match(verdict, /^[A-Z].{20,}\.$/, key);
    }
  });

  it('are linear as recorded, seen on some', async () => {
    const proven = literals.filter(one => verdicts[keyOf(one)] === linear && /[*+]/.test(one.source));
    const first = process.env['CI'] ? 0 : Math.floor(Math.random() * proven.length);
    for (let i = 0; i < drawn; i++) {
      const one = proven[(first + i * 17) % proven.length]!;
      // Without an answer in the time nothing is seen.
      const { status } = await check(one.source, one.flags, { timeout: 20_000, randomSeed });
      assert.notEqual(status, 'vulnerable', `${one.file} ${keyOf(one)}`);
    }
  });

  it('would not be recorded where they are not', async () => {
    const { status } = await check('^0(?:_?[0-7]+)+$', '', { timeout: 600_000 });
    assert.equal(status, 'vulnerable');
    assert.equal((await check('^0(?:_[0-7]+)+$', '', { timeout: 600_000 })).status, 'safe');
  });
});
