// Pages of checks on a terminal.
import assert from 'node:assert/strict';
import { allChecks } from '../../../server/src/checks/registry.gen';
import { renderPage, showsStyles } from '../../../server/src/cli/terminal';
import { pageText } from '../../../tools/gen-registry';

/** Without the escapes. */
const plain = (text: string): string => text.replace(/\u001b\[[\d;]*m/g, '');

describe('cli/terminal', () => {
  it('wraps paragraphs to the width, and keeps samples with their marks', () => {
    const page =
      '# a/b\n\n**warning**, of `one word` and (`two`), and a line that is rather long\nand goes on here.\n\n- one item of a list that is long\n  and goes on\n- two\n\n```yaml\n- expr: up\n#       ^^ said\n```\n';
    assert.deepEqual(plain(renderPage(page, 40)).split('\n'), [
      'a/b',
      '',
      'warning, of one word and (two), and a',
      'line that is rather long and goes on',
      'here.',
      '',
      '- one item of a list that is long and',
      '  goes on',
      '- two',
      '',
      '    - expr: up',
      '    #       ^^ said',
      '',
    ]);
    assert.match(renderPage(page, 40), /\u001b\[1ma\/b\u001b\[0m/);
    assert.match(renderPage(page, 40), /\(\u001b\[36mtwo\u001b\[0m\),/);
  });

  it('loses no word of any page, and closes every style in its line', () => {
    const words = (text: string): string => text.replace(/[`*#\s-]|yaml|─/g, '');
    for (const { id } of allChecks) {
      const page = pageText(id);
      const shown = renderPage(page, 60);
      assert.equal(words(plain(shown)), words(page.replace(/^```.*$/gm, '')), id);
      for (const line of shown.split('\n')) {
        assert.equal(line.split('\u001b[0m').length - 1, (line.split('\u001b[').length - 1) / 2, line);
        if (!plain(line).startsWith('    ') && plain(line).includes(' ')) assert.ok(plain(line).length <= 60, line);
      }
    }
  });

  it('has styles on a terminal alone, and where nobody minds', () => {
    assert.equal(showsStyles({ isTTY: true }, {}), true);
    assert.equal(showsStyles({}, {}), false);
    assert.equal(showsStyles({ isTTY: true }, { NO_COLOR: '1' }), false);
    assert.equal(showsStyles({ isTTY: true }, { TERM: 'dumb' }), false);
  });
});
