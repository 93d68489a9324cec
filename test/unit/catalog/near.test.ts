// Which defined metric an unknown name means.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NearMetric, nearestFinder } from '../../../server/src/catalog/near';
import { pythonMetrics } from '../../../server/src/catalog/pythonMetrics';
import type { MetricFact, MetricType } from '../../../server/src/catalog/schema';

function metric(name: string, type: MetricType): MetricFact {
  return { name, type, help: '', labels: [], labelsComplete: true };
}

const defined = [
  metric('model_accuracy', 'gauge'),
  metric('prediction_latency_seconds', 'histogram'),
  metric('prediction_values', 'summary'),
  metric('feature_drift_score', 'gauge'),
  metric('jobs_done_total', 'counter'),
  metric('gpu_nodes_total', 'gauge'),
];

const near = <M extends MetricFact>(name: string, metrics: readonly M[]): readonly NearMetric<M>[] => {
  const hit = nearestFinder(metrics)(name);
  return hit ? [hit] : [];
};

describe('near', () => {
  const table: readonly [name: string, expected: readonly string[]][] = [
    ['inference_latency_seconds_bucket', ['prediction_latency_seconds_bucket']],
    ['inference_latency_seconds_sum', ['prediction_latency_seconds_sum']],
    ['prediction_latency_seconds_buckets', []],
    ['prediction_latency_ms_bucket', ['prediction_latency_seconds_bucket']],
    ['prediction_bucket', []],
    ['prediction_mean', ['prediction_values']],
    ['prediction_count', ['prediction_values_count']],
    ['inference_requests_total', []],
    ['jobs_finished_total', ['jobs_done_total']],
    ['jobs_done', ['jobs_done_total']],
    ['gpu_devices_total', ['gpu_nodes_total']],
    ['model_precision', ['model_accuracy']],
    ['drift_score', ['feature_drift_score']],
    ['score', []],
    ['score_drift_feature', ['feature_drift_score']],
    ['feature_feature_feature', []],
    ['up', []],
    ['_total', []],
    ['', []],
  ];
  for (const [name, expected] of table) {
    it(`${JSON.stringify(name)} is near ${JSON.stringify(expected)}`, () => {
      const names = near(name, defined).map(hit => hit.series);
      assert.deepEqual(names, expected);
    });
  }

  it('gives the nearest and says how near', () => {
    const hits = near('vllm:kv_cache_usage', [
      metric('vllm:kv_usage', 'gauge'),
      metric('vllm:kv_cache_usage_perc', 'gauge'),
    ]);
    assert.deepEqual(
      hits.map(hit => [hit.series, hit.share]),
      [['vllm:kv_cache_usage_perc', 0.8]],
    );
  });

  it('prefers, of equally near ones, whom it is told to, then the alphabet', () => {
    const find = nearestFinder([
      metric('jobs_b', 'gauge'),
      metric('jobs_a', 'counter'),
      metric('jobs_c', 'gauge'),
      metric('jobs', 'gauge'),
    ]);
    assert.equal(find('jobs_x')?.series, 'jobs');
    assert.equal(find('jobs_x', { prefers: ({ type }) => type === 'counter' })?.series, 'jobs_a');
    assert.equal(find('jobs_x', { suits: ({ series }) => series > 'jobs_a' })?.series, 'jobs_b');
  });

  it('counts a word as often as both names have it, whatever was asked before', () => {
    const find = nearestFinder([metric('a_a_b', 'gauge'), metric('b_c_d_e', 'gauge')]);
    const asked = ['a_a', 'a_x', 'b_c', 'a_a', 'c_a_x_y'].map(name => find(name)?.share);
    assert.deepEqual(asked, [2 / 3, undefined, 0.5, 2 / 3, undefined]);
  });

  it('does not answer with the asked name itself', () => {
    assert.deepEqual(near('model_accuracy', defined), []);
  });

  it('judges the names of the reference stack', function () {
    const path = join(__dirname, '../../../../shared/seed/exporter.py');
    if (!existsSync(path)) {
      console.log('      1 check skipped: ../shared/seed is not there');
      this.skip();
    }
    const own = pythonMetrics(readFileSync(path, 'utf8'), path);
    const nearest = (name: string): string | undefined => near(name, own)[0]?.series;
    assert.equal(nearest('inference_latency_seconds_bucket'), 'prediction_latency_seconds_bucket');
    assert.equal(nearest('prediction_mean'), 'prediction_values');
    assert.equal(nearest('inference_requests_total'), undefined);
  });
});
