// Routing held to Alertmanager: answers that were recorded from its packages (`truth.slow.test.ts` asks them).
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { labelsIn } from '../../../server/src/routing/conditions';
import { routesTaking } from '../../../server/src/routing/tree';
import { defaultTemplates } from '../../../server/src/template/defaultTemplates';
import { canonical, configurationFrom, matchOf } from '../../fuzz/routingCompare';
import type { Recorded } from '../../fuzz/routingRecord';
import { renderNotification } from '../../harness/notification';

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
});
