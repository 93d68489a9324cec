// A near name is the one that was meant, and never that of another thing.
import assert from 'node:assert/strict';
import { loadCatalog } from '../../../server/src/catalog/lookup';
import { createNearName } from '../../../server/src/catalog/nearNames';

const catalog = loadCatalog();

describe('near names of the catalogue', () => {
  const near: readonly (readonly [written: string, meant: string])[] = [
    ['kube_node_label', 'kube_node_labels'],
    ['kubee_node_labels', 'kube_node_labels'],
    ['kube_deployment_status_replica_available', 'kube_deployment_status_replicas_available'],
    ['kube_pod_container_status_restart_total', 'kube_pod_container_status_restarts_total'],
    ['DCGM_FI_DEV_GPU_TMP', 'DCGM_FI_DEV_GPU_TEMP'],
    ['DCGM_FI_DEV_GPU_TEMPERATURE', 'DCGM_FI_DEV_GPU_TEMP'],
    ['DCGM_FI_DEVICE_GPU_TEMP', 'DCGM_FI_DEV_GPU_TEMP'],
    ['dcgm_fi_dev_gpu_temp', 'DCGM_FI_DEV_GPU_TEMP'],
    ['DCGM_FI_PROF_GR_ENGINE_ACTIV', 'DCGM_FI_PROF_GR_ENGINE_ACTIVE'],
    ['vllm_num_requests_waiting', 'vllm:num_requests_waiting'],
    ['vllm:kv_cache_usage_percent', 'vllm:kv_cache_usage_perc'],
    ['sglang_token_usage', 'sglang:token_usage'],
    ['nv_inference_requests_success', 'nv_inference_request_success'],
    ['node_nf_contrack_entries_limit', 'node_nf_conntrack_entries_limit'],
    ['node_memory_MemAvailable', 'node_memory_MemAvailable_bytes'],
    ['vllm:request_success', 'vllm:request_success_total'],
    ['vllm:e2e_request_latency_bucket', 'vllm:e2e_request_latency_seconds_bucket'],
    ['tgi_queue_sise', 'tgi_queue_size'],
    ['tensorflow_serving_request_count', ':tensorflow:serving:request_count'],
  ];
  for (const [written, meant] of near) {
    it(`${written} is ${meant}`, () => assert.equal(catalog.near(written), meant));
  }

  const strange = [
    'dcgm_gpu_temp_limit',
    'gpu_temps',
    'nvidia_gpu_temp_celsius',
    'DCGM_FI_DEV_NVLINK_BANDWIDTH_L99',
    'DCGM_FI_DEV_DEC_TEMP',
    'kube_pod_status_reachable',
    'triton_inference_request_success',
    'http_request_total',
    'inference_requests',
    'my_own_metric',
    'kube',
    '',
    '___',
  ];
  for (const name of strange) {
    it(`${name === '' ? 'nothing' : name} is near nothing`, () => assert.equal(catalog.near(name), undefined));
  }

  it('gives no answer where two names are equally near', () => {
    const find = createNearName(['abcd_queue_sizing', 'abcd_queue_siding']);
    assert.equal(find('abcd_queue_siting'), undefined);
  });
});
