// Whether the alerts of the clean example fire on the faults that they name and are silent without, on series as their
// exporters write them: with every label, over changes of pods, replicas and versions.
import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { asWritten, type Series } from '../../harness/exposition';
import { failuresOf, promtoolSays } from '../../harness/unitTests';

const example = join(import.meta.dirname, '../../../examples/clean/recommender-rules.yaml');

/** One sample every five minutes; the verdict is asked after thirty hours. */
interface Case {
  readonly fault: Series;
  readonly healthy: Series;
}

const always = (value: number): string => `${value}+0x380`;
const grows = (each: number): string => `0+${each}x380`;
const OLD = 'instance="10.0.0.1:8080"';
const NEW = 'instance="10.0.0.2:8080"';

const cases: Readonly<Record<string, Case>> = {
  RankingLatencyHigh: { fault: latency(0), healthy: latency(300) },
  RankingFailures: {
    fault: { 'rank_failures_total{model_name="a"}': grows(600) },
    healthy: { 'rank_failures_total{model_name="a"}': grows(10) },
  },
  GpuExporterGone: {
    fault: { 'up{job="dcgm-exporter"}': always(0) },
    healthy: { 'up{job="dcgm-exporter"}': always(1) },
  },
  GpuMemoryAlmostFull: {
    fault: { 'DCGM_FI_DEV_FB_USED{gpu="0"}': always(79000), 'DCGM_FI_DEV_FB_FREE{gpu="0"}': always(1000) },
    healthy: { 'DCGM_FI_DEV_FB_USED{gpu="0"}': always(41000), 'DCGM_FI_DEV_FB_FREE{gpu="0"}': always(39000) },
  },
  GpuTooHot: {
    fault: { 'DCGM_FI_DEV_GPU_TEMP{gpu="0"}': always(92) },
    healthy: { 'DCGM_FI_DEV_GPU_TEMP{gpu="0"}': always(70) },
  },
  GpuDriverFault: {
    fault: { 'DCGM_FI_DEV_XID_ERRORS{gpu="0"}': '0+0x355 79+0x20' },
    healthy: {
      'DCGM_FI_DEV_XID_ERRORS{gpu="0",exported_pod="a"}': '79+0x355 _x20',
      'DCGM_FI_DEV_XID_ERRORS{gpu="0",exported_pod="b"}': '_x356 79+0x20',
    },
  },
  ClickRateDropped: {
    fault: {
      [`click_rate{model_name="a",model_version="6",${OLD}}`]: '0.03+0x200 stale',
      [`click_rate{model_name="a",model_version="7",${NEW}}`]: '_x201 0.02+0x180',
    },
    healthy: {
      [`click_rate{model_name="a",model_version="6",${OLD}}`]: '0.03+0x200 stale',
      [`click_rate{model_name="a",model_version="7",${NEW}}`]: '_x201 0.031+0x180',
    },
  },
  ScoresShifted: { fault: scores(0.9), healthy: scores(0.55) },
};

/** All requests of five minutes end in the last bucket, apart from `quick` ones. */
function latency(quick: number): Series {
  const bucket = (le: string): string => `rank_duration_seconds_bucket{model_name="a",region="eu",le="${le}"}`;
  return { [bucket('0.2')]: grows(quick), [bucket('0.8')]: grows(300), [bucket('+Inf')]: grows(300) };
}

/** The mean score was 0.5; another replica took over. */
function scores(mean: number): Series {
  const part = (suffix: string, instance: string): string => `rank_score_${suffix}{model_name="a",${instance}}`;
  return {
    [part('sum', OLD)]: '0+500x200 stale',
    [part('count', OLD)]: '0+1000x200 stale',
    [part('sum', NEW)]: `_x201 0+${mean * 1000}x180`,
    [part('count', NEW)]: '_x201 0+1000x180',
  };
}

describe('the clean example at work', () => {
  const { spec } = parse(readFileSync(example, 'utf8')) as {
    readonly spec: { readonly groups: readonly { readonly rules: readonly { readonly alert: string }[] }[] };
  };

  it('fires on each fault and is silent on the healthy', () => {
    const alerts = spec.groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
    assert.deepEqual(Object.keys(cases), alerts);
    // Windows shorter than the samples' distance would be empty; a day stands for the week, so that the run is short.
    const rules = stringify(spec)
      .replace(/\[(?:5|10)m\]/g, '[2h]')
      .replaceAll('offset 1w', 'offset 1d');
    const folder = mkdtempSync(join(tmpdir(), 'ml-alert-rules-example-'));
    try {
      writeFileSync(join(folder, 'rules.yaml'), rules);
      const tests = alerts.flatMap(alert => [
        test(alert, cases[alert]!.fault, true),
        test(alert, cases[alert]!.healthy, false),
      ]);
      const file = join(folder, 'test.yaml');
      writeFileSync(file, stringify({ rule_files: ['rules.yaml'], evaluation_interval: '5m', tests }));
      assert.deepEqual(failuresOf(file), []);
      const said = promtoolSays([file]);
      if (said === undefined) console.log('      promtool not asked: it is not on PATH');
      assert.equal(said ?? '', '');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function test(alert: string, series: Series, fires: boolean): object {
  const input = Object.entries(asWritten(series, 'all')).map(([name, values]) => ({ series: name, values }));
  return {
    interval: '5m',
    input_series: input,
    promql_expr_test: [
      {
        expr: `count(ALERTS{alertname="${alert}",alertstate="firing"})`,
        eval_time: '30h',
        exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
      },
    ],
  };
}
