// `ml-alert-rules query` as a user runs it: on simulated data and on a server, and everything that cannot be.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { build, cliFile, runCli } from './program';

const hot = 'DCGM_FI_DEV_GPU_TEMP{Hostname="gpu-node-3"} > 85';
const at = ['--at', '2026-03-02T14:15:00Z'];

describe('ml-alert-rules query', () => {
  let home: string;

  before(() => build());
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ml-alert-rules-'));
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

  const query = (...args: readonly string[]) => runCli(home, ['query', ...args]);

  /** The same while this process answers as a server. */
  async function beside(...args: readonly string[]) {
    const child = spawn(process.execPath, [cliFile, 'query', ...args], {
      cwd: home,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', text => (texts[name] += text));
    const [status] = (await once(child, 'close')) as [number];
    return { status, ...texts };
  }

  it('answers from a simulation, and says so', async () => {
    const text = await query(hot, '--simulate', 'thermal-runaway', ...at);
    assert.equal(text.status, 0, text.stderr);
    const [note, ...lines] = text.stdout.trim().split('\n');
    assert.match(note!, /^# .*simulated/);
    assert.equal(lines.length, 8);
    assert.match(lines[0]!, /^DCGM_FI_DEV_GPU_TEMP\{.*Hostname="gpu-node-3".*\} \d+$/);
    const json = await query(hot, '--simulate=thermal-runaway', ...at, '--format', 'json');
    const shown = JSON.parse(json.stdout);
    assert.equal(shown.simulated, true);
    assert.deepEqual(shown.source, { kind: 'simulated', scenario: 'thermal-runaway' });
    assert.equal(shown.resultType, 'vector');
    assert.equal(shown.result.length, 8);
  });

  it('chooses the scenario that the expression is about where none is named', async () => {
    const chosen = await query(hot, '--simulate', ...at, '--format', 'json');
    assert.equal(JSON.parse(chosen.stdout).source.scenario, 'thermal-runaway', chosen.stderr);
    const named = await query('DCGM_FI_DEV_GPU_TEMP{cluster="prod"}', '--simulate', 'healthy-month', ...at);
    assert.match(named.stdout, /cluster="prod"/);
  });

  it('answers ranges in both formats', async () => {
    const window = ['--start', '2026-03-02T13:00:00Z', '--end', '1772467200', '--step', '5m'];
    const json = await query(
      'max(DCGM_FI_DEV_GPU_TEMP)',
      '--simulate',
      'thermal-runaway',
      ...window,
      '--format',
      'json',
    );
    const { result, start, step } = JSON.parse(json.stdout);
    assert.equal(start, Date.parse('2026-03-02T13:00:00Z') / 1000);
    assert.equal(step, 300);
    assert.equal(result[0].values.length, 37);
    const text = await query('max(DCGM_FI_DEV_GPU_TEMP)', '--simulate', 'thermal-runaway', ...window);
    assert.match(text.stdout, /37 points, lowest \d+, highest \d+/);
  });

  it('reads a scenario from a file, and tells what is wrong with it at its place', async () => {
    const scenario =
      'title: Mine\nabout: Hot.\nextends: [platform]\ntargets:\n  dcgm-exporter:\n    signals:\n      heat: [{ level: 60 }]\n';
    fs.writeFileSync(path.join(home, 'mine.yaml'), scenario);
    const hotter = await query('min(DCGM_FI_DEV_GPU_TEMP) > 85', '--simulate', './mine.yaml', ...at);
    assert.equal(hotter.status, 0, hotter.stderr);
    assert.match(hotter.stdout, /Mine/);
    fs.writeFileSync(path.join(home, 'mine.yaml'), `${scenario}speed: 3\n`);
    const wrong = await query('up', '--simulate', './mine.yaml', ...at);
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /mine\.yaml:8:1: .*speed/);
    fs.writeFileSync(path.join(home, 'mine.yaml'), scenario.replace('heat:', 'haet:'));
    const unknown = await query('up', '--simulate', './mine.yaml', ...at);
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /mine\.yaml:7:7: Nothing follows the signal `haet`; did you mean `heat`\?/);
  });

  it('finds the scenarios that the configuration names', async () => {
    fs.writeFileSync(path.join(home, '.ml-alert-rules.yaml'), 'scenarios: [sim/*.yaml]\n');
    fs.mkdirSync(path.join(home, 'sim'));
    fs.writeFileSync(path.join(home, 'sim/quiet.yaml'), 'title: Quiet\nabout: Nothing.\nextends: [platform]\n');
    const found = await query('count(up{job="dcgm-exporter"})', '--simulate', 'quiet', ...at);
    assert.equal(found.status, 0, found.stderr);
    assert.match(found.stdout, /\n\{\} 8\n/);
  });

  it('ends with 2 and one sentence where there is no answer', async () => {
    const cases: readonly (readonly [args: readonly string[], message: RegExp])[] = [
      [[], /no expression/],
      [['up'], /--server URL.*--simulate/],
      [['up', '--simulate', 'nothing'], /no scenario nothing; known are .*thermal-runaway/],
      [['up', '--simulate', 'xid-79', '--server', 'http://x'], /exclude each other/],
      [['up', '--simulate', 'xid-79', '--at', 'yesterday'], /--at needs a time such as/],
      [['up', '--simulate', 'xid-79', '--start', 'now'], /--start and --end go together/],
      [['up', '--simulate', 'xid-79', '--step', '5m'], /--step goes with/],
      [['up', '--simulate', 'xid-79', '--header', 'a: b'], /--header goes with --server/],
      [['sum(', '--simulate', 'xid-79'], /\n {2}sum\(\n {6}\^/],
      [['up', '--server', 'ftp://x'], /--server: The address must begin with http/],
    ];
    for (const [args, message] of cases) {
      const { status, stderr, stdout } = await query(...args);
      assert.equal(status, 2, `${args.join(' ')}: ${stderr}`);
      assert.match(stderr, message);
      assert.equal(stdout, '');
    }
  });

  it('asks a server with the headers that were given, and shows none of them', async () => {
    const seen: (string | undefined)[] = [];
    const server = http.createServer((request, response) => {
      seen.push(request.headers.authorization, String(request.headers['x-scope-orgid']));
      if (seen.length > 2) response.statusCode = 401;
      const data = { resultType: 'vector', result: [{ metric: { __name__: 'up' }, value: [1772460000, '1'] }] };
      response.end(JSON.stringify({ status: 'success', data }));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    try {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const headers = ['--header', 'Authorization: Bearer s3cret', '--header', 'X-Scope-OrgID: team-a'];
      const { stdout, status } = await beside('up', '--server', address, ...headers, ...at);
      assert.equal(status, 0);
      assert.equal(stdout, 'up 1\n');
      assert.deepEqual(seen, ['Bearer s3cret', 'team-a']);
      const refused = await beside('up', '--server', address, ...headers, ...at);
      assert.equal(refused.status, 2);
      assert.ok(!refused.stderr.includes('s3cret'));
    } finally {
      server.close();
    }
  });
});
