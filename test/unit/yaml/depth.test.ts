// Nesting to the ten thousand levels that go-yaml takes, and beyond: read without running out of stack.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readAsGo } from '../../../server/src/yaml/goParser';
import type { YamlNode } from '../../../server/src/yaml/node';
import { parseYaml } from '../../../server/src/yaml/parse';
import { MAX_DEPTH } from '../../../server/src/yaml/unfold';
import { draws } from '../../harness/draws';
import { judgeText } from '../../harness/judge';

const group = (rest: string): string => `groups:\n- name: g\n  rules: [{record: r, expr: up}]\n  x:${rest}`;

/** Texts whose innermost collection is in level `n` as go-yaml counts: flow levels by themselves, blocks with the two around `x`. */
const nested: Readonly<Record<string, (n: number) => string>> = {
  'flow lists': n => group(` ${'['.repeat(n)}${']'.repeat(n)}\n`),
  'flow mappings': n => group(` ${'{a: '.repeat(n)}b${'}'.repeat(n)}\n`),
  'block lists': n => group(`\n    ${'- '.repeat(n - 2)}a\n`),
  'block mappings': n => group(`\n${Array.from({ length: n - 2 }, (_, i) => `${' '.repeat(i + 4)}a:\n`).join('')}`),
};

const checksOf = (text: string): string[] =>
  judgeText(text)
    .filter(({ severity, check }) => severity !== 'hint' || check.startsWith('yaml/'))
    .map(({ check }) => check);

describe('nesting', () => {
  for (const [name, text] of Object.entries(nested)) {
    // What Prometheus 3.16 says: a key that it does not know up to level 10,000, and too deep from there on.
    it(`${name} are refused as Prometheus refuses them`, () => {
      for (const n of [400, 2000, 10_000]) {
        const expected = n > MAX_DEPTH ? ['rules/unknown-key', 'yaml/unjudged-depth'] : ['rules/unknown-key'];
        // Blocks of ten thousand levels are 50 MB of blanks.
        if (n < 10_000 || name !== 'block mappings') assert.deepEqual(checksOf(text(n)), expected, `${n} levels`);
      }
      if (name !== 'block mappings') {
        assert.ok(checksOf(text(10_001)).includes('yaml/syntax'));
      }
    });
  }

  it('aliases do not make a tree deeper than is judged', () => {
    const deep = (name: string, inner: string) => `&${name} ${'['.repeat(400)}${inner}${']'.repeat(400)}`;
    const [document] = parseYaml(`a: ${deep('a', '1')}\nb: ${deep('b', '*a')}\nc: *b\n`).documents;
    assert.deepEqual(document!.problems, []);
    assert.ok(document!.tooDeep);
    assert.ok(levels(document!.root!) <= MAX_DEPTH);
  });

  it('an anchor that contains itself makes no tree without end where the text is refused', () => {
    const route = '  - receiver: a\n    routes: *r\n';
    const text = `route:\n  receiver: a\n  routes: &r\n${route}${route}receivers: [{name: a}]\nx: "a" b\n`;
    assert.deepEqual(checksOf(text), ['routing/unreachable-route', 'yaml/syntax']);
  });

  it('a route in level 120 is held to the receivers', () => {
    const text = `route: {receiver: a${', routes: [{receiver: a'.repeat(120)}, routes: [{receiver: b}]${'}]'.repeat(120)}}\n`;
    assert.deepEqual(checksOf(`${text}receivers: [{name: a}]\n`), ['alertmanager/undefined-receiver']);
  });

  it('what is too deep for the tree is held to the same grammar', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'b: ',
        '[',
        ']',
        '{',
        '}',
        ', ',
        ': ',
        '? ',
        '&x ',
        '*x ',
        '!!int ',
        '!!str ',
        '"q"',
        '\n ',
        '\n  ',
        '- ',
        '#c\n ',
      ],
    );
    // More levels than the pieces could close.
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 14 }),
        fc.boolean(),
        fc.constantFrom('v2', 'v3'),
        (pieces, flow, flavor) => {
          const text = pieces.join('');
          const wrapped = (n: number) =>
            flow ? `${'['.repeat(n)}\n${text}\n${']'.repeat(n)}` : `${'- '.repeat(n)}${text}`;
          const said = (n: number) => {
            const { documents, refused } = readAsGo(wrapped(n), 0, flavor);
            return [
              refused?.problem.code,
              refused?.problem.message,
              documents.map(one => one.problems.map(({ code }) => code)),
            ];
          };
          // In a block the lines are further in for more dashes, so that they end other levels.
          if (!flow && text.includes('\n')) return;
          assert.deepEqual(said(MAX_DEPTH + 20), said(20), JSON.stringify(text));
        },
      ),
      // Values of a key that is null are left out, so that their tags are held to nothing.
      {
        numRuns: draws(600),
        examples: [
          [['&x ', ': ', '!!int '], false, 'v3'],
          [['[', '&x ', ': ', '[', '!!int ', 'a', ']', ']'], true, 'v3'],
        ],
      },
    );
  });
});

function levels(root: YamlNode): number {
  let most = 0;
  const open: [YamlNode, number][] = [[root, 1]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, level] = next;
    const target = node.kind === 'alias' ? node.target : node;
    if (!target || target.kind === 'scalar' || target.kind === 'alias') continue;
    most = Math.max(most, level);
    const children = target.kind === 'seq' ? target.items : target.pairs.flatMap(pair => [pair.key, pair.value]);
    for (const child of children) open.push([child, level + 1]);
  }
  return most;
}
