// The backtest against a real Prometheus, shortly; `npm run live:backtest` does it at length.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareLive } from '../../live/compare';

const program = join(import.meta.dirname, '../../../.oracles/prometheus');

describe('the backtest of alerts that a Prometheus evaluated', () => {
  it('is what it stored in ALERTS at every evaluation', async function () {
    if (!existsSync(program)) this.skip();
    const result = await compareLive({ program, version: '3.16', alerts: 25, seconds: 12, seed: 5 });
    assert.deepEqual(result.differences, []);
    // On a machine that is too busy for a scrape within a third of a second there is less to compare.
    assert.ok(result.compared + result.late > 50, JSON.stringify(result));
  });
});
