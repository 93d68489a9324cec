// The command line in a build: formats for build servers and the pages of checks, as the program prints them.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { build, runCli } from './program';

const bad = 'groups:\n- name: example\n  rules:\n  - record: job:up:sum\n    expr: summ(up)\n';

describe('command line in a build', () => {
  let home: string;

  before(() => build());
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ml-alert-rules-'));
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

  it('prints each format whole, with the same exit status', () => {
    fs.writeFileSync(path.join(home, 'a.yaml'), bad);
    const begins = { sarif: '{ "$schema"', github: '::error file=a.yaml', junit: '<?xml', gitlab: '[\n', json: '{' };
    for (const [format, begin] of Object.entries(begins)) {
      const { status, stdout, stderr } = runCli(home, ['check', '--format', format, 'a.yaml', 'missing.yaml']);
      assert.equal(status, 2);
      if (format === 'github') {
        assert.match(stdout, /^::error file=missing\.yaml::no such file or folder\n::error file=a\.yaml,line=5,/);
      } else assert.ok(stdout.startsWith(begin), stdout.slice(0, 200));
      assert.match(stderr, /missing\.yaml: no such file/);
      assert.equal(runCli(home, ['check', '--format', format, 'a.yaml']).status, 1);
    }
    const { stdout } = runCli(home, ['check', '--format', 'sarif', 'a.yaml', 'missing.yaml']);
    const [run] = JSON.parse(stdout).runs;
    assert.match(run.tool.driver.rules[0].help.markdown, /^# promql\/unknown-function\n\n\*\*error\*\*, since/);
    assert.deepEqual(run.results[0].locations[0].physicalLocation.artifactLocation, {
      uri: 'a.yaml',
      uriBaseId: '%SRCROOT%',
    });
    assert.equal(run.invocations[0].executionSuccessful, false);
  });

  it('explains a check by its page, and lists a family', () => {
    const { status, stdout } = runCli(home, ['explain', 'promql/used-over-free']);
    assert.equal(status, 0);
    assert.match(stdout, /^# promql\/used-over-free\n\n\*\*warning\*\*/);
    assert.doesNotMatch(stdout, /\u001b/);
    const family = runCli(home, ['explain', 'gpu']);
    assert.equal(family.status, 0);
    assert.match(family.stdout, /^gpu\/[\w-]+: \w+\. .*\n(?:gpu\/[\w-]+: \w+\. .*\n)+$/);
  });

  it('proposes near names for an unknown check', () => {
    const proposed = (name: string): string => runCli(home, ['explain', name]).stderr;
    assert.match(
      proposed('promql/used-over-fre'),
      /unknown check "promql\/used-over-fre"; did you mean promql\/used-over-free\?/,
    );
    assert.match(proposed('used-over-free'), /did you mean promql\/used-over-free\?/);
    assert.match(proposed('prom/used-over-free'), /did you mean promql\/used-over-free\?/);
    assert.match(proposed('unknown-label'), /did you mean promql\/unknown-label or routing\/unknown-label\?/);
    assert.match(proposed('../../package'), /lists the checks of a family: alertmanager/);
  });

  it('reports and fails for what is not in the baseline', () => {
    const warned = bad.replace('summ(up)', 'sum by (job) (up)');
    const twice = `${warned}  - record: job:up:sum\n    expr: sum by (job) (up)\n`;
    fs.mkdirSync(path.join(home, 'w'));
    fs.writeFileSync(path.join(home, 'w/a.yaml'), twice);
    const strict = ['check', '--max-warnings', '0'];
    assert.equal(runCli(home, [...strict, 'w']).status, 1);
    const written = runCli(home, [...strict, '--write-baseline', 'base.json', 'w']);
    assert.deepEqual([written.status, written.stdout], [0, '1 file judged: no findings (1 more in the baseline)\n']);
    assert.equal(runCli(home, [...strict, '--baseline', 'base.json', 'w']).status, 0);
    assert.equal(runCli(path.join(home, 'w'), [...strict, '--baseline', '../base.json', 'a.yaml']).status, 0);
    fs.writeFileSync(
      path.join(home, 'w/a.yaml'),
      `# moved\n${twice}  - record: job:up:sum\n    expr: sum by (job) (up)\n`,
    );
    const grown = runCli(home, [...strict, '--baseline', 'base.json', '--format', 'json', 'w']);
    assert.equal(grown.status, 1);
    assert.deepEqual(
      JSON.parse(grown.stdout).findings.map((finding: { range: { start: unknown } }) => finding.range.start),
      [{ line: 8, character: 12 }],
    );
    fs.writeFileSync(path.join(home, 'w/a.yaml'), warned);
    const shrunk = runCli(home, [...strict, '--baseline', 'base.json', 'w']);
    assert.equal(shrunk.status, 0);
    assert.match(
      shrunk.stderr,
      /base\.json: 1 finding is no longer there, --write-baseline takes it out \(w\/a\.yaml: rules\/duplicate-rule in job:up:sum\)/,
    );
  });

  it('has no place for errors in a baseline', () => {
    fs.writeFileSync(path.join(home, 'a.yaml'), bad);
    const written = runCli(home, ['check', '--write-baseline', 'base.json', 'a.yaml']);
    assert.equal(written.status, 1);
    assert.match(written.stdout, /unknown-function/);
    assert.equal(runCli(home, ['check', '--baseline', 'base.json', 'a.yaml']).status, 1);
    const missing = runCli(home, ['check', '--baseline', 'no.json', 'a.yaml']);
    assert.deepEqual([missing.status, missing.stdout], [2, '']);
    assert.match(
      missing.stderr,
      /cannot read the baseline no\.json: no such file or folder; --write-baseline no\.json makes one/,
    );
  });
});
