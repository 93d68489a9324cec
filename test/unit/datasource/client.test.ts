// The client against scripted replies (every hostile kind) and, with the real transport, against a loopback server.
import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import zlib from 'node:zlib';
import type { SourceErrorKind } from '../../../server/src/datasource/datasource';
import { createPrometheusClient } from '../../../server/src/datasource/prometheus/client';
import { parseServerUrl } from '../../../server/src/datasource/prometheus/url';
import type { Transport, TransportFailure, TransportRequest } from '../../../server/src/datasource/transport';
import { nodeTransport } from '../../../server/src/transport/node';

const emptyVector = '{"status":"success","data":{"resultType":"vector","result":[]}}';

function urlOf(text: string) {
  const read = parseServerUrl(text);
  assert.ok('url' in read);
  return read.url;
}

interface Scripted {
  readonly status?: number;
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

function scripted(answer: Scripted | TransportFailure | ((request: TransportRequest) => Scripted)) {
  const requests: TransportRequest[] = [];
  const transport: Transport = async request => {
    requests.push(request);
    if ('kind' in answer) return answer;
    const reply = typeof answer === 'function' ? answer(request) : answer;
    return { ok: true, status: reply.status ?? 200, headers: reply.headers ?? {}, text: reply.text ?? '', tookMs: 1 };
  };
  const client = createPrometheusClient(
    {
      name: 'prod',
      url: urlOf('http://metrics:9090/prom'),
      headers: { authorization: 'Bearer s3cret-token' },
      secrets: ['s3cret-token'],
    },
    transport,
  );
  return { client, requests };
}

const apiError = (errorType: string, error: string) => JSON.stringify({ status: 'error', errorType, error });

describe('datasource: requests', () => {
  it('sends the expression as a form, with the header of the user', async () => {
    const { client, requests } = scripted({ text: emptyVector });
    assert.ok((await client.query('up == 1', 1_700_000_000_500)).ok);
    const [request] = requests;
    assert.equal(request!.method, 'POST');
    assert.equal(request!.url, 'http://metrics:9090/prom/api/v1/query');
    assert.equal(request!.headers.authorization, 'Bearer s3cret-token');
    const form = new URLSearchParams(request!.body);
    assert.equal(form.get('query'), 'up == 1');
    assert.equal(form.get('time'), '1700000000.5');
    assert.equal(form.get('timeout'), '9');
  });

  it('asks for rules by GET, which is all that servers take', async () => {
    const { client, requests } = scripted({ text: '{"status":"success","data":{"groups":[]}}' });
    assert.ok((await client.rules('g & h')).ok);
    assert.ok((await client.rules(undefined)).ok);
    assert.deepEqual(
      requests.map(({ method, url }) => `${method} ${url}`),
      [
        'GET http://metrics:9090/prom/api/v1/rules?rule_group%5B%5D=g+%26+h&exclude_alerts=true',
        'GET http://metrics:9090/prom/api/v1/rules?exclude_alerts=true',
      ],
    );
  });

  it('falls back to GET where POST is refused, and remembers it', async () => {
    const { client, requests } = scripted(request =>
      request.method === 'POST' ? { status: 405, text: 'no' } : { text: emptyVector },
    );
    assert.ok((await client.query('up', 0)).ok);
    assert.ok((await client.query('up', 0)).ok);
    assert.deepEqual(
      requests.map(request => request.method),
      ['POST', 'GET', 'GET'],
    );
    assert.match(requests[1]!.url, /\/query\?query=up&time=0/);
  });

  it('does not ask twice when the API itself refuses', async () => {
    const { client, requests } = scripted({ status: 404, text: apiError('not_found', 'gone') });
    assert.ok(!(await client.query('up', 0)).ok);
    assert.equal(requests.length, 1);
  });

  it('asks once more when a kept connection was closed, and only then', async () => {
    for (const [kind, detail, times] of [
      ['network', 'ECONNRESET', 2],
      ['network', 'UND_ERR_SOCKET', 2],
      ['unknown-host', 'EAI_AGAIN', 2],
      ['unknown-host', 'ENOTFOUND', 1],
      ['refused', 'ECONNREFUSED', 1],
      ['cut-off', 'UND_ERR_SOCKET', 1],
      ['timeout', 'timeout', 1],
    ] as const) {
      const { client, requests } = scripted({ ok: false, kind, detail });
      assert.ok(!(await client.query('up', 0)).ok);
      assert.equal(requests.length, times, `${kind} ${detail}`);
    }
  });

  it('never asks for more points than a server gives', async () => {
    const { client, requests } = scripted({ text: emptyVector });
    for (const [start, end, step] of [
      [0, 11_001_000, 1_000],
      [10, 0, 1_000],
      [0, 10, 0],
      [0, Number.NaN, 1_000],
    ] as const)
      assert.ok(!(await client.queryRange('up', start, end, step)).ok);
    assert.equal(requests.length, 0);
  });

  it('does not send a huge expression', async () => {
    const { client, requests } = scripted({ text: emptyVector });
    assert.ok(!(await client.query('x'.repeat(40_000), 0)).ok);
    assert.equal(requests.length, 0);
  });

  it('tells what the clock of the server said', async () => {
    for (const [date, clockMs] of [
      ['Wed, 21 Oct 2015 07:28:00 GMT', 1_445_412_480_000],
      ['yesterday', undefined],
    ] as const) {
      const result = await scripted({ text: emptyVector, headers: { date } }).client.query('up', 0);
      assert.ok(result.ok && result.clockMs === clockMs);
    }
  });

  it('keeps warnings and infos', async () => {
    const { client } = scripted({
      text: '{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["w"],"infos":["i"]}',
    });
    const answer = await client.query('up', 0);
    assert.ok(answer.ok);
    assert.deepEqual([answer.warnings, answer.infos], [['w'], ['i']]);
  });
});

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
    ['403 without words', { status: 403, text: '{"code":7}' }, 'forbidden', /with them \(403\)\.$/],
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
      /with them \(403\)\. It says: 403 no$/,
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
      'redirect home',
      { status: 301, headers: { location: '/metrics/api/v1/query' } },
      'redirect',
      /moved to \/metrics/,
    ],
    ['bare redirect', { status: 307 }, 'redirect', /redirect \(307\)/],
    ['web page', { text: '<!doctype html><title>Grafana</title>' }, 'html', /web page.*Check the path/s],
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

describe('datasource: the transport on a loopback server', () => {
  let handler: http.RequestListener = (_, response) => void response.end();
  const server = http.createServer((request, response) => handler(request, response));
  let base = '';
  const client = () => createPrometheusClient({ name: 'local', url: urlOf(base), userAgent: 'test/1' }, nodeTransport);

  before(done => {
    server.listen(0, '127.0.0.1', () => {
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });
  after(done => {
    server.closeAllConnections();
    server.close(() => done());
  });

  it('reads a compressed answer', async () => {
    let seen: http.IncomingHttpHeaders = {};
    handler = (request, response) => {
      seen = request.headers;
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(zlib.gzipSync(emptyVector));
    };
    assert.ok((await client().query('up', 0)).ok);
    assert.equal(seen['accept-encoding'], 'gzip');
    assert.equal(seen['user-agent'], 'test/1');
  });

  it('follows no redirect', async () => {
    const paths: string[] = [];
    handler = (request, response) => {
      paths.push(request.url ?? '');
      response.writeHead(302, { location: 'http://127.0.0.1:1/login' }).end();
    };
    const result = await client().query('up', 0);
    assert.ok(!result.ok && result.error.kind === 'redirect');
    assert.deepEqual(paths, ['/api/v1/query']);
  });

  it('stops reading a compression bomb', async () => {
    handler = (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(zlib.gzipSync(Buffer.alloc(5_000_000, 32)));
    const result = await client().query('up', 0, { maxBytes: 1_000_000 });
    assert.ok(!result.ok && result.error.kind === 'too-large');
  });

  it('gives up after the time limit, also in the middle of an answer', async () => {
    handler = (_, response) => void response.writeHead(200).write('{');
    const result = await client().query('up', 0, { timeoutMs: 60 });
    assert.ok(!result.ok && result.error.kind === 'timeout');
  });

  it('cancels, and tells the server so', async () => {
    const controller = new AbortController();
    const closed = new Promise<void>(resolve => {
      handler = (_, response) => {
        response.on('close', () => resolve());
        controller.abort();
      };
    });
    const result = await client().query('up', 0, { signal: controller.signal });
    assert.ok(!result.ok && result.error.kind === 'cancelled');
    await closed;
    const again = await client().query('up', 0, { signal: controller.signal });
    assert.ok(!again.ok && again.error.kind === 'cancelled');
  });

  it('notices an answer that is cut off', async () => {
    handler = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"status"', () => response.destroy());
    };
    const result = await client().query('up', 0);
    assert.ok(!result.ok);
    assert.match(result.error.message, /cut off in the middle/);
  });

  it('notices compressed bytes without their end', async () => {
    const metrics = Array.from({ length: 500 }, (_, i) => `{"metric":{"a":"${i * 7919}"},"value":[1,"${i}"]}`);
    const whole = zlib.gzipSync(`{"status":"success","data":{"resultType":"vector","result":[${metrics.join()}]}}`);
    handler = (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(whole.subarray(0, whole.length / 2));
    const result = await client().query('up', 0);
    assert.ok(!result.ok);
    assert.match(result.error.message, /cut off in the middle/);
  });

  it('says so of a large answer, too', async () => {
    const sample = '{"metric":{"a":"b"},"value":[1,"1"]},';
    handler = (_, response) =>
      void response.end(`{"status":"success","data":{"resultType":"vector","result":[${sample.repeat(20_000)}`);
    const result = await client().query('up', 0);
    assert.ok(!result.ok);
    assert.match(result.error.message, /cut off in the middle/);
  });

  it('notices bytes that do not decompress', async () => {
    handler = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain text');
    const result = await client().query('up', 0);
    assert.ok(!result.ok);
    assert.match(result.error.message, /compressed/);
  });

  it('says that a server does not speak https', async () => {
    const url = urlOf(base.replace('http:', 'https:'));
    const result = await createPrometheusClient({ name: 'plain', url }, nodeTransport).query('up', 0);
    assert.ok(!result.ok);
    assert.equal(result.error.kind, 'tls');
    assert.match(result.error.message, /does not speak https\. Try http:/);
  });

  it('says that nothing listens', async () => {
    const idle = http.createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => idle.once('listening', resolve));
    const { port } = idle.address() as AddressInfo;
    await new Promise(resolve => idle.close(resolve));
    const url = urlOf(`http://127.0.0.1:${port}`);
    const result = await createPrometheusClient({ name: 'gone', url }, nodeTransport).query('up', 0);
    assert.ok(!result.ok);
    assert.match(result.error.message, /Nothing listens/);
  });

  it('asks for the version', async () => {
    handler = (request, response) =>
      response.end(
        request.url === '/api/v1/status/buildinfo' && request.method === 'GET'
          ? '{"status":"success","data":{"version":"3.16.0"}}'
          : '',
      );
    const result = await client().buildInfo();
    assert.ok(result.ok && result.data.version === '3.16.0');
  });
});
