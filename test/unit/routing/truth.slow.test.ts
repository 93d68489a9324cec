// Routing held to Alertmanager: a short run against its packages, where their oracles are built.
import assert from 'node:assert/strict';
import { Random } from '../../fuzz/random';
import { compareActive, compareInhibition, compareRoutes } from '../../fuzz/routingCompare';
import { compareObjects } from '../../fuzz/routingObjects';
import { compareTemplates } from '../../fuzz/routingTemplates';
import { hasOracle, Oracle } from '../../oracles/ask';

describe('routing beside Alertmanager', () => {
  it('agrees with it on random questions', async function () {
    if (!hasOracle('alertmanager')) return this.skip();
    const [oracle, random] = [new Oracle('alertmanager'), new Random(Number(process.env['SEED'] ?? 3))];
    const scores = [
      await compareRoutes(oracle, random, 15, 300),
      await compareInhibition(oracle, random, 15, 150),
      await compareActive(oracle, random, 15, 150),
      await compareTemplates(oracle, random, 100),
    ];
    if (hasOracle('operator')) {
      const operator = new Oracle('operator');
      scores.push(await compareObjects(operator, oracle, random, 10, 150));
      operator.close();
    }
    oracle.close();
    for (const { what, differing } of scores) assert.deepEqual(differing, [], what);
  });
});
