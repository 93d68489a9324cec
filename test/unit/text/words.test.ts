// Names listed in a sentence.
import assert from 'node:assert/strict';
import { allOf, anyOf, firstAndMore, firstOf, inCode } from '../../../server/src/text/words';

describe('names in a sentence', () => {
  it('are joined by commas and one word', () => {
    assert.equal(allOf(['a']), 'a');
    assert.equal(allOf(['a', 'b']), 'a and b');
    assert.equal(allOf(inCode(['a', 'b', 'c'])), '`a`, `b` and `c`');
    assert.equal(anyOf(['a', 'b', 'c']), 'a, b or c');
    assert.equal(anyOf([]), 'none');
  });

  it('are cut where there are more than are shown', () => {
    assert.equal(firstOf(['a', 'b'], 2), 'a, b');
    assert.equal(firstOf(['a', 'b', 'c'], 2), 'a, b, …');
    assert.equal(firstAndMore(['a', 'b'], 2), 'a, b');
    assert.equal(firstAndMore(['a', 'b', 'c', 'd'], 2), 'a, b and 2 more');
  });
});
