// What an edit of a stream takes over of the version before is what reading all of it gives.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changeBetween } from '../../../server/src/text/change';
import { finish } from '../../../server/src/text/slices';
import type { YamlFlavor, YamlNode, YamlStream } from '../../../server/src/yaml/node';
import { parseInSlices, parseYaml } from '../../../server/src/yaml/parse';
import { areApart, takeOverDocuments } from '../../../server/src/yaml/takeOver';
import { draws } from '../../harness/draws';

const DOCUMENTS = [
  '# about it\napiVersion: v1\nkind: ConfigMap\ndata:\n  rules.yaml: |\n    groups:\n    - name: a # c\n',
  'kind: Deployment\nspec: {args: [--model, "x y"]}\n',
  "- a\n- b:\n    c: 'it''s'\n",
  'text: >-\n  one\n\n  two\n# end\n',
  '\n',
  'a: [1,\n  2]\nb: "é\\n😀"\n',
  'a: b: c\nd: 1 # e\n',
  'a: "open\n',
  'a: [1, 2\nb: 1\n',
  '- a\nb: 1\n  c: "\\q"\n',
];

const PUT = ['', 'x', '"', "'", '\n', '\n---\n', '---', '- a\n', '&x ', '*x', '\n...\n', ' # c', '%', '\r', '\r\n'];
const MORE = ['\u2028', '\u0001', '{', ']', '|', ': ', '  ', '\ufeff', '\n--- # c\n', '\n--- a: b\n', '\ud83d', '#'];

/** Everything that is seen of a node. */
function plain(node: YamlNode | undefined): unknown {
  if (!node) return undefined;
  const { kind, from, to } = node;
  if (node.kind === 'alias') return { kind, from, to, name: node.name, target: plain(node.target) };
  const { tag, anchor } = node;
  const shared = { kind, from, to, tag, anchor };
  if (node.kind === 'seq') return { ...shared, flow: node.flow, items: node.items.map(plain) };
  if (node.kind === 'map') {
    const pairs = node.pairs.map(({ key, value }) => [plain(key), plain(value)]);
    return { ...shared, flow: node.flow, pairs };
  }
  const { style, value, absent, map } = node;
  return { ...shared, style, value, absent, places: map.toFile(0, value.length) };
}

const seen = ({ text, documents }: YamlStream): unknown => ({
  text,
  documents: documents.map(({ root, ...rest }) => ({ ...rest, root: plain(root) })),
});

const taken = (before: YamlStream, text: string, flavor: YamlFlavor): YamlStream | undefined =>
  finish(areApart(before.text))
    ? finish(
        takeOverDocuments(text, before, changeBetween(before.text, text), part =>
          parseInSlices(part, flavor, { isPart: true }),
        ),
      )
    : undefined;

describe('documents that are taken over', () => {
  it('are those of the whole text, over any edits', () => {
    let took = 0;
    const edit = fc.record({ at: fc.nat(1000), length: fc.nat(6), put: fc.constantFrom(...PUT, ...MORE) });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...DOCUMENTS), { minLength: 4, maxLength: 9 }),
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        fc.constantFrom<YamlFlavor>('v2', 'v3'),
        (documents, edits, flavor) => {
          let stream = parseYaml(documents.join('---\n'), flavor);
          for (const { at, length, put } of edits) {
            const from = Math.floor((stream.text.length * at) / 1000);
            const text = stream.text.slice(0, from) + put + stream.text.slice(from + length);
            const read = taken(stream, text, flavor);
            const whole = parseYaml(text, flavor);
            if (read) {
              took++;
              assert.deepEqual(seen(read), seen(whole));
            }
            stream = read ?? whole;
          }
        },
      ),
      { numRuns: draws(800) },
    );
    assert.ok(took > 10, `only ${took}`);
  });

  it('are taken over around a mistake', () => {
    const text = ['a: 1\n', 'b: 1\n', 'x: 1\n', 'c: d: e\n', 'f: 1\n', 'g: 1\n'].join('---\n');
    const before = parseYaml(text, 'v2');
    for (const [written, put] of [
      ['b: 1', 'b: 12'],
      ['f: 1', 'f: 12'],
      ['c: d: e', 'c: d: ef'],
      ['c: d: e', 'c: de'],
      ['f: 1', 'f: g: 1'],
    ] as const) {
      const edited = text.replace(written, put);
      const after = taken(before, edited, 'v2');
      assert.ok(after, put);
      assert.deepEqual(seen(after), seen(parseYaml(edited, 'v2')));
    }
  });

  it('stay the same objects before the edit, and are moved behind it', () => {
    const text = DOCUMENTS.slice(0, 4).join('---\n');
    const before = parseYaml(text, 'v2');
    const after = taken(before, text.replace('- a', '- abc'), 'v2');
    assert.ok(after);
    assert.equal(after.documents.length, 4);
    assert.equal(after.documents[1], before.documents[1]);
    assert.notEqual(after.documents[3]!.root, before.documents[3]!.root);
  });
});
