// Whether the shipped alerts do what they say: each fires on series that show the fault and stays silent on healthy
// ones. Our own engine evaluates them all, and promtool where it is installed, on series as the exporters write them: with their units and kinds, once with
// all labels that they may write and once with those alone that they always write.
// Longer than the usual file: a table with one case a snippet.
import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { asWritten, type Labels, type Series } from '../../harness/exposition';
import { expand, loadSnippets, wrap } from '../../harness/snippets';
import { failuresOf, promtoolSays } from '../../harness/unitTests';

/** One sample a minute (or every `every`); where there are several faults, each has to be seen. */
interface Case {
  readonly fault: Series | readonly Series[];
  readonly healthy: Series | readonly Series[];
  readonly every?: string;
  readonly at?: string;
}

const GPU = '{gpu="0",UUID="GPU-1",modelName="H100",instance="n1:9400",job="dcgm-exporter",pci_bus_id="0:1"}';
const holding = (pod: string): string => GPU.replace('}', `,exported_pod="${pod}"}`);
const MODEL = '{model="a"}';
const VLLM = '{model_name="a",engine="0",instance="v1:8000",job="vllm"}';
const TRITON = '{model="a",version="1",gpu_uuid="GPU-1",instance="t1:8002"}';
const NAMED = '{model_name="a",model_version="1"}';
const always = (value: number): string => `${value}+0x300`;
const grows = (perMinute: number): string => `0+${perMinute}x300`;

/** One series a test: the same labels with a bad and a good value. */
const gauge = (name: string, bad: number, good: number): Case => ({
  fault: { [name]: always(bad) },
  healthy: { [name]: always(good) },
});
const counter = (name: string, bad: number, good: number): Case => ({
  fault: { [name]: grows(bad) },
  healthy: { [name]: grows(good) },
});
/** Counters of a part and a whole, a minute each. */
const share = (part: string, whole: string, bad: number, good: number, total = 600): Case => ({
  fault: { [part]: grows(bad), [whole]: grows(total) },
  healthy: { [part]: grows(good), [whole]: grows(total) },
});
/** All observations fall into the first bucket above the bound, or all into the bound's own. */
function histogram(name: string, labels: string, bound: string, above: string): Case {
  const bucket = (le: string, perMinute: number): Series => ({
    [`${name}_bucket{le="${le}",${labels}}`]: grows(perMinute),
  });
  return {
    fault: { ...bucket(bound, 0), ...bucket(above, 60), ...bucket('+Inf', 60) },
    healthy: { ...bucket(bound, 60), ...bucket(above, 60), ...bucket('+Inf', 60) },
  };
}
const latency = (name: string, bound: string, above: string): Case => histogram(name, 'model="a"', bound, above);
const vllm = (name: string, bound: string, above: string): Case =>
  histogram(`vllm:${name}`, 'model_name="a"', bound, above);
/** The XID gauge changes to a code five minutes before the end, from none or from another; an old code is no news. */
const xid = (fault: number, healthy: number): Case => ({
  fault: [
    { [`DCGM_FI_DEV_XID_ERRORS${GPU}`]: `0+0x234 ${fault}+0x60` },
    { [`DCGM_FI_DEV_XID_ERRORS${GPU}`]: `${healthy}+0x234 ${fault}+0x60` },
    { [`DCGM_FI_DEV_XID_ERRORS${GPU}`]: `_x235 ${fault}+0x60` },
  ],
  healthy: [
    { [`DCGM_FI_DEV_XID_ERRORS${GPU}`]: `0+0x234 ${healthy}+0x60` },
    { [`DCGM_FI_DEV_XID_ERRORS${GPU}`]: '0+0x300' },
    { [`DCGM_FI_DEV_XID_ERRORS${GPU}`]: `0+0x200 ${fault}+0x100` },
    // another pod gets the GPU: another series, no new fault
    {
      [`DCGM_FI_DEV_XID_ERRORS${holding('a')}`]: `${fault}+0x234 _x60`,
      [`DCGM_FI_DEV_XID_ERRORS${holding('b')}`]: `_x235 ${fault}+0x60`,
    },
  ],
  at: '4h',
});
const target = (job: string): Case => gauge(`up{job="${job}",instance="n1:9400"}`, 0, 1);
const gone = (series: string): Case => ({ fault: { other: always(1) }, healthy: { [series]: always(1) } });

const cases: Readonly<Record<string, Case>> = {
  'alert-gpu-temperature': gauge(`DCGM_FI_DEV_GPU_TEMP${GPU}`, 90, 70),
  'alert-gpu-memory-temperature': gauge(`DCGM_FI_DEV_MEMORY_TEMP${GPU}`, 99, 80),
  'alert-gpu-xid-critical': xid(48, 31),
  'alert-gpu-xid-application': xid(31, 48),
  'alert-gpu-xid-count': gauge(`DCGM_EXP_XID_ERRORS_COUNT{gpu="0",instance="n1:9400",xid="79"}`, 2, 0),
  'alert-gpu-fallen-off-bus': gauge(`DCGM_FI_DEV_XID_ERRORS${GPU}`, 79, 7),
  'alert-gpu-ecc-double-bit': {
    fault: [
      { [`DCGM_FI_DEV_ECC_DBE_AGG_TOTAL${GPU}`]: '3+0x100 4+0x200' },
      // the error kills the pod: what counts it is the series without one
      {
        [`DCGM_FI_DEV_ECC_DBE_AGG_TOTAL${holding('a')}`]: '3+0x100 stale _x199',
        [`DCGM_FI_DEV_ECC_DBE_AGG_TOTAL${GPU}`]: '_x101 4+0x199',
      },
    ],
    healthy: { [`DCGM_FI_DEV_ECC_DBE_AGG_TOTAL${GPU}`]: always(3) },
    at: '4h',
  },
  'alert-gpu-ecc-single-bit': counter(`DCGM_FI_DEV_ECC_SBE_AGG_TOTAL${GPU}`, 10, 0),
  'alert-gpu-row-remap-failure': gauge(`DCGM_FI_DEV_ROW_REMAP_FAILURE${GPU}`, 1, 0),
  'alert-gpu-row-remap-pending': gauge(`DCGM_FI_DEV_ROW_REMAP_PENDING${GPU}`, 1, 0),
  'alert-gpu-throttling-thermal': counter(`DCGM_FI_DEV_THERMAL_VIOLATION${GPU}`, 12e9, 3e9),
  'alert-gpu-throttling-power': counter(`DCGM_FI_DEV_POWER_VIOLATION${GPU}`, 40e9, 10e9),
  'alert-gpu-throttling-hardware': gauge(`DCGM_FI_DEV_CLOCKS_EVENT_REASONS${GPU}`, 64 + 8 + 1, 8 + 4 + 1),
  'alert-gpu-power-near-limit': {
    fault: { [`DCGM_FI_DEV_POWER_USAGE${GPU}`]: always(690), [`DCGM_FI_DEV_ENFORCED_POWER_LIMIT${GPU}`]: always(700) },
    healthy: {
      [`DCGM_FI_DEV_POWER_USAGE${GPU}`]: always(500),
      [`DCGM_FI_DEV_ENFORCED_POWER_LIMIT${GPU}`]: always(700),
    },
  },
  'alert-gpu-nvlink-errors': share(
    `DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL${GPU}`,
    `DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL${GPU}`,
    1,
    0,
    0,
  ),
  'alert-gpu-nvlink-crc': counter(`DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL${GPU}`, 1200, 60),
  'alert-gpu-pcie-replay': {
    fault: [
      { [`DCGM_FI_DEV_PCIE_REPLAY_COUNTER${GPU}`]: grows(2) },
      {
        [`DCGM_FI_DEV_PCIE_REPLAY_COUNTER${holding('a')}`]: '0+2x55 stale _x50',
        [`DCGM_FI_DEV_PCIE_REPLAY_COUNTER${holding('b')}`]: '_x56 112+2x200',
      },
    ],
    healthy: [
      { [`DCGM_FI_DEV_PCIE_REPLAY_COUNTER${GPU}`]: always(0) },
      // two MIG instances of a GPU show the same counter
      {
        [`DCGM_FI_DEV_PCIE_REPLAY_COUNTER${GPU.replace('}', ',GPU_I_ID="1"}')}`]: '0+0.6x200',
        [`DCGM_FI_DEV_PCIE_REPLAY_COUNTER${GPU.replace('}', ',GPU_I_ID="2"}')}`]: '0+0.6x200',
      },
    ],
  },
  'alert-gpu-memory-full': {
    fault: { [`DCGM_FI_DEV_FB_USED${GPU}`]: always(79000), [`DCGM_FI_DEV_FB_FREE${GPU}`]: always(1000) },
    healthy: { [`DCGM_FI_DEV_FB_USED${GPU}`]: always(41000), [`DCGM_FI_DEV_FB_FREE${GPU}`]: always(39000) },
  },
  'alert-gpu-idle-allocated': {
    fault: { 'DCGM_FI_DEV_GPU_UTIL{gpu="0",exported_pod="p"}': always(0) },
    healthy: {
      'DCGM_FI_DEV_GPU_UTIL{gpu="0",exported_pod="p"}': always(80),
      'DCGM_FI_DEV_GPU_UTIL{gpu="1"}': always(0),
    },
  },
  'alert-gpu-count-dropped': {
    fault: [
      {
        'DCGM_FI_DEV_GPU_TEMP{UUID="1",instance="n"}': always(50),
        'DCGM_FI_DEV_GPU_TEMP{UUID="2",instance="n"}': '50+0x215',
        'up{instance="n"}': always(1),
      },
      // the only one
      { 'DCGM_FI_DEV_GPU_TEMP{UUID="1",instance="n"}': '50+0x215', 'up{instance="n"}': always(1) },
    ],
    healthy: [
      {
        'DCGM_FI_DEV_GPU_TEMP{UUID="1",instance="n"}': always(50),
        'DCGM_FI_DEV_GPU_TEMP{UUID="2",instance="n"}': always(50),
        'up{instance="n"}': always(1),
      },
      // the node is gone, or its exporter is down: other alerts say so
      { 'DCGM_FI_DEV_GPU_TEMP{UUID="1",instance="n"}': '50+0x215', 'up{instance="n"}': '1+0x215' },
      { 'DCGM_FI_DEV_GPU_TEMP{UUID="1",instance="n"}': '50+0x215', 'up{instance="n"}': '1+0x215 0+0x80' },
      // another pod gets the GPU
      {
        'DCGM_FI_DEV_GPU_TEMP{UUID="1",instance="n",exported_pod="a"}': '50+0x215',
        'DCGM_FI_DEV_GPU_TEMP{UUID="1",instance="n",exported_pod="b"}': '_x216 50+0x80',
        'up{instance="n"}': always(1),
      },
    ],
    at: '4h',
  },
  'alert-gpu-health-status': gauge('DCGM_EXP_GPU_HEALTH_STATUS{gpu="0",instance="n",health_watch="PCIE"}', 20, 10),

  'alert-inference-latency-p99': latency('inference_latency_seconds', '2.5', '5'),
  'alert-inference-ttft': latency('inference_time_to_first_token_seconds', '1', '2.5'),
  'alert-inference-inter-token-latency': latency('inference_inter_token_latency_seconds', '0.1', '0.25'),
  'alert-inference-queue-time': latency('inference_queue_time_seconds', '1', '2.5'),
  'alert-inference-error-rate': share(
    'inference_requests_total{model="a",status="error"}',
    'inference_requests_total{model="a",status="ok"}',
    30,
    3,
  ),
  'alert-inference-queue-length': gauge(`inference_queue_length${MODEL}`, 40, 2),
  'alert-inference-cache-hit-ratio': gauge('model_cache_hit_ratio{model_name="a"}', 0.2, 0.8),
  'alert-inference-saturation': {
    fault: {
      'inference_requests_in_progress{model="a",pod="1"}': always(95),
      'inference_max_concurrency{model="a",pod="1"}': always(100),
    },
    healthy: {
      'inference_requests_in_progress{model="a",pod="1"}': always(20),
      'inference_max_concurrency{model="a",pod="1"}': always(100),
    },
  },
  'alert-inference-no-traffic': {
    fault: [
      { [`inference_requests_total${MODEL}`]: '0+60x215 12900+0x60' },
      // its last replica is gone
      { [`inference_requests_total${MODEL}`]: '0+60x215 stale' },
    ],
    healthy: { [`inference_requests_total${MODEL}`]: grows(60) },
    at: '4h',
  },
  'alert-inference-timeouts': counter(`inference_timeouts_total${MODEL}`, 1, 0.1),

  'alert-model-accuracy-drop': {
    fault: [
      { [`model_accuracy${NAMED}`]: '0.95+0x300 0.85+0x60' },
      // what fell is the new version
      {
        'model_accuracy{model_name="a",model_version="1",instance="10.0.0.1:8000"}': '0.95+0x300 stale',
        'model_accuracy{model_name="a",model_version="2",instance="10.0.0.2:8000"}': '_x301 0.85+0x60',
      },
    ],
    healthy: { [`model_accuracy${NAMED}`]: '0.95+0x300 0.93+0x60' },
    every: '5m',
    at: '28h',
  },
  'alert-model-accuracy-floor': gauge(`model_accuracy${NAMED}`, 0.8, 0.95),
  'alert-model-prediction-drift': {
    fault: [
      { 'model_prediction_mean{model_name="a"}': '0.5+0x100 0.52+0x100 0.5+0x180 0.9+0x20' },
      {
        'model_prediction_mean{model_name="a",instance="10.0.0.1:8000"}': '0.5+0x100 0.52+0x100 0.5+0x100 stale',
        'model_prediction_mean{model_name="a",instance="10.0.0.2:8000"}': '_x303 0.5+0x77 0.9+0x20',
      },
    ],
    healthy: { 'model_prediction_mean{model_name="a"}': '0.5+0x100 0.52+0x100 0.5+0x180 0.51+0x20' },
    every: '30m',
    at: '192h',
  },
  'alert-model-feature-drift': gauge('feature_drift_score{model_name="a",feature_name="f"}', 0.4, 0.05),
  'alert-model-missing-features': share(
    'feature_missing_total{model_name="a",feature_name="f"}',
    'feature_requests_total{model_name="a",feature_name="f"}',
    60,
    6,
  ),
  'alert-model-stale': gauge('model_last_trained_timestamp_seconds{model_name="a"}', -30 * 86400, -86400),
  'alert-model-stale-features': gauge('feast_feature_freshness_seconds{feature_view="v",project="p"}', 7200, 60),
  'alert-model-confidence-low': share(
    'prediction_confidence_sum{model_name="a"}',
    'prediction_confidence_count{model_name="a"}',
    300,
    540,
  ),

  'alert-vllm-ttft': vllm('time_to_first_token_seconds', '2.5', '5.0'),
  'alert-vllm-inter-token-latency': vllm('inter_token_latency_seconds', '0.1', '0.15'),
  'alert-vllm-latency-p99': vllm('e2e_request_latency_seconds', '10.0', '15.0'),
  'alert-vllm-queue-time': vllm('request_queue_time_seconds', '1.0', '1.5'),
  'alert-vllm-queue-length': gauge(`vllm:num_requests_waiting${VLLM}`, 30, 1),
  'alert-vllm-kv-cache': gauge(`vllm:kv_cache_usage_perc${VLLM}`, 0.99, 0.6),
  'alert-vllm-preemptions': counter(`vllm:num_preemptions_total${VLLM}`, 5, 0.1),
  'alert-vllm-error-rate': share(
    'vllm:request_success_total{model_name="a",finished_reason="error"}',
    'vllm:request_success_total{model_name="a",finished_reason="stop"}',
    60,
    6,
  ),
  'alert-vllm-no-progress': {
    fault: { [`vllm:generation_tokens_total${VLLM}`]: always(1000), [`vllm:num_requests_running${VLLM}`]: always(4) },
    healthy: { [`vllm:generation_tokens_total${VLLM}`]: always(1000), [`vllm:num_requests_running${VLLM}`]: always(0) },
  },
  'alert-vllm-prefix-cache': share(
    `vllm:prefix_cache_hits_total${VLLM}`,
    `vllm:prefix_cache_queries_total${VLLM}`,
    60,
    300,
  ),

  'alert-triton-latency': share(
    `nv_inference_request_duration_us${TRITON}`,
    `nv_inference_request_success${TRITON}`,
    60e6,
    6e6,
    60,
  ),
  'alert-triton-queue-time': share(
    `nv_inference_queue_duration_us${TRITON}`,
    `nv_inference_request_success${TRITON}`,
    12e6,
    1e6,
    60,
  ),
  'alert-triton-error-rate': share(
    'nv_inference_request_failure{model="a",version="1",reason="OTHER"}',
    `nv_inference_request_success${TRITON}`,
    60,
    6,
  ),
  'alert-triton-pending': gauge(`nv_inference_pending_request_count${TRITON}`, 80, 3),
  'alert-triton-batch-size': share(`nv_inference_count${TRITON}`, `nv_inference_exec_count${TRITON}`, 70, 480, 60),
  'alert-triton-gpu-memory': {
    fault: {
      'nv_gpu_memory_used_bytes{gpu_uuid="1"}': always(79e9),
      'nv_gpu_memory_total_bytes{gpu_uuid="1"}': always(80e9),
    },
    healthy: {
      'nv_gpu_memory_used_bytes{gpu_uuid="1"}': always(40e9),
      'nv_gpu_memory_total_bytes{gpu_uuid="1"}': always(80e9),
    },
  },
  'alert-triton-kv-cache': {
    fault: { 'nv_trt_llm_kv_cache_block_metrics{model="a",version="1",kv_cache_block_type="fraction"}': always(0.99) },
    healthy: {
      'nv_trt_llm_kv_cache_block_metrics{model="a",version="1",kv_cache_block_type="fraction"}': always(0.5),
      'nv_trt_llm_kv_cache_block_metrics{model="a",version="1",kv_cache_block_type="max"}': always(4000),
    },
  },

  'alert-tgi-latency-p99': histogram('tgi_request_duration', 'instance="t1"', '28.76', '43.14'),
  'alert-tgi-time-per-token': histogram('tgi_request_mean_time_per_token_duration', 'instance="t1"', '0.1', '0.2'),
  'alert-tgi-queue-length': gauge('tgi_queue_size{instance="t1"}', 50, 1),
  'alert-tgi-error-rate': share(
    'tgi_request_failure{instance="t1",err="overloaded"}',
    'tgi_request_count{instance="t1"}',
    60,
    6,
  ),

  'alert-kserve-latency-p99': histogram('request_predict_seconds', 'model_name="a"', '1.0', '2.5'),
  'alert-kserve-error-rate': share(
    'revision_request_count{namespace_name="n",revision_name="r",response_code_class="5xx"}',
    'revision_request_count{namespace_name="n",revision_name="r",response_code_class="2xx"}',
    60,
    6,
  ),
  'alert-kserve-queue-depth': gauge('revision_queue_depth{namespace_name="n",revision_name="r"}', 50, 1),

  'alert-ray-serve-latency-p99': histogram('ray_serve_deployment_processing_latency_ms', 'route="/a"', '1000', '2000'),
  'alert-ray-serve-error-rate': share(
    'ray_serve_deployment_error_counter_total{route="/a",exception_type="E"}',
    'ray_serve_deployment_request_counter_total{route="/a"}',
    60,
    6,
  ),
  'alert-ray-serve-queue': gauge(
    'ray_serve_deployment_queued_queries{application="a",deployment="d",handle="h"}',
    80,
    2,
  ),
  'alert-ray-failed-nodes': gauge('ray_cluster_failed_nodes{SessionName="s"}', 1, 0),
  'alert-ray-pending-nodes': gauge('ray_cluster_pending_nodes{SessionName="s"}', 2, 0),
  'alert-ray-gpu-memory': {
    fault: { 'ray_node_gram_used{ip="1"}': always(79000), 'ray_node_gram_available{ip="1"}': always(1000) },
    healthy: { 'ray_node_gram_used{ip="1"}': always(20000), 'ray_node_gram_available{ip="1"}': always(60000) },
  },

  'alert-cost-idle-gpus': {
    fault: { [`DCGM_FI_DEV_GPU_UTIL${GPU}`]: always(0) },
    healthy: [
      { [`DCGM_FI_DEV_GPU_UTIL${GPU}`]: always(30) },
      // a pod used it until an hour ago
      {
        [`DCGM_FI_DEV_GPU_UTIL${holding('a')}`]: '80+0x90 stale',
        [`DCGM_FI_DEV_GPU_UTIL${GPU}`]: '_x91 0+0x200',
      },
    ],
  },
  'alert-cost-fleet-utilization': {
    fault: [
      { [`DCGM_FI_PROF_GR_ENGINE_ACTIVE${GPU}`]: always(0.1) },
      // the hour that a pod was busy is no half of the day
      {
        [`DCGM_FI_PROF_GR_ENGINE_ACTIVE${holding('a')}`]: '0.9+0x11 stale',
        [`DCGM_FI_PROF_GR_ENGINE_ACTIVE${GPU}`]: '_x12 0+0x300',
      },
    ],
    healthy: { [`DCGM_FI_PROF_GR_ENGINE_ACTIVE${GPU}`]: always(0.7) },
    every: '5m',
    at: '20h',
  },
  'alert-cost-gpu-budget': {
    fault: {
      'kube_pod_container_resource_requests{namespace="n",pod="p",container="c",resource="nvidia_com_gpu"}': always(16),
      'kube_pod_status_phase{namespace="n",pod="p",phase="Running"}': always(1),
    },
    healthy: {
      'kube_pod_container_resource_requests{namespace="n",pod="p",container="c",resource="nvidia_com_gpu"}': always(16),
      'kube_pod_status_phase{namespace="n",pod="p",phase="Running"}': always(0),
      'kube_pod_status_phase{namespace="n",pod="p",phase="Succeeded"}': always(1),
    },
  },
  // 700 W are 42,000 J a minute, written as millijoules
  'alert-cost-tokens-per-joule': share(
    `vllm:generation_tokens_total${VLLM}`,
    `DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION${GPU}`,
    12000,
    60000,
    42e6,
  ),

  'alert-exporter-dcgm-absent': gone(`DCGM_FI_DEV_GPU_TEMP${GPU}`),
  'alert-exporter-dcgm-down': target('dcgm-exporter'),
  'alert-exporter-vllm-down': target('vllm'),
  'alert-exporter-vllm-absent': gone(`vllm:num_requests_running${VLLM}`),
  'alert-exporter-python-absent': gone('up{job="ml-exporter",instance="e1"}'),
  'alert-exporter-python-down': target('ml-exporter'),
  'alert-exporter-python-stuck': {
    fault: { 'model_metrics_last_update_timestamp_seconds{job="ml-exporter",instance="e1"}': always(0) },
    healthy: { 'model_metrics_last_update_timestamp_seconds{job="ml-exporter",instance="e1"}': grows(60) },
    at: '4h',
  },
  'alert-exporter-python-restarts': counter('process_start_time_seconds{job="ml-exporter",instance="e1"}', 1, 0),
  'alert-exporter-container-restarts': counter(
    'kube_pod_container_status_restarts_total{container="dcgm-exporter",namespace="n",pod="p"}',
    0.2,
    0,
  ),

  'alert-slo-burn-fast': {
    fault: {
      'model:inference_errors_per_request:ratio_rate1h{model="a"}': always(0.02),
      'model:inference_errors_per_request:ratio_rate5m{model="a"}': always(0.02),
    },
    healthy: {
      'model:inference_errors_per_request:ratio_rate1h{model="a"}': always(0.02),
      'model:inference_errors_per_request:ratio_rate5m{model="a"}': always(0.001),
    },
  },
  'alert-slo-burn-slow': {
    fault: {
      'model:inference_errors_per_request:ratio_rate6h{model="a"}': always(0.01),
      'model:inference_errors_per_request:ratio_rate30m{model="a"}': always(0.01),
    },
    healthy: {
      'model:inference_errors_per_request:ratio_rate6h{model="a"}': always(0.01),
      'model:inference_errors_per_request:ratio_rate30m{model="a"}': always(0.001),
    },
  },
  'alert-slo-latency': gauge('model:inference_slow_requests:ratio_rate5m{model="a"}', 0.05, 0.001),
};

/** The recording rules: series and the value that has to come out. */
const recorded: Readonly<Record<string, { readonly series: Series; readonly expr: string; readonly value: number }>> = {
  'record-slo-error-ratios': {
    series: {
      'inference_requests_total{model="a",status="error"}': grows(30),
      'inference_requests_total{model="a",status="ok"}': grows(270),
    },
    expr: 'model:inference_errors_per_request:ratio_rate1h',
    value: 0.1,
  },
  'record-slo-latency-ratio': {
    series: {
      'inference_latency_seconds_bucket{model="a",le="0.5"}': grows(45),
      'inference_latency_seconds_bucket{model="a",le="+Inf"}': grows(60),
      'inference_latency_seconds_count{model="a"}': grows(60),
    },
    expr: 'model:inference_slow_requests:ratio_rate5m',
    value: 0.25,
  },
  'record-inference-request-rate': {
    series: { 'inference_requests_total{model="a"}': grows(120) },
    expr: 'model:inference_requests:rate5m',
    value: 2,
  },
  'record-inference-latency-p99': {
    series: {
      'inference_latency_seconds_bucket{model="a",le="1"}': grows(0),
      'inference_latency_seconds_bucket{model="a",le="2"}': grows(60),
      'inference_latency_seconds_bucket{model="a",le="+Inf"}': grows(60),
    },
    expr: 'model:inference_latency_seconds:p99_5m',
    value: 1.99,
  },
  'record-model-accuracy-1h': {
    series: { [`model_accuracy${NAMED}`]: always(0.9) },
    expr: 'model:accuracy:avg1h',
    value: 0.9,
  },
  'record-cost-gpu-power': {
    series: { [`DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION${GPU}`]: grows(42e6) },
    expr: 'gpu:power_watts:rate5m',
    value: 700,
  },
  'record-cost-tokens-per-joule': {
    series: {
      [`vllm:generation_tokens_total${VLLM}`]: grows(84000),
      [`DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION${GPU}`]: grows(42e6),
    },
    expr: 'cluster:tokens_per_joule:rate15m',
    value: 2,
  },
  // four hours and one sample more, every five minutes, two GPUs
  'record-cost-gpu-hours': {
    series: {
      'kube_pod_container_resource_requests{namespace="n",pod="p",container="c",resource="nvidia_com_gpu"}': always(2),
      'kube_pod_status_phase{namespace="n",pod="p",phase="Running"}': always(1),
    },
    expr: 'namespace:gpu_hours:sum1d',
    value: (49 * 2 * 5) / 60,
  },
};

describe('snippets at work', () => {
  const snippets = new Map(loadSnippets().map(snippet => [snippet.prefix, snippet]));

  it('all have a case here', () => {
    const rules = [...snippets.values()].filter(snippet => snippet.place === 'rule').map(snippet => snippet.prefix);
    assert.deepEqual([...Object.keys(cases), ...Object.keys(recorded)].sort(), rules.sort());
  });

  it('fire on the fault, stay silent on the healthy, and record the right value', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ml-alert-rules-firing-'));
    try {
      const files: string[] = [];
      const add = (prefix: string, every: string, tests: readonly object[]): void => {
        writeFileSync(join(folder, `${prefix}.rules.yaml`), wrap(snippets.get(prefix)!));
        const file = join(folder, `${prefix}.test.yaml`);
        writeFileSync(file, stringify({ rule_files: [`${prefix}.rules.yaml`], evaluation_interval: every, tests }));
        files.push(file);
      };
      for (const [prefix, { fault, healthy, every = '1m', at }] of Object.entries(cases)) {
        const [rule] = parse(expand(snippets.get(prefix)!.body)) as readonly Alert[];
        const query = (fires: boolean) => ({
          expr: `count(ALERTS{alertname="${rule!.alert}",alertstate="firing"})`,
          eval_time: at ?? enough(rule!),
          exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
        });
        add(prefix, every, [
          ...[fault].flat().flatMap(series => unitTests(series, every, query(true))),
          ...[healthy].flat().flatMap(series => unitTests(series, every, query(false))),
        ]);
      }
      for (const [prefix, { series, expr, value }] of Object.entries(recorded)) {
        const query = {
          expr: `sum(round(${expr}, 0.0001))`,
          eval_time: '4h',
          exp_samples: [{ labels: '{}', value: Number(value.toFixed(4)) }],
        };
        add(prefix, '1m', unitTests(series, '1m', query));
      }
      assert.deepEqual(files.flatMap(failuresOf), []);
      const said = promtoolSays(files);
      if (said === undefined) console.log(`      promtool not asked about ${files.length} snippets: it is not on PATH`);
      assert.equal(said ?? '', '');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
}

/** Time for the windows to fill (of a day, two hours do) and for `for` to pass, so that the run is short. */
function enough(rule: Alert): string {
  const windows = [...rule.expr.matchAll(/\[(\d+)([mhd])/g)].map(match => minutes(match[1]!, match[2]!));
  const wait = /^(\d+)([mh])$/.exec(rule.for ?? '0m')!;
  return `${Math.min(120, Math.max(0, ...windows)) + minutes(wait[1]!, wait[2]!) + 5}m`;
}

const minutes = (count: string, unit: string): number => Number(count) * (unit === 'd' ? 1440 : unit === 'h' ? 60 : 1);

function unitTests(series: Series, every: string, query: object): readonly object[] {
  const variants = (['all', 'required'] satisfies readonly Labels[]).map(labels => {
    return JSON.stringify(
      Object.entries(asWritten(series, labels)).map(([name, values]) => ({ series: name, values })),
    );
  });
  return [...new Set(variants)].map(input => {
    return { interval: every, input_series: JSON.parse(input) as object, promql_expr_test: [query] };
  });
}
