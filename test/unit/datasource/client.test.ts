// The client against scripted replies (every hostile kind) and, with the real transport, against a loopback server.
import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import zlib from 'node:zlib';
import { createPrometheusClient } from '../../../server/src/datasource/prometheus/client';
import { nodeTransport } from '../../../server/src/transport/node';
import { apiError, scripted, urlOf } from './scriptedTransport';

const emptyVector = '{"status":"success","data":{"resultType":"vector","result":[]}}';

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
