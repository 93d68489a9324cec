// Addresses as people write them, and the places that a server's messages point at.
import assert from 'node:assert/strict';
import { positionFromMessage, withoutPosition } from '../../../server/src/datasource/prometheus/position';
import { apiUrl, encodeForm, parseServerUrl } from '../../../server/src/datasource/prometheus/url';

describe('datasource: addresses', () => {
  const good: [string, string][] = [
    ['http://localhost:9090', 'http://localhost:9090/api/v1/query'],
    ['http://localhost:9090/', 'http://localhost:9090/api/v1/query'],
    ['  HTTP://LocalHost:9090//  ', 'http://localhost:9090/api/v1/query'],
    ['https://h/prometheus', 'https://h/prometheus/api/v1/query'],
    ['https://h/prometheus/', 'https://h/prometheus/api/v1/query'],
    ['https://h:443/', 'https://h/api/v1/query'],
    ['http://h:9090/graph?g0.expr=up', 'http://h:9090/api/v1/query'],
    ['http://h:9090/query#x', 'http://h:9090/api/v1/query'],
    ['http://h:9090/api/v1/query', 'http://h:9090/api/v1/query'],
    ['http://h:9090/api/v1', 'http://h:9090/api/v1/query'],
    ['http://vm:8481/select/0/prometheus', 'http://vm:8481/select/0/prometheus/api/v1/query'],
    ['https://g/api/datasources/proxy/uid/abc', 'https://g/api/datasources/proxy/uid/abc/api/v1/query'],
    ['http://[::1]:9090', 'http://[::1]:9090/api/v1/query'],
  ];
  for (const [text, url] of good)
    it(text, () => {
      const read = parseServerUrl(text);
      assert.ok('url' in read, 'problem' in read ? read.problem : '');
      assert.equal(apiUrl(read.url, 'query'), url);
      assert.equal(new URL(read.url.base).origin, read.url.origin);
    });

  for (const text of [
    '',
    'localhost:9090',
    'ftp://h',
    'http://',
    'http://user:pw@h:9090',
    'http://user@h',
    'http://h:0',
    'http://h:99999',
    'http://good\\@evil:9090',
    'http://good.example\\.evil/',
    'http://a b/',
    'javascript:alert(1)',
    'http://h:9090:1',
  ])
    it(`refuses ${JSON.stringify(text)}`, () => assert.ok('problem' in parseServerUrl(text)));

  it('knows loopback addresses', () => {
    const loopback = (text: string) => {
      const read = parseServerUrl(text);
      return 'url' in read && read.url.loopback;
    };
    assert.ok(loopback('http://127.0.0.1:9090') && loopback('http://[::1]') && loopback('http://localhost'));
    assert.ok(!loopback('http://127.0.0.1.evil.example') && !loopback('http://localhost.evil.example'));
  });

  it('encodes forms as servers read them', () => {
    const text = 'a{b="c d&é+😀\ud800"}';
    const form = encodeForm([['query', text]]);
    assert.equal(new URLSearchParams(form).get('query'), text.replace('\ud800', '\ufffd'));
  });
});

describe('datasource: places in the expression', () => {
  const table: [string, string, string | undefined][] = [
    ['invalid parameter "query": 1:6: parse error: expected type range vector', 'rate(up)', 'up'],
    ['1:18: parse error: unexpected right parenthesis', 'foo{a="é"} + + )', ')'],
    ['2:4: parse error: unexpected <op:*>', 'up\n + * 3', '*'],
    ['1:7: parse error: unclosed left parenthesis', 'sum(up', 'p'],
    ['1:11: parse error: unexpected character', '"😀" ü b', 'b'],
    ['parse error at char 6: expected type', 'rate(up)', 'up'],
    ['9:1: parse error: x', 'up', undefined],
    ['many-to-many matching not allowed', 'a + b', undefined],
    ['dial tcp 10.0.0.1:9090: connection refused', 'a + b', undefined],
  ];
  for (const [message, expr, marked] of table)
    it(message, () => {
      const position = positionFromMessage(message, expr);
      assert.equal(position && expr.slice(position.from, position.to), marked);
    });

  it('leaves the place out of the text', () => {
    assert.equal(withoutPosition('invalid parameter "query": 1:6: parse error: x'), 'parse error: x');
    assert.equal(withoutPosition('parse error at char 6: x'), 'parse error: x');
  });
});
