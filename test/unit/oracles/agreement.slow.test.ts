// A few hundred inputs of every kind against the real tools, where these have been built; `npm run fuzz:oracle` asks more.
import assert from 'node:assert/strict';
import { compare } from '../../fuzz/compare';
import { KINDS } from '../../fuzz/kinds';
import { alertmanagerNulls } from '../../fuzz/nulls';
import { draws } from '../../harness/draws';
import { hasOracle, Oracle, type OracleName } from '../../oracles/ask';
import { createJudge } from '../../oracles/ours';

/** How many inputs at length. */
const counts: Readonly<Record<string, readonly [OracleName, number]>> = {
  rules: ['prometheus', 300],
  promql: ['prometheus', 1000],
  'promql-all': ['prometheus', 1000],
  template: ['prometheus', 3000],
  yaml: ['prometheus', 500],
  'yaml-rules': ['prometheus', 300],
  encodings: ['prometheus', 300],
  alertmanager: ['alertmanager', 300],
  secret: ['alertmanager', 300],
  matchers: ['alertmanager', 1000],
  'yaml-alertmanager': ['alertmanager', 300],
  k8s: ['operator', 200],
  'yaml-k8s': ['operator', 200],
};

describe('agreement with the real tools', () => {
  for (const [name, [oracleName, atLength]] of Object.entries(counts)) {
    const count = draws(atLength);
    if (!hasOracle(oracleName)) {
      it(
        `holds for ${name} (skipped: 1 test, .oracles/oracle-${oracleName} is missing, test/oracles/build.sh builds it)`,
      );
      continue;
    }
    it(`holds for ${count} inputs of ${name}`, async () => {
      const oracle = new Oracle(oracleName);
      const found = await compare(KINDS[name]!(), oracle, { seed: 20261, count, minimized: 3 });
      oracle.close();
      assert.deepEqual(found.differences, []);
    });
  }

  it('holds for nulls in Alertmanager configurations, in all spellings', async function () {
    if (!hasOracle('alertmanager')) return this.skip();
    const oracle = new Oracle('alertmanager');
    const judge = createJudge({ as: 'alertmanager' });
    // A thirteenth meets every spelling, as there are ten.
    const contents = [...alertmanagerNulls()].filter((_, i) => i % 13 === 0);
    const answers = await oracle.ask<{ ok: boolean }>(contents.map(content => ({ op: 'config', content })));
    oracle.close();
    const differing = contents.filter((content, i) => (judge.text(content).length === 0) !== answers[i]!.ok);
    assert.deepEqual(differing, []);
  });
});
