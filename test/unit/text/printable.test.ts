import assert from 'node:assert/strict';
import fc from 'fast-check';
import { printable, printableJson, printableUnits, visible } from '../../../server/src/text/printable';

/** What must never reach a terminal, whatever was in the text. */
const wild = /\p{Cc}|\p{Zl}|\p{Zp}|\p{Bidi_Control}|\p{Cs}/u;
const command = /^\s*::|##(?:vso)?\[/i;

const hostile = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)),
    fc.constantFrom(':', ':', '#', '#', '[', 'vso[', ' ', '\n', '\t', '\u001b', '\u202e', '\u2028', 'a', '\u{1f600}'),
  ),
});

describe('text/printable', () => {
  it('leaves nothing that a terminal or a build server obeys', () => {
    fc.assert(
      fc.property(hostile, text => {
        assert.doesNotMatch(printable(text), wild);
        assert.doesNotMatch(printable(text), command);
        assert.doesNotMatch(visible(text).replace(/[\n\t]/g, ''), wild);
        assert.equal(printableUnits(text).length, text.length);
        assert.equal(printable(printable(text)), printable(text));
      }),
    );
  });

  it('leaves JSON equal', () => {
    fc.assert(
      fc.property(fc.array(hostile), texts => {
        const json = printableJson(JSON.stringify(texts));
        assert.deepEqual(JSON.parse(json), texts);
        assert.doesNotMatch(json, wild);
        assert.doesNotMatch(json, command);
      }),
    );
  });

  it('leaves the writing of people alone', () => {
    for (const text of ['a: b', 'Größe → 5 °C', 'می‌خواهم', 'क्‍ष', '👩‍💻 🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'job:up::sum', '# [a] ## b']) {
      assert.equal(printable(text), text);
      assert.equal(visible(text), text);
    }
    assert.equal(printable('a\nb\u001b[31m\u202e'), 'a\\nb\\u001b[31m\\u202e');
    assert.equal(printable('::error::x'), '\\u003a:error::x');
    assert.equal(printable('##vso[task.x]'), '\\u0023#vso[task.x]');
  });
});
