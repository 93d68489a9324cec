import assert from 'node:assert/strict';
import type { Finding } from '../../../server/src/checks/finding';
import { compare } from '../../../server/src/lsp/standing';

function finding(from: number, to: number, message: string, check = 'rules/wrong-type'): Finding {
  return { from, to, message, check, severity: 'error', related: [], fixes: [] };
}

describe('findings of one version and of the next', () => {
  const typed = [{ from: 10, toBefore: 10, to: 12 }];

  it('are the same where only their places moved', () => {
    const shown = [finding(0, 3, 'a'), finding(20, 23, 'b'), finding(20, 23, 'c')];
    const { fresh, gone } = compare(shown, typed, [finding(0, 3, 'a'), finding(22, 25, 'c'), finding(22, 25, 'b')]);
    assert.deepEqual([...fresh, ...gone], []);
  });

  it('are the same where the text that a message quotes grew', () => {
    const shown = [finding(8, 10, 'Not `se`.'), finding(30, 31, 'Not `x`.')];
    const { fresh, gone } = compare(shown, typed, [finding(8, 12, 'Not `seve`.')]);
    assert.deepEqual([...fresh], []);
    assert.deepEqual(gone, [finding(32, 33, 'Not `x`.')]);
  });

  it('are new where nothing of their kind stood', () => {
    const other = finding(8, 12, 'Not `seve`.', 'promql/syntax');
    const { fresh, gone } = compare([finding(8, 10, 'Not `se`.')], typed, [other]);
    assert.deepEqual([...fresh], [other]);
    assert.deepEqual(gone, [finding(8, 10, 'Not `se`.')]);
  });

  it('may be more than a call takes arguments', () => {
    const many = Array.from({ length: 300_000 }, (_, i) => finding(i, i + 1, 'a'));
    assert.equal(compare([], typed, many).fresh.size, many.length);
  });

  it('move with their fixes and related places, but for a fix whose own text changed', () => {
    const fixes = [
      { title: 'behind', safe: true, edits: [{ from: 20, to: 23, newText: 'x' }] },
      { title: 'within', safe: true, edits: [{ from: 9, to: 11, newText: 'x' }] },
    ];
    const related = [
      { from: 15, to: 16, message: 'here' },
      { from: 15, to: 16, message: 'there', file: 'b' },
    ];
    const { gone } = compare([{ ...finding(20, 23, 'a'), fixes, related }], typed, []);
    assert.deepEqual(
      gone.map(one => [one.from, one.to]),
      [[22, 25]],
    );
    assert.deepEqual(
      gone[0]!.related.map(({ from }) => from),
      [17, 15],
    );
    assert.deepEqual(gone[0]!.fixes, [{ title: 'behind', safe: true, edits: [{ from: 22, to: 25, newText: 'x' }] }]);
  });
});
