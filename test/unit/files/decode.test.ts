import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeBytes } from '../../../server/src/files/decode';

const marks = { little: [0xff, 0xfe], big: [0xfe, 0xff] };

describe('files/decode', () => {
  it('reads any text in all encodings', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        const utf16 = Buffer.from(text, 'utf16le');
        assert.deepEqual(decodeBytes(Buffer.from(`\ufeff${text}`)), { text });
        assert.deepEqual(decodeBytes(Buffer.concat([Buffer.from(marks.little), utf16])), { text });
        assert.deepEqual(decodeBytes(Buffer.concat([Buffer.from(marks.big), Buffer.from(utf16).swap16()])), { text });
      }),
    );
  });

  it('says where bytes are no UTF-8', () => {
    assert.match(decodeBytes(Buffer.from([0x61, 0x62, 0xff, 0x63])).fault!, /first at byte 2\b/);
    assert.match(decodeBytes(Buffer.from([0x61, 0xc3])).fault!, /first at byte/);
    assert.equal(decodeBytes(Buffer.from([0x61, 0x62, 0xff, 0x63])).text, 'ab\ufffdc');
    for (const [bytes, at] of [
      [[0x61, 0x62, 0xff, 0x63], 2],
      [[0xc3, 0xa9, 0xe2, 0x82, 0x41], 1],
      [[0xf0, 0x9f, 0x98, 0x80, 0x80], 2],
      [[0xef, 0xbb, 0xbf, 0x61, 0xc3], 1],
      [[...marks.little, 0x61, 0x00, 0x62], 1],
      [[...marks.little, 0x61, 0x00, 0x00, 0xd8, 0x61, 0x00], 1],
    ] as const) {
      assert.equal(decodeBytes(Buffer.from(bytes)).faultAt, at, bytes.join(' '));
    }
  });

  it('refuses half characters of UTF-16', () => {
    assert.ok(decodeBytes(Buffer.from([...marks.little, 0x61])).fault);
    assert.ok(decodeBytes(Buffer.from([...marks.little, 0x00, 0xd8, 0x61, 0x00])).fault);
  });
});
