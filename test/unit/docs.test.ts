// The examples of docs/ci.md do what the page says: they are run, or read by what reads them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { readConfigFile } from '../../server/src/config/file';
import { settings } from '../../server/src/config/schema';
import { packed, temporaryFolder } from '../harness/packed';

const root = path.join(import.meta.dirname, '../..');
const page = fs.readFileSync(path.join(root, 'docs/ci.md'), 'utf8');

/** Samples in a language, by the file name in their first line where they have one. */
function samples(language: string): ReadonlyMap<string, string> {
  const found = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, tag]) => tag === language);
  return new Map(found.map(([, , text], i) => [/^(?:#|\/\/) (\S+)\n/.exec(text!)?.[1] ?? String(i), text!]));
}

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      { readonly steps: readonly { readonly uses: string; readonly with?: Readonly<Record<string, string>> }[] }
    >
  >;
}

describe('docs/ci.md', () => {
  let home: string;

  before(() => {
    home = temporaryFolder('docs');
    fs.cpSync(path.join(root, 'examples/broken'), path.join(home, 'rules'), { recursive: true });
    fs.writeFileSync(
      path.join(home, 'rules/refused.yaml'),
      'groups: [{name: a, rules: [{record: b, expr: summ(up)}]}]\n',
    );
  });

  /** Runs a script where the package is installed by name alone. */
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

  it('calls the command line as it is', () => {
    fs.mkdirSync(path.join(home, 'bin'));
    const script = `#!/bin/sh\nexec "${process.execPath}" "${path.join(root, 'dist/cli.js')}" "$@"\n`;
    fs.writeFileSync(path.join(home, 'bin/ml-alert-rules'), script, { mode: 0o755 });
    const lines = [...samples('sh').values()].flatMap(text => text.trim().split('\n'));
    assert.ok(lines.length >= 6);
    for (const line of lines) {
      assert.match(line, /^ml-alert-rules /);
      const { status, stdout, stderr } = run(line);
      assert.ok(status === 0 || status === 1, `${line}: ${stderr}`);
      assert.notEqual(stdout, '', line);
    }
  });

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

  it('gives the action of GitHub inputs that it has', () => {
    const { inputs } = parse(fs.readFileSync(path.join(root, 'action.yml'), 'utf8'));
    for (const name of ['.github/workflows/rules.yml', '.github/workflows/code-scanning.yml']) {
      const { jobs } = parse(samples('yaml').get(name)!) as Workflow;
      const [step] = Object.values(jobs).flatMap(({ steps }) =>
        steps.filter(({ uses }) => uses.includes('ml-alert-rules')),
      );
      for (const input of Object.keys(step!.with!)) assert.ok(input in inputs, input);
    }
    for (const input of Object.keys(inputs)) assert.ok(page.includes(`\`${input}\``), input);
  });

  it('names hooks of pre-commit that there are', () => {
    const hooks = parse(fs.readFileSync(path.join(root, '.pre-commit-hooks.yaml'), 'utf8')) as {
      readonly id: string;
    }[];
    const { repos } = parse(samples('yaml').get('.pre-commit-config.yaml')!);
    const named = repos[0].hooks.map(({ id }: { readonly id: string }) => id);
    assert.deepEqual(
      named.filter((id: string) => !hooks.some(hook => hook.id === id)),
      [],
    );
    for (const { id } of hooks) assert.ok(page.includes(`\`${id}\``) || named.includes(id), id);
  });

  it('has a configuration with every setting, none of which is complained about', () => {
    const text = samples('yaml').get('.ml-alert-rules.yaml')!;
    assert.deepEqual(readConfigFile(text).problems, []);
    const [document] = parseAllDocuments(text);
    for (const { name } of settings) assert.notEqual(document!.getIn(name.split('.')), undefined, name);
  });
});
