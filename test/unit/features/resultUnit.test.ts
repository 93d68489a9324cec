// The unit that a preview draws with, and by which functions of templates are proposed.
import assert from 'node:assert/strict';
import { loadCatalog } from '../../../server/src/catalog/lookup';
import { unitOfResult } from '../../../server/src/features/resultUnit';
import { dialect } from '../../../server/src/promql/dialect';
import { parsePromql } from '../../../server/src/promql/parser';

const catalog = loadCatalog();

describe('the unit of a result', () => {
  for (const [expr, unit] of [
    ['DCGM_FI_DEV_GPU_TEMP > 85', 'celsius'],
    ['DCGM_FI_DEV_GPU_UTIL', 'percent'],
    ['DCGM_FI_DEV_GPU_UTIL / 100 < 0.1', 'ratio'],
    ['avg_over_time(DCGM_FI_DEV_POWER_USAGE[5m])', 'watts'],
    ['DCGM_FI_DEV_POWER_USAGE / 1000', 'kilowatts'],
    ['DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE)', 'ratio'],
    ['DCGM_FI_DEV_FB_USED * 1024 * 1024', 'bytes'],
    ['node_filesystem_avail_bytes < 1e9', 'bytes'],
    ['rate(node_network_receive_bytes_total[5m])', 'bytes/second'],
    ['rate(node_network_receive_bytes_total[5m]) * 8 / 1e6', 'Mbit/second'],
    ['histogram_quantile(0.99, sum by (le) (rate(vllm:time_to_first_token_seconds_bucket[5m]))) > 2', 'seconds'],
    ['rate(vllm:time_to_first_token_seconds_sum[5m]) / rate(vllm:time_to_first_token_seconds_count[5m])', 'seconds'],
    ['time() - node_boot_time_seconds', 'seconds'],
    ['node_boot_time_seconds', 'timestamp'],
    // Native histograms: no bucket is named, of the catalogue's and of others.
    ['histogram_quantile(0.99, sum(rate(vllm:time_to_first_token_seconds[5m]))) > 2', 'seconds'],
    ['histogram_quantile(0.99, sum by (model) (rate(my_request_duration_seconds[5m]))) * 1000', 'milliseconds'],
    ['max(histogram_quantiles(rate(my_request_duration_seconds[5m]), "q", 0.5, 0.99))', 'seconds'],
    ['histogram_avg(rate(my_request_size_bytes[5m]))', 'bytes'],
    ['histogram_stddev(increase(my_request_size_bytes[5m]))', 'bytes'],
    // Classic where the native one is not there yet.
    [
      'histogram_quantile(0.9, sum by (le) (rate(my_wait_seconds_bucket[5m]))) or histogram_quantile(0.9, sum(rate(my_wait_seconds[5m])))',
      'seconds',
    ],
    [
      'histogram_quantile(0.9, sum(rate(my_wait_seconds[5m])) or sum by (le) (rate(my_wait_seconds_bucket[5m])))',
      'seconds',
    ],
    // Observations of two kinds, a name that is not known, a metric that is no histogram.
    ['histogram_quantile(0.9, rate(my_wait_seconds[5m]) or rate(my_size_bytes[5m]))', undefined],
    ['histogram_quantile(0.9, rate({job="a"}[5m]))', undefined],
    ['histogram_quantile(0.9, rate(node_network_receive_bytes_total[5m]))', undefined],
    // How many there were and what they add up to are no sizes of one.
    ['histogram_count(rate(my_wait_seconds[5m]))', undefined],
    // Of what is known by its name alone.
    ['max(my_queue_wait_seconds)', 'seconds'],
    // Processor time: 3.5 is no share.
    ['rate(container_cpu_usage_seconds_total[5m])', undefined],
    // The bounds are seconds, the counts are not.
    ['rate(vllm:time_to_first_token_seconds_bucket[5m])', undefined],
    ['DCGM_FI_DEV_XID_ERRORS', undefined],
    ['up + node_load1', undefined],
    ['histogram_quantile(0.9, ', undefined],
  ] as const) {
    it(`${expr} is ${unit ?? 'nothing sure'}`, () => {
      assert.equal(unitOfResult(parsePromql(expr, dialect('3.16', [])).expr, catalog), unit);
    });
  }
});
