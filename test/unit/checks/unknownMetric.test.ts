// Mistyped names of recorded series and of metrics that code defines, in one workspace.
import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { finish } from '../../../server/src/text/slices';
import { testService } from '../../harness/judge';

describe('unknown metrics', () => {
  const recording = '  - record: job:queue_length:sum\n    expr: sum by (job) (queue_length)\n';
  const reads = (name: string): string => `  - alert: ${name.replace(/\W/g, '')}\n    expr: ${name} > 3\n`;

  for (const names of [
    ['job:queue_lenght:sum', 'queue_lengt'],
    ['queue_lengt', 'job:queue_lenght:sum'],
  ]) {
    it(`are told whether ${names[0]} or the other comes first`, () => {
      const service = testService();
      const workspace = service.workspace(resolveConfig([]));
      workspace.define(
        'exporter.py',
        'from prometheus_client import Gauge\nGauge("queue_length", "Requests that wait")\n',
      );
      workspace.put(
        'rules.yaml',
        service.open(`groups:\n- name: g\n  rules:\n${recording}${names.map(reads).join('')}`),
      );
      const found = finish(service.analyse(workspace, 'rules.yaml')).filter(
        ({ check }) => check === 'promql/unknown-metric',
      );
      assert.equal(found.length, 2);
      for (const { message } of found) assert.match(message, /queue_length/);
    });
  }
});
