import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { excluder, isIgnored, parseIgnore } from '../../../server/src/workspace/gitignore';
import { growsFaster } from '../../harness/cpuTime';
import { draws } from '../../harness/draws';

function ignored(patterns: string, path: string, directory = false): boolean {
  return isIgnored([parseIgnore(patterns, '')], path, directory);
}

describe('workspace/gitignore', () => {
  it('reads patterns as git does', () => {
    const cases: readonly (readonly [pattern: string, path: string, ignored: boolean])[] = [
      ['a.yaml', 'a.yaml', true],
      ['a.yaml', 'deep/in/a.yaml', true],
      ['/a.yaml', 'deep/a.yaml', false],
      ['deep/a.yaml', 'deep/a.yaml', true],
      ['deep/a.yaml', 'very/deep/a.yaml', false],
      ['*.yaml', 'x/y.yaml', true],
      ['*.yaml', 'x/y.yml', false],
      ['x/*.yaml', 'x/y/z.yaml', false],
      ['x/**/z.yaml', 'x/z.yaml', true],
      ['x/**/z.yaml', 'x/a/b/z.yaml', true],
      ['**/z.yaml', 'z.yaml', true],
      ['x/**', 'x/a/b', true],
      ['?.yaml', 'a.yaml', true],
      ['?.yaml', 'ab.yaml', false],
      ['[ab].yaml', 'b.yaml', true],
      ['[!ab].yaml', 'b.yaml', false],
      ['\\#a', '#a', true],
      ['# a', '# a', false],
      ['a.yaml   ', 'a.yaml', true],
      ['', 'a', false],
      ['[', '[', false],
      ['(a+b)', '(a+b)', true],
    ];
    for (const [pattern, path, expected] of cases) assert.equal(ignored(pattern, path), expected, `${pattern} ${path}`);
  });

  it('tells folders apart and lets later patterns win', () => {
    assert.equal(ignored('build/', 'build', true), true);
    assert.equal(ignored('build/', 'build', false), false);
    assert.equal(ignored('*.yaml\n!kept.yaml', 'kept.yaml'), false);
    assert.equal(ignored('!kept.yaml\n*.yaml', 'kept.yaml'), true);
  });

  it('reads a file below the root for its folder only', () => {
    const files = [parseIgnore('a.yaml', 'sub')];
    assert.equal(isIgnored(files, 'sub/a.yaml', false), true);
    assert.equal(isIgnored(files, 'a.yaml', false), false);
    assert.equal(isIgnored(files, 'subway/a.yaml', false), false);
  });

  it('is quick for any pattern and any path', () => {
    const name = 'a'.repeat(255);
    const deep = Array(16).fill(name).join('/');
    const seen = (length: number) => () => {
      for (const part of ['*a', '**a', '**/a*', '*?', '[a-z]*', '**/', '*/', '*[!b]*']) {
        for (const path of [name, deep, 'a/'.repeat(1000)]) {
          assert.equal(ignored(`${part.repeat(length)}b`, path), false);
          assert.equal(ignored(`/${part.repeat(length)}b`, path), false);
        }
      }
    };
    // Backtracking takes twice as long for every part more.
    assert.equal(growsFaster(seen, 4, 2), undefined);
    seen(120)();
    assert.equal(excluder([`${'*a'.repeat(60)}*`])(name, false), true);
  });

  describe('beside git', () => {
    let home: string;
    before(function () {
      home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ml-alert-rules-'));
      const made = spawnSync('git', ['init', '-q', home]);
      if (made.status !== 0) this.skip();
      spawnSync('git', ['-C', home, 'config', 'core.excludesFile', path.join(home, '.git/none')]);
      spawnSync('git', ['-C', home, 'config', 'core.ignoreCase', 'false']);
    });
    after(() => fs.rmSync(home, { recursive: true, force: true }));

    /** The paths that git leaves out by the patterns. Nothing has to be there: what has a name below it is a folder. */
    function byGit(patterns: string, paths: readonly string[]): readonly string[] {
      fs.writeFileSync(path.join(home, '.gitignore'), patterns);
      const { stdout, stderr, status } = spawnSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], {
        cwd: home,
        input: paths.join('\0'),
        encoding: 'utf8',
      });
      assert.ok(status === 0 || status === 1, stderr);
      return stdout.split('\0').slice(0, -1);
    }

    function byUs(patterns: string, paths: readonly string[]): readonly string[] {
      const file = [parseIgnore(patterns, '')];
      return paths.filter(given => {
        const names = given.split('/');
        return names.some((_, i) => isIgnored(file, names.slice(0, i + 1).join('/'), i + 1 < names.length));
      });
    }

    it('leaves out the same', () => {
      const piece = fc.constantFrom(
        ...['a', 'b', 'c', '-', '*', '*', '**', '/', '/', '?', '!', '#', ' ', '\\', '[', ']', '[ab]', '[!a]', '[^b]'],
        ...[
          '[a-c]',
          '[]a]',
          '[a-]',
          '[--c]',
          '[[:alpha:]]',
          '[[:x:]]',
          '[[:alpha]',
          '[\\]]',
          '**/',
          '/**/',
          '/**',
          'é',
        ],
        ...['\t', '\r', '[é]', '[b-a]', '[a/b]', '[[:]', '***', '\\/', '\\*', '\\ '],
      );
      const pattern = fc.array(piece, { minLength: 1, maxLength: 7 }).map(parts => parts.join(''));
      const name = fc
        .array(fc.constantFrom('a', 'b', 'c', 'ab', '-', ' ', '*', ']', '[', '!', '#', '\\', 'é', '\t', '?'), {
          minLength: 1,
          maxLength: 3,
        })
        .map(parts => parts.join(''));
      const file = fc.array(name, { minLength: 1, maxLength: 4 }).map(names => names.join('/'));
      fc.assert(
        fc.property(
          fc.array(pattern, { minLength: 1, maxLength: 4 }),
          fc.uniqueArray(file, { minLength: 60, maxLength: 60 }),
          (patterns, paths) => {
            const text = `${patterns.join('\n')}\n`;
            assert.deepEqual(byUs(text, paths), byGit(text, paths), JSON.stringify(text));
          },
        ),
        { numRuns: draws(150) },
      );
    });
  });
});
