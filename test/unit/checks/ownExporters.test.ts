// What rules are told by the code of an exporter that stands beside them.
import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { finish } from '../../../server/src/text/slices';
import { testService } from '../../harness/judge';

/** Findings above hints about one expression, as `check: message`, with the code as the only other file. */
function judged(file: string, code: string, expr: string): readonly string[] {
  const service = testService();
  const workspace = service.workspace(resolveConfig([]));
  workspace.define(file, code);
  workspace.put('rules.yaml', service.open(`groups:\n- name: g\n  rules:\n  - alert: A\n    expr: ${expr}\n`));
  return finish(service.analyse(workspace, 'rules.yaml'))
    .filter(({ severity, check }) => severity !== 'hint' && /^(?:promql|gpu)\//.test(check))
    .map(({ check, message }) => `${check}: ${message}`);
}

const python = (lines: string): string => `import time\nfrom prometheus_client import *\n${lines}\n`;

describe('times that own exporters give', () => {
  const silent: readonly (readonly [definition: string, expr: string])[] = [
    ['Gauge("last_sync_timestamp_seconds", "x")', 'time() - last_sync_timestamp_seconds > 600'],
    ['Gauge("last_sync_time_seconds", "x")', 'time() - last_sync_time_seconds > 600'],
    ['Gauge("last_sync_unixtime_seconds", "x")', 'time() - last_sync_unixtime_seconds > 600'],
    ['Gauge("last_sync", "x", unit="seconds")', 'time() - last_sync_seconds > 600'],
    ['G = Gauge("last_sync_seconds", "x")\nG.set_to_current_time()', 'time() - last_sync_seconds > 600'],
    ['Gauge("last_sync_timestamp_ms", "x")', 'time() - last_sync_timestamp_ms / 1000 > 600'],
    ['Gauge("last_sync_timestamp_ms", "x")', 'time() * 1000 - last_sync_timestamp_ms > 600000'],
    ['Gauge("last_sync_seconds", "When it was last synced")', 'time() - last_sync_seconds > 600'],
    ['Gauge("last_sync_seconds", "Unix timestamp of the last sync")', 'time() - last_sync_seconds > 600'],
    ['Gauge("sync_wait_seconds", "Time since the last timestamp")', 'sync_wait_seconds > 600'],
    ['Gauge("synced", "When 1 the store was synced")', 'synced > 0'],
  ];
  for (const [definition, expr] of silent) {
    it(`are subtracted from now: ${definition}`, () => {
      assert.deepEqual(judged('exporter.py', python(definition), expr), []);
    });
  }

  const told: readonly (readonly [definition: string, expr: string, message: RegExp])[] = [
    ['Gauge("sync_duration_seconds", "x")', 'time() - sync_duration_seconds > 600', /is a duration/],
    ['Gauge("last_sync_timestamp_ms", "x")', 'time() - last_sync_timestamp_ms > 600', /in milliseconds/],
    ['Gauge("last_sync_seconds", "When it was last synced")', 'last_sync_seconds > 600', /is a Unix time/],
  ];
  for (const [definition, expr, message] of told) {
    it(`are told from durations: ${expr}`, () => {
      const found = judged('exporter.py', python(definition), expr);
      assert.equal(found.length, 1);
      assert.match(found[0]!, message);
    });
  }
});
