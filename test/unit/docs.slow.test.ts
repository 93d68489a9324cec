// The pipelines of docs/ci.md, run where the package is installed by its name alone.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { brokenRules, samples } from '../harness/docs';
import { packed } from '../harness/packed';

const root = path.join(import.meta.dirname, '../..');

describe('docs/ci.md', () => {
  let home: string;

  before(() => {
    home = brokenRules();
    fs.mkdirSync(path.join(home, 'bin'));
    const script = `#!/bin/sh\nexec "${process.execPath}" "${path.join(root, 'dist/cli.js')}" "$@"\n`;
    fs.writeFileSync(path.join(home, 'bin/ml-alert-rules'), script, { mode: 0o755 });
  });

  function run(script: string) {
    return spawnSync('bash', ['-c', script], {
      cwd: home,
      env: {
        ...process.env,
        ML_ALERT_RULES: packed(),
        npm_config_offline: 'true',
        npm_config_cache: path.join(home, '.npm'),
        PATH: `${path.join(home, 'bin')}:${process.env['PATH']}`,
      },
      encoding: 'utf8',
    });
  }

  it('has a job for GitLab whose report is its artifact', () => {
    const { rules } = parse(samples('yaml').get('.gitlab-ci.yml')!);
    const { status, stderr } = run(rules.script.join('\n'));
    assert.equal(status, 1, stderr);
    const report = JSON.parse(fs.readFileSync(path.join(home, rules.artifacts.reports.codequality), 'utf8'));
    assert.ok(report.length > 3);
  });

  it('has a pipeline for Jenkins whose report is read', () => {
    const text = samples('groovy').get('Jenkinsfile')!;
    const { status, stderr } = run(/sh '(.*)'/.exec(text)![1]!);
    assert.equal(status, 1, stderr);
    const report = fs.readFileSync(path.join(home, /junit '(.*)'/.exec(text)![1]!), 'utf8');
    assert.match(report, /^<\?xml[\s\S]*<failure type="error"/);
  });
});
