// Reading YAML as go-yaml does: its verdict on syntax, our places for it, and trees that survive mistakes.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { YamlNode } from '../../../server/src/yaml/node';
import { parseYaml } from '../../../server/src/yaml/parse';
import { draws } from '../../harness/draws';
import { mistaken, scalarText } from './generate';
import { withShared } from './shared';

describe('a long plain text', () => {
  it('is read as a short one, whatever it goes on with', () => {
    const pieces = [
      'a',
      ' ',
      '  ',
      '\n  ',
      '\n',
      '\t',
      ':',
      ': ',
      ' #',
      '#',
      '\r\n  ',
      '\u0085  ',
      '\u2028 ',
      'é',
      '- ',
    ];
    const tail = fc.array(fc.constantFrom(...pieces, 'x:y', 'some words', ':\n', '"', ',', '---\n', '*a'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(tail, fc.constantFrom('k: ', '- '), fc.constantFrom('v2', 'v3'), (parts, start, flavor) => {
        const read = (words: number): unknown => {
          const text = `${start}${'word '.repeat(words)}${parts.join('')}`;
          return parseYaml(text, flavor).documents.map(({ root, problems, comments, to }) => [
            to - words * 5,
            scalarsOf(root).map(value => value.replaceAll('word ', '').replaceAll('word', '')),
            problems.map(({ code }) => code),
            comments.map(comment => comment.text),
          ]);
        };
        assert.deepEqual(read(30), read(2));
      }),
      { numRuns: draws(4000) },
    );
  });
});

/** The values of all scalars of a tree. */
function scalarsOf(node: YamlNode | undefined): readonly string[] {
  if (!node || node.kind === 'alias') return [];
  if (node.kind === 'scalar') return [node.value];
  if (node.kind === 'seq') return node.items.flatMap(scalarsOf);
  return node.pairs.flatMap(({ key, value }) => [...scalarsOf(key), ...scalarsOf(value)]);
}

describe('syntax that go-yaml refuses', () => {
  // Code and the refused characters of the first document's first problem.
  const table: readonly [text: string, code: string, at: string][] = [
    ['a: b: c\n', 'value-not-allowed', ':'],
    ['a: 1\n\tb: 2\n', 'tab', '\t'],
    ['a:\n\t- b\n', 'tab', '\t'],
    ['a: |\n\tb\n', 'tab', '\t'],
    ['a: "b\nc: d\n', 'unclosed-quote', '"b'],
    ["a: 'b\n", 'unclosed-quote', "'b"],
    ['a: "b\\/c"\n', 'bad-escape', '\\/'],
    ['a: "\\x4"\n', 'bad-escape', '\\x4"'],
    ['a: "\\ud800"\n', 'bad-escape', '\\ud800'],
    ['a: [b, c\n', 'unclosed-bracket', '['],
    ['a: {b: 1 c: 2}\n', 'expected-separator', ':'],
    ['a: [b c]]\n', 'expected-key', ']'],
    ['a: *b\n', 'unknown-anchor', '*b'],
    ['a: &b\n  c: *b\n', 'anchor-cycle', '*b'],
    ['a: &\n', 'bad-anchor', '&'],
    ['a: @b\n', 'bad-start', '@'],
    ['a: `b`\n', 'bad-start', '`'],
    ['a: %b\n', 'bad-start', '%'],
    ['- a: 1\n b: 2\n', 'expected-item', 'b: 2'],
    ['a:\n  b: 1\n c: 2\n', 'expected-key', 'c: 2'],
    ['a: 1\nb\nc: 2\n', 'missing-colon', 'b'],
    ['a: 1\n:\n', 'expected-key', ':'],
    ['a: - b\n', 'seq-not-allowed', '-'],
    ['a: ? b\n', 'key-not-allowed', '?'],
    ['a: |x\n  b\n', 'bad-block-header', 'x'],
    ['a: |0\n  b\n', 'bad-block-header', '|0'],
    ['...\n', 'expected-value', '...'],
    ['%YAML 1.2\n---\na: 1\n', 'bad-directive', '%YAML 1.2'],
    ['%YAML 1.1\n%YAML 1.1\n---\n', 'bad-directive', '%YAML 1.1'],
    ['%FOO\n---\na: 1\n', 'bad-directive', '%FOO'],
    ['a: !!int b\n', 'bad-tag-value', 'b'],
    ['a: !x!y b\n', 'bad-tag', '!x!y'],
    ['a: !y,} b\n', 'bad-tag', '!y,'],
    ['a: b\u0007\n', 'control-character', '\u0007'],
    ['# \u0001\na: b\n', 'control-character', '\u0001'],
    ['# \u0001\n', 'control-character', '\u0001'],
  ];
  for (const [text, code, at] of table) {
    it(`${JSON.stringify(text)}: ${code}`, () => {
      const problem = parseYaml(text).documents[0]!.problems[0];
      assert.ok(problem, 'no problem');
      assert.equal(problem.code, code);
      assert.equal(text.slice(problem.from, problem.to), at);
      assert.match(problem.message, /\.$/);
    });
  }
});

describe('syntax that go-yaml accepts', () => {
  const texts = [
    '',
    '# nothing\n',
    '---\n',
    '---\n---\na: 1\n',
    '\ufeffa: 1\n',
    'a: 1\r\nb: 2\r\n',
    'a: 1\rb: 2\r',
    'a:\tb\n',
    'a: {\tb: 1,\t}\n',
    '# a\n\t# b\nc: 1\n',
    'a: b%c\n  %d\n',
    '? [a, b]\n: c\n',
    '- - a\n  - b\n',
    'a: &x {b: 1}\nc: {<<: *x}\n',
    'a: !foo b\n',
    'a: !!float 1\n',
    '%YAML 1.1\n---\na: 1\n',
    '%TAG !e! tag:example.org,2000:\n---\na: !e!b c\n',
    'a: |2\n    b\n',
    '"a": \'b\'\n',
    '{"a": [1, {"b": null}]}\n',
    'a: "\\u0007"\n',
    'a: -b\n',
    'a: ?b :c\n',
    '[? a : b]\n',
    ' a: 1\nb: 2\n',
  ];
  for (const text of texts) {
    it(JSON.stringify(text), () => assert.deepEqual(parseYaml(text).documents[0]!.problems, []));
  }
});

describe('the two versions of go-yaml', () => {
  it('differ in how far they look ahead and in tabs before comments', () => {
    const table: readonly [text: string, v3: number, v2: number][] = [
      ['a: 1\n---\n\t- b\n', 1, 0],
      ['a: 1\n# b\n\t# c\n', 0, 1],
      ['a: "b\n', 1, 1],
      ['a: 1\n---\nb: 2\n', 0, 0],
    ];
    for (const [text, v3, v2] of table) {
      assert.equal(parseYaml(text, 'v3').documents[0]!.problems.length, v3, JSON.stringify(text));
      assert.equal(parseYaml(text, 'v2').documents[0]!.problems.length, v2, JSON.stringify(text));
    }
  });
});

describe('documents', () => {
  it('are split at their markers and begin with them', () => {
    const { documents } = parseYaml('a: 1\n---\nb: 2\n...\n---\nc: 3\n');
    assert.deepEqual(
      documents.map(document => keysOf(document.root)),
      [['a'], ['b'], ['c']],
    );
  });

  it('end where the first node ends: what follows is another one, which go-yaml never reads', () => {
    const { documents } = parseYaml(' groups:\n- name: x\n');
    assert.deepEqual(
      documents.map(document => document.problems.map(problem => problem.code)),
      [[], ['expected-document']],
    );
    assert.equal(documents[1]!.from, 9);
  });

  it('are read on behind a broken one', () => {
    const { documents } = parseYaml('a: 1\n---\nb: "x\n---\nc: 3\n');
    assert.deepEqual(
      documents.map(document => document.problems.length),
      [0, 1, 0],
    );
    assert.deepEqual(keysOf(documents[2]!.root), ['c']);
  });

  it('keep a tree when they are broken', () => {
    const { root } = parseYaml('groups:\n- name: x\n  rules:\n  - alert: A\n    expr: "up\n').documents[0]!;
    assert.deepEqual(keysOf(root), ['groups']);
  });

  it('have their comments', () => {
    const { documents } = parseYaml('# one\na: 1 # two\n--- # three\n# four\n');
    assert.deepEqual(
      documents.map(document => document.comments.map(comment => `${comment.text}${comment.ownLine ? '!' : ''}`)),
      [
        [' one!', ' two'],
        [' three', ' four!'],
      ],
    );
  });

  it('of thousands of brackets and dashes end quietly', () => {
    for (const text of [
      '['.repeat(20_000),
      '- '.repeat(20_000),
      '{a: '.repeat(5_000),
      `a:\n${'  '.repeat(3000)}b: 1\n`,
    ]) {
      assert.ok(parseYaml(text).documents[0]!.problems.length > 0 || text.startsWith('a'));
    }
  });

  it('with aliases of aliases are as large as their text, and refused', () => {
    const levels = Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`);
    const { problems } = parseYaml(`a0: &a0 x\n${levels.join('\n')}\n`).documents[0]!;
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['excessive-aliases'],
    );
  });
});

describe('trees', () => {
  it('lie in their text, children inside parents and in order, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(scalarText.chain(mistaken), fc.string({ maxLength: 30 })), text => {
        for (const document of parseYaml(text).documents) {
          assert.ok(document.from >= 0 && document.from <= document.to && document.to <= text.length);
          for (const problem of document.problems) {
            assert.ok(problem.from >= 0 && problem.from <= problem.to && problem.to <= text.length);
          }
          if (document.root) checkSpans(document.root, 0, text.length, document.problems.length === 0);
        }
      }),
      { numRuns: draws(2000) },
    );
  });

  withShared(1, files => {
    it('of all files of ../shared have right places', () => {
      for (const { text } of files) {
        for (const { root, problems } of parseYaml(text).documents) {
          if (root) checkSpans(root, 0, text.length, problems.length === 0);
        }
      }
    });
  });
});

function keysOf(node: YamlNode | undefined): readonly string[] {
  return node?.kind === 'map' ? node.pairs.map(pair => (pair.key.kind === 'scalar' ? pair.key.value : '?')) : [];
}

/** Spans inside `[from, to)`; in a sound tree also one behind the other. */
function checkSpans(node: YamlNode, from: number, to: number, sound: boolean): void {
  if (from > node.from || node.from > node.to || node.to > to) {
    assert.fail(`${node.kind} [${node.from}, ${node.to}) in [${from}, ${to})`);
  }
  const children =
    node.kind === 'map' ? node.pairs.flatMap(pair => [pair.key, pair.value]) : node.kind === 'seq' ? node.items : [];
  let last = node.from;
  for (const child of children) {
    checkSpans(child, sound ? last : 0, sound ? node.to : to, sound);
    if (sound) last = child.to;
  }
}
