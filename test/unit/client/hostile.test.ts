// The preview against a server that means harm or is badly broken: real sockets, the real client, the real controller.
// Whatever comes back, the panel ends with words or results, of a size that can be drawn, and waits for nothing.
import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import zlib from 'node:zlib';
import { createPreviewController } from '../../../client/src/preview/controller';
import type { Connection } from '../../../client/src/preview/deps';
import { maxLines } from '../../../client/src/preview/lines';
import type { PreviewState } from '../../../client/src/preview/messages';
import { maxColumns, maxRows } from '../../../client/src/preview/results';
import type { DataSource } from '../../../server/src/datasource/datasource';
import { createPrometheusClient } from '../../../server/src/datasource/prometheus/client';
import { parseServerUrl } from '../../../server/src/datasource/prometheus/url';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { nodeTransport } from '../../../server/src/transport/node';

const comparison = { op: '>', left: 'temp', right: '80', leftAt: 0, threshold: 80, at: { from: 7, to: 9 } };
const rule: RulePreview = {
  uri: 'file:///rules.yaml',
  version: 1,
  id: 10,
  kind: 'alert',
  name: 'Hot',
  group: 'gpu',
  expr: 'temp > 80',
  problems: [],
  comparison,
  numbers: [],
  conditions: [comparison],
  timing: { for: 0, keepFiringFor: 0 },
  nodes: [],
  labels: [],
  annotations: [{ name: 'summary', template: '{{ $labels.gpu }} is hot' }],
  range: { start: { line: 4, character: 2 }, end: { line: 8, character: 0 } },
};
const secret = 'hunter2-token';
/** How long tests wait for what never comes, at first and on the slowest machine. */
const briefMs = 400;
const patienceMs = 120_000;

/** Packed before it is asked for, as that takes a part of the time in which an answer has to come. */
const bomb = zlib.gzipSync(Buffer.alloc(60_000_000, 0x20), { level: 1 });

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;
/** What the panel has to end with: words of a notice, of the graph or a note, or a check of the whole state. */
type Expectation = RegExp | ((state: PreviewState) => void);

const json =
  (
    text: string | object,
    status = 200,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ): Handler =>
  (_, response) =>
    void response.writeHead(status, headers).end(typeof text === 'string' ? text : JSON.stringify(text));
const isRange = (request: http.IncomingMessage): boolean => request.url?.includes('query_range') === true;
const success = (resultType: string, result: unknown, more: object = {}) => ({
  status: 'success',
  data: { resultType, result },
  ...more,
});
/** The same series in both answers, with `points` points of the last hours in the range. */
const both =
  (metrics: readonly object[], points = 10, value = '81.5'): Handler =>
  (request, response) => {
    const now = Date.now() / 1000;
    const values = Array.from({ length: points }, (_, i) => [now - 3600 + (i * 3600) / points, value]);
    const result = metrics.map(metric => (isRange(request) ? { metric, values } : { metric, value: [now, value] }));
    json(success(isRange(request) ? 'matrix' : 'vector', result))(request, response);
  };
const shows = (rows: number, total: number) => (state: PreviewState) => {
  assert.equal(state.notice, undefined);
  assert.equal(state.series?.rows.length, rows);
  assert.equal(state.series?.total, total);
  assert.ok((state.graph?.lines.length ?? 0) <= maxLines && (state.series?.columns.length ?? 0) <= maxColumns);
};

const cases: readonly (readonly [name: string, handler: Handler, expected: Expectation])[] = [
  ['never answers', () => {}, /No answer from/],
  ['stops in the middle', (_, response) => void response.writeHead(200).write('{"status":'), /No complete answer/],
  [
    'drips',
    (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(timer));
    },
    /No complete answer/,
  ],
  [
    'never ends',
    (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(1_000_000, 0x20);
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      more();
    },
    /larger than 16 MB/,
  ],
  [
    'is a compression bomb',
    (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    /larger than 16 MB/,
  ],
  [
    'is packed five times',
    (_, response) => {
      let body: Buffer = Buffer.from(JSON.stringify(success('vector', [])));
      for (let i = 0; i < 5; i++) body = zlib.gzipSync(body);
      response.writeHead(200, { 'content-encoding': 'gzip, gzip, gzip, gzip, gzip' }).end(body);
    },
    state => assert.ok(state.notice ?? state.series),
  ],
  ['hangs up', (_, response) => void response.destroy(), /cannot be reached|ended in the middle/],
  [
    'sends a login page',
    json('<html><form>Sign in<input type=password></form>', 200, { 'content-type': 'text/html' }),
    /login page/,
  ],
  [
    'redirects elsewhere',
    json('', 302, { location: `https://u:${secret}@evil.example/login?token=${secret}` }),
    /redirects to https:\/\/evil\.example\/login/,
  ],
  ['echoes the token', json(`<b>bad Bearer ${secret}</b>`, 500), /It says: bad <redacted>/],
  [
    'echoes the token in a warning',
    json(success('vector', [], { warnings: [`token ${secret}`], infos: [`Bearer ${secret}`] })),
    /token <redacted>/,
  ],
  ['is no JSON', json('{"status":success}'), /is not JSON/],
  ['has no end', json('{"status":"success",'), /was cut off in the middle/],
  ['is another JSON', json('[]'), /is not a JSON object/],
  ['has another status', json({ status: 'ok' }), /no `status`/],
  [
    'succeeds with an error',
    json({ status: 'error', errorType: 'execution', error: 'no\u001b[31m red\u202e' }),
    /No\\u001b\[31m red\\u202e/,
  ],
  ['has an error of the wrong type', json({ status: 'error', errorType: 7, error: {} }, 422), /No reason given/],
  ['has wrong types', json(success('vector', { '0': 1 })), /no list/],
  ['has null series', json(success('vector', [null])), /no label set/],
  ['has labels that are no text', json(success('vector', [{ metric: { a: 1 }, value: [1, '1'] }])), /no label set/],
  ['has values that are no text', json(success('vector', [{ metric: {}, value: [1, 81] }])), /no sample/],
  ['nests deeply', json('['.repeat(200_000)), /is not JSON/],
  [
    'nests deeply and closes',
    json(`{"status":"success","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    /no `data`/,
  ],
  ['speaks plain text', both([{ gpu: '0' }]), shows(1, 1)],
  [
    'has 60,000 series',
    both(
      Array.from({ length: 60_000 }, (_, i) => ({ i: String(i), job: 'x' })),
      1,
    ),
    shows(maxRows, 60_000),
  ],
  [
    'has 10,000 points a series',
    both([{ a: '1' }, { a: '2' }], 10_000),
    state => {
      shows(2, 2)(state);
      assert.ok(state.graph!.count < 1000, `${state.graph!.count} times`);
    },
  ],
  ['has huge labels', both([{ a: 'x'.repeat(500_000) }, { a: '<b>', b: '\u202e\u0000\u001b[2J' }]), shows(2, 2)],
  [
    'has 5,000 labels',
    both([Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`l${i}`, String(i)])), { a: '1' }]),
    shows(2, 2),
  ],
  [
    'has the names of members as labels',
    both([JSON.parse('{"__proto__":"p","constructor":"c"}'), { toString: 't' }]),
    shows(2, 2),
  ],
  ['has no numbers', both([{ a: '1' }, { a: '2' }], 5, 'NaN'), shows(2, 2)],
  ['has no numbers to draw', both([{ a: '1' }, { a: '2' }], 5, 'NaN'), /2 series .* all its values are NaN, which/],
  ['has infinite numbers', both([{ a: '1' }], 5, '-Inf'), /one series .* all its values are -Inf, which/],
  ['has numbers past all bounds', both([{ a: '1' }], 5, '1e999'), /all its values are \+Inf/],
  ['repeats a series', both([{ a: '1' }, { a: '1' }]), /same series twice/],
  [
    'sends many long warnings',
    json(success('vector', [], { warnings: Array.from({ length: 500 }, (_, i) => `${i}`.repeat(5000)) })),
    state => {
      assert.ok(state.notes.length <= 12 && state.notes.every(note => note.length <= 501));
    },
  ],
];

const wordsOf = (state: PreviewState): string => [state.notice?.text, state.graph?.message, ...state.notes].join('\n');

describe('preview against a hostile server', () => {
  let handler: Handler = () => {};
  const server = http.createServer((request, response) => {
    request.resume();
    handler(request, response);
  });
  let source: DataSource;
  before(done => {
    server.listen(0, '127.0.0.1', () => {
      const read = parseServerUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      assert.ok('url' in read);
      const headers = { authorization: `Bearer ${secret}` };
      const pause = () => new Promise<void>(resolve => setImmediate(resolve));
      const options = { name: 'x', url: read.url, headers, secrets: [headers.authorization, secret], pause };
      source = createPrometheusClient(options, request =>
        nodeTransport({ ...request, timeoutMs: Math.min(request.timeoutMs, slow ? limitMs : request.timeoutMs) }),
      );
      done();
    });
  });
  after(done => {
    server.closeAllConnections();
    server.close(() => done());
  });
  let slow = false;
  let limitMs = briefMs;

  for (const [name, answer, expected] of cases) {
    it(name, async () => {
      handler = answer;
      slow = expected instanceof RegExp && /^No .*answer/.test(expected.source);
      limitMs = briefMs;
      const isExpected = (state: PreviewState): boolean => expected instanceof RegExp && expected.test(wordsOf(state));
      const connection: Connection = { ok: true, name: 'x', key: 'x', source };
      const logged: string[] = [];
      const shown = () =>
        new Promise<PreviewState>(resolve => {
          const controller = createPreviewController(
            {
              ruleAt: async () => rule,
              render: async ({ samples }) => ({
                series: samples.map(({ labels }) => ({ labels, annotations: [{ name: 'summary', text: 'hot' }] })),
                wanted: [],
                unknown: [],
              }),
              connect: async () => connection,
              edit: async () => false,
              written: async () => [],
              route: async () => ({ candidates: [] }),
              post(next) {
                if (next.busy === undefined && (next.notice || next.series || next.expressionError)) resolve(next);
              },
              log: text => logged.push(text),
              now: Date.now,
              pause: () => new Promise(resolve => setImmediate(resolve)),
              delay(ms, run) {
                const timer = setTimeout(run, ms);
                return () => clearTimeout(timer);
              },
            },
            { range: '6h', pinned: false },
          );
          controller.follow({ uri: rule.uri, position: rule.range.start });
        });
      let state = await shown();
      // What comes before an answer ends has to come within the time, which a slow machine needs more of.
      while (slow && limitMs < patienceMs && !isExpected(state)) {
        limitMs *= 3;
        state = await shown();
      }
      assert.deepEqual(logged, []);
      const text = JSON.stringify(state);
      assert.ok(text.length < 3_000_000, `${text.length} characters for the webview`);
      assert.ok(!text.includes(secret), 'the token is nowhere');
      if (typeof expected === 'function') expected(state);
      else assert.match(wordsOf(state), expected);
    });
  }
});
