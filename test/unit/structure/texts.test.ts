import assert from 'node:assert/strict';
import { type Alphabet, decodeBase64, encodeBase64, isBytes } from '../../../server/src/go/base64';
import { parseGoDuration } from '../../../server/src/go/duration';
import { globProblem } from '../../../server/src/go/glob';
import { canonicalHeader } from '../../../server/src/go/headers';
import { hostPortProblem, httpUrlProblem } from '../../../server/src/go/url';
import { readUtf8, utf8 } from '../../../server/src/go/utf8';
import { parseMatchers } from '../../../server/src/model/matchers';
import { meantDuration } from '../../../server/src/model/structure/formats';
import {
  clockMinutes,
  dayOfMonthProblem,
  locationProblem,
  monthProblem,
  weekdayProblem,
  yearProblem,
} from '../../../server/src/model/structure/ranges';

describe('matchers of Alertmanager', () => {
  const read = (text: string, mode: 'classic' | 'utf8' | 'fallback'): string => {
    const { matchers, problem, note } = parseMatchers(text, mode);
    if (problem) return `refused at ${problem.from}-${problem.to}`;
    return [...matchers.map(one => `${one.name}${one.op}${one.value}`), note ?? ''].filter(Boolean).join(' & ');
  };
  // text, classic, utf8, fallback
  const table: readonly (readonly [string, string, string, string])[] = [
    ['a="b"', 'a=b', 'a=b', 'a=b'],
    ['{a="b", c!~"d.*",}', 'a=b & c!~d.*', 'a=b & c!~d.*', 'a=b & c!~d.*'],
    ['a=', 'a=', 'refused at 2-2', 'a= & classic-only'],
    ['a=b c', 'a=b c', 'refused at 4-5', 'a=b c & classic-only'],
    ['a=b and c=d', 'a=b and c=d', 'refused at 4-7', 'a=b and c=d & classic-only'],
    ['a==b', 'a==b', 'refused at 2-3', 'a==b & classic-only'],
    ["a='b'", "a='b'", 'refused at 2-3', "a='b' & classic-only"],
    ['{a="b"', 'a=b', 'refused at 6-6', 'a=b & classic-only'],
    ['a="b"}', 'a=b', 'refused at 5-6', 'a=b & classic-only'],
    ['"my.label"="x"', 'refused at 0-14', 'my.label=x', 'my.label=x'],
    ['größe=x', 'refused at 0-7', 'größe=x', 'größe=x'],
    ['a="\\u00e9"', 'a=\\u00e9', 'a=é', 'a=\\u00e9 & disagreement'],
    ['a="\\d"', 'a=\\d', 'refused at 2-6', 'a=\\d & classic-only'],
    ['a:b="c"', 'a:b=c', 'a:b=c', 'a:b=c'],
    ['', '', '', ''],
    ['{}', '', '', ''],
    ['{', '', 'refused at 1-1', 'classic-only'],
    [',', 'refused at 0-0', 'refused at 0-1', 'refused at 0-0'],
    ['a="b",,c="d"', 'refused at 6-6', 'refused at 6-7', 'refused at 6-6'],
    ['a', 'refused at 0-1', 'refused at 1-1', 'refused at 0-1'],
    ['a="b', 'refused at 2-4', 'refused at 2-3', 'refused at 2-4'],
    ['a=~"("', 'refused at 3-6', 'refused at 3-6', 'refused at 3-6'],
    ['a="x\\"y"', 'a=x"y', 'a=x"y', 'a=x"y'],
  ];
  for (const [text, classic, utf8, fallback] of table) {
    it(`reads ${text || 'nothing'}`, () => {
      assert.deepEqual([read(text, 'classic'), read(text, 'utf8'), read(text, 'fallback')], [classic, utf8, fallback]);
    });
  }
});

describe('durations of Go', () => {
  it('reads what time.ParseDuration reads', () => {
    const good: Readonly<Record<string, bigint>> = {
      '0': 0n,
      '1.5h': 5_400_000_000_000n,
      '1h30m': 5_400_000_000_000n,
      '-3s': -3_000_000_000n,
      '+5us': 5_000n,
      '.5s': 500_000_000n,
      '1µs': 1_000n,
      '2h45m30.5s': 9_930_500_000_000n,
    };
    for (const [text, nanoseconds] of Object.entries(good)) assert.deepEqual(parseGoDuration(text), { nanoseconds });
  });

  it('refuses the rest', () => {
    for (const text of ['', '1', '1d', '1w', 's', '1.2.3s', '3 s', '.s', '-', '1h ', '3000000h', '1m2']) {
      assert.ok('error' in parseGoDuration(text), text);
    }
  });
});

describe('durations that are nearly one', () => {
  it('are understood', () => {
    const meant: Readonly<Record<string, string | undefined>> = {
      '30': '30s',
      '5min': '5m',
      '2 hours': '2h',
      '0.5h': '30m',
      '30m1h': '1h30m',
      '1h 5m': '1h5m',
      ' 30s': '30s',
      '1Day': '1d',
      '90sec': '1m30s',
      '5x': undefined,
      '-5m': undefined,
      '': undefined,
      '0.3ms': undefined,
    };
    for (const [text, wanted] of Object.entries(meant)) assert.equal(meantDuration(text), wanted, text);
  });
});

describe('URLs and addresses as Go reads them', () => {
  it('takes and refuses URLs', () => {
    const good = [
      'http://x',
      'HTTPS://x:1/p?q#f',
      'http://u:p@x/',
      'http://[::1]:80/',
      'http://ä/',
      'http://x/%20',
      'http://<x>/',
    ];
    for (const text of good) assert.equal(httpUrlProblem(text), undefined, text);
    const bad = [
      '',
      'x',
      'ftp://x/',
      'http://',
      'http:x',
      '//x',
      'http://a b/',
      'http://x:y/',
      'http://%zz/',
      'http://x/%g',
      'http://a:b:c/',
      'http://[::1/',
      ':x',
      'http://x\u0001',
      'http://{{ .x }}/',
    ];
    for (const text of bad) assert.notEqual(httpUrlProblem(text), undefined, text);
  });

  it('takes and refuses addresses', () => {
    for (const text of ['x:1', ':25', '[::1]:25', 'a.b:smtp']) assert.equal(hostPortProblem(text), undefined, text);
    for (const text of ['x', 'x:', '::1', '[::1]', '[::1]x:1', '[::1:1', 'x]:1'])
      assert.notEqual(hostPortProblem(text), undefined, text);
  });
});

describe('ranges of time intervals', () => {
  const check = (
    problem: (text: string) => string | undefined,
    good: readonly string[],
    bad: readonly string[],
  ): void => {
    for (const text of good) assert.equal(problem(text), undefined, text);
    for (const text of bad) assert.notEqual(problem(text), undefined, text);
  };
  it('weekdays', () =>
    check(
      weekdayProblem,
      ['monday', 'Monday:FRIDAY', 'sunday:saturday'],
      ['mon', '1', 'saturday:sunday', 'monday: friday', 'a:b:c', ''],
    ));
  it('days of the month', () =>
    check(
      dayOfMonthProblem,
      ['1', '1:31', '-1', '-5:-1', '27:-1'],
      ['0', '32', '-32', '28:-1', '-1:5', '5:1', 'x', '1.5'],
    ));
  it('months', () => check(monthProblem, ['1', 'May:august', 'may:8', '13', '0:2'], ['jan', 'august:may', '']));
  it('years', () => check(yearProblem, ['2026', '2020:2030', '-1'], ['2030:2020', 'x', '']));
  it('time zones', () =>
    check(
      locationProblem,
      ['', 'Local', 'UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'],
      ['Nowhere/Atall', 'europe/berlin', '../x', '+01:00'],
    ));
  it('times', () => {
    assert.deepEqual(['00:00', '09:30', '24:00', '24:01', '9:00', '09:60', '09:00:00', ''].map(clockMinutes), [
      0,
      570,
      1440,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('small readers', () => {
  it('knows malformed file patterns', () => {
    for (const text of ['*.tmpl', 'a/[a-z]*', '[^a]', 'a\\[', '[a\\]]'])
      assert.equal(globProblem(text), undefined, text);
    for (const text of ['[', 'a[', '[]', '[a-]', '[-a]', 'a\\', '[a'])
      assert.notEqual(globProblem(text), undefined, text);
  });

  it('writes header names as Go does', () => {
    assert.deepEqual(['in-reply-to', 'SUBJECT', 'x-A', 'a b'].map(canonicalHeader), [
      'In-Reply-To',
      'Subject',
      'X-A',
      'a b',
    ]);
  });

  it('decodes base64 and knows UTF-8', () => {
    const decoded = (text: string, alphabet: Alphabet = 'standard'): string | number | undefined => {
      const bytes = decodeBase64(text, alphabet);
      return isBytes(bytes) ? readUtf8(bytes) : bytes.at;
    };
    assert.equal(decoded('aGk='), 'hi');
    assert.equal(decoded('aG\r\nk=\n'), 'hi');
    assert.equal(decoded('aGk'), 3);
    assert.equal(decoded('a*k='), 1);
    assert.equal(decoded('a==='), 1);
    assert.equal(decoded('aGk=aGk='), 4);
    assert.equal(decoded('Pz8/'), '???');
    assert.equal(decoded('Pz8_'), 3);
    assert.equal(decoded('Pz8_', 'url'), '???');
    for (const text of ['', 'h', 'hé', '😀', 'whole']) {
      for (const alphabet of ['standard', 'url'] as const) {
        assert.equal(decoded(encodeBase64(utf8(text), alphabet), alphabet), text);
      }
    }
    const bytes = (...all: number[]): string | undefined => readUtf8(all);
    assert.equal(bytes(0xc3, 0xa9), 'é');
    assert.equal(bytes(0xff), undefined);
    assert.equal(bytes(0xed, 0xa0, 0x80), undefined);
    assert.equal(bytes(0xc3), undefined);
    assert.equal(bytes(0xf0, 0x9f, 0x98, 0x80), '😀');
  });
});
