import assert from 'node:assert/strict';
import fc from 'fast-check';
import { finish, sortInSlices } from '../../../server/src/text/slices';
import { draws } from '../../harness/draws';

const byKey = (a: readonly [number, number], b: readonly [number, number]): number => a[0] - b[0];

describe('sorting in slices', () => {
  it('gives the order of a stable sort, whatever the length', () => {
    fc.assert(
      fc.property(fc.nat(7000), fc.integer({ min: 1, max: 3000 }), fc.nat(), (length, keys, seed) => {
        const items = Array.from({ length }, (_, i) => [((i + seed) * 7919) % keys, i] as const);
        assert.deepEqual(finish(sortInSlices(items, byKey)), [...items].sort(byKey));
      }),
      {
        numRuns: draws(80),
        examples: [
          [0, 1, 0],
          [2048, 3000, 1],
          [4097, 2, 0],
        ],
      },
    );
  });

  it('pauses between parts of a long list', () => {
    const items = Array.from({ length: 20_000 }, (_, i) => [(i * 7919) % 20_000, i] as const);
    let pauses = 0;
    for (const work = sortInSlices(items, byKey); !work.next().done; ) pauses++;
    assert.ok(pauses > 20);
  });
});
