import assert from 'node:assert/strict';
import { isIgnored, parseIgnore } from '../../../server/src/workspace/gitignore';

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
      ['[', '[', true],
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
});
