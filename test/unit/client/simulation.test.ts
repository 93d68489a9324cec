// Where no server is configured a rule is shown on simulated data: in the scenario that makes it fire, with the fault now.

import { strict as assert } from 'node:assert';
import type { Connected } from '../../../client/src/preview/deps';
import { createSimulations, fittingScenario } from '../../../client/src/preview/simulation';
import { resolveConfig } from '../../../server/src/config/config';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { createService } from '../../../server/src/service';
import { finish } from '../../../server/src/text/slices';
import { shippedCatalog } from '../../harness/judge';

const now = Date.parse('2026-03-02T09:30:00Z');
const uri = 'file:///rules.yaml';

function stage(rules = 'groups: []') {
  const service = createService({
    catalog: shippedCatalog,
    checks: [],
    onFailure: (id, error) => assert.fail(`${id}: ${error}`),
  });
  const workspace = service.workspace(resolveConfig([]));
  const put = (text: string): void => workspace.put('rules.yaml', service.open(text));
  put(rules);
  let longest = 0;
  const simulations = createSimulations({
    facts: async (_, expr) => JSON.parse(JSON.stringify(finish(service.simulationFacts(workspace, expr)))),
    scenarios: async () => ({ own: [], prometheus: '3.16', features: [] }),
    now: () => now,
    async pause() {
      longest++;
    },
  });
  const rule = (expr: string): RulePreview =>
    ({ uri, name: 'Rule', expr, timing: { for: 0, keepFiringFor: 0 } }) as unknown as RulePreview;
  const connect = async (expr: string, scenario = fittingScenario): Promise<Connected> => {
    const connection = await simulations.connect(rule(expr), scenario);
    assert.ok(connection.ok, connection.ok ? '' : connection.text);
    return connection;
  };
  return { simulations, connect, put, pauses: () => longest };
}

async function values(connected: Connected, expr: string, at = now): Promise<readonly number[]> {
  const answer = await connected.source.query(expr, at);
  assert.ok(answer.ok && answer.data.type === 'vector');
  return answer.data.samples.map(({ v }) => v);
}

describe('simulated previews', () => {
  it('show a rule in the scenario that makes it fire, now, and say that it is one', async () => {
    const { connect, pauses } = stage();
    const connected = await connect('DCGM_FI_DEV_GPU_TEMP > 85');
    assert.equal(connected.simulated, true);
    assert.equal(connected.name, 'Thermal runaway');
    assert.equal((await values(connected, 'DCGM_FI_DEV_GPU_TEMP > 85')).length, 8);
    // Parts of the expression, and what templates ask, come from the same cluster.
    assert.equal((await values(connected, 'DCGM_FI_DEV_GPU_TEMP')).length, 64);
    assert.equal((await values(connected, 'count(DCGM_FI_DEV_FB_USED)'))[0], 64);
    assert.ok(pauses() > 0);
  });

  it('keep the source while nothing changes, and another one when a scenario is picked', async () => {
    const { connect, simulations } = stage();
    const expr = 'DCGM_FI_DEV_GPU_TEMP > 85';
    const first = await connect(expr);
    assert.equal((await connect(expr)).key, first.key);
    const healthy = await connect(expr, 'healthy-month');
    assert.notEqual(healthy.key, first.key);
    assert.match(healthy.name, /healthy/);
    assert.deepEqual(await values(healthy, expr), []);
    assert.equal((await connect(expr)).key, first.key);
    assert.ok((await simulations.list(uri)).some(({ name }) => name === 'xid-79'));
  });

  it('leave the data where it is while a threshold is edited', async () => {
    const text = (limit: number): string =>
      `groups:\n- name: g\n  rules:\n  - alert: A\n    expr: my_backlog_items > ${limit}\n`;
    const { connect, put } = stage(text(500));
    const before = await values(await connect('my_backlog_items > 500'), 'my_backlog_items');
    put(text(700));
    const after = await values(await connect('my_backlog_items > 700'), 'my_backlog_items');
    assert.ok(before.length > 0 && before.every(value => value > 500));
    assert.deepEqual(after, before);
  });

  it('say so where the picked scenario is gone', async () => {
    const { simulations } = stage();
    const rule = { uri, name: 'A', expr: 'up', timing: {} } as unknown as RulePreview;
    const connection = await simulations.connect(rule, 'gone');
    assert.ok(!connection.ok);
    assert.match(connection.text, /no scenario gone/);
    assert.deepEqual(connection.actions, ['selectData']);
  });
});
