// `--fix` and `--fix-dry-run` as the program does them: what is written where, and in which bytes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { replaceFile } from '../../server/src/cli/fix/replaceFile';
import { build, cliFile, runCli } from './program';

interface Finding {
  readonly check: string;
  readonly severity: string;
}

const rules = (quantile: string): string =>
  `groups:\n- name: é\n  rules:\n  - record: a:b\n    expr: histogram_quantile(${quantile}, sum by (le) (rate(x_bucket[5m])))\n`;
const bad = rules('95');
const good = rules('0.95');

describe('command line that fixes', () => {
  let home: string;

  before(() => build());
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ml-alert-rules-'));
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

  const at = (name: string): string => path.join(home, name);
  const read = (name: string): string => fs.readFileSync(at(name), 'utf8');

  it('writes fixed files and reports what is left', () => {
    fs.writeFileSync(at('a.yaml'), `${bad}  - record: c\n    expr: summ(up)\n`);
    fs.writeFileSync(at('b.yaml'), good);
    const before = fs.statSync(at('b.yaml'));
    const { status, stdout, stderr } = runCli(home, ['check', '--fix', '--format', 'json', '.']);
    assert.equal(status, 1);
    assert.deepEqual(
      JSON.parse(stdout).findings.flatMap((one: Finding) => (one.severity === 'error' ? [one.check] : [])),
      ['promql/unknown-function'],
    );
    assert.equal(stderr, 'ml-alert-rules: a.yaml: fixed promql/quantile-out-of-range\n');
    assert.equal(read('a.yaml'), `${good}  - record: c\n    expr: summ(up)\n`);
    assert.equal(fs.statSync(at('b.yaml')).mtimeMs, before.mtimeMs);
    assert.deepEqual(fs.readdirSync(home).sort(), ['a.yaml', 'b.yaml']);
  });

  it('keeps byte order marks, UTF-16 and line breaks', () => {
    const windows = (text: string): string => text.replaceAll('\n', '\r\n');
    const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
      'marked.yaml': text => Buffer.from(`\ufeff${text}`),
      'little.yaml': text => Buffer.from(`\ufeff${text}`, 'utf16le'),
      'big.yaml': text => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
      'windows.yaml': text => Buffer.from(windows(text)),
    };
    for (const [name, encode] of Object.entries(encodings)) fs.writeFileSync(at(name), encode(bad));
    assert.equal(runCli(home, ['check', '--fix', '.']).status, 0);
    for (const [name, encode] of Object.entries(encodings)) {
      assert.deepEqual(fs.readFileSync(at(name)), encode(good), name);
    }
  });

  it('leaves alone what it cannot decode', () => {
    const bytes = Buffer.concat([Buffer.from(bad), Buffer.from([0x23, 0xff, 0x0a])]);
    fs.writeFileSync(at('a.yaml'), bytes);
    assert.equal(runCli(home, ['check', '--fix', 'a.yaml']).status, 1);
    assert.deepEqual(fs.readFileSync(at('a.yaml')), bytes);
  });

  it('keeps links, permissions and all names of a file', () => {
    fs.mkdirSync(at('real'));
    fs.writeFileSync(at('real/a.yaml'), bad, { mode: 0o640 });
    fs.symlinkSync('real/a.yaml', at('link.yaml'));
    fs.writeFileSync(at('b.yaml'), bad);
    fs.linkSync(at('b.yaml'), at('real/same.txt'));
    assert.equal(runCli(home, ['check', '--fix', 'link.yaml', 'b.yaml']).status, 0);
    assert.ok(fs.lstatSync(at('link.yaml')).isSymbolicLink());
    assert.equal(read('real/a.yaml'), good);
    assert.equal(fs.statSync(at('real/a.yaml')).mode & 0o777, 0o640);
    assert.equal(read('real/same.txt'), good);
  });

  it('does not write read-only files, and says so', () => {
    fs.writeFileSync(at('a.yaml'), bad, { mode: 0o444 });
    const { status, stdout, stderr } = runCli(home, ['check', '--fix', 'a.yaml']);
    assert.equal(status, 2);
    assert.match(stderr, /a\.yaml: read-only, its fixes are not written/);
    assert.match(stdout, /quantile-out-of-range/);
    assert.equal(read('a.yaml'), bad);
  });

  it('does not write over what changed since it was read', () => {
    fs.writeFileSync(at('a.yaml'), 'mine\n');
    assert.equal(replaceFile(at('a.yaml'), bad, good, 1000), 'changed since it was read');
    assert.equal(read('a.yaml'), 'mine\n');
    assert.equal(replaceFile(at('gone.yaml'), bad, good, 1000), 'no such file or folder');
    assert.equal(replaceFile(at('a.yaml'), 'mine\n', 'ours\n', 1000), undefined);
    assert.deepEqual([read('a.yaml'), fs.readdirSync(home)], ['ours\n', ['a.yaml']]);
  });

  it('gives standard input back as it is after the fixes, and reports on the other stream', () => {
    const utf16 = (text: string): string => Buffer.from(`\ufeff${text}`, 'utf16le').toString('latin1');
    const fixed = runCli(home, ['check', '--fix', '--stdin-filename', 'a.yaml'], { input: bad });
    assert.deepEqual([fixed.status, fixed.stdout], [0, good]);
    assert.match(fixed.stderr, /1 file judged: no findings/);
    assert.equal(runCli(home, ['check', '--fix', '--stdin-filename', 'a.yaml'], { input: good }).stdout, good);
    const more = '  - record: c\n    expr: summ(up)\n';
    const failing = runCli(home, ['check', '--fix', '--stdin-filename', 'a.yaml'], { input: bad + more });
    assert.deepEqual([failing.status, failing.stdout], [1, good + more]);
    assert.match(failing.stderr, /a\.yaml:7:\d+: error: /);
    assert.deepEqual(fs.readdirSync(home), []);
    const output = execFileSync(process.execPath, [cliFile, 'check', '--fix', '--stdin-filename', 'a.yaml'], {
      cwd: home,
      input: Buffer.from(utf16(bad), 'latin1'),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    assert.equal(output.toString('latin1'), utf16(good));
  });

  it('shows in a dry run what would be written, as a diff that git applies', () => {
    fs.mkdirSync(at('w'));
    fs.writeFileSync(at('w/a b.yaml'), bad);
    fs.writeFileSync(at('w/c.yaml'), bad.trimEnd());
    const { status, stdout, stderr } = runCli(home, ['check', '--fix-dry-run', 'w']);
    assert.equal(status, 1);
    assert.match(stderr, /w\/a b\.yaml: would fix promql\/quantile-out-of-range\n/);
    assert.deepEqual([read('w/a b.yaml'), read('w/c.yaml')], [bad, bad.trimEnd()]);
    execFileSync('git', ['apply', '-'], { cwd: home, input: stdout });
    assert.deepEqual([read('w/a b.yaml'), read('w/c.yaml')], [good, good.trimEnd()]);
    assert.deepEqual(runCli(home, ['check', '--fix-dry-run', 'w']), { status: 0, stdout: '', stderr: '' });
    assert.equal(runCli(home, ['check', '--fix-dry-run', '--format', 'json', 'w']).status, 2);
  });
});
