// Template files as Alertmanager finds them, and nothing else: patterns may come from anybody's file.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { openTemplateFiles } from '../../../server/src/files/matchedFiles';
import { globFor, globProblem, matchesGlob } from '../../../server/src/go/glob';

describe('one part of a file pattern', () => {
  it('is made for a name that looks like a pattern', () => {
    for (const name of ['a.yml', 'gpu[1].yml', '*', 'a\\b', '[', '?x', ']^-', '\u{1f600}[']) {
      const pattern = globFor(name);
      assert.equal(globProblem(pattern), undefined);
      assert.ok(matchesGlob(pattern, name), pattern);
      for (const other of ['a', 'gpu1.yml', 'ax', 'ab', '', `${name}x`])
        assert.ok(!matchesGlob(pattern, other), pattern);
    }
  });

  it("matches as Go's filepath.Match does", () => {
    const cases: readonly [string, string, boolean][] = [
      ['*', '', true],
      ['*', '.hidden', true],
      ['*.tmpl', 'a.tmpl', true],
      ['*.tmpl', 'a.tmpl.bak', false],
      ['a*b*c', 'a-b-b-c', true],
      ['a*b*c', 'a-c-b', false],
      ['?', '\u{1f600}', true],
      ['??', '\u{1f600}', false],
      ['[a-c]x', 'bx', true],
      ['[^a-c]x', 'bx', false],
      ['[^a-c]x', 'dx', true],
      ['[\\]a]', ']', true],
      ['[\\^a]', '^', true],
      ['\\*', '*', true],
      ['\\*', 'a', false],
      ['a', '', false],
      ['', '', true],
      ['**', 'abc', true],
    ];
    for (const [pattern, name, matches] of cases)
      assert.equal(matchesGlob(pattern, name), matches, `${pattern} ${name}`);
  });

  it('is quick for any number of stars', () => {
    assert.equal(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(2000)), false);
  });
});

describe('template files', () => {
  let home: string;
  let config: string;
  const put = (name: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
    fs.writeFileSync(path.join(home, name), text);
  };
  const open = (pattern: string, workspace?: string) => openTemplateFiles(config, workspace, [pattern])[0]!;
  const names = (pattern: string, workspace?: string): readonly string[] =>
    open(pattern, workspace).files.map(({ name }) => name);

  beforeEach(() => {
    home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ml-alert-rules-'));
    config = path.join(home, 'am/alertmanager.yml');
    put('am/alertmanager.yml', '');
    put('am/b.tmpl', 'b');
    put('am/a.tmpl', 'a');
    put('am/t/c.tmpl', 'c');
    put('am/t/u/d.tmpl', 'd');
    put('shared/e.tmpl', 'e');
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

  it('are found beside and below the configuration, in the order of their names', () => {
    assert.deepEqual(names('*.tmpl'), ['a.tmpl', 'b.tmpl']);
    assert.deepEqual(names('t/*.tmpl'), ['t/c.tmpl']);
    assert.deepEqual(names('*/*/*.tmpl'), ['t/u/d.tmpl']);
    assert.deepEqual(names('t/../b.tmpl'), ['b.tmpl']);
    assert.deepEqual(names(path.join(home, 'am/[ab].tmpl')), ['a.tmpl', 'b.tmpl']);
    assert.deepEqual(open('b.tmpl'), {
      files: [{ file: path.join(home, 'am/b.tmpl'), name: 'b.tmpl', text: 'b' }],
      complete: true,
    });
    // Two stars are one to Go.
    assert.deepEqual(names('**/*.tmpl'), ['t/c.tmpl']);
  });

  it('are not certain where a pattern matches nothing', () => {
    assert.deepEqual(open('*.gone'), { files: [], complete: false });
    assert.deepEqual(open('gone.tmpl'), { files: [], complete: false });
    assert.deepEqual(open('[').complete, false);
  });

  it('may be named by a folder, which Alertmanager cannot read', () => {
    assert.deepEqual(
      open('t').files.map(({ name, fault }) => [name, fault]),
      [['t', 'it is a folder']],
    );
  });

  it('are not looked for outside of the folder and the workspace', () => {
    assert.deepEqual(names('../shared/*.tmpl'), []);
    assert.deepEqual(names('../shared/*.tmpl', home), ['../shared/e.tmpl']);
    for (const pattern of ['../../../../etc/*', '/etc/passwd', '/**', '/*/*', '~/x', '', '\0', 'x'.repeat(5000)]) {
      assert.deepEqual(open(pattern, home), { files: [], complete: false }, pattern);
    }
  });

  it('are not taken from an absolute path that leads elsewhere, nor from a file of the same name that stands here', () => {
    const unknown = { files: [], complete: false };
    for (const pattern of [path.join(home, 'shared/*.tmpl'), path.join(home, 'shared/e.tmpl')]) {
      assert.deepEqual(open(pattern), unknown);
      assert.deepEqual(open(pattern, path.join(home, 'am')), unknown);
      assert.deepEqual(names(pattern, home), ['../shared/e.tmpl']);
    }
    for (const pattern of ['/etc/alertmanager/*.tmpl', '/etc/alertmanager/t/c.tmpl', '/t/c.tmpl']) {
      assert.deepEqual(open(pattern, home), unknown);
    }
  });

  it('are not followed out of there by links', () => {
    fs.symlinkSync('/etc/passwd', path.join(home, 'am/link.tmpl'));
    fs.symlinkSync('/etc', path.join(home, 'am/etc'));
    assert.deepEqual(open('link.tmpl'), { files: [], complete: false });
    assert.deepEqual(open('etc/*'), { files: [], complete: false });
    fs.symlinkSync(path.join(home, 'am/t'), path.join(home, 'am/inner'));
    assert.deepEqual(names('inner/*.tmpl'), ['inner/c.tmpl']);
  });

  it('are read up to a limit', () => {
    const limits = { patterns: 2, entries: 4, files: 2, bytes: 10 };
    const [all, second, third] = openTemplateFiles(config, undefined, ['*.tmpl', 't/*', '*'], limits);
    assert.equal(all!.files.length, 2);
    assert.equal(all!.complete, true);
    assert.deepEqual(second, { files: [], complete: false });
    assert.deepEqual(third, { files: [], complete: false });
    put('am/large.tmpl', 'x'.repeat(11));
    assert.deepEqual(openTemplateFiles(config, undefined, ['large.tmpl'], limits)[0], { files: [], complete: false });
  });
});
