// The change between two versions of a text.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changeBetween } from '../../../server/src/text/change';

describe('change', () => {
  const table: readonly [before: string, after: string, from: number, toBefore: number, to: number][] = [
    ['', '', 0, 0, 0],
    ['abc', 'abc', 3, 3, 3],
    ['abc', 'aXc', 1, 2, 2],
    ['aa', 'aaa', 2, 2, 3],
    ['abc', '', 0, 3, 0],
    ['ab', 'abab', 2, 2, 4],
  ];
  for (const [before, after, from, toBefore, to] of table) {
    it(`${JSON.stringify(before)} -> ${JSON.stringify(after)}`, () => {
      assert.deepEqual(changeBetween(before, after), { from, toBefore, to });
    });
  }

  it('turns the one into the other and is the smallest, also far into long texts', () => {
    const part = fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'b', '\n') });
    fc.assert(
      fc.property(part, part, part, part, fc.constantFrom('', 'x'.repeat(9000)), (head, old, fresh, tail, filler) => {
        const before = filler + head + old + tail + filler;
        const after = filler + head + fresh + tail + filler;
        const { from, toBefore, to } = changeBetween(before, after);
        assert.equal(before.slice(0, from) + after.slice(from, to) + before.slice(toBefore), after);
        if (from < toBefore && from < to) {
          assert.notEqual(before[from], after[from]);
          assert.notEqual(before[toBefore - 1], after[to - 1]);
        }
      }),
    );
  });
});
