// Routing held to Alertmanager: answers that were recorded from its packages, and a short run against them where they are there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { labelsIn } from '../../../server/src/routing/conditions';
import { routesTaking } from '../../../server/src/routing/tree';
import { defaultTemplates } from '../../../server/src/template/defaultTemplates';
import { renderNotification } from '../../../server/src/template/notification';
import { Random } from '../../fuzz/random';
import {
  canonical,
  compareActive,
  compareInhibition,
  compareRoutes,
  configurationFrom,
  matchOf,
} from '../../fuzz/routingCompare';
import { compareObjects } from '../../fuzz/routingObjects';
import type { Recorded } from '../../fuzz/routingRecord';
import { compareTemplates } from '../../fuzz/routingTemplates';
import { hasOracle, Oracle } from '../../oracles/ask';

const folder = path.join(import.meta.dirname, '../../fixtures/routing');
const lines = <K extends keyof Recorded>(name: K): Recorded[K] =>
  fs
    .readFileSync(path.join(folder, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line)) as unknown as Recorded[K];
const recorded: Recorded = { routes: lines('routes'), templates: lines('templates') };

describe('routing as Alertmanager does it', () => {
  it('finds the recorded routes, groups and times', () => {
    assert.ok(recorded.routes.length >= 10);
    for (const { content, cases } of recorded.routes) {
      const { tree } = configurationFrom(content);
      for (const { labels, matches } of cases) {
        const mine = routesTaking(tree, labelsIn(labels)).map(({ route }) => matchOf(route, labels));
        assert.equal(canonical(mine), canonical(matches), content);
      }
    }
  });

  it('renders the default templates as recorded', () => {
    const told = new Set(recorded.templates.map(({ name }) => name));
    assert.deepEqual(
      [...defaultTemplates()].filter(name => !told.has(name)),
      ['email.default.html'],
    );
    for (const { text, data, output } of recorded.templates)
      assert.equal(renderNotification(text, data).text, output, text);
  });

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
