// Servers that fail in every way, over real sockets and with everything between a setting and a message: the secret storage, the
// sign-in, the limits. Each ends in time and in words; no secret stands in any of them, nor arrives anywhere else.
import assert from 'node:assert/strict';
import type http from 'node:http';
import net from 'node:net';
import zlib from 'node:zlib';
import { probeServer } from '../../../client/src/commands/probe';
import { createAnswerer } from '../../../client/src/live/answers';
import { createPresence } from '../../../client/src/live/presence';
import { openConnection } from '../../../client/src/openConnection';
import { createSecrets } from '../../../client/src/secrets';
import type { ServerAuth } from '../../../client/src/serverAuth';
import type { ServerConfig } from '../../../client/src/serverSettings';
import type { Answer, ServerSource, SourceError, SourceErrorKind } from '../../../server/src/datasource/datasource';
import { createPrometheusClient } from '../../../server/src/datasource/prometheus/client';
import { parseServerUrl } from '../../../server/src/datasource/prometheus/url';
import { createNodeTransport } from '../../../server/src/transport/node';
import { idlePort, type Loopback, listen, startDeaf, startLoopback } from '../../harness/loopback';

const secret = 'hunter2-is-no-token';

/** Opens a server as the extension does, with its secret stored. */
async function connect(url: string, more: Partial<ServerConfig> = {}): Promise<ServerSource> {
  const auth: ServerAuth = more.auth ?? { kind: 'bearer' };
  const map = new Map<string, string>();
  const secrets = createSecrets({
    get: async key => map.get(key),
    store: async (key, value) => void map.set(key, value),
    delete: async key => void map.delete(key),
  });
  const read = parseServerUrl(url);
  assert.ok('url' in read);
  await secrets.write('conn', read.url, auth, secret, false);
  const server = { name: 'conn', url, headers: { 'x-scope-orgid': 'team' }, ...more, auth };
  const opened = await openConnection(server, { secrets, userAgent: 'product/1.2 (vscode)', verify: true });
  assert.ok('source' in opened, JSON.stringify(opened));
  return opened.source();
}

type Handler = http.RequestListener;
const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
const text =
  (body: string, status = 200, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(body);
const html = (body: string, status = 200): Handler => text(body, status, { 'content-type': 'text/html' });
const vector = (result: readonly unknown[], more: object = {}) => ({
  status: 'success',
  data: { resultType: 'vector', result },
  ...more,
});
const refusal = (errorType: string, error: string) => ({ status: 'error', errorType, error });
/** How long tests wait for what never comes. */
const timeoutMs = 500;
/** How long they wait for what comes, on the slowest machine. */
const patienceMs = 120_000;
/** Forty megabytes of nothing. */
const bomb = zlib.gzipSync(Buffer.alloc(40_000_000, 0x20));

/** Rows of the table of faults: number, what happens, how the server does it, what comes of it. */
const rows: readonly (readonly [string, Handler, SourceErrorKind, RegExp])[] = [
  [
    '7 http to an https port',
    text('Client sent an HTTP request to an HTTPS server.', 400),
    'tls',
    /Change the address to https/,
  ],
  ['9 a proxy that wants to be signed in to', text('', 407), 'unreachable', /proxy.*http\.proxy/],
  ['10 a login page', html('<form>Sign in with SSO <input type=password></form>'), 'html', /login page.*use a token/],
  ['12 credentials that are not taken', text('Unauthorized', 401), 'unauthorized', /other credentials \(401\)/],
  ['13 a missing tenant', text('no org id', 401), 'unauthorized', /tenant.*X-Scope-OrgID/],
  ['14 no permission', json({ message: 'not for you' }, 403), 'forbidden', /not allow queries.*not for you/],
  ['15 a wrong path', text('404 page not found', 404), 'not-found', /\/prometheus/],
  [
    '17 a wrong expression',
    json(refusal('bad_data', 'invalid parameter "query": 1:5: parse error: unexpected end'), 400),
    'bad-query',
    /^Parse error: unexpected end\.$/,
  ],
  ['19 a request that is too long', text('', 414), 'bad-query', /too long/],
  [
    '21 too many samples',
    json(refusal('execution', 'query processing would load too many samples into memory'), 422),
    'execution',
    /Narrow the expression/,
  ],
  [
    '22 series that match twice',
    json(refusal('execution', 'found duplicate series for the match group {a="b"} on the right'), 422),
    'execution',
    /duplicate series/,
  ],
  [
    '23 an error without a class',
    json(refusal('422', 'error when executing query="up": no'), 422),
    'execution',
    /no\.$/,
  ],
  ['24 too many requests', text('slow', 429, { 'retry-after': '9' }), 'rate-limited', /again in 9 seconds/],
  [
    '25 a query that took too long',
    json(refusal('timeout', 'query timed out in expression evaluation'), 503),
    'timeout',
    /gave up/,
  ],
  [
    '27 a gateway with a page',
    html('<h1>502 Bad Gateway</h1><script>x</script>', 502),
    'unavailable',
    /502.*Bad Gateway$/,
  ],
  ['29 no headers', () => {}, 'timeout', /No answer/],
  [
    '30 an answer by drops',
    (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(timer));
    },
    'timeout',
    /No complete answer/,
  ],
  [
    '31 an answer that is cut off',
    (_, response) => {
      response.writeHead(200, { 'content-length': '5000' });
      response.write('{"status":"success","data":', () => response.destroy());
    },
    'malformed',
    /cut off/,
  ],
  [
    '32 a compression bomb',
    (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    'too-large',
    /larger than 16 MB/,
  ],
  ['33 a hundred thousand brackets', text('['.repeat(100_000)), 'malformed', /not JSON/],
  ['34 nothing', text('', 204), 'malformed', /empty/],
  ['34 another page', html('<title>Welcome</title>'), 'html', /web page answers at \S+ \(“Welcome”\), not/],
  ['35 no data', json({ status: 'success', data: null }), 'malformed', /`data`/],
  ['35 another status', json({ status: 'ok', data: {} }), 'malformed', /`status`/],
  ['36 bytes that do not decompress', text('plain', 200, { 'content-encoding': 'gzip' }), 'malformed', /compressed/],
  ['36 an unknown compression', text('x', 200, { 'content-encoding': 'zstd' }), 'malformed', /compressed/],
  ['37 a number that is none', json(vector([{ metric: {}, value: [1, '0x1p3'] }])), 'malformed', /no sample/],
  [
    '59 an echo of the credentials',
    (request, response) => {
      const { authorization } = request.headers;
      response.writeHead(500).end(`cannot serve ${authorization} ${encodeURIComponent(String(authorization))}`);
    },
    'server-error',
    /cannot serve <redacted>/,
  ],
];

describe('faults of servers', () => {
  const servers: Loopback[] = [];
  const start = async (handler: Handler): Promise<Loopback> => {
    const server = await startLoopback(handler);
    servers.push(server);
    return server;
  };
  const rejected: unknown[] = [];
  const note = (reason: unknown): unknown => rejected.push(reason);
  before(() => void process.on('unhandledRejection', note));
  after(async () => {
    process.off('unhandledRejection', note);
    await Promise.all(servers.map(server => server.stop()));
    assert.deepEqual(rejected, []);
  });
  const failed = (answer: Answer<unknown>): { readonly kind: SourceErrorKind; readonly message: string } => {
    assert.ok(!answer.ok, 'did not fail');
    assert.ok(!JSON.stringify(answer).includes(secret), answer.error.message);
    assert.ok(answer.error.message.length < 1_000);
    return answer.error;
  };

  for (const [name, handler, kind, words] of rows)
    it(name, async () => {
      const { url } = await start(handler);
      const source = await connect(url);
      // What comes before an answer ends has to come within the time, which a slow machine needs more of.
      let limit = kind === 'timeout' ? timeoutMs : patienceMs;
      let error: SourceError;
      do {
        error = failed(await source.query('sum(up', 1_700_000_000_000, { timeoutMs: limit }));
        limit *= 3;
      } while (error.kind === 'timeout' && !words.test(error.message) && limit < patienceMs);
      assert.equal(error.kind, kind, error.message);
      assert.match(error.message, words);
      // Every other question fails as quietly.
      for (const answer of await Promise.all([
        source.queryRange('up', 0, 60_000, 15_000, { timeoutMs }),
        source.labelValues('job', { startMs: 0, endMs: 1, limit: 1 }, { timeoutMs }),
        source.metadata('up', { timeoutMs }),
        source.identify({ timeoutMs }),
      ]))
        assert.ok(!JSON.stringify(answer).includes(secret));
      // It would wait longer for what never comes.
      const signal = kind === 'timeout' ? AbortSignal.timeout(timeoutMs) : undefined;
      const probe = await probeServer(source, { auth: { kind: 'bearer' } }, signal);
      assert.ok(!probe.good && !probe.text.includes(secret));
    });

  it('1 nothing listens', async () => {
    const source = await connect(`http://127.0.0.1:${await idlePort()}`);
    assert.match(
      failed(await source.query('up', 0)).message,
      /Nothing listens at http:\/\/127\.0\.0\.1:\d+\. .*port-forward/,
    );
  });

  it('2 a name that nobody knows', async () => {
    const source = await connect('https://no-such-host.invalid');
    const error = failed(await source.query('up', 0, { timeoutMs: patienceMs }));
    assert.equal(error.kind, 'unreachable');
  });

  it('3 a connection that is never made, or an encrypted one that is never agreed on', async () => {
    const silent = net.createServer(() => {});
    const port = await listen(silent);
    const read = parseServerUrl(`https://127.0.0.1:${port}`);
    assert.ok('url' in read);
    const source = await connect(`https://127.0.0.1:${port}`);
    assert.match(failed(await source.query('up', 0, { timeoutMs })).message, /No answer/);
    silent.close();
  });

  it('3 a host that takes no connection, within the time for that', async () => {
    const deaf = await startDeaf();
    try {
      const read = parseServerUrl(`http://127.0.0.1:${deaf.port}`);
      assert.ok('url' in read);
      const transport = createNodeTransport({}, { connect: 50, idle: 10_000 });
      const client = createPrometheusClient({ name: 'conn', url: read.url }, transport);
      const error = failed(await client.query('up', 0, { timeoutMs: 600_000 }));
      assert.equal(error.kind, 'unreachable');
      assert.match(error.message, /The host of http:\/\/127\.0\.0\.1:\d+ does not answer\. Check the address, the VPN/);
    } finally {
      await deaf.stop();
    }
  });

  it('10 a redirect to another origin, which gets neither token nor tenant', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      const other = await start(json(vector([])));
      const first = await start(text('', status, { location: `${other.url}/api/v1/query` }));
      const error = failed(await (await connect(first.url)).query('up', 0));
      assert.equal(error.kind, 'redirect');
      assert.deepEqual(other.seen, []);
    }
  });

  it('11 a redirect within the origin, whose query stays a query', async () => {
    const server = await start((request, response) => {
      if (request.url?.startsWith('/new/')) return json(vector([]))(request, response);
      return text('', 301, { location: '/new/api/v1/query' })(request, response);
    });
    const source = await connect(server.url);
    assert.ok((await source.query('up', 0)).ok);
    const [, second] = server.seen;
    assert.ok(second?.method === 'POST' && second.body.includes('query=up'));
    assert.equal(second.headers.authorization, `Bearer ${secret}`);
  });

  it('16 a part of the API that is not there', async () => {
    const server = await start((request, response) => {
      const isQuery = request.url?.startsWith('/api/v1/query') === true;
      return (isQuery ? json(vector([{ metric: {}, value: [1, '3'] }])) : text('unsupported path', 400))(
        request,
        response,
      );
    });
    const source = await connect(server.url);
    const identity = await source.identify();
    assert.ok(identity.ok && identity.data.kind === 'unknown');
    const ask = createAnswerer({ source, now: Date.now, delay: async () => {}, onAnswer: () => {} });
    const { signal } = new AbortController();
    assert.deepEqual(await ask({ kind: 'metric', subject: 'up' }, signal), {
      types: [],
      help: '',
      unit: '',
      series: 3,
      seen: 'yes',
    });
    assert.equal(await ask({ kind: 'labels', subject: 'up' }, signal), null);
    const probe = await probeServer(source, { auth: { kind: 'bearer' } });
    assert.ok(probe.good);
    assert.match(probe.text, /conn answers with the token: a server with the Prometheus API/);
  });

  it('20 a proxy that lets only GET pass', async () => {
    const server = await start((request, response) =>
      (request.method === 'POST' ? text('no', 405) : json(vector([])))(request, response),
    );
    const source = await connect(server.url);
    assert.ok((await source.query('up', 0)).ok && (await source.query('up', 0)).ok);
    assert.deepEqual(
      server.seen.map(({ method }) => method),
      ['POST', 'GET', 'GET'],
    );
    assert.ok(server.seen.every(({ headers }) => headers['user-agent'] === 'product/1.2 (vscode)'));
  });

  it('24 the queue waits while the server wants to be left alone', async () => {
    const server = await start(text('', 429, { 'retry-after': '60' }));
    const source = await connect(server.url);
    for (let i = 0; i < 5; i++) failed(await source.query('up', 0));
    assert.equal(server.seen.length, 1);
  });

  it('26 a server that starts', async () => {
    let asked = 0;
    const server = await start((request, response) =>
      (++asked < 3 ? text('Service Unavailable', 503) : json(vector([])))(request, response),
    );
    assert.ok((await (await connect(server.url)).query('up', 0, { timeoutMs: patienceMs })).ok);
  });

  it('28 a request that nobody wants any more', async () => {
    const server = await start(() => {});
    const controller = new AbortController();
    const answer = (await connect(server.url)).query('up', 0, { signal: controller.signal });
    setImmediate(() => controller.abort());
    assert.equal(failed(await answer).kind, 'cancelled');
  });

  it('30 an answer that stands still', async () => {
    const server = await start((_, response) => void response.writeHead(200).write('{'));
    const transport = createNodeTransport({}, { connect: patienceMs, idle: 60 });
    const request = { method: 'GET', url: server.url, headers: {}, maxBytes: 100, timeoutMs: patienceMs } as const;
    const reply = await transport(request);
    assert.deepEqual(reply, { ok: false, kind: 'timeout', detail: 'idle' });
  });

  it('32 an answer without end, of which no more is kept than is read', async () => {
    const server = await start((_, response) => {
      const chunk = Buffer.alloc(1_000_000, 0x20);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.writeHead(200);
      response.on('drain', more);
      more();
    });
    const before = process.memoryUsage().rss;
    assert.equal(failed(await (await connect(server.url)).query('up', 0)).kind, 'too-large');
    assert.ok(process.memoryUsage().rss - before < 300_000_000);
  });

  it('34 and 35 JSON that is good for all its wrapping', async () => {
    const { url } = await start(
      (_, response) =>
        void response.writeHead(200, { 'content-type': 'text/html' }).end(`\uFEFF${JSON.stringify(vector([]))}`),
    );
    const answer = await (await connect(url)).query('up', 0);
    assert.ok(answer.ok || answer.error.kind === 'html');
    const plain = await start(text(`\uFEFF${JSON.stringify(vector([]))}`));
    assert.ok((await (await connect(plain.url)).query('up', 0)).ok);
  });

  it('37 to 39, 42 and 49 values, times and names of every kind', async () => {
    const metric = JSON.parse('{"__proto__":"x","constructor":"y","toString":"z"}') as object;
    const { url } = await start(
      json(
        vector([
          ...['NaN', '+Inf', '-Inf', '1e999', '123456789012345678901234567890'].map((value, i) => ({
            metric: { i: String(i) },
            value: [1, value],
          })),
          { metric, value: [1, '1'] },
          { metric, value: [1, '2'] },
          { metric: { h: '1' }, histogram: [1, { count: '3', sum: '4.5', buckets: [[0, '0', '1', '3']] }] },
        ]),
      ),
    );
    const answer = await (await connect(url)).query('up', 0);
    assert.ok(answer.ok && answer.data.type === 'vector');
    const { samples } = answer.data;
    assert.deepEqual(
      samples.slice(0, 5).map(({ v }) => v),
      [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 1.2345678901234568e29],
    );
    assert.deepEqual(Object.entries(samples[5]!.labels), [
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['toString', 'z'],
    ]);
    assert.equal(samples.length, 7);
    assert.ok(answer.warnings.some(words => words.includes('same series twice')));
    assert.deepEqual(samples[6]!.histogram, { count: 3, sum: 4.5 });
  });

  it('44 remarks in every form, and a part of the stores', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `warning ${i % 15} ${'x'.repeat(1_000)}`);
    const { url } = await start(json(vector([], { warnings: many, infos: ['i', 7, null], isPartial: true })));
    const answer = await (await connect(url)).query('up', 0);
    assert.ok(answer.ok);
    assert.match(answer.warnings[0]!, /partial/);
    assert.ok(answer.warnings.length <= 11 && answer.warnings.every(words => words.length <= 501));
    assert.deepEqual(answer.infos, ['i']);
    const ask = createAnswerer({
      source: await connect(url),
      now: Date.now,
      delay: async () => {},
      onAnswer: () => {},
    });
    assert.equal(await ask({ kind: 'seen', subject: 'up' }, new AbortController().signal), null, 'proves nothing');
  });

  it('46 to 48 labels and errors that are long, hostile or cannot be seen', async () => {
    const hostile = '<img src=x onerror=alert(1)> [a](command:x) \u202etxt\u200b\u0007\u001b[2J';
    const { url } = await start(json(refusal('execution', `${hostile}${'x'.repeat(100_000)}`), 422));
    const { message } = failed(await (await connect(url)).query('up', 0));
    assert.ok(
      message.length <= 600 && message.includes('<img src=x') && message.includes('\\u202etxt\\u200b\\u0007\\u001b[2J'),
    );
    const long = await start(json(vector([{ metric: { a: 'b'.repeat(1_000_000) }, value: [1, '1'] }])));
    const answer = await (await connect(long.url)).query('up', 0);
    assert.ok(answer.ok && answer.data.type === 'vector');
    assert.equal(answer.data.samples[0]!.labels['a']!.length, 10_000);
  });

  it('50 a stream of names in pieces, with and without its end', async () => {
    const name = 'tem\u00e9p_\u{1f525}';
    const stream = (last: string): Handler => {
      const bytes = Buffer.from(`{"results":[{"name":"${name}"}],"new_field":1}\n${last}`);
      return (_, response) => {
        response.writeHead(200, { 'content-type': 'application/x-ndjson' });
        // In the middle of characters of several bytes, too.
        const send = (at: number): unknown =>
          at < bytes.length ? response.write(bytes.subarray(at, at + 3), () => send(at + 3)) : response.end();
        send(0);
      };
    };
    const cases = [
      ['{"status":"success","has_more":false}\n', true],
      ['', false],
      ['{"status":"error","errorType":"internal","error":"a store is away"}\n', false],
      [`{"results":[{"name":"${'x'.repeat(1_500_000)}"}]}\n{"status":"success","has_more":false}\n`, false],
    ] as const;
    const query = { startMs: 0, endMs: 1_000, limit: 10 };
    for (const [last, complete] of cases.slice(0, 3)) {
      const source = await connect((await start(stream(last))).url);
      const answer = await source.searchNames('temp', query);
      assert.ok(answer.ok);
      assert.deepEqual(answer.data, { names: [name], complete });
    }
    const [[long]] = cases.slice(3) as [(typeof cases)[3]];
    const whole = `{"results":[{"name":"a"}]}\n${long}`;
    const source = await connect((await start(text(whole, 200, { 'content-type': 'application/x-ndjson' }))).url);
    const answer = await source.searchNames('temp', query);
    assert.ok(answer.ok);
    assert.deepEqual(answer.data, { names: ['a'], complete: false });
    const endless = await connect(
      (await start(text('x'.repeat(3_000_000), 200, { 'content-type': 'application/x-ndjson' }))).url,
    );
    assert.equal(failed(await endless.searchNames('temp', query)).kind, 'too-large');
  });

  it('52 replicas behind one address that hold different data', async () => {
    // The one that has the metric answers every second time.
    let asked = 0;
    const server = await start((request, response) => {
      const hasIt = ++asked % 4 === 1;
      const one = { metric: {}, value: [1, '3'] };
      const isQuery = request.url?.startsWith('/api/v1/query') === true;
      return json(isQuery ? vector(hasIt ? [one] : []) : { status: 'success', data: [] })(request, response);
    });
    let disagreements = 0;
    const ask = createAnswerer({
      source: await connect(server.url),
      now: Date.now,
      delay: async () => {},
      onAnswer: () => {},
      onDisagreement: () => disagreements++,
    });
    const answers: unknown[] = [];
    for (let i = 0; i < 6; i++) answers.push(await ask({ kind: 'seen', subject: 'm' }, new AbortController().signal));
    assert.ok(
      answers.every(answer => (answer as { readonly seen: string }).seen === 'yes'),
      JSON.stringify(answers),
    );
    assert.ok(disagreements > 0);
  });

  it('53 a kept connection that the server closed meanwhile', async () => {
    let asked = 0;
    const server = await start((request, response) => {
      if (++asked === 2) request.socket.destroy();
      else json(vector([]))(request, response);
    });
    const source = await connect(server.url);
    assert.ok((await source.query('up', 0)).ok);
    assert.ok((await source.query('up', 0)).ok);
    assert.equal(asked, 3);
  });

  it('58 a machine that slept: connections that are gone, and a clock that jumped', async () => {
    let isAsleep = false;
    let [running, most] = [0, 0];
    const server = await start((request, response) => {
      most = Math.max(most, ++running);
      response.on('close', () => running--);
      if (isAsleep) request.socket.destroy();
      else setImmediate(() => json(vector([]))(request, response));
    });
    const source = await connect(server.url);
    let now = 1_000_000;
    const told: string[] = [];
    const presence = createPresence(
      () => now,
      message => told.push(message),
    );
    const ask = async (count: number): Promise<readonly boolean[]> => {
      const answers = await Promise.all(Array.from({ length: count }, () => source.query('up', 0)));
      for (const answer of answers) presence.note(answer);
      return answers.map(({ ok }) => ok);
    };
    assert.deepEqual(await ask(4), [true, true, true, true]);
    isAsleep = true;
    const before = server.seen.length;
    assert.deepEqual(new Set(await ask(12)), new Set([false]));
    assert.ok(server.seen.length - before <= 24, 'each is sent twice at most');
    assert.equal(told.length, 1, 'twelve failures are one notice');
    assert.ok(presence.isAway);
    // Hours later everything is due at once, and goes as few at a time as ever.
    now += 8 * 3_600_000;
    assert.ok(!presence.isAway);
    isAsleep = false;
    assert.deepEqual(new Set(await ask(12)), new Set([true]));
    assert.ok(most <= 4, `${most} at once`);
  });

  it('57 a secret that was stored for another address, or that would be readable on its way', async () => {
    const map = new Map<string, string>();
    const secrets = createSecrets({
      get: async key => map.get(key),
      store: async (key, value) => void map.set(key, value),
      delete: async key => void map.delete(key),
    });
    const home = parseServerUrl('https://home.example');
    assert.ok('url' in home);
    await secrets.write('conn', home.url, { kind: 'bearer' }, secret, false);
    const open = (url: string, auth: ServerAuth = { kind: 'bearer' }) =>
      openConnection({ name: 'conn', url, auth, headers: {} }, { secrets, userAgent: 'x', verify: true });
    for (const [url, auth] of [
      ['https://home.example.evil', undefined],
      ['https://home.example:444', undefined],
      ['http://home.example', undefined],
      ['https://home.example', { kind: 'header', header: 'x-key' }],
      ['https://home.example', { kind: 'oauth2', tokenUrl: 'https://evil.example/token', clientId: 'a' }],
    ] as const) {
      const opened = await open(url, auth);
      assert.ok('problem' in opened && !opened.problem.includes(secret), url);
    }
    assert.ok('source' in (await open('https://home.example/other/path')));
  });
});
