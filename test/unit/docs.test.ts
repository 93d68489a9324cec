// The examples of docs/ci.md do what the page says: they are run, or read by what reads them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { readConfigFile } from '../../server/src/config/file';
import { settings } from '../../server/src/config/schema';
import { brokenRules, page, samples } from '../harness/docs';
import { build, runCli } from '../protocol/program';

const root = path.join(import.meta.dirname, '../..');

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      { readonly steps: readonly { readonly uses: string; readonly with?: Readonly<Record<string, string>> }[] }
    >
  >;
}

describe('docs/ci.md', () => {
  before(() => build());

  it('calls the command line as it is', () => {
    const home = brokenRules();
    const lines = [...samples('sh').values()].flatMap(text => text.trim().split('\n'));
    assert.ok(lines.length >= 6);
    for (const line of lines) {
      const [words] = line.split(/ +#/);
      // What a shell would read otherwise needs one.
      assert.match(words!, /^ml-alert-rules [\w ./:=,-]+$/);
      const [, ...args] = words!.split(' ');
      const { status, stdout, stderr } = runCli(home, args);
      assert.ok(status === 0 || status === 1, `${line}: ${stderr}`);
      assert.notEqual(stdout, '', line);
    }
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
