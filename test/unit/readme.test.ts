// The README's mistakes are found, in the words that it shows.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { lineIndex } from '../../server/src/text/lineIndex';
import { judgeText } from '../harness/judge';

const readme = fs.readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8');

describe('README', () => {
  it('shows five mistakes and what is said of them', () => {
    const found = /^## Five mistakes[\s\S]*?^```yaml\n([\s\S]*?)^```\n\n```\n([\s\S]*?)^```/m.exec(readme);
    assert.ok(found);
    const [, rules, said] = found;
    const lines = lineIndex(rules!);
    const warnings = judgeText(rules!)
      .filter(({ severity }) => severity === 'warning')
      .map(({ from, message, check }) => {
        const { line, character } = lines.position(from);
        return `rules.yaml:${line + 1}:${character + 1}: warning: ${message} (${check})`;
      });
    assert.equal(warnings.length, 5);
    assert.equal(`${warnings.join('\n')}\n`, said);
  });
});
