// What is known of the numbers of expressions: kind, unit and range, on the shipped catalogue.
import assert from 'node:assert/strict';
import { metricValues } from '../../../server/src/analysis/metricValues';
import { loadCatalog } from '../../../server/src/catalog/lookup';
import { dialect } from '../../../server/src/promql/dialect';
import { parsePromql } from '../../../server/src/promql/parser';
import { valuesOf } from '../../../server/src/promql/value/flow';
import { unitInWords, unitNamed } from '../../../server/src/promql/value/unit';
import { nodesOf } from '../../../server/src/promql/walk';

const metrics = metricValues(loadCatalog());

function described(text: string): string {
  const { expr } = parsePromql(text, dialect('3.16'));
  const { kind, unit, min, max } = valuesOf(nodesOf(expr), metrics).get(expr)!;
  const range = min === -Infinity && max === Infinity ? '' : ` ${min}..${max}`;
  return `${kind}${unit && unitInWords(unit) ? ` ${unitInWords(unit)}` : ''}${range}`;
}

const expected: Readonly<Record<string, string>> = {
  // What a series is.
  DCGM_FI_DEV_GPU_UTIL: 'gauge percent 0..100',
  DCGM_FI_DEV_FB_USED: 'gauge MiB 0..400000',
  DCGM_FI_DEV_XID_ERRORS: 'unknown',
  'vllm:generation_tokens_total': 'counter tokens 0..Infinity',
  'vllm:e2e_request_latency_seconds_bucket': 'buckets seconds 0..Infinity',
  node_boot_time_seconds: 'timestamp seconds',
  my_errors_total: 'counter 0..Infinity',
  my_slots_total: 'unknown',
  my_queue_wait_seconds: 'gauge seconds',
  // Functions.
  'rate(vllm:generation_tokens_total[5m])': 'rate tokens per second 0..Infinity',
  'increase(vllm:generation_tokens_total[5m])': 'increase tokens 0..Infinity',
  'rate(DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION[5m])': 'rate milliwatts 3000..10000000',
  'rate(DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION[5m]) / 1000': 'rate watts 3..10000',
  'rate(node_cpu_seconds_total[5m])': 'rate ratio 0..1',
  'avg_over_time(DCGM_FI_DEV_GPU_UTIL[1h]) / 100': 'gauge ratio 0..1',
  'deriv(DCGM_FI_DEV_FB_USED[1h])': 'unknown MiB per second',
  'time() - node_boot_time_seconds': 'age seconds',
  'histogram_quantile(0.9, sum by (le) (rate(vllm:time_to_first_token_seconds_bucket[5m])))':
    'quantile seconds 0..2560',
  'rate(vllm:time_to_first_token_seconds_sum[5m]) / rate(vllm:time_to_first_token_seconds_count[5m])':
    'mean seconds 0..Infinity',
  'count(DCGM_FI_DEV_GPU_UTIL)': 'count 1..Infinity',
  'clamp_max(DCGM_FI_DEV_GPU_UTIL, 50)': 'gauge percent 0..50',
  'absent(up)': 'unknown 1..1',
  // Operators.
  '1 - vllm:kv_cache_usage_perc': 'gauge ratio 0..1',
  '100 * (1 - vllm:kv_cache_usage_perc)': 'gauge percent 0..100',
  'sum(DCGM_FI_DEV_GPU_UTIL)': 'gauge percent 0..Infinity',
  'DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE)': 'share ratio 0..1',
  'DCGM_FI_DEV_FB_USED / DCGM_FI_DEV_FB_FREE': 'share ratio 0..Infinity',
  'sum(rate(a_errors_total{code="5"}[5m])) / sum(rate(a_errors_total[5m]))': 'share ratio 0..1',
  'sum by (x) (rate(a_errors_total{code="5"}[5m])) / sum(rate(a_errors_total[5m]))': 'share ratio 0..Infinity',
  'sum(rate(a_errors_total{code="5"}[5m])) / sum(rate(a_errors_total[1h]))': 'share ratio 0..Infinity',
  'DCGM_FI_DEV_GPU_UTIL > 90': 'gauge percent 90..100',
  'DCGM_FI_DEV_GPU_UTIL > bool 90': 'unknown 0..1',
  'DCGM_FI_DEV_GPU_UTIL * DCGM_FI_DEV_FB_USED': 'unknown 0..40000000',
  'rate(a_errors_total[5m]) or vector(0)': 'rate 0..Infinity',
  'DCGM_FI_DEV_GPU_UTIL or vector(-1)': 'unknown -1..100',
  '2 * 3 + 1': 'constant 7..7',
};

describe('value flow', () => {
  for (const [text, what] of Object.entries(expected)) {
    it(text, () => assert.equal(described(text), what));
  }

  it('knows the units of the catalogue as they are written there', () => {
    const words = new Set(
      loadCatalog()
        .exporters()
        .flatMap(exporter => exporter.metrics.map(({ unit }) => unit)),
    );
    const unknown = [...words].filter(word => word !== undefined && !unitNamed(word));
    assert.deepEqual(unknown, ['GT/second', 'milliwatts/second']);
  });
});
