// The bytecode that a check or a test leaves for the next one: it changes nothing of what is said, and is believed only where it may be.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const cli = path.join(import.meta.dirname, '../../../dist/cli.js');

describe('kept code', () => {
  let home: string;

  beforeEach(() => {
    home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'kept-code-'));
    fs.writeFileSync(
      path.join(home, 'rules.yaml'),
      'groups:\n- name: a\n  rules:\n  - record: a:b\n    expr: summ(up)\n',
    );
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

  function check(extra: Readonly<Record<string, string>> = {}): string {
    const { status, stdout, stderr } = run(['check', 'rules.yaml'], extra);
    assert.equal(status, 1, stderr);
    assert.equal(stderr, '');
    return stdout;
  }

  function run(args: readonly string[], extra: Readonly<Record<string, string>> = {}) {
    const { CI: _, NODE_DISABLE_COMPILE_CACHE: __, ...env } = process.env;
    return spawnSync(process.execPath, [cli, ...args], {
      cwd: home,
      encoding: 'utf8',
      env: {
        ...env,
        HOME: home,
        XDG_CACHE_HOME: path.join(home, 'cache'),
        LOCALAPPDATA: path.join(home, 'cache'),
        ...extra,
      },
    });
  }

  function kept(): string | undefined {
    const folder = path.join(home, process.platform === 'darwin' ? 'Library/Caches' : 'cache', 'ml-alert-rules');
    const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
    assert.ok(names.length <= 1, names.join());
    return names[0] && path.join(folder, names[0]);
  }

  it('serves the next run, which says the same', () => {
    const first = check();
    const file = kept()!;
    const { ino } = fs.statSync(file);
    assert.equal(check(), first);
    assert.equal(fs.statSync(file).ino, ino);
  });

  it('is kept apart for tests, which need other functions', () => {
    fs.writeFileSync(
      path.join(home, 'test.yaml'),
      "tests:\n- interval: 1m\n  input_series: [{ series: up, values: '1' }]\n  promql_expr_test: [{ expr: up, eval_time: 0, exp_samples: [{ labels: up, value: 1 }] }]\n",
    );
    const runs = [1, 2].map(() => run(['test', 'test.yaml']));
    for (const { status, stdout } of runs) assert.equal(status, 0, stdout);
    assert.equal(runs[0]!.stdout, runs[1]!.stdout);
    assert.match(path.basename(kept()!), /^test-/);
  });

  it('is made anew where it is of another version or broken', () => {
    const first = check();
    const file = kept()!;
    const bytes = fs.readFileSync(file);
    const flipped = Buffer.from(bytes);
    flipped[bytes.length >> 1]! ^= 1;
    for (const other of [Buffer.from('another version\n'), bytes.subarray(0, bytes.length / 2), flipped]) {
      fs.writeFileSync(file, other);
      assert.equal(check(), first);
      assert.ok(!fs.readFileSync(file).equals(other));
      assert.ok(fs.statSync(file).size > bytes.length / 2 + 1);
    }
  });

  it('is not believed where others may write it', function () {
    if (process.platform === 'win32') this.skip();
    check();
    const file = kept()!;
    fs.chmodSync(file, 0o666);
    const { ino } = fs.statSync(file);
    check();
    assert.notEqual(fs.statSync(file).ino, ino);
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  });

  it('is left of the last versions only', () => {
    check();
    const file = kept()!;
    for (let i = 0; i < 8; i++) {
      const other = path.join(path.dirname(file), `check-${i}-v20.0.0-x64`);
      fs.writeFileSync(other, '');
      fs.utimesSync(other, i, i);
    }
    fs.rmSync(file);
    check();
    assert.deepEqual(
      fs.readdirSync(path.dirname(file)).sort(),
      ['check-5-v20.0.0-x64', 'check-6-v20.0.0-x64', 'check-7-v20.0.0-x64', path.basename(file)].sort(),
    );
  });

  it('is not left on machines that are thrown away, nor where it is switched off', () => {
    check({ CI: 'true' });
    check({ NODE_DISABLE_COMPILE_CACHE: '1' });
    assert.equal(kept(), undefined);
  });
});
