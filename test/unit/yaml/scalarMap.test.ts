// Scalars of all styles: the map's pieces rebuild the value, and places and edits go to the right characters.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PieceKind } from '../../../server/src/text/textMap';
import type { YamlNode, YamlScalar } from '../../../server/src/yaml/node';
import { parseYaml } from '../../../server/src/yaml/parse';
import { draws } from '../../harness/draws';
import { scalarText } from './generate';
import { withShared } from './shared';

describe('scalar maps', () => {
  const table: readonly [text: string, value: string][] = [
    ['k: plain  # c\n', 'plain'],
    ['k: two\n  lines\n\n  more\n', 'two lines\nmore'],
    ['k: "a\\n\\u00e9\\x41\\U0001F600"\n', 'a\né' + 'A😀'],
    ['k: "a \\\n   b"\n', 'a b'],
    ['k: "a\\\n\n   b"\n', 'a\nb'],
    ["k: 'it''s'\n", "it's"],
    ["k: 'a\n\n  b'\n", 'a\nb'],
    ['k: |\n  a\n   b\n', 'a\n b\n'],
    ['k: |-\n  a\n', 'a'],
    ['k: |+\n  a\n\n\n', 'a\n\n\n'],
    ['k: |\n\n  a\n', '\na\n'],
    ['k: |2\n    a\n', '  a\n'],
    ['k: |\n  a\n     \n', 'a\n   \n'],
    ['k: |\n  a\r\n  b\r\n', 'a\nb\n'],
    ['k: |\n  a', 'a'],
    ['k: >\n  a\n  b\n\n  c\n', 'a b\nc\n'],
    ['k: >\n  a\n    b\n  c\n', 'a\n  b\nc\n'],
    ['k: >-\n\n  a\n', '\na'],
    ['k: a\u0085  b\n', 'a b'],
    ['k: "a\u2028  b"\n', 'a\u2028b'],
    ['k: ""\n', ''],
    ['k:\n', ''],
  ];
  for (const [text, value] of table) {
    it(`decodes ${JSON.stringify(text)}`, () => {
      const scalar = valueUnder(text)!;
      assert.equal(scalar.value, value);
      checkMap(text, scalar);
    });
  }

  it('rebuilds the value of every generated scalar', () => {
    let seen = 0;
    fc.assert(
      fc.property(scalarText, text => {
        const scalar = valueUnder(text);
        if (!scalar) return;
        seen++;
        checkMap(text, scalar);
      }),
      { numRuns: draws(3000) },
    );
    assert.ok(seen > draws(1500), `only ${seen} generated texts hold a scalar`);
  });

  it('maps every decoded offset to the file and back', () => {
    fc.assert(
      fc.property(scalarText, text => {
        const map = valueUnder(text)?.map;
        for (let at = 0; map && at < map.length; at++) {
          const [span] = map.toFile(at, at);
          const piece = map.pieces.find(one => one.at <= at && at < one.at + one.len)!;
          if (piece.kind === 'copy' || piece.at === at) assert.equal(map.fromFile(span!.from), at);
        }
      }),
      { numRuns: draws(1000) },
    );
  });

  it('gives one span a line, without indentation', () => {
    const text = 'k: |\n  first\n  second\n';
    const scalar = valueUnder(text)!;
    const slices = scalar.map.toFile(2, 10).map(span => text.slice(span.from, span.to));
    assert.deepEqual(slices, ['rst', 'seco']);
    assert.deepEqual(scalar.map.toFile(5, 6), [{ from: 12, to: 13 }]);
  });

  it('places a cursor in the indentation on the line it stands in', () => {
    const text = 'k: |\n  first\n  second\n';
    const { map } = valueUnder(text)!;
    assert.equal(map.fromFile(12), 5);
    assert.equal(map.fromFile(13), 6);
    assert.equal(map.fromFile(15), 6);
    assert.equal(map.fromFile(1), undefined);
  });

  withShared(1, files => {
    it(`rebuilds every scalar of the ${files.length} YAML files of ../shared`, () => {
      let count = 0;
      for (const { name, text } of files) {
        for (const document of parseYaml(text).documents) {
          for (const scalar of scalarsOf(document.root)) {
            count++;
            checkMap(text, scalar, name);
          }
        }
      }
      assert.ok(count > draws(40_000), `only ${count} scalars`);
    });
  });
});

describe('edits through scalar maps', () => {
  const table: readonly [text: string, from: number, to: number, newText: string, expected: string | undefined][] = [
    ['k: rate(x)\n', 0, 4, 'increase', 'k: increase(x)\n'],
    ['k: rate(x)\n', 0, 4, 'a: b', undefined],
    ['k: rate(x)\n', 7, 7, ' # c', undefined],
    ['k: rate(x)\n', 0, 7, '{a}', undefined],
    ['k: rate(x)\n', 0, 7, '', undefined],
    ['k: p\n  a\n', 0, 1, '', undefined],
    ['k: rate(x)\n', 0, 4, 'a\nb', undefined],
    ["k: 'ab'\n", 1, 1, "it's", "k: 'ait''sb'\n"],
    ["k: 'ab'\n", 1, 1, '\n', undefined],
    ['k: "ab"\n', 1, 1, 'x"\n\\', 'k: "ax\\"\\n\\\\b"\n'],
    ['k: "a\\nb"\n', 0, 3, 'x', undefined],
    ['k: |\n  ab\n  cd\n', 4, 5, 'x\ny', 'k: |\n  ab\n  cx\n  y\n'],
    ['k: |\n  ab\n  cd\n', 1, 4, 'x', undefined],
    ['k: |\n  ab\n  cd\n  ef\n', 3, 5, 'x\ny', 'k: |\n  ab\n  x\n  y\n  ef\n'],
    ['k: |\n  ab\n  cd\n  ef\n', 3, 5, '', 'k: |\n  ab\n  \n  ef\n'],
    ['k: |\n  ab\n  cd\n  ef\n', 3, 5, '\u0085', undefined],
    ['k: |\n\n   \n  ab\n  cd\n  ef\n', 4, 6, 'x', undefined],
    ['k: |\n  ab\n', 0, 0, '  ', undefined],
    ['k: >\n  ab\n  cd\n', 3, 5, 'x', 'k: >\n  ab\n  x\n'],
    ['k: >\n  ab\n  cd\n', 3, 5, 'x\ny', undefined],
    ['k: [ab, c]\n', 0, 1, 'x,y', undefined],
    ["k: '\na b'\n", 1, 2, '---', undefined],
    ["k: '\na b'\n", 1, 2, '--', "k: '\n-- b'\n"],
    ['k: "\na\n b"\n', 1, 2, '...', undefined],
    // go-yaml takes U+0085 for a line break, so for a blank after an indicator.
    ['k: p😀\u0085 a\n', 0, 3, '-', undefined],
    ['k: p😀\u0085 a\n', 0, 3, '?', undefined],
    ['k: p😀\u0085 a\n', 0, 3, 'x:', undefined],
    ['k: p😀\u0085 a\n', 0, 3, 'x', 'k: x\u0085 a\n'],
  ];
  for (const [text, from, to, newText, expected] of table) {
    it(`${JSON.stringify(text)} [${from}, ${to}) -> ${JSON.stringify(newText)}`, () => {
      const root = parseYaml(text).documents[0]!.root;
      const scalar = scalarsOf(root).find(one => one.value !== 'k')!;
      const edit = scalar.map.edit(from, to, newText);
      const result = edit && text.slice(0, edit.from) + edit.newText + text.slice(edit.to);
      assert.equal(result, expected);
    });
  }

  it('does what was wished, or nothing', () => {
    const newText = fc.oneof(
      fc.constantFrom(
        'x',
        '',
        ' ',
        '\n',
        '"',
        "'",
        '\\',
        ': ',
        ' #',
        '- ',
        '\t',
        '😀',
        '{a}',
        'a\nb',
        '\u0085',
        '\ud800',
        '---',
      ),
      fc.string({ maxLength: 5 }),
    );
    let done = 0;
    fc.assert(
      fc.property(scalarText, fc.nat(), fc.nat(4), newText, (text, at, length, inserted) => {
        const document = parseYaml(text).documents[0]!;
        const scalar = valueUnder(text);
        if (!scalar || document.problems.length > 0) return;
        const from = at % (scalar.value.length + 1);
        const to = Math.min(from + length, scalar.value.length);
        const edit = scalar.map.edit(from, to, inserted);
        if (!edit) return;
        done++;
        const edited = text.slice(0, edit.from) + edit.newText + text.slice(edit.to);
        assert.deepEqual(parseYaml(edited).documents[0]!.problems, []);
        assert.equal(valueUnder(edited)?.value, scalar.value.slice(0, from) + inserted + scalar.value.slice(to));
        const others = (one: string): string[] =>
          scalarsOf(parseYaml(one).documents[0]!.root)
            .map(node => node.value)
            .filter((_, i) => i !== 1);
        assert.deepEqual(others(edited), others(text));
      }),
      { numRuns: draws(4000) },
    );
    assert.ok(done > draws(800), `only ${done} edits were made`);
  });
});

/** The scalar under `k`. */
function valueUnder(text: string): YamlScalar | undefined {
  const root = parseYaml(text).documents[0]!.root;
  const value = root?.kind === 'map' ? root.pairs[0]?.value : undefined;
  return value?.kind === 'scalar' ? value : undefined;
}

function scalarsOf(node: YamlNode | undefined): readonly YamlScalar[] {
  if (!node || node.kind === 'alias') return [];
  if (node.kind === 'scalar') return [node];
  if (node.kind === 'seq') return node.items.flatMap(scalarsOf);
  return node.pairs.flatMap(pair => [...scalarsOf(pair.key), ...scalarsOf(pair.value)]);
}

/** The invariant: pieces cover the value without gaps, run through the file in order, and copy pieces are its slices. */
function checkMap(text: string, scalar: YamlScalar, name = JSON.stringify(text)): void {
  const { map, value } = scalar;
  let at = 0;
  let fileAt = 0;
  for (const piece of map.pieces) {
    const decoded = value.slice(at, at + piece.len);
    const written = text.slice(piece.fileAt, piece.fileAt + piece.fileLen);
    if (piece.at !== at || piece.fileAt < fileAt || !isRight(piece.kind, decoded, written)) {
      assert.fail(`${name}: ${JSON.stringify({ ...piece, decoded, written })} behind ${at}`);
    }
    at += piece.len;
    fileAt = piece.fileAt + piece.fileLen;
  }
  assert.equal(at, value.length, name);
  assert.equal(map.length, value.length, name);
}

function isRight(kind: PieceKind, decoded: string, written: string): boolean {
  if (kind === 'copy') return decoded === written;
  if (kind === 'fold') return decoded === ' ' && /[\r\n\u0085\u2028\u2029]/.test(written);
  if (kind === 'newline') return /^[\n\u2028\u2029]$/.test(decoded) && /[\r\n\u0085\u2028\u2029]/.test(written);
  return kind === 'escape' && /^(?:\\|'')/.test(written);
}
