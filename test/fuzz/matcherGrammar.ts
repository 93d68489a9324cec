// Strings of Alertmanager's lists of matchers, right and wrong, made of their parts.
import type { Random } from './random';

/** A random text for one entry of `matchers`. */
export function randomMatchers(random: Random): string {
  const space = (): string => random.pick(['', '', '', ' ', '  ', '\t', '\n']);
  const matcher = (): string =>
    random.chance(5)
      ? random.pick(SCRAPS)
      : space() + random.pick(NAMES) + space() + random.pick(OPERATORS) + space() + random.pick(VALUES) + space();
  const body = random.list(0, 3, matcher).join(random.pick([',', ',', ',', ', ', ',,', ' ', ';']));
  const open = random.pick(['', '', '{', '{', ' {', '{{', '}']);
  const close = random.pick([open.includes('{') ? '}' : '', open.includes('{') ? '}' : '', '', '}', ' } ', ',}', ',']);
  const text = open + body + close;
  if (!random.chance(25)) return text;
  const at = random.below(text.length + 1);
  return text.slice(0, at) + random.pick(SCRAPS) + text.slice(at + random.below(2));
}

const NAMES = [
  'a',
  'a',
  'severity',
  'a_b',
  'a:b',
  'a.b',
  'a-b',
  '1a',
  '"a"',
  '"a b"',
  '""',
  'é',
  '"é"',
  "'a'",
  '`a`',
  '',
  '_',
  'a b',
  '😀',
  '"a',
];
const OPERATORS = ['=', '=', '=', '!=', '=~', '!~', '==', '!', '~', '=!', '', '= ~', '=~~', '<'];
const VALUES = [
  ...[
    'b',
    '"b"',
    '"b c"',
    'b c',
    '',
    '""',
    "'b'",
    '"b',
    'b"',
    '"b\\"c"',
    '"\\n"',
    '"\\q"',
    '"\\\\"',
    '\\',
    'b\\',
    '.*',
    '".*"',
    '(',
    '"("',
  ],
  ...[
    '"[a-z]+"',
    'a|b',
    'é',
    '"é😀"',
    '😀',
    '"b"c',
    '1',
    '1.5',
    '`b`',
    '"b,c"',
    'b,c',
    '{',
    '}',
    '"{}"',
    '=',
    '=b',
    '~b',
    '"\\x41"',
    '"\\u00e9"',
  ],
  ...[
    '"\\ud800"',
    '"(?P<n>a)"',
    '"(?=a)"',
    '\u0000',
    '\ufffd',
    'b\nc',
    '"b\nc"',
    'a b=c',
    '(?i)a',
    'a{1001}',
    '"\\\\d+"',
    '\\d+',
  ],
];
const SCRAPS = [
  ...'{}=!~,"\'`\\ \n\tab1é',
  '😀',
  '\u0000',
  '\ufffd',
  '\u00a0',
  '=~',
  '!=',
  '""',
  ',,',
  'a=b',
  '\\"',
  '\ud83d',
];
