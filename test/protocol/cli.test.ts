// The command line as users and CI run it: what is judged, what is printed, how it ends.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { build, runCli, spawnCli } from './program';

const root = path.resolve(__dirname, '../..');

interface Report {
  readonly version: string;
  readonly files: readonly { readonly path: string; readonly kinds: readonly string[] }[];
  readonly findings: readonly {
    readonly file: string;
    readonly check: string;
    readonly severity: string;
    readonly range: unknown;
    readonly message: string;
    readonly url: string;
    readonly related: readonly unknown[];
    readonly fixes: readonly unknown[];
  }[];
}

const good = 'groups:\n- name: example\n  rules:\n  - record: job:up:sum\n    expr: sum by (job) (up)\n';
const bad = good.replace('sum by (job) (up)', 'summ(up)');
const warned = `${good}  - record: job:up:sum\n    expr: sum by (job) (up)\n`;

describe('command line', () => {
  let home: string;

  before(() => build());

  beforeEach(() => {
    home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ml-alert-rules-'));
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

  function put(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [name, content] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
      fs.writeFileSync(path.join(home, name), content);
    }
  }

  function run(args: readonly string[], input = '') {
    return runCli(home, args, { input });
  }

  function check(args: readonly string[], input = '') {
    const { status, stdout, stderr } = run(['check', '--format', 'json', ...args], input);
    assert.notEqual(stdout, '', stderr);
    return { status, stderr, report: JSON.parse(stdout) as Report };
  }

  const paths = (report: Report): readonly string[] => report.files.map(file => file.path);
  const ids = (report: Report): readonly string[] => report.findings.map(finding => finding.check);

  it('ends a process of its own as it ends one that stays', () => {
    put({ 'good.yaml': good, 'bad.yaml': bad });
    for (const args of [
      ['check', 'good.yaml'],
      ['check', '--format', 'json', 'bad.yaml'],
      ['check', 'missing.yaml'],
      ['explain', 'promql'],
      ['query', 'sum('],
    ])
      assert.deepEqual(spawnCli(home, args), run(args));
  });

  it('prints findings as JSON with places from 0', () => {
    put({ 'a.yaml': bad });
    const { status, report } = check(['a.yaml']);
    assert.equal(status, 1);
    assert.equal(report.version, JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).version);
    assert.deepEqual(report.files, [{ path: 'a.yaml', kinds: ['rules'] }]);
    const [finding] = report.findings;
    assert.deepEqual(Object.keys(finding!), [
      'file',
      'check',
      'severity',
      'range',
      'message',
      'url',
      'related',
      'fixes',
    ]);
    assert.equal(finding!.check, 'promql/unknown-function');
    assert.deepEqual(finding!.range, { start: { line: 4, character: 10 }, end: { line: 4, character: 14 } });
    assert.equal(finding!.url, 'docs/checks/promql/unknown-function.md');
  });

  it('prints text with the line and carets, places from 1', () => {
    put({ 'a.yaml': bad });
    const { status, stdout } = run(['check', 'a.yaml']);
    assert.equal(status, 1);
    const lines = stdout.split('\n');
    assert.match(lines[0]!, /^a\.yaml:5:11: error: .* \(promql\/unknown-function\)$/);
    assert.deepEqual(lines.slice(1, 3), ['        expr: summ(up)', '              ^^^^']);
    assert.equal(lines[3], '1 file judged: 1 error');
  });

  it('opens the template files that a configuration names', () => {
    put({
      'am/alertmanager.yml':
        "route: {receiver: a, group_by: [alertname]}\nreceivers:\n- name: a\n  slack_configs:\n  - {api_url: http://x, text: '{{ template \"b\" . }}'}\ntemplates:\n- '*.tmpl'\n- ../../*\n",
      'am/a.tmpl': '{{ define "a" }}\n{{ shout . }}{{ end }}',
    });
    const { status, report } = check(['am']);
    assert.equal(status, 1);
    assert.deepEqual(report.findings, [
      {
        file: 'am/alertmanager.yml',
        check: 'alertmanager/invalid-template-file',
        severity: 'error',
        range: { start: { line: 6, character: 2 }, end: { line: 6, character: 10 } },
        message: 'The template file `a.tmpl:2` does not parse: The function `shout` does not exist.',
        url: 'docs/checks/alertmanager/invalid-template-file.md',
        related: [
          {
            file: 'am/a.tmpl',
            range: { start: { line: 1, character: 3 }, end: { line: 1, character: 8 } },
            message: 'The fault is here.',
          },
        ],
        fixes: [],
      },
    ]);
    assert.match(run(['check', 'am']).stdout, /\n {2}see am\/a\.tmpl:2:4: The fault is here\.\n/);
  });

  it('ends with 0, 1 or 2', () => {
    put({ 'good.yaml': good, 'warned.yaml': warned });
    assert.equal(check(['good.yaml']).status, 0);
    assert.equal(check(['warned.yaml']).status, 0);
    assert.equal(check(['--max-warnings', '1', 'warned.yaml']).status, 0);
    assert.equal(check(['--max-warnings', '0', 'warned.yaml']).status, 1);
    const missing = check(['missing.yaml', 'warned.yaml']);
    assert.equal(missing.status, 2);
    assert.match(missing.stderr, /missing\.yaml: no such file/);
    assert.deepEqual(paths(missing.report), ['warned.yaml']);
    for (const args of [
      [],
      ['nonsense'],
      ['check'],
      ['check', '--prometheus', '9.9', 'good.yaml'],
      ['check', '--alertmanager', 'new', 'good.yaml'],
      ['check', '--enable-feature', 'no-such-flag', 'good.yaml'],
      ['check', '--as', 'xml', 'good.yaml'],
      ['check', '--no-such-option', 'good.yaml'],
      ['check', '--format', 'yaml', 'good.yaml'],
      ['check', '--max-warnings', 'many', 'good.yaml'],
      ['preview', 'good.yaml'],
      ['check', '--format', 'Sarif', 'good.yaml'],
      ['explain'],
      ['explain', 'promql/nonsense'],
    ]) {
      const { status, stdout, stderr } = run(args);
      assert.equal(status, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, /^ml-alert-rules: /);
    }
    assert.match(run(['fmt', 'x']).stderr, /not available in this version/);
  });

  it('judges for the version and the features that are named', () => {
    put({ 'a.yaml': good.replace('sum by (job) (up)', 'limitk(1, up)') });
    assert.equal(check(['a.yaml']).status, 1);
    assert.equal(check(['--enable-feature', 'promql-experimental-functions', 'a.yaml']).status, 0);
    assert.equal(check(['--enable-feature', 'all', 'a.yaml']).status, 0);
    const old = check(['--enable-feature', 'all', '--prometheus', '2.42', 'a.yaml']);
    assert.match(old.report.findings[0]!.message, /2\.42/);
  });

  it('takes the kind from the shape, or from --as', () => {
    put({ 'other.yaml': 'services:\n  web: {}\n' });
    const byShape = check(['other.yaml']);
    assert.deepEqual(
      [byShape.status, byShape.report.files, byShape.report.findings],
      [0, [{ path: 'other.yaml', kinds: [] }], []],
    );
    const asRules = check(['--as', 'rules', 'other.yaml']);
    assert.equal(asRules.status, 1);
    assert.deepEqual(asRules.report.files, [{ path: 'other.yaml', kinds: ['rules'] }]);
  });

  it('walks folders, and leaves out what git and packages are', () => {
    put({
      'b/rules.yml': good,
      'b/deep/x.rules': good,
      'b/a.yaml': good,
      'b/notes.txt': bad,
      'b/node_modules/m/rules.yaml': bad,
      'b/.git/rules.yaml': bad,
      'b/env/pyvenv.cfg': '',
      'b/env/rules.yaml': bad,
      'b/.gitignore': 'build/\n*.tmp.yaml\n!kept.tmp.yaml\n',
      'b/build/rules.yaml': bad,
      'b/x.tmp.yaml': bad,
      'b/kept.tmp.yaml': good,
    });
    fs.symlinkSync('..', path.join(home, 'b/deep/loop'));
    const { status, report } = check(['b']);
    assert.equal(status, 0);
    assert.deepEqual(
      paths(report),
      ['b/a.yaml', 'b/deep/x.rules', 'b/kept.tmp.yaml', 'b/rules.yml'].map(name => path.normalize(name)),
    );
  });

  it('reads a folder as one workspace, and files named one by one each alone', () => {
    put({
      'w/exporter.py': "from prometheus_client import Gauge\nx = Gauge('model_cache_hits', 'Hits', ['model'])\n",
      'w/rules.yaml': good.replace('sum by (job) (up)', 'model_cache_hit > 1'),
    });
    assert.deepEqual(ids(check(['w']).report), ['promql/unknown-metric']);
    assert.deepEqual(ids(check(['w/rules.yaml']).report), []);
    const named = check(['--workspace', 'w', 'w/rules.yaml']).report;
    assert.deepEqual(ids(named), ['promql/unknown-metric']);
    assert.deepEqual(paths(named), ['w/rules.yaml']);
  });

  it('reads paths from a list', () => {
    put({ 'a.yaml': good, 'b.yaml': bad, list: 'a.yaml\n\nb.yaml\r\n' });
    assert.deepEqual(paths(check(['--files-from', 'list']).report), ['a.yaml', 'b.yaml']);
    assert.deepEqual(paths(check(['--files-from', '-'], 'b.yaml\n').report), ['b.yaml']);
    assert.equal(run(['check', '--files-from', 'no-list']).status, 2);
  });

  it('judges standard input under a name', () => {
    const { status, report } = check(['--stdin-filename', 'typed.yaml'], bad);
    assert.equal(status, 1);
    assert.deepEqual(paths(report), ['typed.yaml']);
  });

  it('reads UTF-8 and UTF-16, and says what it cannot decode', () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bad, 'utf16le')]);
    const broken = Buffer.concat([Buffer.from(good), Buffer.from('# '), Buffer.from([0xc3, 0x28, 0x0a])]);
    put({ 'bom.yaml': `\ufeff${bad}`, 'utf16.yaml': utf16, 'broken.yaml': broken });
    const { status, report } = check(['bom.yaml', 'utf16.yaml', 'broken.yaml']);
    assert.equal(status, 1);
    assert.deepEqual(
      report.findings.map(finding => [finding.file, finding.check, finding.range]),
      [
        ['bom.yaml', 'promql/unknown-function', { start: { line: 4, character: 10 }, end: { line: 4, character: 14 } }],
        ['broken.yaml', 'yaml/encoding', { start: { line: 5, character: 2 }, end: { line: 5, character: 2 } }],
        [
          'utf16.yaml',
          'promql/unknown-function',
          { start: { line: 4, character: 10 }, end: { line: 4, character: 14 } },
        ],
      ],
    );
  });

  it('refuses files over the size limit and goes on with the others', () => {
    put({ 'a.yaml': good, 'large.yaml': `${good}# ${'x'.repeat(2000)}\n` });
    const { status, stderr, report } = check(['--max-file-size', '1K', 'large.yaml', 'a.yaml']);
    assert.equal(status, 2);
    assert.match(stderr, /large\.yaml: larger than 1024 bytes/);
    assert.deepEqual(paths(report), ['a.yaml']);
  });

  it('goes by the configuration file, and by flags over it', () => {
    put({
      'w/.ml-alert-rules.yaml': 'target:\n  prometheus: "2.42"\nchecks:\n  rules/duplicate-rule: off\nignore: [old]\n',
      'w/a.yaml': warned.replaceAll('sum by (job) (up)', 'limitk(1, up)'),
      'w/old/b.yaml': bad,
    });
    const byFile = check(['w']);
    assert.deepEqual(ids(byFile.report), ['promql/unsupported', 'promql/unsupported']);
    assert.match(byFile.report.findings[0]!.message, /2\.42/);
    assert.deepEqual(ids(check(['--prometheus', '3.16', '--enable-feature', 'all', 'w']).report), []);
    put({ 'own.yaml': 'checks:\n  rules: hint\n' });
    const named = check(['--config', 'own.yaml', '--enable-feature', 'all', 'w/a.yaml']).report;
    assert.deepEqual(
      named.findings.map(finding => [finding.check, finding.severity]),
      [['rules/duplicate-rule', 'hint']],
    );
  });

  it('says what of a configuration is not understood, and ends with 2', () => {
    put({ 'w/.ml-alert-rules.yaml': 'ignore: [old]\nchekcs: {rules: off}\n', 'w/a.yaml': good, 'w/old/b.yaml': bad });
    const { status, stderr, report } = check(['w']);
    assert.equal(status, 2);
    assert.equal(
      stderr,
      'ml-alert-rules: w/.ml-alert-rules.yaml:2:1: `chekcs` is no key of the configuration; did you mean `checks`?\n',
    );
    assert.deepEqual(paths(report), ['w/.ml-alert-rules.yaml', 'w/a.yaml']);
  });

  it('reads paths of a configuration from where it stands', () => {
    put({
      '.git/HEAD': '',
      '.ml-alert-rules.yaml': 'ignore: [w/old/, /w/x.yaml]\n',
      'w/a.yaml': good,
      'w/old/b.yaml': bad,
      'w/deep/old/c.yaml': good,
      'w/x.yaml': bad,
      'w/deep/x.yaml': good,
    });
    const all = ['w/a.yaml', 'w/deep/old/c.yaml', 'w/deep/x.yaml'];
    assert.deepEqual(paths(check(['.']).report), ['.ml-alert-rules.yaml', ...all]);
    assert.deepEqual(paths(check(['w']).report), all);
    assert.deepEqual(paths(check(['w/old/b.yaml', 'w/x.yaml']).report), ['w/old/b.yaml', 'w/x.yaml']);
    // With the workspace a tool lists files, as pre-commit does, and what is left out of it is left out.
    assert.deepEqual(paths(check(['--workspace', '.', 'w/old/b.yaml', 'w/x.yaml', 'w/a.yaml']).report), ['w/a.yaml']);
    assert.equal(check(['--workspace', '.', 'w/old/b.yaml']).status, 0);
  });

  it('tells how each command is called', () => {
    const { stdout } = run(['--help']);
    const commands = [...stdout.matchAll(/ml-alert-rules (\w+)/g)].map(([, command]) => command!);
    assert.ok(commands.includes('test') && commands.length > 7);
    for (const command of commands.filter(one => one !== 'lsp')) {
      for (const word of ['--help', '-h']) {
        const told = run([command, word]);
        assert.deepEqual([told.status, told.stdout], [0, stdout], told.stderr);
      }
    }
  });

  it('runs no unit tests behind the first YAML document, which is all that promtool reads', () => {
    const tests = 'rule_files: [a.yaml]\ntests:\n- input_series: [{series: up, values: 1}]\n';
    put({
      'a.yaml': good,
      't.yaml': tests,
      'comment.yaml': `# tests\n---\n${tests}`,
      'behind.yaml': `  - x: 1\n${tests}`,
    });
    assert.equal(run(['test', 't.yaml', 'comment.yaml']).status, 0);
    const { status, stdout } = run(['test', 'behind.yaml']);
    assert.equal(status, 1);
    assert.match(stdout, /behind\.yaml: only the first YAML document is read/);
  });

  it('warns of unit tests of which promtool runs none, and judges what it reads', () => {
    put({
      'a.yaml': good,
      'dedent.yaml': ' rule_files: [a.yaml]\ntests:\n- input_series: [{series: up, values: 1}]\n',
      'none.yaml': 'rule_files: [a.yaml]\n',
      'empty.yaml': '',
      'wrong.yaml': 'rule_files: []\nevaluation_interval: 1x\n',
    });
    const { status, stdout } = run(['test', 'dedent.yaml', 'none.yaml', 'empty.yaml']);
    assert.equal(status, 0);
    assert.match(stdout, /ok +dedent\.yaml\n +warning: only the first YAML document is read/);
    assert.match(stdout, /ok +none\.yaml\n +warning: this is no file of unit tests/);
    const wrong = run(['test', 'wrong.yaml']);
    assert.equal(wrong.status, 1);
    assert.match(wrong.stdout, /wrong\.yaml:2: `evaluation_interval`/);
  });

  it('writes all of a long report before it ends', () => {
    const many = Array.from({ length: 1000 }, (_, i) => `  - record: job:r${i}:sum\n    expr: summ(up)\n`).join('');
    put({ 'a.yaml': `groups:\n- name: example\n  rules:\n${many}` });
    const { stdout } = spawnCli(home, ['check', '--format', 'json', 'a.yaml']);
    // More than a pipe holds.
    assert.ok(stdout.length > 100_000);
    assert.equal((JSON.parse(stdout) as Report).findings.length, 1000);
  });
});
