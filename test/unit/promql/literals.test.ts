// Strings, durations and numbers as text, and the printer's way of writing them.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import {
  formatDuration,
  formatGeneral,
  formatNumber,
  parseDuration,
  parseNumber,
} from '../../../server/src/promql/durations';
import { parsePromql } from '../../../server/src/promql/parser';
import { printPromql } from '../../../server/src/promql/print';
import { checkPattern, matchesEmpty } from '../../../server/src/promql/regex';
import { decodeString, quoteString } from '../../../server/src/promql/strings';
import { anyCharacter } from '../../harness/character';
import { draws } from '../../harness/draws';
import { everything } from './tree';

describe('promql strings', () => {
  const rows: readonly (readonly [literal: string, value: string])[] = [
    ['"a"', 'a'],
    ["'it''", "it'"],
    ['`a\\n"`', 'a\\n"'],
    ['"\\a\\b\\f\\n\\r\\t\\v\\\\\\""', '\x07\b\f\n\r\t\v\\"'],
    ["'\\''", "'"],
    ['"\\x41\\101\\u00e9\\U0001f600"', 'AAé😀'],
    ['"\\xc3\\xa9"', 'é'],
    ['"\\xff"', '\udcff'],
    ['"é😀"', 'é😀'],
    ['"open', 'open'],
    ['"open\\"', 'open"'],
    ['"', ''],
  ];
  for (const [literal, value] of rows) {
    it(literal, () => {
      const decoded = decodeString(literal);
      assert.equal(decoded.value, value);
      assert.equal(decoded.error, undefined);
    });
  }

  const wrong: readonly (readonly [literal: string, from: number, to: number])[] = [
    ['"a\\d"', 2, 4],
    ['"\\\'"', 1, 3],
    ['"\\400"', 1, 5],
    ['"\\xg1"', 1, 4],
    ['"\\ud800"', 1, 7],
    ['"\\u12"', 1, 5],
  ];
  for (const [literal, from, to] of wrong) {
    it(`${literal} has a bad escape`, () => {
      const { error } = decodeString(literal);
      assert.deepEqual([error?.from, error?.to], [from, to]);
    });
  }

  it('knows where each character comes from', () => {
    const literal = '"a\\n\\u00e9z"';
    const decoded = decodeString(literal);
    assert.equal(decoded.value, 'a\néz');
    assert.deepEqual(decoded.offsets, [1, 2, 4, 10]);
  });

  it('quotes so that it decodes again', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), value => {
        const quoted = quoteString(value);
        assert.equal(decodeString(quoted).value, value);
        assert.match(quoted, /^"[^\n]*"$/);
      }),
    );
    assert.equal(quoteString('\udcff\x00é\u200b😀'), '"\\xff\\x00é\\u200b😀"');
  });
});

describe('promql durations and numbers', () => {
  it('reads durations', () => {
    const seconds = (text: string): number | string => {
      const read = parseDuration(text);
      return 'error' in read ? 'error' : read.seconds;
    };
    assert.equal(seconds('1h30m'), 5400);
    assert.equal(seconds('1y2w3d4h5m6s7ms'), 31536000 + 1209600 + 259200 + 14400 + 300 + 6 + 0.007);
    assert.equal(seconds('0'), 0);
    assert.equal(seconds('292y'), 292 * 31536000);
    for (const text of ['', '5', '5x', '1m1h', '1m1m', '1.5h', '-5m', '5 m', '300y', '1us']) {
      assert.equal(seconds(text), 'error', text);
    }
  });

  it('writes durations', () => {
    assert.equal(formatDuration(5400), '1h30m');
    assert.equal(formatDuration(604800), '1w');
    assert.equal(formatDuration(90 * 86400), '90d');
    assert.equal(formatDuration(365 * 86400), '1y');
    assert.equal(formatDuration(0.0015), '1ms');
    assert.equal(formatDuration(-90), '-1m30s');
    assert.equal(formatDuration(0), '0s');
  });

  it('reads numbers', () => {
    assert.equal(parseNumber('0755'), 493);
    assert.equal(parseNumber('08'), 8);
    assert.equal(parseNumber('0x1F'), 31);
    assert.equal(parseNumber('1_000.5'), 1000.5);
    assert.equal(parseNumber('5.'), 5);
    assert.equal(parseNumber('.5e-3'), 0.0005);
    assert.equal(parseNumber('Inf'), Number.POSITIVE_INFINITY);
    assert.ok(Number.isNaN(parseNumber('nan')));
    for (const text of ['0x', '1e', '1e999', '1_', '0xffffffffffffffff', '.']) {
      assert.equal(parseNumber(text), undefined, text);
    }
  });

  it('writes numbers', () => {
    assert.equal(formatNumber(1e21), '1000000000000000000000');
    assert.equal(formatNumber(-1.5e-7), '-0.00000015');
    assert.equal(formatNumber(-0), '-0');
    assert.equal(formatNumber(Number.NEGATIVE_INFINITY), '-Inf');
    assert.equal(formatGeneral(1e6), '1e+06');
    assert.equal(formatGeneral(999999), '999999');
    assert.equal(formatGeneral(0.00001), '1e-05');
    assert.equal(formatGeneral(1234567.5), '1.2345675e+06');
    assert.equal(formatGeneral(0), '0');
  });
});

describe('promql printer', () => {
  const rows: readonly (readonly [text: string, printed: string])[] = [
    ['SUM(  x ) BY (a)', 'sum by (a) (x)'],
    ['x{b="1",a=~\'2\'}', 'x{a=~"2",b="1"}'],
    ['{"my.metric", "l x"="v"}', '{"l x"="v",__name__="my.metric"}'],
    ['x[300] offset 60 @ 5', 'x[5m] @ 5.000 offset 1m'],
    ['x @ 5 smoothed offset -1h', 'x @ 5.000 smoothed offset -1h'],
    ['a+on(x)group_right b', 'a + on (x) group_right () b'],
    ['a + fill_left(1) fill_right(1) b', 'a + fill (1) b'],
    ['1 + on() 2', '1 + 2'],
    ['x offset ((5m))', 'x offset (5m)'],
    ['x offset - -5 + 3', 'x offset (5 + 3)'],
    ['sum without () (x)', 'sum without () (x)'],
    ['sum by () (x)', 'sum(x)'],
    ['topk(3, x) # note', 'topk(3, x)'],
    ['x offset +(5m) + y', 'x offset +(5m) + y'],
    ['x offset (5m) > y', 'x offset (5m) > y'],
  ];
  for (const [text, printed] of rows) {
    it(text, () => {
      assert.equal(printPromql(parsePromql(text, everything).expr), printed);
      assert.equal(printPromql(parsePromql(printed, everything).expr), printed);
    });
  }
});

describe('promql patterns', () => {
  it('takes the short way only where the long one agrees', () => {
    const atom = fc.constantFrom(
      'a',
      'Z',
      '.',
      '\\.',
      '\\d',
      '[a-z]',
      '[^0-9_]',
      '[',
      '(',
      ')',
      '(?:',
      '|',
      '*',
      '+',
      '?',
      '{',
      '}',
      '^',
      '$',
      '\\',
      '-',
      'é',
      '{1,2}',
      '\\Q',
      '[a-',
      '[[:alpha:]]',
      '(?i)',
      '(?P<a>',
    );
    fc.assert(
      fc.property(fc.array(atom, { maxLength: 12 }), atoms => {
        const pattern = atoms.join('');
        const long = compiles(pattern) || compiles(pattern.replace(/\(\?P<a>/g, '(?:'));
        assert.equal(checkPattern(pattern) === undefined, long, pattern);
      }),
      { numRuns: draws(3000) },
    );
  });

  it('knows what matches nothing', () => {
    for (const pattern of ['', '.*', 'a*', 'a|', '(x)?', '|b']) assert.ok(matchesEmpty(pattern), pattern);
    for (const pattern of ['.+', 'a', 'a|b', '(']) assert.ok(!matchesEmpty(pattern), pattern);
  });

  it('lets one group name stand twice', () => {
    assert.equal(checkPattern('(?P<n>a)(?P<n>b)'), undefined);
    assert.notEqual(checkPattern('(?P<n>a)(?P<n>b)('), undefined);
  });
});

function compiles(pattern: string): boolean {
  try {
    RE2JS.compile(pattern, RE2JS.DOTALL);
    return true;
  } catch {
    return false;
  }
}
