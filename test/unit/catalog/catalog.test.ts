// The shipped catalogue: fresh, consistent with itself and with the facts it was written from; and how it is looked up.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exporterOf, loadCatalog, overlay, seriesOf } from '../../../server/src/catalog/lookup';
import type { DefinedMetric, MetricFact } from '../../../server/src/catalog/schema';
import { mayComeFromTarget, targetLabels } from '../../../server/src/catalog/targetLabels';
import { unitOfName } from '../../../server/src/catalog/unitOfName';
import { generate, generatedFile } from '../../../tools/gen-catalog';

const catalog = loadCatalog();
const metrics = catalog.exporters().flatMap(exporter => exporter.metrics);
const metric = (name: string): MetricFact => {
  const hit = catalog.find(name);
  assert.ok(hit, `${name} is in the catalogue`);
  return hit.metric;
};

function defined(name: string, type: MetricFact['type']): DefinedMetric {
  return { name, type, help: 'own', labels: [], labelsComplete: true, file: 'x.py', span: { from: 0, to: 1 } };
}

describe('the shipped catalogue', () => {
  it('is generated from the YAML as it stands (npx tsx tools/gen-catalog.ts)', () => {
    assert.ok(readFileSync(generatedFile, 'utf8') === generate().text, 'data.gen.ts is stale');
  });

  it('holds the exporters that the stack is made of', () => {
    const ids = new Set(catalog.exporters().map(exporter => exporter.id));
    for (const id of ['dcgm-exporter', 'vllm', 'triton', 'node-exporter', 'kube-state-metrics', 'prometheus', 'ray']) {
      assert.ok(ids.has(id), id);
    }
    assert.ok(metrics.length > 3000);
  });

  it('says something about each metric', () => {
    for (const { name, help, labels, range, buckets, type } of metrics) {
      assert.match(help, /^[A-Z0-9`(].*\.$/, name);
      assert.equal(new Set(labels.map(label => label.name)).size, labels.length, `${name} has a label twice`);
      assert.ok(!range || (range.min ?? -1e9) < (range.max ?? 1e9), name);
      assert.ok(!buckets || (type === 'histogram' && buckets.every(Number.isFinite)), name);
    }
  });

  it('has no name twice and no series of two families', () => {
    const owner = new Map<string, string>();
    for (const fact of metrics) {
      for (const series of seriesOf(fact)) {
        assert.equal(owner.get(series), undefined, `${series} of ${fact.name}`);
        owner.set(series, fact.name);
      }
    }
  });

  it('finds every listed series, sorted, in its own family', () => {
    const names = catalog.seriesNames();
    assert.deepEqual([...names].sort(), names);
    const bySeries = new Map(metrics.flatMap(fact => seriesOf(fact).map(series => [series, fact.name] as const)));
    assert.equal(bySeries.size, names.length);
    for (const series of names) assert.equal(catalog.find(series)?.metric.name, bySeries.get(series));
  });

  it('names only metrics it knows, and says both names of a rename', () => {
    for (const { name, replacedBy, otherName } of metrics) {
      if (replacedBy) assert.ok(catalog.find(replacedBy), `${name} -> ${replacedBy}`);
      if (otherName) assert.ok(catalog.find(otherName), `${name} -> ${otherName}`);
    }
    assert.equal(metric('DCGM_FI_DEV_GPU_TEMP').otherName, 'DCGM_FI_DEV_GPU_TEMP_CELSIUS');
    assert.equal(metric('DCGM_FI_DEV_GPU_TEMP_CELSIUS').otherName, 'DCGM_FI_DEV_GPU_TEMP');
    assert.equal(metric('DCGM_FI_DEV_GPU_TEMP_CELSIUS').typeInferred, true);
    assert.equal(metric('DCGM_FI_DEV_GPU_TEMP').replacedBy, undefined);
    assert.equal(metric('vllm:gpu_cache_usage_perc').replacedBy, 'vllm:kv_cache_usage_perc');
  });

  it('says what its numbers are: units, ranges and bounds of no fewer metrics than before', () => {
    // What a counter counts stands in its name, and codes, flags, time stamps and labels have no unit.
    const measures = metrics.filter(
      ({ type, valueIs, stateIn }) =>
        (type === 'gauge' || type === 'histogram' || type === 'summary') && !valueIs && !stateIn,
    );
    const withUnit = measures.filter(({ unit }) => unit !== undefined);
    const shares = measures.filter(({ type, unit }) => type === 'gauge' && (unit === 'ratio' || unit === 'percent'));
    const histograms = metrics.filter(({ type }) => type === 'histogram');
    assert.deepEqual(
      shares.filter(({ range }) => !range).map(({ name }) => name),
      [],
    );
    const bounded = histograms.filter(({ buckets }) => buckets);
    assert.ok(withUnit.length / measures.length > 0.7, `${withUnit.length} of ${measures.length} have a unit`);
    assert.ok(bounded.length / histograms.length > 0.8, `${bounded.length} of ${histograms.length} have bounds`);
    assert.ok(shares.length > 200, String(shares.length));
  });

  it('gives parts of one whole the same unit', () => {
    const units = new Map<string, Set<string | undefined>>();
    for (const { role, unit } of metrics) {
      if (!role || role.part.endsWith('ratio')) continue;
      units.set(role.family, (units.get(role.family) ?? new Set()).add(unit));
    }
    assert.ok(units.size > 10);
    for (const [family, of] of units) assert.equal(of.size, 1, family);
  });

  const facts: readonly [name: string, expected: Partial<MetricFact>][] = [
    ['DCGM_FI_DEV_FB_USED', { type: 'gauge', unit: 'MiB', role: { family: 'gpu-memory', part: 'used' } }],
    ['DCGM_FI_DEV_FB_FREE', { type: 'gauge', unit: 'MiB', role: { family: 'gpu-memory', part: 'free' } }],
    [
      'DCGM_FI_DEV_FB_TOTAL',
      { typeInferred: true, role: { family: 'gpu-memory', part: 'total' }, enabledByDefault: false },
    ],
    ['DCGM_FI_DEV_FB_RESERVED', { role: { family: 'gpu-memory', part: 'reserved' } }],
    [
      'DCGM_FI_DEV_XID_ERRORS',
      { type: 'gauge', valueIs: 'code', enabledByDefault: undefined, typeInferred: undefined },
    ],
    ['DCGM_FI_DEV_CLOCKS_EVENT_REASONS', { valueIs: 'bitmask' }],
    ['DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', { type: 'counter', unit: 'millijoules' }],
    ['DCGM_FI_DEV_GPU_UTIL', { type: 'gauge', unit: 'percent', range: { min: 0, max: 100 } }],
    ['DCGM_FI_DEV_GPU_UTIL_RATIO', { unit: 'percent', range: { min: 0, max: 100 } }],
    ['DCGM_FI_PROF_SM_ACTIVE', { unit: 'ratio', range: { min: 0, max: 1 }, enabledByDefault: false }],
    ['DCGM_FI_PROF_PCIE_TX_BYTES', { type: 'gauge', unit: 'bytes/second' }],
    ['DCGM_EXP_XID_ERRORS_COUNT', { type: 'gauge', declaredType: 'counter' }],
    ['DCGM_FI_DEV_ROW_REMAP_FAILURE', { valueIs: 'flag' }],
    ['DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL', { type: 'gauge', declaredType: 'counter' }],
    ['DCGM_FI_PROF_PCIE_TX_BYTES_TOTAL', { typeInferred: true }],
    ['DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS', { type: 'counter', lifetime: 'device' }],
    ['vllm:request_success_total', { type: 'counter' }],
    ['vllm:kv_cache_usage_perc', { unit: 'ratio', range: { min: 0, max: 1 } }],
    ['vllm:iteration_tokens_total', { type: 'histogram' }],
    ['nv_inference_request_duration_us', { type: 'counter', unit: 'microseconds' }],
    ['nv_inference_request_success', { type: 'counter', labelsComplete: false }],
    ['sglang:lora_pool_slots_total', { type: 'gauge' }],
    ['kube_pod_labels', { labelsComplete: false }],
    ['node_filesystem_avail_bytes', { type: 'gauge', unit: 'bytes' }],
    ['process_resident_memory_bytes', { generic: true, labelsComplete: false }],
    ['up', { type: 'gauge', valueIs: 'flag', generic: true }],
  ];
  for (const [name, expected] of facts) {
    it(`knows ${name}`, () => {
      const fact = metric(name);
      const actual = Object.fromEntries(Object.keys(expected).map(key => [key, fact[key as keyof MetricFact]]));
      assert.deepEqual(actual, expected);
    });
  }

  it('knows the labels of GPU series and that NVLink series have others', () => {
    const names = (of: MetricFact): readonly string[] => of.labels.map(label => label.name);
    const gpu = names(metric('DCGM_FI_DEV_GPU_TEMP'));
    for (const label of [
      'gpu',
      'UUID',
      'pci_bus_id',
      'device',
      'modelName',
      'Hostname',
      'hostname',
      'pod',
      'namespace',
    ]) {
      assert.ok(gpu.includes(label), label);
    }
    assert.ok(!gpu.includes('err_code') && names(metric('DCGM_FI_DEV_XID_ERRORS')).includes('err_code'));
    const link = names(metric('DCGM_FI_DEV_NVLINK_THROUGHPUT_PER_LINK'));
    assert.ok(link.includes('gpu_uuid') && link.includes('model_name') && !link.includes('UUID'));
    const phase = metric('kube_pod_status_phase').labels.find(label => label.name === 'phase');
    assert.ok(phase?.values?.includes('Pending'));
  });

  it('knows XID codes, for every name of the metric and for no other', () => {
    for (const name of ['DCGM_FI_DEV_XID_ERRORS', 'DCGM_FI_DEV_XID_ERROR', 'dcgm_xid_errors']) {
      assert.equal(catalog.codes(name)?.get(79)?.severity, 'critical');
      assert.equal(catalog.codes(name)?.get(13)?.severity, 'application');
      assert.equal(catalog.codes(name)?.get(12345), undefined);
    }
    assert.equal(catalog.codes('DCGM_FI_DEV_GPU_TEMP'), undefined);
    for (const { code, title, help } of catalog.codes('DCGM_FI_DEV_XID_ERRORS')!.values()) {
      assert.ok(title.length > 3 && help.endsWith('.'), String(code));
    }
  });

  it('rests no type on memory or inference, as the facts have it', function () {
    const folder = join(__dirname, '../../../../shared/facts');
    if (!existsSync(folder)) {
      console.log('      1 check skipped: ../shared/facts is not there');
      this.skip();
    }
    const doubts = ['type_inferred', 'from_memory', 'prom_type_inferred', 'type_unverified', 'v0_from_memory'];
    // Read in the exporter's source after the facts were gathered: nvidia_gpu_exporter makes the first by prometheus.NewCounter, and
    // the infos are constants of 1 (its exporter.go, KubeRay's ray_*_metrics.go and their tests). DCGM divides what
    // went over NVLink by the time (DcgmCacheManager.cpp, ReadAndCacheNvLinkBandwidth, 2.1 to 4.6).
    const divided = /^DCGM_FI_DEV_NVLINK_(?:[TR]X_)?BANDWIDTH_/;
    const readSince = new Set([
      'nvidia_smi_failed_scrapes_total',
      'nvidia_smi_gpu_info',
      'nvidia_smi_compute_app_info',
      'kuberay_cluster_info',
      'kuberay_job_info',
      'kuberay_service_info',
    ]);
    let compared = 0;
    for (const file of readdirSync(folder).filter(name => name.endsWith('.json'))) {
      const system = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        metrics: { name: string; type: string; notes?: Record<string, unknown> }[];
      };
      for (const { name, type, notes = {} } of system.metrics) {
        const ours = catalog.find(name)?.metric;
        if (!ours || ours.name !== name || (ours.generic && file === 'node_exporter.json')) continue;
        compared++;
        if (ours.typeInferred || readSince.has(name) || divided.test(name)) continue;
        const doubt = doubts.find(
          key => notes[key] && (typeof notes[key] !== 'string' || key !== 'labels_from_memory'),
        );
        assert.equal(doubt, undefined, `${name}: ${doubt}`);
        const read = type === 'untyped' ? 'unknown' : type;
        // An info metric is a gauge of value 1 in the text format.
        const same = read === (ours.declaredType ?? ours.type) || (read === 'info' && ours.type === 'gauge');
        assert.ok(same, `${name}: ${read}, here ${ours.type}`);
      }
    }
    assert.ok(compared > 2500, String(compared));
  });
});

describe('looking up', () => {
  const table: readonly [series: string, name: string | undefined, kind?: string][] = [
    ['vllm:e2e_request_latency_seconds_bucket', 'vllm:e2e_request_latency_seconds', 'bucket'],
    ['vllm:e2e_request_latency_seconds_sum', 'vllm:e2e_request_latency_seconds', 'sum'],
    ['vllm:e2e_request_latency_seconds_count', 'vllm:e2e_request_latency_seconds', 'count'],
    ['vllm:e2e_request_latency_seconds_created', 'vllm:e2e_request_latency_seconds', 'created'],
    ['vllm:e2e_request_latency_seconds', 'vllm:e2e_request_latency_seconds', 'value'],
    ['vllm:prompt_tokens_total', 'vllm:prompt_tokens_total', 'value'],
    ['vllm:prompt_tokens_created', 'vllm:prompt_tokens_total', 'created'],
    ['vllm:prompt_tokens', undefined],
    ['vllm:num_requests_running_bucket', undefined],
    ['vllm:num_requests_running_sum', undefined],
    ['go_gc_duration_seconds_count', 'go_gc_duration_seconds', 'count'],
    ['go_gc_duration_seconds_bucket', undefined],
    ['nv_inference_count', 'nv_inference_count', 'value'],
    ['nv_inference_request_success', 'nv_inference_request_success', 'value'],
    [':tensorflow:serving:request_latency_bucket', ':tensorflow:serving:request_latency', 'bucket'],
    ['kube_pod_created', 'kube_pod_created', 'value'],
    ['_bucket', undefined],
    ['', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
  ];
  for (const [series, name, kind] of table) {
    it(`${JSON.stringify(series)} is ${name ? `the ${kind} of ${name}` : 'unknown'}`, () => {
      const hit = catalog.find(series);
      assert.equal(hit?.metric.name, name);
      assert.equal(hit?.series, kind);
    });
  }

  it('tells the exporter of a series, but not of a generic name', () => {
    assert.equal(exporterOf(catalog, 'DCGM_FI_DEV_GPU_TEMP')?.id, 'dcgm-exporter');
    assert.equal(exporterOf(catalog, 'vllm:e2e_request_latency_seconds_bucket')?.id, 'vllm');
    assert.equal(exporterOf(catalog, 'http_requests_total'), undefined);
    assert.equal(exporterOf(catalog, 'up'), undefined);
    assert.equal(exporterOf(catalog, 'nothing'), undefined);
  });

  it('lets the metrics of the workspace win', () => {
    const both = overlay(catalog, [defined('http_requests_total', 'gauge'), defined('own_seconds', 'histogram')]);
    assert.equal(both.find('http_requests_total')?.metric.type, 'gauge');
    assert.equal(both.find('http_requests_total')?.exporter, undefined);
    assert.equal(both.find('own_seconds_bucket')?.series, 'bucket');
    assert.equal(both.find('vllm:num_requests_running')?.exporter?.id, 'vllm');
    const names = both.seriesNames();
    assert.ok(names.includes('own_seconds_bucket') && names.includes('up'));
    assert.equal(names.filter(name => name === 'http_requests_total').length, 1);
    assert.deepEqual([...names].sort(), names);
    assert.equal(catalog.find('own_seconds_bucket'), undefined, 'the catalogue below is untouched');
    assert.equal(overlay(catalog, []), catalog);
    assert.equal(
      overlay(catalog, [defined('DCGM_FI_DEV_XID_ERRORS', 'gauge')]).codes('DCGM_FI_DEV_XID_ERRORS'),
      undefined,
    );
  });

  it('gives independent catalogues', () => {
    assert.notEqual(loadCatalog().exporters(), catalog.exporters());
  });

  it('knows the labels that targets bring', () => {
    for (const label of ['job', 'instance', 'namespace', 'pod', 'node', 'exported_pod'])
      assert.ok(mayComeFromTarget(label));
    assert.ok(!mayComeFromTarget('gpu') && !mayComeFromTarget('model_name'));
    assert.deepEqual(targetLabels().slice(0, 2), ['job', 'instance']);
  });

  it('reads the unit that a name states', () => {
    assert.equal(unitOfName('a_seconds'), 'seconds');
    assert.equal(unitOfName('a_bytes_total'), 'bytes');
    assert.equal(unitOfName('a_seconds_spent'), undefined);
    assert.equal(unitOfName('seconds'), undefined);
    assert.equal(unitOfName('a_perc'), undefined);
  });
});
