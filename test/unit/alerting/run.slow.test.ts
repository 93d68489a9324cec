// The state machine of alerts over random rules: in both ways of evaluating, and against Prometheus' own.
import assert from 'node:assert/strict';
import { alertCase } from '../../fuzz/alertGroups';
import { ours, theirs } from '../../fuzz/alertLines';
import { Random } from '../../fuzz/random';
import { draws } from '../../harness/draws';
import { hasOracle, Oracle } from '../../oracles/ask';

describe('the state machine of alerts, over random rules', () => {
  it('comes to the same at once and evaluation by evaluation', () => {
    const random = new Random(20);
    for (let i = 0; i < draws(160); i++) {
      const one = alertCase(random);
      assert.deepEqual(ours(one), ours(one, false), one.content);
    }
  });

  if (!hasOracle('prometheus')) it("is Prometheus' own (skipped: oracle-prometheus is missing)");
  else {
    let oracle: Oracle;
    before(() => (oracle = new Oracle('prometheus')));
    after(() => oracle.close());

    it("is Prometheus' own", async () => {
      const random = new Random(21);
      for (let i = 0; i < draws(80); i++) {
        const one = alertCase(random);
        assert.deepEqual(ours(one), await theirs(oracle, one), one.content);
      }
    });
  }
});
