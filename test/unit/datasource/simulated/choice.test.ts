// A rule is shown in the scenario that makes it fire, whatever its names are: shipped alerts, a workspace of somebody with an
// exporter of their own, labels that no simulated cluster has.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog } from '../../../../server/src/catalog/lookup';
import { resolveConfig } from '../../../../server/src/config/config';
import { chooseScenario, findFiring } from '../../../../server/src/datasource/simulated/choice';
import { knowledgeOfFacts, type SimulationFacts } from '../../../../server/src/datasource/simulated/facts';
import { createScenarios } from '../../../../server/src/datasource/simulated/scenarios';
import { createSimulatedSource } from '../../../../server/src/datasource/simulated/source';
import { analyzePromql } from '../../../../server/src/promql/parser';
import { createService, type Service } from '../../../../server/src/service';
import { finish } from '../../../../server/src/text/slices';
import type { Workspace } from '../../../../server/src/workspace/workspace';

const scenarios = createScenarios();
const midnight = Date.parse('2026-03-03T00:00:00Z');
const day = 86_400_000;

interface Setting {
  readonly service: Service;
  readonly workspace: Workspace;
}

function workspaceOf(rules: string, code?: string): Setting & { readonly rules: string } {
  const service = createService({
    checks: [],
    catalog: loadCatalog(),
    onFailure: (id, error) => assert.fail(`${id}: ${error}`),
  });
  const workspace = service.workspace(resolveConfig([]));
  workspace.put('rules.yaml', service.open(rules));
  if (code !== undefined) workspace.define('exporter.py', code);
  finish(workspace.gather());
  return { service, workspace, rules };
}

/** What the language server tells of an expression, after a journey as JSON. */
function factsOf({ service, workspace }: Setting, expr: string): SimulationFacts {
  return JSON.parse(JSON.stringify(finish(service.simulationFacts(workspace, expr)))) as SimulationFacts;
}

function chosen(setting: Setting, expr: string, name?: string): string {
  const knowledge = knowledgeOfFacts(factsOf(setting, expr));
  const { dialect } = setting.workspace.config;
  return finish(chooseScenario(scenarios, { expr, ...(name ? { name } : {}) }, { knowledge, dialect }));
}

async function seriesIn(
  setting: Setting,
  scenario: string,
  expr: string,
  /** What is asked of the data that is made for `expr`. */
  asked = expr,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const knowledge = knowledgeOfFacts(factsOf(setting, expr));
  const source = createSimulatedSource(scenarios, scenario, { knowledge, dialect: setting.workspace.config.dialect });
  assert.ok(typeof source !== 'string', String(source));
  const answer = await source.queryRange(asked, midnight - day, midnight, 300_000);
  assert.ok(answer.ok, answer.ok ? '' : answer.error.message);
  return answer.data.series.map(({ labels }) => labels);
}

const example = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../../../examples/clean', name), 'utf8');

describe('the scenario for a rule', () => {
  it('is the one whose fault makes it fire', () => {
    const setting = workspaceOf('groups: []');
    const cases: readonly (readonly [expr: string, scenario: string])[] = [
      ['DCGM_FI_DEV_GPU_TEMP > 88', 'thermal-runaway'],
      ['DCGM_FI_DEV_XID_ERRORS == 79', 'xid-79'],
      ['DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE) > 0.9', 'memory-leak'],
      ['up{job="dcgm-exporter"} == 0', 'exporter-death'],
      ['vllm:kv_cache_usage_perc > 0.95', 'kv-cache-saturation'],
      ['avg_over_time(DCGM_FI_DEV_GPU_UTIL[30m]) < 5', 'idle-gpus'],
      ['DCGM_FI_DEV_ROW_REMAP_FAILURE == 1', 'ecc-row-remap'],
      ['rate(DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL[5m]) > 10', 'nvlink-degradation'],
      // A scenario with nothing wrong for what no fault touches.
      ['vector(1)', 'healthy-month'],
    ];
    for (const [expr, scenario] of cases) assert.equal(chosen(setting, expr), scenario, expr);
  });

  it('shows what is compared with another day: the same hour was without the fault', async () => {
    const setting = workspaceOf('groups: []');
    const traffic = 'sum by (model) (rate(inference_requests_total[10m]))';
    const slow = 'histogram_quantile(0.95, sum by (le) (rate(vllm:time_to_first_token_seconds_bucket[5m]';
    const cases: readonly (readonly [expr: string, scenario: string])[] = [
      ['DCGM_FI_DEV_GPU_TEMP - DCGM_FI_DEV_GPU_TEMP offset 1d > 20', 'thermal-runaway'],
      ['DCGM_FI_DEV_GPU_TEMP - (DCGM_FI_DEV_GPU_TEMP offset 1w) > 20', 'thermal-runaway'],
      [`${slow}))) / ${slow} offset 1w))) > 3`, 'kv-cache-saturation'],
      [`${traffic} / ${traffic.replace('[10m]', '[10m] offset 2w')} < 0.5`, 'error-burst'],
      ['count(up{job="vllm"} == 1) < 0.5 * count(up{job="vllm"} offset 1d == 1)', 'exporter-death'],
    ];
    for (const [expr, scenario] of cases) {
      assert.equal(chosen(setting, expr), scenario, expr);
      if (scenario === 'exporter-death') continue;
      assert.ok((await seriesIn(setting, scenario, expr)).length > 0, expr);
      assert.deepEqual(await seriesIn(setting, 'healthy-month', expr), [], expr);
    }
  });

  it('makes the rules of a workspace with an exporter of its own fire, and is silent without a fault', async () => {
    const setting = workspaceOf(example('recommender-rules.yaml'), example('exporter.py'));
    const silent: string[] = [];
    for (const found of setting.service.rules(setting.service.open(setting.rules))) {
      const { name, expr } = setting.service.preview(setting.workspace, found);
      const scenario = chosen(setting, expr, name);
      const fired = await seriesIn(setting, scenario, expr);
      // A cycle of weeks shows its fault on other days.
      if (fired.length === 0 && scenario !== 'accuracy-drift') silent.push(`${name} in ${scenario}`);
      assert.deepEqual(await seriesIn(setting, 'healthy-month', expr), [], name);
    }
    assert.deepEqual(silent, []);
  });

  it('gives metrics of one’s own data by their type, labels and limits', async () => {
    const code =
      'from prometheus_client import Gauge, Counter\nd = Gauge("shard_backlog_items", "Items.", ["shard"])\nc = Counter("shard_errors", "Errors.", ["shard", "kind"])\n';
    const rules =
      'groups:\n- name: shards\n  rules:\n  - alert: Backlog\n    expr: max by (shard) (shard_backlog_items) > 5000\n  - alert: Errors\n    expr: sum by (shard) (increase(shard_errors_total{kind="disk"}[10m])) > 120\n';
    const setting = workspaceOf(rules, code);
    for (const expr of [
      'max by (shard) (shard_backlog_items) > 5000',
      'sum by (shard) (increase(shard_errors_total{kind="disk"}[10m])) > 120',
    ]) {
      const [fired] = await seriesIn(setting, chosen(setting, expr), expr);
      assert.ok(fired?.shard, expr);
      assert.deepEqual(await seriesIn(setting, 'healthy-month', expr), []);
    }
    const [series] = await seriesIn(setting, 'healthy-month', 'shard_backlog_items');
    assert.deepEqual(Object.keys(series!).sort(), ['__name__', 'instance', 'job', 'shard']);
  });

  it('makes rules of exporters that no scenario names fire by what they measure, and only with a fault', async () => {
    const cases: readonly (readonly [expr: string, scenario: string])[] = [
      ['gpu_operator_node_driver_validation == 0', 'error-burst'],
      ['gpu_operator_reconciliation_status != 1', 'error-burst'],
      [
        'histogram_quantile(0.95, sum(rate(litellm_request_total_latency_metric_bucket[5m])) by (le)) > 10',
        'kv-cache-saturation',
      ],
      [
        'sum(rate(rerank_requests_total{code=~"5.."}[5m])) / sum(rate(rerank_requests_total[5m])) > 0.02',
        'error-burst',
      ],
    ];
    for (const [expr, scenario] of cases) {
      const setting = workspaceOf(`groups:\n- name: g\n  rules:\n  - alert: A\n    expr: ${JSON.stringify(expr)}\n`);
      assert.equal(chosen(setting, expr), scenario, expr);
      assert.ok((await seriesIn(setting, scenario, expr)).length > 0, expr);
      assert.deepEqual(await seriesIn(setting, 'healthy-month', expr), [], expr);
    }
  });

  it('makes a part of one’s own counters a part, which leaves its limit with a fault and never without', async () => {
    const rate = (name: string): string => `sum by (model) (rate(${name}[5m]))`;
    const cases: readonly string[] = [
      'rate(own_errors_total[5m]) / rate(own_requests_total[5m]) > 0.05',
      `${rate('own_failures_total')} / ${rate('own_requests_total')} > 0.6`,
      `100 * ${rate('own_failures_total')} / ${rate('own_requests_total')} > 5`,
      `1 - ${rate('own_failed_total')} / ${rate('own_calls_total')} < 0.99`,
      `(${rate('own_calls_total')} - ${rate('own_done_total')}) / ${rate('own_calls_total')} > 0.1`,
      'rate(own_success_total[5m]) / rate(own_requests_total[5m]) < 0.95',
      'rate(own_hits_total[5m]) / (rate(own_hits_total[5m]) + rate(own_misses_total[5m])) < 0.8',
      'increase(own_fallbacks_total[30m]) / clamp_min(increase(own_predictions_total[30m]), 1) > 0.2',
      `${rate('own_errors_total')} / ${rate('own_requests_total')} > 0.5 and ${rate('own_requests_total')} > 1`,
      'own_slots_used / own_slots_total_number > 0.9',
      'own:errors:ratio_rate5m > 0.1',
    ];
    const rules = cases.map((expr, i) => `  - alert: A${i}\n    expr: ${JSON.stringify(expr)}\n`).join('');
    const recorded = `  - record: own:errors:ratio_rate5m\n    expr: ${rate('own_errors_total')} / ${rate('own_requests_total')}\n`;
    const setting = workspaceOf(`groups:\n- name: g\n  rules:\n${recorded}${rules}`);
    for (const expr of cases) {
      const scenario = chosen(setting, expr);
      assert.ok((await seriesIn(setting, scenario, expr)).length > 0, `${expr} in ${scenario}`);
      assert.deepEqual(await seriesIn(setting, 'healthy-month', expr), [], expr);
      // A part is never more than its whole.
      const ratio = /^(rate\(own_(?:errors|success).*) [<>]/.exec(expr)?.[1];
      if (ratio) assert.deepEqual(await seriesIn(setting, scenario, expr, `${ratio} > 1`), [], expr);
    }
  });

  it('takes on the labels that an expression asks for, and none that the exporter never writes', async () => {
    const setting = workspaceOf('groups: []');
    const named = await seriesIn(
      setting,
      'thermal-runaway',
      'DCGM_FI_DEV_GPU_TEMP{job="nvidia-dcgm",cluster="prod-eu"} > 85',
    );
    assert.equal(named.length, 8);
    assert.ok(named.every(({ job, cluster }) => job === 'nvidia-dcgm' && cluster === 'prod-eu'));
    const model = await seriesIn(setting, 'healthy-month', 'vllm:num_requests_running{model_name="our-70b"}');
    assert.ok(model.length > 0 && model.every(labels => labels.model_name === 'our-70b'));
    assert.deepEqual(await seriesIn(setting, 'xid-79', 'DCGM_FI_DEV_XID_ERRORS{err_code="1234"}'), []);
    assert.deepEqual(await seriesIn(setting, 'healthy-month', 'DCGM_FI_DEV_GPU_TEMP{colour="red"}'), []);
    const down = await seriesIn(setting, 'exporter-death', 'up{job="our-router"} == 0');
    assert.ok(down.length > 0);
  });

  it('evaluates what rules of the workspace record', async () => {
    const rules =
      'groups:\n- name: r\n  rules:\n  - record: node:gpu_temp:max\n    expr: max by (Hostname) (DCGM_FI_DEV_GPU_TEMP)\n    labels: { team: ml }\n  - record: loop:a\n    expr: loop:b + 1\n  - record: loop:b\n    expr: loop:a + 1\n';
    const setting = workspaceOf(rules);
    const found = await seriesIn(setting, 'thermal-runaway', 'node:gpu_temp:max > 85');
    assert.deepEqual(found, [{ __name__: 'node:gpu_temp:max', Hostname: 'gpu-node-3', team: 'ml' }]);
    assert.equal(chosen(setting, 'node:gpu_temp:max > 85'), 'thermal-runaway');
    // Rules that read each other end somewhere.
    await seriesIn(setting, 'healthy-month', 'loop:a');
  });

  it('shows a firing from its beginning on, and not one that had begun before the look', () => {
    const expr =
      '(DCGM_FI_DEV_XID_ERRORS == 48 or DCGM_FI_DEV_XID_ERRORS == 64) unless on (UUID, err_code) DCGM_FI_DEV_XID_ERRORS offset 15m';
    const setting = workspaceOf(`groups: [{name: g, rules: [{alert: A, expr: '${expr}'}]}]`);
    const { dialect } = setting.workspace.config;
    const scenario = scenarios.get('ecc-row-remap');
    assert.ok(typeof scenario !== 'string', String(scenario));
    const knowledge = knowledgeOfFacts(factsOf(setting, expr));
    const firing = finish(findFiring(scenario, analyzePromql(expr, dialect).expr, 0, knowledge, dialect));
    // Code 48 is there since 15:30, and the look begins later; 64 comes at 16:10.
    assert.equal(firing?.labels.get('err_code'), '64');
    assert.equal(new Date(firing.from).toISOString().slice(11, 16), '16:11');
  });
});
