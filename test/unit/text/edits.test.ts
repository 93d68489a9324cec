// Edits that are chosen one after the other, held against the plain comparison of each with all.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SeparateEdits } from '../../../server/src/text/edits';
import type { TextEdit } from '../../../server/src/text/textMap';
import { draws } from '../../harness/draws';

const edit = fc
  .tuple(fc.nat(60), fc.nat(4))
  .map(([from, length]): TextEdit => ({ from, to: from + length, newText: 'x' }));

/** Edits of one text that do not overlap; they may meet. */
const together = fc.array(edit, { minLength: 1, maxLength: 3 }).map(edits => {
  const kept: TextEdit[] = [];
  for (const one of edits) if (kept.every(other => one.to < other.from || other.to < one.from)) kept.push(one);
  return kept;
});

describe('text/edits: edits that lie apart', () => {
  it('are those that touch none before them', () => {
    fc.assert(
      fc.property(fc.array(together, { maxLength: 20 }), all => {
        const edits = new SeparateEdits();
        const plain: TextEdit[] = [];
        for (const some of all) {
          const fits = !some.some(a => plain.some(b => a.from <= b.to && b.from <= a.to));
          assert.equal(edits.add(some), fits);
          if (fits) plain.push(...some);
        }
        assert.deepEqual(
          edits.inOrder,
          plain.sort((a, b) => a.from - b.from),
        );
      }),
      { numRuns: draws(2000) },
    );
  });
});
