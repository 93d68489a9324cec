// Maps of decoded texts: lookup both ways, composition, opaque texts.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { identityMap, makeMap, movedMap, opaqueMap } from '../../../server/src/text/makeMap';
import type { Piece } from '../../../server/src/text/textMap';

describe('maps', () => {
  it('of a text itself change nothing', () => {
    const map = identityMap(5);
    assert.deepEqual(map.toFile(1, 3), [{ from: 1, to: 3 }]);
    assert.deepEqual(map.toFile(5, 5), [{ from: 5, to: 5 }]);
    assert.equal(map.fromFile(5), 5);
    assert.equal(map.fromFile(6), undefined);
    assert.deepEqual(map.edit(1, 2, 'x'), { from: 1, to: 2, newText: 'x' });
  });

  it('of a slice shift', () => {
    const map = movedMap(identityMap(5), 100);
    assert.deepEqual(map.toFile(1, 3), [{ from: 101, to: 103 }]);
    assert.equal(map.fromFile(99), undefined);
    assert.equal(map.fromFile(101), 1);
    assert.deepEqual(map.edit(0, 5, ''), { from: 100, to: 105, newText: '' });
  });

  it('of an opaque text know the whole only and refuse edits', () => {
    const map = opaqueMap(6, { from: 10, to: 18 });
    assert.deepEqual(map.toFile(2, 3), [{ from: 10, to: 18 }]);
    assert.equal(map.edit(2, 3, 'x'), undefined);
  });

  const pieces: readonly Piece[] = [
    { at: 0, len: 2, fileAt: 5, fileLen: 2, kind: 'copy' },
    { at: 2, len: 1, fileAt: 7, fileLen: 2, kind: 'escape' },
    { at: 3, len: 2, fileAt: 9, fileLen: 2, kind: 'copy' },
    { at: 5, len: 1, fileAt: 11, fileLen: 4, kind: 'newline' },
    { at: 6, len: 3, fileAt: 15, fileLen: 3, kind: 'copy' },
  ];
  const map = makeMap(pieces);

  const spans: readonly [from: number, to: number, expected: readonly (readonly [number, number])[]][] = [
    [0, 2, [[5, 7]]],
    [0, 4, [[5, 10]]],
    [2, 3, [[7, 9]]],
    [
      1,
      8,
      [
        [6, 11],
        [15, 17],
      ],
    ],
    [5, 6, [[11, 12]]],
    [5, 5, [[11, 11]]],
    [6, 6, [[15, 15]]],
    [9, 9, [[18, 18]]],
    [
      -3,
      99,
      [
        [5, 11],
        [15, 18],
      ],
    ],
  ];
  for (const [from, to, expected] of spans) {
    it(`give [${from}, ${to}) as spans of the file`, () => {
      assert.deepEqual(
        map.toFile(from, to).map(span => [span.from, span.to]),
        expected,
      );
    });
  }

  it('find decoded offsets of the file', () => {
    const found = [4, 5, 6, 7, 8, 9, 11, 12, 14, 15, 18, 19].map(offset => map.fromFile(offset));
    assert.deepEqual(found, [undefined, 0, 1, 2, 2, 3, 5, 6, 6, 6, 9, undefined]);
  });

  it('refuse edits without an editor', () => assert.equal(map.edit(0, 1, 'x'), undefined));

  it('compose piece by piece as they do span by span', () => {
    // Decoded text of 9 lies in a middle text of 18 through `map`; the middle text is a shifted, indented copy.
    const outer = makeMap([
      { at: 0, len: 8, fileAt: 20, fileLen: 8, kind: 'copy' },
      { at: 8, len: 1, fileAt: 28, fileLen: 3, kind: 'newline' },
      { at: 9, len: 9, fileAt: 31, fileLen: 9, kind: 'copy' },
    ]);
    const both = map.compose(outer);
    assert.equal(both.length, 9);
    fc.assert(
      fc.property(fc.nat(9), fc.nat(9), (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const direct = map.toFile(from, to).flatMap(span => outer.toFile(span.from, span.to));
        const composed = both.toFile(from, to);
        assert.equal(composed[0]!.from, direct[0]!.from);
        assert.equal(composed[composed.length - 1]!.to, direct[direct.length - 1]!.to);
      }),
    );
    assert.equal(both.fromFile(25), 0);
    let at = 0;
    for (const piece of both.pieces) {
      assert.equal(piece.at, at);
      at += piece.len;
    }
    assert.equal(at, 9);
  });

  it('compose edits through both', () => {
    const inner = movedMap(identityMap(3), 4);
    const edit = inner.compose(movedMap(identityMap(10), 50)).edit(1, 2, 'x');
    assert.deepEqual(edit, { from: 55, to: 56, newText: 'x' });
    assert.equal(inner.compose(opaqueMap(10, { from: 0, to: 9 })).edit(1, 2, 'x'), undefined);
  });
});
