// What is learnt from the workspace's own rules and offered elsewhere: labels and values of metrics that nobody describes,
// numbers to compare with; and what the unit of a value suggests.

import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { createService } from '../../../server/src/service';
import { shippedCatalog } from '../../harness/judge';
import { at, cursor, hasFirst, inExpr } from './driver';

const others = `groups:
  - name: serving
    rules:
      - alert: Errors
        expr: sum by (model, region) (rate(inference_requests_total{status=~"error|timeout"}[5m])) > 2.5
      - alert: Slow
        expr: histogram_quantile(0.9, sum by (le, tenant) (rate(inference_seconds_bucket{stage="decode"}[5m]))) > 1.5
      - alert: Renamed
        expr: sum by (made) (label_replace(inference_requests_total, "made", "$1", "model", "(.*)")) > 7
`;

/** Labels that are proposed in another file of the same workspace. */
function elsewhere(expr: string): readonly string[] {
  const service = createService({ catalog: shippedCatalog, onFailure: (id, error) => assert.fail(`${id}: ${error}`) });
  const workspace = service.workspace(resolveConfig([]));
  workspace.put('others.yaml', service.open(others));
  workspace.facts();
  const marked = inExpr(expr);
  const document = service.open(marked.replace(cursor, ''));
  workspace.put('this.yaml', document);
  return service.complete(workspace, document, marked.indexOf(cursor))?.entries.map(({ label }) => label) ?? [];
}

describe('what is learnt from rules of the workspace', () => {
  it('are labels of a metric that nobody describes', () => {
    for (const expr of [
      'inference_requests_total{¦',
      'inference_requests_total{¦}',
      'rate(inference_requests_total{¦}[5m])',
    ])
      assert.deepEqual([...elsewhere(expr).slice(0, 3)].sort(), ['model', 'region', 'status'], expr);
    assert.ok(!elsewhere('inference_requests_total{¦').includes('made'));
    assert.ok(elsewhere('inference_seconds_count{¦').slice(0, 3).includes('stage'));
    assert.equal(elsewhere('inference_requests_total{sta¦')[0], 'status');
    assert.ok(elsewhere('sum by (¦) (inference_requests_total)').slice(0, 3).includes('model'));
    assert.ok(!elsewhere('other_requests_total{¦').includes('status'));
  });

  it('are values of its labels', () => {
    assert.deepEqual(elsewhere('inference_requests_total{status="¦"}'), ['error', 'timeout']);
    assert.deepEqual(elsewhere('inference_seconds_sum{stage="¦'), ['decode']);
    assert.deepEqual(elsewhere('inference_requests_total{status=~"error|t¦"}').slice(0, 1), ['timeout']);
  });

  it('are numbers that the same quantity is compared with', () => {
    assert.equal(elsewhere('sum(rate(inference_requests_total[1m])) > ¦')[0], '2.5');
    assert.equal(elsewhere('histogram_quantile(0.5, rate(inference_seconds_bucket[1m])) > ¦')[0], '1.5');
    // A count is no rate.
    assert.ok(!elsewhere('inference_requests_total > ¦').includes('2.5'));
  });
});

describe('behind a comparison', () => {
  it('numbers come first, and no function before something is typed', () => {
    for (const expr of [
      'DCGM_FI_DEV_GPU_TEMP > ¦',
      'max by (gpu) (DCGM_FI_DEV_GPU_TEMP) >= ¦',
      'DCGM_FI_DEV_GPU_TEMP > bool ¦',
    ]) {
      const { labels } = at(inExpr(expr));
      assert.match(labels[0]!, /^[89]\d$/, expr);
      assert.ok(!labels.includes('rate') && labels.length < 40, `${labels.length} in ${expr}`);
    }
    hasFirst(inExpr('vllm:kv_cache_usage_perc > ¦'), ['0.9', '0.95']);
    hasFirst(inExpr('rank_queue_length > ¦'), ['0']);
    hasFirst(inExpr('unknown_metric == ¦'), ['0']);
    hasFirst(inExpr('rank_failures_total / rank_failures_total > ¦'), ['0.05', '0.9'].slice(1));
    hasFirst(inExpr('DCGM_FI_DEV_FB_USED > ¦'), ['0']);
    hasFirst(inExpr('rank_queue_length > ra¦'), ['rate', 'rank_queue_length']);
  });

  it('a number that is written stays as it is', () => {
    for (const expr of ['DCGM_FI_DEV_GPU_TEMP > 8¦', 'DCGM_FI_DEV_GPU_TEMP > 88¦', 'up == 0.¦', 'up == 1¦']) {
      assert.deepEqual(at(inExpr(expr)).labels, [], expr);
    }
    assert.equal(at(inExpr('DCGM_FI_DEV_XID_ERRORS == 7¦')).labels[0], '7');
    // Editors keep a list while a word grows, unless it says that there is more.
    assert.equal(at(inExpr('DCGM_FI_DEV_GPU_TEMP > ¦')).completion!.incomplete, true);
  });
});

describe('values and labels that are usual', () => {
  it('are known for labels of open sets', () => {
    hasFirst(inExpr('kube_pod_container_resource_requests{resource="¦"}'), ['nvidia_com_gpu', 'cpu']);
    hasFirst(inExpr('kube_resourcequota{resource="¦"}'), ['requests.cpu']);
    hasFirst(inExpr('ray_tasks{State="¦"}'), ['RUNNING', 'FAILED']);
  });

  it('are offered for a grouping before its operand is written', () => {
    hasFirst(inExpr('sum by (Ho¦'), ['Hostname']);
    hasFirst(inExpr('max by (Ho¦)'), ['Hostname']);
    hasFirst(inExpr('sum by (rank¦'), ['ranker']);
  });
});

describe('in a message', () => {
  const rule = (expr: string, template: string): string =>
    `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: ${expr}\n        annotations:\n          summary: '${template}'\n`;

  it('labels of the result are offered whole', () => {
    hasFirst(rule('DCGM_FI_DEV_GPU_TEMP > 90', 'GPU {{ ¦'), ['$labels.gpu', '$value']);
    hasFirst(rule('DCGM_FI_DEV_GPU_TEMP > 90', 'GPU {{ gp¦'), ['$labels.gpu']);
    hasFirst(rule('sum by (model) (x) > 90', '{{ $¦ }}'), ['$labels.model']);
    assert.ok(!at(rule('sum(up) > 90', '{{ ¦')).labels.some(label => label.startsWith('$labels.')));
  });

  it('a value goes through what fits its unit', () => {
    const first = (expr: string): string => at(rule(expr, '{{ $value | ¦ }}')).labels[0]!;
    assert.equal(first('vllm:kv_cache_usage_perc > 0.9'), 'humanizePercentage');
    assert.equal(
      first('DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE) > 0.9'),
      'humanizePercentage',
    );
    assert.equal(
      first('histogram_quantile(0.9, sum by (le) (rate(vllm:time_to_first_token_seconds_bucket[5m]))) > 2'),
      'humanizeDuration',
    );
    assert.equal(first('time() - kube_pod_created > 600'), 'humanizeDuration');
    assert.equal(first('avg_over_time(container_memory_rss[5m]) > 1e9'), 'humanize1024');
    assert.equal(first('DCGM_FI_DEV_GPU_TEMP > 90 and on (gpu) DCGM_FI_DEV_GPU_UTIL > 5'), 'humanize');
    assert.ok(at(rule('DCGM_FI_DEV_GPU_TEMP > 90', '{{ $value | ¦ }}')).first.includes('printf "%.1f"'));
    assert.ok(at(rule('DCGM_FI_DEV_GPU_TEMP > 90', '{{ $value | ¦ }}')).entry('humanize').documentation);
  });
});
