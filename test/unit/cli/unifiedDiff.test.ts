// Diffs that git applies to the old text and gets the new one.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { unifiedDiff } from '../../../server/src/cli/fix/unifiedDiff';
import { Random } from '../../fuzz/random';

describe('cli/fix/unifiedDiff', () => {
  it('shows what changed with three lines around', () => {
    const lines = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const text = (words: readonly string[]): string => `${words.join('\n')}\n`;
    const changed = lines.map(line => (line === 'e' ? 'E' : line));
    assert.equal(
      unifiedDiff('x.yaml', text(lines), text(changed)),
      '--- a/x.yaml\n+++ b/x.yaml\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n',
    );
    assert.equal(unifiedDiff('x.yaml', 'a\n', 'a\n'), '');
    assert.match(unifiedDiff('a\n"b.yaml', 'a\n', 'b\n'), /^--- "a\/a\\n\\"b\.yaml"\n\+\+\+ "b\/a\\n\\"b\.yaml"\n/);
  });

  it('is what git applies', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ml-alert-rules-diff-'));
    try {
      const random = new Random(7);
      const breaks = ['\n', '\r\n'];
      const expected = new Map<string, string>();
      let diff = '';
      for (let i = 0; i < 150; i++) {
        const end = breaks[random.below(2)]!;
        const line = (): string => `${random.below(12)}${end}`;
        const before = Array.from({ length: 1 + random.below(60) }, line);
        const after = before.flatMap(one => {
          const kind = random.below(15);
          return kind === 0 ? [] : kind === 1 ? [line(), one] : kind === 2 ? [line()] : [one];
        });
        const last = (lines: readonly string[]): string =>
          random.below(3) === 0 ? lines.join('').trimEnd() : lines.join('');
        const texts = [last(before), last(after)] as const;
        const name = `f ${i}.yaml`;
        if (texts[0] === '' || texts[1] === '') continue;
        fs.writeFileSync(path.join(folder, name), texts[0]);
        expected.set(name, texts[1]);
        diff += unifiedDiff(name, ...texts);
      }
      assert.ok(expected.size > 100);
      execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder, input: diff });
      for (const [name, text] of expected) assert.equal(fs.readFileSync(path.join(folder, name), 'utf8'), text, name);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
