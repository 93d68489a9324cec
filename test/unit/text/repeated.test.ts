// Texts that come more than once: none may be missed, and a long list of different ones is nearly all passed over.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hashesOf, repetitionsIn } from '../../../server/src/text/repeated';

describe('texts that may repeat', () => {
  it('never misses one', () => {
    const lists = fc.array(fc.array(fc.string({ maxLength: 3 }), { maxLength: 30 }), { maxLength: 8 });
    fc.assert(
      fc.property(lists, lists => {
        const texts = lists.flat();
        const test = repetitionsIn(lists.map(hashesOf));
        const hashes = hashesOf(texts);
        for (const [at, text] of texts.entries()) {
          if (texts.indexOf(text) !== at || texts.lastIndexOf(text) !== at) assert.ok(test?.(hashes[at]!));
        }
      }),
    );
  });

  it('passes over nearly all of a long list of different ones', () => {
    const texts = Array.from({ length: 20_000 }, (_, i) => `InferenceLatencyHigh${i}`);
    const hashes = hashesOf(texts);
    const test = repetitionsIn([hashes, hashesOf([texts[123]!])])!;
    assert.ok(test(hashes[123]!));
    const affirmed = hashes.filter(test).length;
    assert.ok(affirmed < 1000, `${affirmed}`);
  });

  it('says that there are none', () => {
    assert.equal(repetitionsIn([]), undefined);
    assert.equal(repetitionsIn([hashesOf(['a', 'b']), hashesOf(['c'])]), undefined);
  });
});
