// Texts as bytes in the encodings that files come in, some of them damaged.
import type { Random } from './random';

/** The bytes of `text`, as a Latin-1 string. */
export function encode(text: string, random: Random): string {
  const utf8 = Buffer.from(text, 'utf8').toString('latin1');
  const utf16 = Buffer.from(text, 'utf16le');
  switch (random.below(10)) {
    case 0:
      return `\xef\xbb\xbf${utf8}`;
    case 1:
      return `\xff\xfe${utf16.toString('latin1')}`;
    case 2:
      return `\xfe\xff${Buffer.from(utf16).swap16().toString('latin1')}`;
    case 3:
      return utf16.toString('latin1');
    case 4:
      return Buffer.from(text, 'latin1').toString('latin1');
    case 5:
      return damage(`\xff\xfe${utf16.toString('latin1')}`, random);
    default:
      return damage(utf8, random);
  }
}

function damage(bytes: string, random: Random): string {
  const at = random.below(bytes.length + 1);
  return bytes.slice(0, at) + random.pick(SCRAPS) + bytes.slice(at + random.below(2));
}

const SCRAPS = [
  ...[
    '\x00',
    '\x07',
    '\x7f',
    '\x80',
    '\xbf',
    '\xc0\x80',
    '\xc2',
    '\xc2\x85',
    '\xc2\x9f',
    '\xc2\xa0',
    '\xe2\x80\xa8',
    '\xe2\x80',
  ],
  ...[
    '\xed\xa0\x80',
    '\xed\xbf\xbf',
    '\xef\xbb\xbf',
    '\xef\xbf\xbd',
    '\xef\xbf\xbe',
    '\xef\xbf\xbf',
    '\xf0\x9f\x98\x80',
    '\xf4\x90\x80\x80',
  ],
  ...[
    '\xf5',
    '\xf8\x88\x80\x80\x80',
    '\xfe',
    '\xff',
    '\xff\xfe',
    '\xfe\xff',
    '\xd8\x00',
    '\x00\xd8',
    '\x3d\xd8',
    '\x85',
    '\x1a',
    '\x0c',
  ],
];
