// What goes wrong with requests, in words.
import assert from 'node:assert/strict';
import type { SourceErrorKind } from '../../../server/src/datasource/datasource';
import { createPrometheusClient } from '../../../server/src/datasource/prometheus/client';
import type { Transport, TransportFailure } from '../../../server/src/datasource/transport';
import { apiError, type Scripted, scripted, urlOf } from './scriptedTransport';

describe('datasource: faults in words', () => {
  const failure = (kind: TransportFailure['kind'], detail = 'X'): TransportFailure => ({ ok: false, kind, detail });
  const table: [string, Scripted | TransportFailure, SourceErrorKind, RegExp][] = [
    ['nothing listens', failure('refused'), 'unreachable', /Nothing listens at http:\/\/metrics:9090/],
    ['unknown host', failure('unknown-host'), 'unreachable', /cannot be resolved/],
    ['network down', failure('network', 'ENETUNREACH'), 'unreachable', /ENETUNREACH/],
    ['timeout', failure('timeout', 'timeout'), 'timeout', /No complete answer .* within 10 seconds/],
    ['silence', failure('timeout', 'unanswered'), 'timeout', /No answer .* within 10 seconds/],
    [
      'a redirect with a password',
      { status: 302, headers: { location: 'https://me:pw@sso.example/login?next=x' } },
      'redirect',
      /^The server redirects to https:\/\/sso\.example\/login, which/,
    ],
    [
      'words that steer a terminal',
      { status: 500, text: 'a\u001b[2Jb\u0007c\u202ed\nnext' },
      'server-error',
      /It says: a\\u001b\[2Jb\\u0007c\\u202ed next$/,
    ],
    ['too large', failure('too-large'), 'too-large', /larger than 16 MB/],
    ['cut off', failure('cut-off'), 'malformed', /cut off in the middle/],
    ['an answer without its end', { text: '{"status":"success","data":{"resul' }, 'malformed', /cut off in the middle/],
    [
      'an answer cut behind an element',
      { text: '{"status":"success","data":[{}' },
      'malformed',
      /cut off in the middle/,
    ],
    ['an answer cut in a bracket of a string', { text: '{"data":"}]}' }, 'malformed', /cut off in the middle/],
    ['another API cut off', { text: '{"foo":[1' }, 'malformed', /not JSON.*may not be a Prometheus API/],
    ['an answer with rubbish inside', { text: '{"status":success}' }, 'malformed', /not JSON.*may not be/],
    ['403 of the API', { status: 403, text: apiError('forbidden', 'no rights') }, 'forbidden', /It says: no rights$/],
    [
      '403 of Grafana',
      { status: 403, text: '{"message":"No access","traceID":"1"}' },
      'forbidden',
      /It says: No access$/,
    ],
    [
      '403 of Kubernetes',
      { status: 403, text: '{"kind":"Status","metadata":{},"message":"services is forbidden","code":403}' },
      'forbidden',
      /It says: services is forbidden$/,
    ],
    [
      '403 of a cloud',
      { status: 403, text: '{"error":{"code":403,"message":"Permission denied","status":"X"}}' },
      'forbidden',
      /It says: Permission denied$/,
    ],
    [
      '403 without words',
      { status: 403, text: '{"code":7}' },
      'forbidden',
      /\(403\): they are wrong, or lack the right to query\.$/,
    ],
    ['403 cut off', { status: 403, text: '{"status":"error","error":"no \\"x\\"","da' }, 'forbidden', /says: no "x"$/],
    ['502 of a proxy', { status: 502, text: '{"errors":[{"detail":"gone"}]}' }, 'unavailable', /says: gone$/],
    ['bad gzip', failure('encoding'), 'malformed', /compressed/],
    ['self-signed', failure('tls', 'DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls', /does not trust/],
    ['expired', failure('tls', 'CERT_HAS_EXPIRED'), 'tls', /not valid at this time/],
    ['wrong host', failure('tls', 'ERR_TLS_CERT_ALTNAME_INVALID'), 'tls', /another host/],
    ['cancelled', failure('cancelled'), 'cancelled', /cancelled/],
    ['401', { status: 401, text: 'Unauthorized' }, 'unauthorized', /credentials \(401\)/],
    ['401 of the API', { status: 401, text: apiError('unauthorized', 'x') }, 'unauthorized', /401/],
    ['no tenant', { status: 401, text: 'no org id' }, 'unauthorized', /X-Scope-OrgID/],
    ['403', { status: 403, text: '<b>nope</b>' }, 'forbidden', /It says: nope/],
    ['404', { status: 404, text: '404 page not found' }, 'not-found', /Check the path \/prom/],
    ['404 of Grafana', { status: 404, text: '{"message":"data source not found"}' }, 'not-found', /says: data source/],
    [
      '403 page',
      { status: 403, text: '<title>403 no</title><h1>403 no</h1>' },
      'forbidden',
      /\(403\): they are wrong, or lack the right to query\. It says: 403 no$/,
    ],
    ['a page with a title alone', { status: 520, text: '<title>Down</title>' }, 'server-error', /says: Down$/],
    [
      '429 until a moment',
      {
        status: 429,
        headers: { 'retry-after': 'Wed, 21 Oct 2037 07:28:30 GMT', date: 'Wed, 21 Oct 2037 07:28:00 GMT' },
      },
      'rate-limited',
      /in 30 seconds/,
    ],
    ['400 about https', { status: 400, text: '{"message":"see https://x"}' }, 'server-error', /says: see https:\/\/x$/],
    [
      'too many samples',
      { status: 422, text: apiError('execution', 'query processing would load too many samples into memory') },
      'execution',
      /memory\. Narrow the expression or the window\.$/,
    ],
    ['407', { status: 407 }, 'unreachable', /proxy/],
    ['413', { status: 413 }, 'bad-query', /too long/],
    ['429', { status: 429, headers: { 'retry-after': '7' } }, 'rate-limited', /in 7 seconds/],
    ['429 of the API', { status: 429, text: apiError('too_many', 'x') }, 'rate-limited', /later/],
    ['500 page', { status: 500, text: '<h1>Oops</h1><script>x()</script>' }, 'server-error', /500.*It says: Oops$/],
    ['502 page', { status: 502, text: '<h1>Bad gateway</h1>' }, 'unavailable', /gateway/],
    ['503 starting', { status: 503, text: 'Service Unavailable' }, 'unavailable', /starting/],
    ['http to https', { status: 400, text: 'Client sent an HTTP request to an HTTPS server.' }, 'tls', /https:\/\//],
    [
      'redirect away',
      { status: 302, headers: { location: 'https://login.example/x?t=1' } },
      'redirect',
      /login.example/,
    ],
    [
      'redirect to itself',
      { status: 301, headers: { location: '/prom/api/v1/query/?query=up' } },
      'redirect',
      /^The server redirects its own API to \/prom\/api\/v1\/query\/, which leads nowhere\. Look at the proxy/,
    ],
    [
      'redirect home',
      { status: 301, headers: { location: '/metrics/api/v1/query' } },
      'redirect',
      /moved to http:\/\/metrics:9090\/metrics/,
    ],
    ['bare redirect', { status: 307 }, 'redirect', /redirect \(307\)/],
    [
      'redirect to a page to sign in on',
      { status: 302, headers: { location: '/oauth2/sign_in?rd=%2Fapi%2Fv1%2Fquery' } },
      'redirect',
      /^The server answers queries with its sign-in page \(\/oauth2\/sign_in\)\. Sign-in pages are not supported: use a token\.$/,
    ],
    [
      'web page',
      { text: '<!doctype html><title>Grafana</title>' },
      'html',
      /web page answers at .* \(“Grafana”\), not.*Check the path/s,
    ],
    ['login page', { text: '<form>Password</form>', headers: { 'content-type': 'text/html' } }, 'html', /login page/],
    ['empty', { text: '' }, 'malformed', /empty/],
    ['204', { status: 204 }, 'malformed', /empty/],
    ['null', { text: 'null' }, 'malformed', /not a JSON object/],
    ['no data', { text: '{"status":"success"}' }, 'malformed', /no `data`/],
    ['wrong status', { text: '{"status":"ok","data":{}}' }, 'malformed', /`status`/],
    ['deep nesting', { text: '['.repeat(100_000) }, 'malformed', /not JSON/],
    [
      'bad value',
      { text: '{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"x"]}]}}' },
      'malformed',
      /sample/,
    ],
    [
      'syntax',
      {
        status: 400,
        text: apiError('bad_data', 'invalid parameter "query": 1:6: parse error: expected type range vector'),
      },
      'bad-query',
      /^Parse error: expected type range vector\.$/,
    ],
    [
      'evaluation',
      { status: 422, text: apiError('execution', 'many-to-many matching not allowed') },
      'execution',
      /^Many-to-many/,
    ],
    [
      'VictoriaMetrics syntax',
      { status: 422, text: apiError('422', 'cannot parse "rate(up)": unexpected token') },
      'bad-query',
      /unexpected token/,
    ],
    ['server timeout', { status: 503, text: apiError('timeout', 'query timed out') }, 'timeout', /gave up/],
    ['server cancel', { status: 499, text: apiError('canceled', 'query was canceled') }, 'timeout', /stopped/],
    ['not ready', { status: 500, text: apiError('unavailable', 'TSDB not ready') }, 'unavailable', /TSDB not ready/],
    ['internal', { status: 500, text: apiError('internal', 'boom') }, 'server-error', /boom/],
    ['error without reason', { status: 400, text: '{"status":"error"}' }, 'execution', /no reason given/i],
  ];
  for (const [name, answer, kind, words] of table)
    it(name, async () => {
      const result = await scripted(answer).client.query('rate(up)', 0);
      assert.ok(!result.ok);
      assert.equal(result.error.kind, kind, result.error.message);
      assert.match(result.error.message, words);
    });

  it('keeps the words of the engine, and of nothing else', async () => {
    const said = async (errorType: string, error: string, status = 422) => {
      const result = await scripted({ status, text: apiError(errorType, error) }).client.query('rate(up)', 0);
      return !result.ok && result.error.said;
    };
    assert.equal(await said('bad_data', 'invalid parameter "query": 1:6: parse error: x', 400), '1:6: parse error: x');
    assert.equal(await said('execution', 'many-to-many'), 'many-to-many');
    assert.equal(await said('422', 'cannot fetch data from a store'), undefined);
    assert.equal(await said('timeout', 'query timed out', 503), undefined);
    assert.equal(await said('internal', 'boom', 500), undefined);
  });

  it('knows whether credentials were sent', async () => {
    const url = urlOf('http://metrics:9090');
    const transport: Transport = async () => ({ ok: true, status: 403, headers: {}, text: 'x', tookMs: 1 });
    const result = await createPrometheusClient({ name: 'x', url }, transport).query('up', 0);
    assert.match(!result.ok ? result.error.message : '', /does not allow queries without credentials \(403\)/);
  });

  it('places a parse error in the expression', async () => {
    const text = apiError('bad_data', 'invalid parameter "query": 1:6: parse error: x');
    const result = await scripted({ status: 400, text }).client.query('rate(up)', 0);
    assert.deepEqual(!result.ok && result.error.position, { from: 5, to: 7 });
  });

  it('shows no secret that a server echoes', async () => {
    for (const answer of [
      { status: 500, text: 'header Authorization: Bearer s3cret-token refused' },
      { status: 422, text: apiError('execution', 'bad token s3cret-token') },
      { status: 302, headers: { location: 'https://x/s3cret-token' } },
    ]) {
      const result = await scripted(answer).client.query('up', 0);
      assert.ok(!result.ok && !result.error.message.includes('s3cret'), JSON.stringify(result));
    }
  });
});
