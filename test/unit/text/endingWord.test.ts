// The word before the cursor, also in a text of which another word is a megabyte long.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { endingWord } from '../../../server/src/text/endingWord';

describe('endingWord', () => {
  it('is what an expression with an end finds', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '_', '-', '.', ' ', '\n') }), text => {
        assert.equal(endingWord(text, /[\w.-]/), /[\w.-]*$/.exec(text)![0]);
      }),
    );
  });

  it('looks at no word but the last, however long the others are', function () {
    this.timeout(1000);
    assert.equal(endingWord(`${'x'.repeat(2_000_000)}= name`, /\w/), 'name');
  });
});
