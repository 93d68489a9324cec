// Tries the hooks with the real pre-commit: installs them from a commit of this repository into a fresh one and runs them.
// usage: npm run test:pre-commit      (needs `pre-commit` and `git` on the path, and the npm registry)
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'ml-alert-rules-hooks-'));
const repository = path.join(home, 'repository');
const environment = { ...process.env, PRE_COMMIT_HOME: path.join(home, 'cache'), PRE_COMMIT_COLOR: 'never' };

function run(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: repository,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  return { status, output: stdout + stderr };
}

function git(...args) {
  const { status, output } = run('git', '-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args);
  assert.equal(status, 0, output);
  return output.trim();
}

const rule = quantile =>
  `groups:\n- name: a\n  rules:\n  - record: a:b\n    expr: histogram_quantile(${quantile}, sum by (le) (rate(x_bucket[5m])))\n`;

try {
  fs.mkdirSync(repository);
  git('init', '-q');
  const commit = git('-C', root, 'rev-parse', 'HEAD');
  const put = (name, text) => {
    fs.mkdirSync(path.dirname(path.join(repository, name)), { recursive: true });
    fs.writeFileSync(path.join(repository, name), text);
    git('add', name);
  };
  const hooks = id => `repos:\n- repo: file://${root}\n  rev: ${commit}\n  hooks:\n  - id: ${id}\n`;
  put('.pre-commit-config.yaml', hooks('ml-alert-rules'));
  put('.ml-alert-rules.yaml', 'ignore: [old/]\n');
  put('good.yaml', rule('0.95'));
  put('with blank/exporter.py', "from prometheus_client import Gauge\nx = Gauge('model_cache_hits', 'Hits')\n");
  put('old/refused.yaml', rule('0.95').replace('rate', 'rat'));
  put('notes.txt', 'summ(up)\n');

  const good = run('pre-commit', 'run', '--all-files');
  assert.equal(good.status, 0, good.output);
  assert.match(good.output, /ML Alert Rules\.+Passed/);

  put('with blank/refused.yaml', rule('0.95').replace('rate', 'rat'));
  const refused = run('pre-commit', 'run');
  assert.equal(refused.status, 1, refused.output);
  assert.match(refused.output, /with blank\/refused\.yaml:5:\d+: error: .*\(promql\/unknown-function\)/);
  assert.match(refused.output, /2 of 4 files judged: 1 error/);

  git('rm', '-qf', 'with blank/refused.yaml');
  put('.pre-commit-config.yaml', hooks('ml-alert-rules-fix'));
  put('quantile.yaml', rule('95'));
  const fixed = run('pre-commit', 'run');
  assert.equal(fixed.status, 1, fixed.output);
  assert.match(fixed.output, /files were modified by this hook/);
  assert.equal(fs.readFileSync(path.join(repository, 'quantile.yaml'), 'utf8'), rule('0.95'));
  git('add', 'quantile.yaml');
  const again = run('pre-commit', 'run');
  assert.equal(again.status, 0, again.output);
  console.log(`${run('pre-commit', '--version').output.trim()}: 4 passed, 0 failed`);
} finally {
  fs.rmSync(home, { recursive: true, force: true });
}
