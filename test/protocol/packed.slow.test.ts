// The packed package: what is in it, and that an installed copy works without anything else. And the action that runs it.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { packed, temporaryFolder } from '../harness/packed';

const root = path.join(import.meta.dirname, '../..');
const bad = 'groups:\n- name: a\n  rules:\n  - record: b\n    expr: summ(up)\n';

describe('packed package', () => {
  let home: string;

  before(() => {
    home = temporaryFolder('installed');
    fs.writeFileSync(path.join(home, 'package.json'), '{}');
    fs.writeFileSync(path.join(home, 'a.yaml'), bad);
    execFileSync('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', packed()], {
      cwd: home,
      stdio: 'pipe',
    });
  });

  const npx = (args: readonly string[], input = '') =>
    spawnSync('npx', ['--no-install', 'ml-alert-rules', ...args], { cwd: home, input, encoding: 'utf8' });

  it('holds these files and no others, and needs no packages', () => {
    const listed = execFileSync('tar', ['tzf', packed()], { encoding: 'utf8' }).trim().split('\n');
    const shortened = listed.map(file => file.replace(/\/docs\/checks\/[^/]+\/[^/]+\.md$/, '/docs/checks/*/*.md'));
    assert.deepEqual(
      [...new Set(shortened)].sort(),
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'dist/cli.js',
        'dist/protocol.js',
        'dist/server.js',
        'docs/catalogs.md',
        'docs/checks/*/*.md',
        'docs/checks/README.md',
        'docs/ci.md',
        'docs/preview.md',
        'docs/routing.md',
        'docs/scenarios.md',
        'docs/schemas/catalog.schema.json',
        'docs/schemas/configuration.schema.json',
        'docs/schemas/scenario.schema.json',
        'docs/servers.md',
        'docs/unit-tests.md',
        'package.json',
      ].map(name => `package/${name}`),
    );
    assert.deepEqual(
      fs.readdirSync(path.join(home, 'node_modules')).filter(name => !name.startsWith('.')),
      ['ml-alert-rules'],
    );
  });

  it('checks, also twice, as the second run takes what the first left', () => {
    for (const _ of [1, 2]) {
      const { status, stdout, stderr } = npx(['check', '--format', 'sarif', 'a.yaml']);
      assert.equal(status, 1, stderr);
      assert.match(JSON.parse(stdout).runs[0].tool.driver.rules[0].help.text, /^# promql\/unknown-function/);
    }
  });

  it('explains checks', () => {
    assert.match(npx(['explain', 'gpu/last-xid']).stdout, /^# gpu\/last-xid\n/);
  });

  it('is a language server', async () => {
    const server = spawn('npx', ['--no-install', 'ml-alert-rules', 'lsp'], {
      cwd: home,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const send = (body: object): void => {
      const text = JSON.stringify({ jsonrpc: '2.0', ...body });
      server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    };
    send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    let answer = '';
    for await (const chunk of server.stdout.setEncoding('utf8')) {
      answer += chunk;
      if (answer.includes('"hoverProvider":true')) break;
    }
    assert.match(answer, /"id":1,"result":\{/);
    const ended = new Promise(resolve => server.on('exit', resolve));
    server.stdin.end();
    await ended;
  });

  it('runs straight from the file with npx', () => {
    const folder = temporaryFolder('npx');
    const args = ['--yes', '--offline', '--package', packed(), 'ml-alert-rules', '--version'];
    const env = { ...process.env, npm_config_cache: path.join(folder, 'cache') };
    const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
    assert.equal(execFileSync('npx', args, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }), `${version}\n`);
  });
});

describe('action', () => {
  interface Action {
    readonly inputs: Readonly<Record<string, { readonly default: string }>>;
    readonly runs: {
      readonly using: string;
      readonly steps: readonly { readonly shell: string; readonly env: Record<string, string>; readonly run: string }[];
    };
  }
  const action = parse(fs.readFileSync(path.join(root, 'action.yml'), 'utf8')) as Action;

  /** Runs the action's steps as a runner does; its scripts are given nothing but their environment. */
  function run(home: string, inputs: Readonly<Record<string, string>>) {
    const given = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default]));
    const values: Readonly<Record<string, string>> = {
      'github.action_path': root,
      'runner.temp': path.join(home, '.temp'),
      ...Object.fromEntries(Object.entries({ ...given, ...inputs }).map(([name, text]) => [`inputs.${name}`, text])),
    };
    const fill = (text: string): string =>
      text.replace(/\$\{\{ ([\w.]+) \}\}/g, (_, name: string) => values[name] ?? assert.fail(name));
    let last: { readonly status: number | null; readonly stdout: string; readonly stderr: string } | undefined;
    for (const { shell, env, run } of action.runs.steps) {
      assert.equal(shell, 'bash');
      assert.ok(!run.includes('${{'), 'what is filled into a script is run by it');
      last = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
        cwd: home,
        env: {
          ...process.env,
          GITHUB_WORKSPACE: home,
          ...Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fill(text)])),
        },
        encoding: 'utf8',
      });
      if (last.status !== 0) break;
    }
    return last!;
  }

  it('installs the packed package and annotates the files', () => {
    const home = temporaryFolder('action');
    fs.mkdirSync(path.join(home, 'my rules'));
    fs.writeFileSync(path.join(home, 'my rules/a.yaml'), bad);
    const version = packed();
    const failed = run(home, { version, paths: 'my rules\n' });
    assert.equal(failed.status, 1, failed.stderr);
    assert.match(failed.stdout, /^::error file=my rules\/a\.yaml,line=5,endLine=5,col=11,endColumn=14,title=/);
    const written = run(home, { version, format: 'sarif', output: 'out.sarif', args: '--prometheus 3.5' });
    assert.deepEqual([written.status, written.stdout], [1, '']);
    const { runs } = JSON.parse(fs.readFileSync(path.join(home, 'out.sarif'), 'utf8'));
    assert.equal(runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri, 'my%20rules/a.yaml');
    fs.writeFileSync(path.join(home, 'my rules/a.yaml'), bad.replace('summ', 'sum'));
    assert.equal(run(home, { version }).status, 0);
    assert.equal(run(home, { version, args: '--max-warnings 0\n--no-such-option' }).status, 2);
  });

  it('takes nothing that it is given for a command', () => {
    const home = temporaryFolder('action');
    const { status } = run(home, {
      version: packed(),
      paths: '$(touch made)\n`touch made`;',
      args: '$(touch made) * ;touch made',
    });
    assert.equal(status, 2);
    assert.ok(!fs.existsSync(path.join(home, 'made')));
  });
});
