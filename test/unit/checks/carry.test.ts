import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Finding } from '../../../server/src/checks/finding';
import { moveFindings } from '../../../server/src/checks/run/carry';
import { finish } from '../../../server/src/text/slices';

function finding(from: number, to: number): Finding {
  return { check: 'a/b', severity: 'info', message: '', from, to, related: [], fixes: [] };
}

describe('checks/carry', () => {
  it('keeps every finding it keeps on the same characters', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 40 });
    fc.assert(
      fc.property(text, text, text, text, (head, cut, put, tail) => {
        const before = head + cut + tail;
        const after = head + put + tail;
        const findings = Array.from({ length: before.length }, (_, i) => finding(i, Math.min(before.length, i + 3)));
        for (const moved of finish(moveFindings(findings, before, after))) {
          assert.ok(findings.some(one => before.slice(one.from, one.to) === after.slice(moved.from, moved.to)));
        }
        const kept = finish(moveFindings(findings, before, after));
        assert.ok(kept.length >= findings.filter(one => one.to <= head.length).length);
      }),
    );
  });

  it('moves what lies behind an edit of a long text', () => {
    const before = `${'x'.repeat(10_000)}middle${'y'.repeat(10_000)}`;
    const after = before.replace('middle', 'mid');
    assert.deepEqual(
      finish(moveFindings([finding(5, 10), finding(10_000, 10_006), finding(15_000, 15_010)], before, after)).map(
        ({ from, to }) => [from, to],
      ),
      [
        [5, 10],
        [14_997, 15_007],
      ],
    );
  });
});
