// The reader of the common case gives the very nodes that the reader by go-yaml's grammar gives, or nothing.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readPlainBlock } from '../../../server/src/yaml/fast';
import { readAsGo } from '../../../server/src/yaml/goParser';
import { draws } from '../../harness/draws';
import { mistaken, scalarText } from './generate';
import { withShared } from './shared';

const SAMPLE = `# c
a: 1
b-c/d.e: two words   # c
f: "q \\" \\n" # c
g: 'it''s'
h:
  - x
  - "y"
  -
  - k: v
    l: |
      text

      more
       deeper

  # c
  - m: >-
      folded
      text
n:
- o
- p: q
r: |+
  kept

s:
t: -1
u: a:b #c d
v: [w, 'x y', "#z" , 1.5, ...]   # c
x: []
y:
- [ a ]
- ['']
`;

describe('the reader of the common case', () => {
  it('reads common files', () => {
    assert.ok(compare(SAMPLE));
    assert.ok(compare('- a: 1\n  b:\n  - c\n- d\n'));
    assert.ok(compare('  - a: |\n      b\n\n'));
  });

  const unusual = [
    '',
    '# only\n',
    'a: [1, [2]]\n',
    'a: [b: c]\n',
    'a: [b c]\n',
    'a: [b,]\n',
    'a: [b]: c\n',
    'a: [b] c\n',
    'a: [b\n  ]\n',
    'a: [-]\n',
    'a: ["\\n"]\n',
    "a: ['b''c']\n",
    'a: [b#]\n',
    'a: {b: 1}\n',
    'a: &x 1\n',
    'a: *x\n',
    'a: !!str 1\n',
    'a: b\n c\n',
    'a:\n  b\n',
    'a: "b\n  c"\n',
    'a:\tb\n',
    'a: b\r\n',
    '"a": b\n',
    'a b: c\n',
    '? a\n: b\n',
    '- - a\n',
    '---\na: b\n',
    'a: b\n...\n',
    'a: b: c\n',
    'a: |2\n   b\n',
    'a: "\\u00e9"\n',
    'a: 😀\n',
    'a: b\n  c: d\n',
    'a:\n  b: c\n d: e\n',
    'a: b\n- c\n',
    '- a\nb: c\n',
    'a: @b\n',
    'a\n',
  ];
  for (const text of unusual) {
    it(`leaves ${JSON.stringify(text)} to the other`, () => assert.equal(readPlainBlock(text), undefined));
  }

  it('agrees on files with mistakes and on all kinds of scalars', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(mistaken(SAMPLE), scalarText, scalarText.chain(mistaken)), text => {
        if (compare(text)) taken++;
      }),
      { numRuns: draws(3000) },
    );
    assert.ok(taken > draws(600), `only ${taken} were read`);
  });

  withShared(1, files => {
    it('agrees on all files of ../shared, and on each with a mistake', () => {
      let taken = 0;
      for (const { text } of files) {
        if (compare(text)) taken++;
        const [mistake] = fc.sample(mistaken(text), { numRuns: 1, seed: text.length });
        compare(mistake!);
      }
      assert.ok(taken > draws(1000), `only ${taken} were read`);
    });
  });
});

/** Whether the text was read; then both readers must agree on everything. */
function compare(text: string): boolean {
  const fast = readPlainBlock(text);
  if (!fast) return false;
  const { documents, refused, comments } = readAsGo(text, 0);
  assert.equal(refused, undefined, JSON.stringify(text));
  assert.equal(documents.length, 1, JSON.stringify(text));
  const [document] = documents;
  assert.deepEqual(document!.problems, []);
  const ours = JSON.stringify([fast.root, fast.comments]);
  // Nodes hold nothing but plain data, so their JSON tells all differences.
  if (ours !== JSON.stringify([document!.root, comments])) {
    assert.deepEqual([fast.root, fast.comments], [document!.root, comments], JSON.stringify(text));
  }
  return true;
}
