// A repository that somebody made to hold up, fill or mislead whoever opens it: the command line and the language server answer
// all the same, and soon.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver';
import { Client } from './client';
import { build, cliFile, runCli } from './program';

const rules = 'groups:\n- name: example\n  rules:\n  - alert: Example\n    expr: DCGM_FI_DEV_GPU_TEMP > 90\n';
const routing = (matcher: string): string =>
  `route:\n  receiver: all\n  routes:\n  - receiver: ml\n    matchers: ['${matcher}']\nreceivers:\n- name: all\n- name: ml\n`;

describe('a hostile repository', () => {
  let folder: string;
  let home: string;
  let outside: string;
  const at = (name: string): string => path.join(home, name);

  before(async function () {
    if (process.platform === 'win32') this.skip();
    build();
  });

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'ml-alert-rules-'));
    home = path.join(folder, 'repository');
    outside = path.join(folder, 'outside');
    fs.mkdirSync(home);
    fs.mkdirSync(outside);
    fs.writeFileSync(at('rules.yaml'), rules);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function check(args: readonly string[], input = '') {
    const { status, stdout, stderr, error } = runCli(home, ['check', ...args], { input });
    assert.equal(error, undefined, `${args.join(' ')} came to no end`);
    return { status, stdout, stderr };
  }

  const fifo = (name: string): void => void execFileSync('mkfifo', [at(name)]);

  describe('on the command line', () => {
    it('has a .gitignore and rule files that are no files', () => {
      fs.symlinkSync('/dev/zero', at('.gitignore'));
      fifo('a.yaml');
      fs.symlinkSync('/dev/zero', at('b.yaml'));
      fs.mkdirSync(at('sub'));
      fifo('sub/.gitignore');
      fs.symlinkSync('/', at('sub/root'));
      const { status, stdout, stderr } = check(['.']);
      assert.match(stdout, /^1 file judged/m);
      assert.equal(status, 0, stderr);
      assert.match(stderr, /root: a link that leads out of the folder/);
    });

    it('has a configuration that is no file, or that leads elsewhere', () => {
      fs.writeFileSync(path.join(outside, 'secret'), 'target: {prometheus: a secret}\n');
      const kinds: Readonly<Record<string, () => void>> = {
        'not a regular file': () => fifo('.ml-alert-rules.yaml'),
        'a link that leads out': () => fs.symlinkSync('/etc/hostname', at('.ml-alert-rules.yaml')),
        'leads out': () => fs.symlinkSync('../outside/secret', at('.ml-alert-rules.yaml')),
        regular: () => fs.symlinkSync('/dev/zero', at('.ml-alert-rules.yaml')),
      };
      for (const [reason, make] of Object.entries(kinds)) {
        make();
        const { status, stderr } = check(['.']);
        assert.equal(status, 2);
        assert.match(stderr, new RegExp(`cannot read the configuration .*: .*${reason}`));
        assert.doesNotMatch(stderr, /a secret/);
        fs.rmSync(at('.ml-alert-rules.yaml'));
      }
    });

    it('is read as far as it was named', () => {
      fs.writeFileSync(path.join(outside, 'other.yaml'), rules);
      fs.symlinkSync('../outside/other.yaml', at('link.yaml'));
      fs.symlinkSync('../outside', at('elsewhere'));
      assert.match(check(['link.yaml', 'elsewhere']).stdout, /^1 file judged|^2 files judged/m);
      fifo('pipe.yaml');
      for (const name of ['pipe.yaml', '/dev/zero']) {
        const { status, stderr } = check([name]);
        assert.equal(status, 2);
        assert.match(stderr, /neither a file nor a folder/);
      }
      for (const option of ['--files-from', '--config']) {
        const { status, stderr } = check([option, '/dev/zero', 'rules.yaml']);
        assert.equal(status, 2);
        assert.match(stderr, /larger than/);
      }
      const piped = check(['--stdin-filename', 'x.yaml', '--max-file-size', '10'], rules);
      assert.match(piped.stderr, /x\.yaml: larger than 10 bytes/);
      assert.equal(piped.status, 2);
    });

    it('may be listed by another command', () => {
      const { stdout, status } = spawnSync(
        'bash',
        [
          '-c',
          `"$0" "$1" check --files-from <(echo rules.yaml) --config <(echo 'checks: {}')`,
          process.execPath,
          cliFile,
        ],
        { cwd: home, encoding: 'utf8', timeout: 600_000 },
      );
      assert.match(stdout, /^1 file judged/m);
      assert.equal(status, 0);
    });
  });

  describe('in what is printed', () => {
    const wild = /[^\P{Cc}\n\t]|\p{Bidi_Control}|\p{Zl}|\p{Zp}|^\s*::|##(?:vso)?\[/mu;
    const sign = '\u202e\u2066\u001b[2J\u009b31m\u2028##vso[task.x]y';
    const name = '::error::x\n::error::y\u001b[31m\u202e.yaml';

    it('obeys no terminal and no build server', () => {
      const text = `groups:\n- name: g\n  rules:\n  - alert: "A"\n    expr: 'summ(up{job="${sign.replaceAll('\u001b', '')}"})'\n    labels:\n      "${sign.replaceAll('\u001b', '\\e')}\\n::error::z": x\n      ? "k"\n::error::here: 1\n`;
      fs.rmSync(at('rules.yaml'));
      fs.writeFileSync(at(name), text);
      for (const file of ['\u001b[2J.yaml', '::error::\nx.rules']) fs.symlinkSync('/etc', at(file));
      fs.writeFileSync(at('.ml-alert-rules.yaml'), `target: {prometheus: "\\e[2J\\n::error::\\u202e"}\n`);
      for (const args of [
        ['.'],
        ['--format', 'json', '.'],
        [name],
        [`gone${name}`],
        [`--${name}`],
        ['--as', name, '.'],
      ]) {
        const { stdout, stderr } = check(args);
        assert.doesNotMatch(stdout, wild, args.join(' '));
        assert.doesNotMatch(stderr, wild, args.join(' '));
        assert.ok((stdout + stderr).length > 50);
      }
      const { files, findings } = JSON.parse(check(['--format', 'json', '.']).stdout);
      assert.equal(files.at(-1).path, name);
      assert.ok(findings.length > 0);
    });

    it('points at the characters below which it marks', () => {
      fs.writeFileSync(at('rules.yaml'), rules.replace('expr: ', 'expr: "\\\\" + summ(up) # \u202e '));
      const [head, line, carets] = check(['rules.yaml']).stdout.split('\n');
      assert.match(head!, /error/);
      assert.match(line!, /\\u202e/);
      assert.match(carets!, /^ +\^+$/);
    });

    it('is a part of a line that is very long', () => {
      const filler = 'x'.repeat(100_000);
      fs.writeFileSync(
        at('rules.yaml'),
        `{groups: [{name: g, rules: [{record: "a:${filler}", expr: "summ(${filler})"}]}]}\n`,
      );
      const { stdout } = check(['rules.yaml']);
      const [, line, carets] = stdout.split('\n');
      assert.ok(line!.length < 500 && /^ +…/.test(line!));
      assert.ok(carets!.length < 500 && carets!.endsWith('^'));
    });
  });

  describe('in the editor', () => {
    let client: Client | undefined;
    afterEach(() => client?.stop());

    const isLost = (all: readonly Diagnostic[]): boolean => all.some(one => one.code === 'routing/root-receiver-only');

    it('is looked through to its end and not beyond', async () => {
      fs.writeFileSync(at('am.yaml'), routing('team="ml"'));
      // Would route the alert, if it were read.
      fs.writeFileSync(path.join(outside, 'am.yaml'), routing('alertname="Example"'));
      fs.symlinkSync('../outside', at('elsewhere'));
      fs.symlinkSync('../outside/am.yaml', at('link.yaml'));
      fs.symlinkSync('/', at('root'));
      fs.symlinkSync('/dev/zero', at('zero.yaml'));
      fs.symlinkSync('/dev/zero', at('.gitignore'));
      fifo('.ml-alert-rules.yaml');
      fifo('pipe.yaml');
      const uri = pathToFileURL(home).href;
      client = await Client.start({ folders: [uri] });
      const said = client.next<{ message: string }>('window/logMessage', ({ message }) => /not read/.test(message));
      client.open(`${uri}/rules.yaml`, rules);
      await client.diagnostics(`${uri}/rules.yaml`, undefined, isLost);
      assert.match((await said).message, /\.ml-alert-rules\.yaml: The configuration is not read: not a regular file/);
      // The editor tells of every name below the folder.
      const changes = ['link.yaml', 'zero.yaml', 'pipe.yaml', '.ml-alert-rules.yaml'].map(name => ({
        uri: `${uri}/${name}`,
        type: 2,
      }));
      client.notify('workspace/didChangeWatchedFiles', { changes });
      client.change(`${uri}/rules.yaml`, 2, [{ text: `${rules}\n` }]);
      await client.diagnostics(`${uri}/rules.yaml`, 2, isLost);
    });
  });
});
