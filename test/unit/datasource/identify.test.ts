// What stands at an address, lists of names, and redirects within an origin: with scripted replies.
import assert from 'node:assert/strict';
import { createPrometheusClient, type PrometheusClientOptions } from '../../../server/src/datasource/prometheus/client';
import { featuresOf, isAtLeast, ownParameters } from '../../../server/src/datasource/prometheus/kinds';
import { parseServerUrl } from '../../../server/src/datasource/prometheus/url';
import type { TransportReply, TransportRequest } from '../../../server/src/datasource/transport';

type Reply = Partial<Pick<TransportReply, 'status' | 'text' | 'headers'>>;

function scripted(
  answer: (request: TransportRequest) => Reply,
  more: Partial<PrometheusClientOptions> = {},
  base = 'http://m:9090',
) {
  const read = parseServerUrl(base);
  assert.ok('url' in read);
  const requests: TransportRequest[] = [];
  const client = createPrometheusClient({ name: 'x', url: read.url, ...more }, async request => {
    requests.push(request);
    return { ok: true, status: 200, headers: {}, text: '', tookMs: 1, ...answer(request) };
  });
  return { client, requests };
}
const build = (data: unknown, headers = {}): Reply => ({ text: JSON.stringify({ status: 'success', data }), headers });

describe('datasource: what stands at an address', () => {
  const go = { goVersion: 'go1.25', revision: 'abc' };
  const table: [string, Reply, string, string, string | undefined][] = [
    ['Prometheus', build({ version: '3.16.0', ...go }), 'http://m:9090', 'prometheus', '3.16.0'],
    ['an old Prometheus', build({ version: '2.42.0', ...go }), 'http://m:9090', 'prometheus', '2.42.0'],
    ['Thanos', build({ version: '0.40.1', ...go }), 'http://m:10902', 'thanos', '0.40.1'],
    ['Cortex', build({ version: '1.21.1', ...go }), 'http://m/prometheus', 'cortex', '1.21.1'],
    [
      'Mimir',
      build({ application: 'Grafana Mimir', version: '2.17.0', ...go }),
      'http://m/prometheus',
      'mimir',
      '2.17.0',
    ],
    ['VictoriaMetrics', build({ version: '2.24.0' }), 'http://m:8428', 'victoriametrics', undefined],
    [
      'its header',
      build({ version: '9' }, { 'x-server-hostname': 'a' }),
      'http://m:8428',
      'victoriametrics',
      undefined,
    ],
    ['an old one of it', build({}), 'http://m:8428', 'victoriametrics', undefined],
    [
      'its cluster',
      { status: 400, text: 'unsupported path' },
      'http://m:8481/select/0/prometheus',
      'victoriametrics',
      undefined,
    ],
    [
      'Amazon',
      { status: 404 },
      'https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-1',
      'amazon',
      undefined,
    ],
    [
      'Google',
      { status: 404 },
      'https://monitoring.googleapis.com/v1/projects/p/location/global/prometheus',
      'google',
      undefined,
    ],
    ['Azure', { status: 404 }, 'https://w.westeurope.prometheus.monitor.azure.com', 'azure', undefined],
    [
      'somebody who refuses in the form of the API',
      { status: 404, text: '{"status":"error","errorType":"not_found","error":"no"}' },
      'http://m:1/v1/x',
      'unknown',
      undefined,
    ],
    ['nobody that we know', { status: 404, text: 'page not found' }, 'http://m/prometheus', 'unknown', undefined],
    ['a look-alike of Amazon', { status: 404 }, 'https://amazonaws.com.evil.example', 'unknown', undefined],
  ];
  for (const [name, reply, base, kind, version] of table)
    it(name, async () => {
      const answer = await scripted(() => reply, {}, base).client.identify();
      assert.ok(answer.ok);
      assert.deepEqual([answer.data.kind, answer.data.version, answer.data.grafana], [kind, version, false]);
    });

  it('is told of a Cortex by its front page, which is asked for where its API would stand and nowhere else', async () => {
    const front = (page: string) => (request: TransportRequest) =>
      /\/(?:team\/)?$/.test(new URL(request.url).pathname) ? { text: page } : { status: 404, text: 'page not found' };
    const cortex = front('\n\n<!DOCTYPE html>\n<html>\n<head><title>Cortex</title></head></html>');
    for (const [base, page] of [
      ['http://m/prometheus', 'http://m/'],
      ['http://m/team/api/prom', 'http://m/team/'],
    ] as const) {
      const { client, requests } = scripted(cortex, {}, base);
      const answer = await client.identify();
      assert.ok(answer.ok && answer.data.kind === 'cortex');
      assert.equal(requests[1]!.url, page);
    }
    for (const base of ['http://m', 'http://m/api/datasources/proxy/uid/abc']) {
      const { client, requests } = scripted(cortex, {}, base);
      const answer = await client.identify();
      assert.ok(answer.ok && answer.data.kind === 'unknown');
      assert.equal(requests.length, 1);
    }
    const other = await scripted(front('<title>My Cortex notes</title>'), {}, 'http://m/prometheus').client.identify();
    assert.ok(other.ok && other.data.kind === 'unknown');
  });

  it('is another one after a while, of which other things are asked', async () => {
    let [now, version] = [0, '0.40.1'];
    const { client, requests } = scripted(() => build({ version, ...go }), { now: () => now });
    await client.identify();
    await client.query('up', 0);
    assert.match(requests.at(-1)!.body!, /dedup=true/);
    [now, version] = [600_001, '3.16.0'];
    const answer = await client.identify();
    assert.ok(answer.ok && answer.data.kind === 'prometheus');
    await client.query('up', 0);
    assert.doesNotMatch(requests.at(-1)!.body!, /dedup/);
  });

  it('is told behind Grafana as anywhere', async () => {
    const base = 'http://g/api/datasources/proxy/uid/abc';
    const answer = await scripted(() => build({ version: '3.1.0', ...go }), {}, base).client.identify();
    assert.ok(answer.ok && answer.data.kind === 'prometheus' && answer.data.grafana);
    const declared = await scripted(() => build({}), { kind: 'grafana' }).client.identify();
    assert.ok(declared.ok && declared.data.kind === 'victoriametrics' && declared.data.grafana);
  });

  it('is what the person says', async () => {
    const answer = await scripted(() => build({ version: '2.24.0' }), { kind: 'mimir' }).client.identify();
    assert.ok(answer.ok && answer.data.kind === 'mimir');
  });

  it('is asked once in ten minutes, by all at the same time together, and again after a failure', async () => {
    let now = 0;
    let status = 503;
    const { client, requests } = scripted(() => ({ ...build({ version: '3.1.0', ...go }), status }), {
      now: () => now,
    });
    assert.ok(!(await client.identify()).ok);
    status = 200;
    assert.ok((await Promise.all([client.identify(), client.identify()])).every(({ ok }) => ok));
    await client.identify();
    assert.equal(requests.length, 2);
    now = 600_001;
    await client.identify();
    assert.equal(requests.length, 3);
  });

  it('is asked again for the others when whoever asked first gave up', async () => {
    const read = parseServerUrl('http://m:9090');
    assert.ok('url' in read);
    let asked = 0;
    const client = createPrometheusClient({ name: 'x', url: read.url }, async ({ signal }) => {
      if (++asked > 1)
        return { ok: true, status: 200, headers: {}, text: '', tookMs: 1, ...build({ version: '3.1.0', ...go }) };
      await new Promise<void>(resolve => signal!.addEventListener('abort', resolve));
      return { ok: false, kind: 'cancelled', detail: '' };
    });
    const controller = new AbortController();
    const answers = [client.identify({ signal: controller.signal }), client.identify(), client.identify()];
    controller.abort();
    const [first, ...others] = await Promise.all(answers);
    assert.ok(!first!.ok && first!.error.kind === 'cancelled');
    assert.ok(others.every(one => one.ok && one.data.version === '3.1.0'));
    assert.equal(asked, 2);
  });

  it('decides what a query carries', async () => {
    const { client, requests } = scripted(() => build({ version: '0.40.1', ...go }));
    await client.query('up', 0);
    assert.doesNotMatch(requests[0]!.body!, /dedup/);
    await client.identify();
    await client.query('up', 0, { whole: true });
    assert.match(requests[2]!.body!, /dedup=true&max_source_resolution=0s&partial_response=false/);
    assert.deepEqual(ownParameters('victoriametrics', true), [
      ['nocache', '1'],
      ['deny_partial_response', '1'],
    ]);
  });

  it('knows what versions can do', () => {
    assert.ok(isAtLeast('2.51.0-rc.1', '2.51') && isAtLeast('v3.0.1', '2.99') && !isAtLeast('2.9', '2.10'));
    assert.ok(!isAtLeast('x', '0.1'));
    assert.equal(featuresOf('prometheus', '2.42.0').labelsLimit, false);
    assert.equal(featuresOf('prometheus', '3.16.0').leftOpen, true);
    assert.equal(featuresOf('prometheus', '2.42.0').leftOpen, false);
    assert.equal(featuresOf('google', undefined).nameRegex, false);
  });
});

describe('datasource: a search for names', () => {
  const lines = (...objects: readonly unknown[]): string =>
    objects.map(one => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n');
  const results = (...names: readonly string[]) => ({ results: names.map(name => ({ name, score: 1, other: {} })) });
  const end = { status: 'success', has_more: false, cursor: 'what later versions may say' };
  const table: [string, string, readonly string[], boolean][] = [
    ['all of them', lines(results('a', 'é\u{1f525}'), results('b'), end, ''), ['a', 'é\u{1f525}', 'b'], true],
    ['none', lines({ results: [] }, end), [], true],
    ['more than are sent', lines(results('a'), { ...end, has_more: true }), ['a'], false],
    ['more than are wanted', lines(results('a', 'b', 'c', 'd'), end), ['a', 'b', 'c'], false],
    ['no end', lines(results('a')), ['a'], false],
    ['an end in the middle of a line', lines(results('a'), '{"results":[{"na'), ['a'], false],
    ['an error after the first', lines(results('a'), { status: 'error', error: 'no' }), ['a'], false],
    ['a line too long', lines(results('a'), results('x'.repeat(1_100_000)), end), ['a'], false],
    ['lines of other things', lines('7', 'null', '[]', { results: [7, null, {}, { name: 7 }] }, end), [], false],
  ];
  for (const [what, text, names, complete] of table)
    it(`that gives ${what}`, async () => {
      const headers = { 'content-type': 'application/x-ndjson; charset=utf-8' };
      const { client, requests } = scripted(() => ({ text, headers }));
      const found = await client.searchNames('gpu_te', { startMs: 0, endMs: 3_600_000, limit: 3 });
      assert.ok(found.ok);
      assert.deepEqual(found.data, { names, complete });
      const { pathname, searchParams } = new URL(requests[0]!.url);
      assert.equal(pathname, '/api/v1/search/metric_names');
      assert.equal(searchParams.get('search[]'), 'gpu_te');
    });

  it('that is not to be had', async () => {
    const text = JSON.stringify({ status: 'error', errorType: 'unavailable', error: 'search API disabled' });
    const { client } = scripted(() => ({ status: 503, text }));
    assert.ok(!(await client.searchNames('a', { startMs: 0, endMs: 1, limit: 3 })).ok);
  });
});

describe('datasource: lists', () => {
  const list = (data: unknown): Reply => build(data);
  const query = { startMs: 0, endMs: 3_600_000, limit: 3 };

  it('are asked for by selector, window and limit', async () => {
    const { client, requests } = scripted(() => list(['a', 'b']));
    const values = await client.labelValues('job', { ...query, selector: '{a="b c"}' });
    assert.ok(values.ok);
    assert.deepEqual(values.data, { names: ['a', 'b'], complete: true });
    const url = new URL(requests[0]!.url);
    assert.equal(requests[0]!.method, 'GET');
    assert.equal(url.pathname, '/api/v1/label/job/values');
    assert.deepEqual(
      [...url.searchParams],
      [
        ['match[]', '{a="b c"}'],
        ['start', '0'],
        ['end', '3600'],
        ['limit', '3'],
      ],
    );
    await client.labelValues('a.b/c_d', query);
    assert.equal(new URL(requests[1]!.url).pathname, '/api/v1/label/U__a_2e_b_2f_c__d/values');
  });

  it('are complete only where fewer came than were asked for', async () => {
    for (const [data, names, complete] of [
      [['a', 'b'], 2, true],
      [['a', 'b', 'c'], 3, false],
      [['a', 'b', 'c', 'd'], 3, false],
      [[], 0, true],
      [null, 0, true],
      [['a', 'a'], 1, false],
      [['x'.repeat(10_000)], 0, false],
    ] as const) {
      const answer = await scripted(() => list(data)).client.labelNames(query);
      assert.ok(answer.ok);
      assert.deepEqual(
        [answer.data.names.length, answer.data.complete],
        [names, complete],
        JSON.stringify(data)?.slice(0, 50),
      );
    }
    for (const data of [{}, 'a', [1], [['a']]])
      assert.ok(!(await scripted(() => list(data)).client.labelNames(query)).ok);
  });

  it('of great length are read in steps, and only as far as wanted', async () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `metric_${i}`);
    let pauses = 0;
    const { client } = scripted(() => list(names), { pause: async () => void pauses++ });
    const answer = await client.labelValues('__name__', { ...query, limit: 20_000 });
    assert.ok(answer.ok && answer.data.names.length === 20_000 && !answer.data.complete);
    assert.equal(answer.data.names[19_999], 'metric_19999');
    assert.ok(pauses > 3);
  });

  it('of metadata and flags take nothing on trust', async () => {
    const entry = { type: 'counter', help: 'h', unit: '' };
    const data = { up: [entry, 7, { type: 1 }], __proto__: [] };
    const answer = await scripted(() => list(data)).client.metadata('up');
    assert.ok(answer.ok);
    assert.deepEqual(answer.data, [entry, { type: '', help: '', unit: '' }]);
    for (const metric of ['__proto__', 'constructor', 'none']) {
      const other = await scripted(() => list(data)).client.metadata(metric);
      assert.ok(other.ok && other.data.length === 0, metric);
    }
    const flags = await scripted(() => list({ 'enable-feature': 'a-b,c <img>', secret: 's' })).client.flags();
    assert.ok(flags.ok);
    assert.deepEqual(flags.data, { features: ['a-b', 'c'] });
  });
});

describe('datasource: a server that moved', () => {
  const vector = '{"status":"success","data":{"resultType":"vector","result":[]}}';
  it('is followed within its origin, with the same question, and remembered', async () => {
    for (const location of ['/new/api/v1/query', 'http://m:9090/new/api/v1/query']) {
      const { client, requests } = scripted(({ url }) =>
        url.includes('/new/') ? { text: vector } : { status: 301, headers: { location } },
      );
      assert.ok((await client.query('up', 0)).ok);
      assert.ok((await client.query('up', 0)).ok);
      assert.deepEqual(
        requests.map(({ method, url, body }) => [method, new URL(url).pathname, body?.startsWith('query=up')]),
        [
          ['POST', '/api/v1/query', true],
          ['POST', '/new/api/v1/query', true],
          ['POST', '/new/api/v1/query', true],
        ],
      );
    }
  });

  it('is not followed anywhere else', async () => {
    for (const location of [
      'https://m:9090/new/api/v1/query',
      'http://m:9091/new/api/v1/query',
      'http://m:9090.evil.example/api/v1/query',
      'http://me:pw@m:9090/new/api/v1/query',
      '//evil.example/api/v1/query',
      '/login?next=/api/v1/query',
      '/new/api/v1/labels',
      '/api/v1/query',
      '\\\\evil.example/api/v1/query',
      'javascript:alert(1)',
      '',
    ]) {
      const { client, requests } = scripted(() => ({ status: 302, headers: { location } }));
      const answer = await client.query('up', 0);
      assert.ok(!answer.ok && answer.error.kind === 'redirect', location);
      assert.equal(requests.length, 1, location);
    }
  });

  it('is not followed twice', async () => {
    const { client, requests } = scripted(({ url }) => ({
      status: 302,
      headers: { location: url.includes('/a/') ? '/b/api/v1/query' : '/a/api/v1/query' },
    }));
    assert.ok(!(await client.query('up', 0)).ok);
    assert.equal(requests.length, 2);
  });
});
