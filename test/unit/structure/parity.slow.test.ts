// Verdicts of the real tools, recorded in the corpus, against ours; and no input makes the checks throw.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parseYaml } from '../../../server/src/yaml/parse';
import { mutantOf, poolOf } from '../../fuzz/mutateYaml';
import { Random } from '../../fuzz/random';
import { drawn, draws } from '../../harness/draws';
import { checkStructure, newest } from './carets';
import { judge } from './judge';

const corpus = '../shared/corpus';

/** Entries that may differ: a file beside the configuration, or two records that contradict each other. */
const KNOWN: Readonly<Record<string, string>> = {
  'case-templates-func-bad.yml': 'the fault is in a template file, which the structure checks do not read',
  'val-199-11-matcher-bad-regex.yaml':
    'the webhook does not compile the pattern, Alertmanager refuses the configuration made of it; amcfg-*-matcher-re-bad.yaml is recorded as refused for that',
};

describe('verdicts', () => {
  const versions: Readonly<Record<string, readonly string[]>> = {
    rules: ['2.42', '3.0', '3.5', '3.14', '3.16'],
    alertmanager: ['0.25', '0.34'],
    k8s: ['3.16'],
    ml: ['3.16'],
  };
  for (const [kind, list] of Object.entries(versions)) {
    for (const version of list) {
      it(`agree with the recorded ones for ${kind} ${version}`, function () {
        const folder = path.join(corpus, kind);
        if (!fs.existsSync(folder)) {
          console.log('      1 skipped: ../shared is missing');
          this.skip();
        }
        const lines = fs.readFileSync(path.join(folder, 'index.jsonl'), 'utf8').split('\n').filter(Boolean);
        const differing: string[] = [];
        // The newest version judges all.
        for (const line of version === list.at(-1) ? lines : drawn(lines)) {
          const { file, verdicts } = JSON.parse(line) as { file: string; verdicts: Record<string, boolean> };
          const wanted = verdicts[version];
          if (wanted === undefined || KNOWN[file]) continue;
          const errors = judge(kind, fs.readFileSync(path.join(folder, file)), version);
          if ((errors.length === 0) !== wanted) differing.push(`${file}: ${errors[0] ?? 'no error'}`);
        }
        assert.deepEqual(differing, []);
      });
    }
  }
});

describe('structure checks', () => {
  it('never throw and stay inside the text', () => {
    const kinds = ['rules', 'prometheus-rule', 'alertmanager', 'alertmanager-config'] as const;
    const seeds = [
      'groups:\n- name: g\n  rules:\n  - &a {alert: A, expr: up, labels: {x: *a}}\n  - <<: *a\n',
      'apiVersion: monitoring.coreos.com/v1beta1\nkind: AlertmanagerConfig\nmetadata:\n  name: a\nspec:\n  route:\n    receiver: r\n    routes:\n    - &r {receiver: r, routes: [*r]}\n  receivers:\n  - name: r\n    webhookConfigs: [{url: http://x}]\n',
      'global: {slack_api_url: http://x}\nroute:\n  receiver: r\n  routes:\n  - &r\n    matchers: [a=b]\n    routes: [*r]\nreceivers:\n- name: r\n  slack_configs:\n  - &s {channel: "#a", fields: [{title: *s}]}\n',
    ];
    const pool = poolOf(seeds);
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(...kinds), fc.constantFrom(...seeds), (seed, kind, text) => {
        const changed = mutantOf(text, pool, new Random(seed));
        for (const problem of checkStructure(kind, parseYaml(changed).documents[0]?.root, newest)) {
          assert.ok(problem.from >= 0 && problem.from <= problem.to && problem.to <= changed.length, problem.code);
          assert.ok(problem.message.length > 10);
        }
      }),
      { numRuns: draws(600) },
    );
  });
});
