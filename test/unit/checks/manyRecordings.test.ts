// Dozens of rules that record one name on top of dozens that record another: the SLOs of many services.
import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { finish } from '../../../server/src/text/slices';
import { testService } from '../../harness/judge';

/** Recordings of so many services, each level made of the one before. */
function recordings(services: number): string {
  const levels = [
    ['slo:errors:rate5m', 'sum(rate(x_errors_total[5m])) / sum(rate(x_requests_total[5m]))'],
    [
      'slo:errors:rate30d',
      'sum_over_time(slo:errors:rate5m{slo="s"}[30d]) / count_over_time(slo:errors:rate5m{slo="s"}[30d])',
    ],
    ['slo:burn:ratio', 'slo:errors:rate30d{slo="s"} / on (slo) group_left () slo:errors:rate5m{slo="s"}'],
    ['slo:left:ratio', '1 - slo:burn:ratio{slo="s"}'],
  ] as const;
  const rules = Array.from({ length: services }, (_, i) =>
    levels.map(
      ([name, expr]) =>
        `  - record: ${name}\n    expr: ${expr.replaceAll('"s"', `"s${i}"`)}\n    labels: {slo: s${i}}\n`,
    ),
  );
  return `groups:\n- name: g\n  rules:\n${rules.flat().join('')}`;
}

/** How long it takes to judge them, in milliseconds. */
function timeFor(services: number): number {
  const service = testService();
  const workspace = service.workspace(resolveConfig([]));
  workspace.put('rules.yaml', service.open(recordings(services)));
  const before = performance.now();
  const found = finish(service.analyse(workspace, 'rules.yaml'));
  assert.deepEqual(
    found.filter(({ severity }) => severity === 'error' || severity === 'warning').map(({ message }) => message),
    [],
  );
  return performance.now() - before;
}

describe('recordings of many services', () => {
  it('take time by their number, not by the product of all levels', () => {
    timeFor(4);
    const few = Math.min(timeFor(10), timeFor(10));
    assert.ok(timeFor(40) < few * 40);
  });
});
