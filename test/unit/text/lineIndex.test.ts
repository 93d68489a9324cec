// Lines and characters of offsets, with all line breaks that editors know.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EditedText, lineIndex, underlined } from '../../../server/src/text/lineIndex';

describe('line index', () => {
  it('knows \\n, \\r\\n and \\r, and counts UTF-16 code units', () => {
    const index = lineIndex('a\r\nb😀c\rd\n');
    assert.equal(index.lineCount, 4);
    const positions = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10].map(offset => {
      const { line, character } = index.position(offset);
      return `${line}:${character}`;
    });
    assert.deepEqual(positions, ['0:0', '0:1', '0:1', '1:0', '1:1', '1:3', '1:4', '2:0', '2:1', '3:0']);
    assert.deepEqual(index.line(1), { from: 3, to: 7 });
    assert.deepEqual(index.line(9), { from: 10, to: 10 });
  });

  it('clamps what lies outside', () => {
    const index = lineIndex('ab\ncd');
    assert.equal(index.offset({ line: 0, character: 99 }), 2);
    assert.equal(index.offset({ line: 9, character: 0 }), 5);
    assert.equal(index.offset({ line: -1, character: 3 }), 0);
    assert.deepEqual(index.position(99), { line: 1, character: 2 });
    assert.deepEqual(index.position(-1), { line: 0, character: 0 });
  });

  it('goes to a position and back', () => {
    const text = fc
      .array(fc.constantFrom('a', '😀', '\n', '\r', '\r\n', ' '), { maxLength: 20 })
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(text, fc.nat(40), (value, offset) => {
        const index = lineIndex(value);
        const position = index.position(offset);
        const back = index.offset(position);
        assert.deepEqual(index.position(back), position);
        const insideBreak = value[offset - 1] === '\r' && value[offset] === '\n';
        if (!insideBreak) assert.equal(back, Math.min(offset, value.length));
      }),
    );
  });

  it('knows the lines of an edited text as those of one that is read anew', () => {
    const piece = fc.constantFrom('a', '😀', '\n', '\r', '\r\n', ' ', '');
    const text = fc.array(piece, { maxLength: 12 }).map(parts => parts.join(''));
    const position = fc.record({ line: fc.integer({ min: -1, max: 12 }), character: fc.integer({ min: -1, max: 5 }) });
    const range = fc.record({ start: position, end: position });
    const edits = fc.array(fc.array(fc.record({ range: fc.option(range, { nil: undefined }), text })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(text, edits, (before, all) => {
        const edited = new EditedText(before);
        for (const changes of all) {
          const was = edited.text;
          const change = edited.edit(changes.map(({ range, text }) => (range ? { range, text } : { text })));
          const fresh = lineIndex(edited.text);
          assert.equal(edited.lineCount, fresh.lineCount);
          for (let line = 0; line <= fresh.lineCount; line++) assert.deepEqual(edited.line(line), fresh.line(line));
          if (!change) continue;
          const { from, toBefore, to } = change;
          assert.equal(was.slice(0, from) + edited.text.slice(from, to) + was.slice(toBefore), edited.text);
          assert.equal(to - from, changes[0]!.text.length);
        }
      }),
    );
  });

  it('underlines the first line of a span that says something, without white space', () => {
    const of = (marked: string): string => {
      const text = marked.replace(/[<>]/g, '');
      const { from, to } = underlined({ from: marked.indexOf('<'), to: marked.indexOf('>') - 1 }, text);
      return text.slice(from, to);
    };
    for (const [marked, wanted] of [
      ['expr: |\n  <sum(up)\n    / 2>\n', 'sum(up)'],
      ['expr: |\r\n<  sum(up)  \r\n  / 2\r\n>', 'sum(up)'],
      ['<\n\n   a b \t\n c>', 'a b'],
      ['a <b c> d', 'b c'],
      ['a< b >c', 'b'],
      ['a<  >b', '  '],
      ['a<>b', ''],
      ['<😀\n>', '😀'],
    ] as const)
      assert.equal(of(marked), wanted, JSON.stringify(marked));
  });
});
