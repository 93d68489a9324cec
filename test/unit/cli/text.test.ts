// What the command line prints for findings in lines of any length.
import assert from 'node:assert/strict';
import { textReport } from '../../../server/src/cli/reporters/text';
import { reportOn } from '../../harness/report';

const report = (text: string): string => reportOn(textReport, { 'a.yaml': text });

const rule = (i: number): string => `{record: r${i}, expr: "up{", labels: {a: "😀"}}`;
const inOneLine = (count: number): string =>
  `groups: [{name: a, rules: [${Array.from({ length: count }, (_, i) => rule(i)).join(', ')}]}]\n`;

describe('cli/reporters/text', () => {
  it('prints a short line whole, with carets below the finding', () => {
    const [, line, carets] = report('groups:\n- name: a\n  rules:\n  - record: a:r\n    expr: rate(7)\n').split('\n');
    assert.equal(line, '        expr: rate(7)');
    assert.equal(carets, '                   ^');
  });

  it('prints of a long line what is around the finding, and the carets below it', () => {
    const lines = report(inOneLine(300)).split('\n');
    assert.ok(lines.length > 900);
    for (const [i, carets] of lines.entries()) {
      if (!/^ +\^+$/.test(carets)) continue;
      const line = lines[i - 1]!;
      assert.ok(line.length < 520, line);
      assert.ok(!/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(line.slice(5, -1)), line);
    }
    const middle = lines.findIndex(line => line.includes('r150,') && line.includes('…'));
    assert.ok(middle > 0);
  });

  it('prints ten times as much for ten times as many findings in one line', () => {
    const few = report(inOneLine(200)).length;
    const many = report(inOneLine(2000)).length;
    assert.ok(many < 12 * few, `${few} and ${many} characters`);
  });
});
