// How many notifications the firings of a rule come to, by the workspace's configuration as the language server reads it.
import assert from 'node:assert/strict';
import { notifiedBy } from '../../../client/src/preview/notified';
import { backtest, fixedLabels } from '../../../server/src/alerting/backtest/backtest';
import { resolveConfig } from '../../../server/src/config/config';
import type { RouteResult } from '../../../server/src/lsp/protocol';
import { Labels } from '../../../server/src/series/labels';
import { createService } from '../../../server/src/service';
import { finish } from '../../../server/src/text/slices';
import { shippedCatalog } from '../../harness/judge';
import { preparedRule } from './prepared';

const minute = 60_000;
const slots = { start: 1_700_000_000_000, step: minute, count: 1_440 };

/** Two GPUs that fire for ten minutes at the same two times of a day. */
const found = backtest({
  slots,
  phase: 'assumed',
  timing: { for: 0, keepFiringFor: 0, limit: 0 },
  labels: fixedLabels('Hot', []),
  columns: ['0', '1'].map(gpu => ({
    labels: Labels.from({ gpu }),
    values: new Float64Array(slots.count).fill(90),
    present: Uint8Array.from({ length: slots.count }, (_, i) => (i % 720 >= 100 && i % 720 < 110 ? 1 : 0)),
  })),
});

async function counted(configuration: string) {
  const service = createService({ catalog: shippedCatalog, onFailure: (_, error) => assert.fail(String(error)) });
  const workspace = service.workspace(resolveConfig([]));
  if (configuration !== '') workspace.put('file:///a/am.yml', service.open(configuration));
  const route = async (params: object): Promise<RouteResult> =>
    finish(service.route(workspace, params as Parameters<typeof service.route>[1])) as unknown as RouteResult;
  return notifiedBy(found, 7, preparedRule('temp > 82'), undefined, route);
}

const configuration = (more: string): string =>
  `route:\n  receiver: a\n  group_wait: 30s\n${more}receivers:\n- name: a\n  slack_configs: [{api_url: "http://x", channel: "#a", send_resolved: true}]\n  webhook_configs: [{url: "http://y"}]\n`;

describe('notifications of the firings of a rule', () => {
  it('are counted once for each group, however many ways they take', async () => {
    const told = (count: number) => ({ history: 7, count, configuration: 'am.yml' });
    // When it fires and when it is over, twice a day.
    assert.deepEqual(await counted(configuration('  group_by: [alertname]\n')), told(4));
    assert.deepEqual(await counted(configuration('  group_by: [gpu]\n')), told(8));
    assert.deepEqual(await counted('route: {receiver: a}\nreceivers: [{name: a}]\n'), told(0));
  });

  it('are not known without a configuration', async () => {
    assert.equal(await counted(''), undefined);
  });
});
