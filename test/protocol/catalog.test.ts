// `ml-alert-rules catalog` as people run it: pages from files, pipes and addresses, and pages of anybody; and what `check` makes
// of the catalogue that it wrote.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { build, runCli, runCliBeside } from './program';

const page = `# HELP router_depth Requests that wait.
# TYPE router_depth gauge
router_depth{model="a"} 3
# TYPE router_seconds histogram
router_seconds_bucket{le="0.5"} 1
router_seconds_bucket{le="+Inf"} 1
router_seconds_sum 1
router_seconds_count 1
# TYPE up gauge
up 1
`;

const body = `defaults: { complete: false }
groups:
- labels: [model]
  metrics:
    router_depth: gauge - Requests that wait.
- labels: []
  metrics:
    router_seconds:
      is: histogram seconds
      buckets: [0.5]
`;

describe('catalog of the command line', () => {
  let home: string;
  before(() => build());
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ml-alert-rules-'));
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

  const run = (args: readonly string[], input = '') => runCli(home, ['catalog', ...args], { input });

  it('reads a file, and what it writes is used by check', () => {
    fs.writeFileSync(path.join(home, 'page.prom'), page);
    const { status, stdout, stderr } = run(['--title', 'Router', 'page.prom']);
    assert.equal(status, 0, stderr);
    assert.ok(stdout.endsWith(body), stdout);
    assert.match(stdout, /^title: Router\nsource: page\.prom$/m);
    assert.match(stdout, /^# 1 metrics that are known already are left out\.$/m);
    fs.rmSync(path.join(home, 'page.prom'));
    fs.mkdirSync(path.join(home, 'metrics'));
    fs.writeFileSync(path.join(home, 'metrics/router.yaml'), stdout);
    fs.writeFileSync(path.join(home, '.ml-alert-rules.yaml'), 'catalogs: [metrics/*.yaml]\n');
    const rules = 'groups:\n- name: a\n  rules:\n  - record: a:b\n    expr: rate(router_depth[5m])\n';
    fs.writeFileSync(path.join(home, 'rules.yaml'), rules);
    // A file named by itself is judged by the catalogues, too, and those are not reported.
    for (const paths of [['.'], ['rules.yaml']]) {
      const checked = runCli(home, ['check', '--format', 'json', ...paths]);
      const { findings } = JSON.parse(checked.stdout) as { findings: { check: string; file: string }[] };
      assert.deepEqual(
        findings.map(({ check, file }) => [check, file]),
        [['promql/counter-function-on-gauge', 'rules.yaml']],
        checked.stderr,
      );
    }
  });

  it('says of a catalogue that is not there', () => {
    fs.writeFileSync(path.join(home, '.ml-alert-rules.yaml'), 'catalogs: [none.yaml]\n');
    fs.writeFileSync(path.join(home, 'a.yaml'), 'groups: []\n');
    const { status, stderr } = runCli(home, ['check', '.']);
    assert.equal(status, 2);
    assert.match(stderr, /none\.yaml: a catalogue that is not there/);
  });

  it('reads standard input', () => {
    const { status, stdout } = run(['-'], page);
    assert.equal(status, 0);
    assert.ok(stdout.endsWith(body), stdout);
    assert.match(stdout, /^title: Exporter\nsource: standard input$/m);
  });

  it('tells lines that cannot be read, and writes the rest', () => {
    const { status, stdout, stderr } = run(['-'], `${page}router_depth{model="b" 1\n`);
    assert.equal(status, 1);
    assert.match(stderr, /^ml-alert-rules: standard input: line 11 has labels without a comma between them$/m);
    assert.ok(stdout.endsWith(body), stdout);
  });

  it('refuses what holds no metrics, is too large, or is not there', () => {
    for (const [args, input, message] of [
      [['-'], 'hello\n', /holds no metrics/],
      [['-'], 'up 1\n', /known already/],
      [['--max-file-size', '100', '-'], page, /larger than 100 bytes/],
      [['none'], '', /no such file/],
      [[], '', /needs a saved/],
      [['a', 'b'], '', /takes one page/],
    ] as const) {
      const { status, stdout, stderr } = run(args, input);
      assert.deepEqual([status, stdout], [2, ''], stderr);
      assert.match(stderr, message);
    }
  });

  it('takes a page of many megabytes in little memory, and shows nothing of it that a terminal obeys', () => {
    const series = Array.from({ length: 300_000 }, (_, i) => `big{id="${i}",name="\u001b[31m"} ${i}`).join('\n');
    fs.writeFileSync(path.join(home, 'page'), `# HELP big \u001b[31mred\n# TYPE big gauge\n${series}\n`);
    const { status, stdout, stderr } = run(['page']);
    assert.equal(status, 0, stderr);
    assert.ok(stdout.length < 1000, stdout);
    assert.doesNotMatch(stdout + stderr, /\u001b/);
  });

  describe('from an address', () => {
    let server: http.Server;
    let asked: { readonly url: string | undefined; readonly authorization: string | undefined }[];
    let answer: (response: http.ServerResponse) => void;
    beforeEach(done => {
      asked = [];
      server = http.createServer((request, response) => {
        asked.push({ url: request.url, authorization: request.headers.authorization });
        answer(response);
      });
      server.listen(0, '127.0.0.1', done);
    });
    afterEach(() => void server.close());

    const fetching = (suffix: string, args: readonly string[] = [], user = '') => {
      const { port } = server.address() as AddressInfo;
      return runCliBeside(home, ['catalog', ...args, `http://${user}127.0.0.1:${port}${suffix}`]);
    };

    it('asks for that page, once', async () => {
      answer = response => response.end(page);
      const { status, stdout, stderr } = await fetching('/metrics?a=b');
      assert.equal(status, 0, stderr);
      assert.ok(stdout.endsWith(body), stdout);
      assert.deepEqual(asked, [{ url: '/metrics?a=b', authorization: undefined }]);
    });

    it('signs in as the address says, and shows nothing of it', async () => {
      answer = response => response.end(page);
      const { stdout, stderr } = await fetching('/metrics', [], 'me:secret@');
      assert.equal(asked[0]!.authorization, `Basic ${Buffer.from('me:secret').toString('base64')}`);
      assert.doesNotMatch(stdout + stderr, /secret/);
      assert.match(stdout, /^source: "http:\/\/127/m);
    });

    it('signs in with a password that has a percent sign', async () => {
      answer = response => response.end(page);
      const { status, stderr } = await fetching('/metrics', [], 'me:100%@');
      assert.equal(status, 0, stderr);
      assert.equal(asked[0]!.authorization, `Basic ${Buffer.from('me:100%').toString('base64')}`);
    });

    it('follows no other address', async () => {
      answer = response => response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end();
      const { status, stderr } = await fetching('/metrics');
      assert.equal(status, 2);
      assert.match(stderr, /leads to http:\/\/127\.0\.0\.1:1\/elsewhere, which is not followed/);
      assert.equal(asked.length, 1);
    });

    it('stops reading a page without an end', async () => {
      answer = response => {
        const chunk = 'a 1\n'.repeat(10_000);
        const more = (): void => void response.write(chunk, error => error || more());
        more();
      };
      const { status, stderr } = await fetching('/metrics', ['--max-file-size', '1M']);
      assert.equal(status, 2);
      assert.match(stderr, /larger than 1048576 bytes/);
    });

    it('says what came instead of metrics', async () => {
      answer = response => response.end('<!doctype html><html></html>');
      assert.match((await fetching('/')).stderr, /is a web page/);
      answer = response => response.writeHead(503).end('no');
      assert.match((await fetching('/')).stderr, /answers with status 503/);
      answer = response => response.destroy();
      assert.equal((await fetching('/')).status, 2);
    });
  });
});
