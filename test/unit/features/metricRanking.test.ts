// Which metrics come first for what people type: those that the workspace has to do with, by any part of the name and by
// the words of the trade; and that an editor which sorts by its own score keeps this order.

import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import type { Completion } from '../../../server/src/features/completion/item';
import { createService } from '../../../server/src/service';
import { shippedCatalog } from '../../harness/judge';
import { at, cursor, inExpr } from './driver';

/** What is proposed for an expression in a workspace of these files. */
function inWorkspace(expr: string, files: Readonly<Record<string, string>>): Completion {
  const service = createService({ catalog: shippedCatalog, onFailure: (id, error) => assert.fail(`${id}: ${error}`) });
  const workspace = service.workspace(resolveConfig([]));
  for (const [file, text] of Object.entries(files)) {
    if (/\.(?:py|csv)$/.test(file)) workspace.define(file, text);
    else workspace.put(file, service.open(text));
  }
  workspace.facts();
  const marked = inExpr(expr);
  const offset = marked.indexOf(cursor);
  const document = service.open(marked.replace(cursor, ''));
  return service.complete(workspace, document, offset) ?? { entries: [], incomplete: false };
}

const first = ({ entries }: Completion, count = 1): readonly string[] =>
  entries.slice(0, count).map(({ label }) => label);
const deployment = (image: string): string =>
  `apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: x\nspec:\n  template:\n    spec:\n      containers:\n        - name: x\n          image: ${image}\n`;
const readBy = (expr: string): string => `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: ${expr}\n`;

describe('ranking of metrics', () => {
  it('puts what the workspace reads, watches or runs first, by any part of the name', () => {
    const dcgm: readonly Readonly<Record<string, string>>[] = [
      { 'a.yaml': readBy('DCGM_FI_DEV_GPU_UTIL > 90') },
      { 'a.yaml': readBy('up{job="dcgm-exporter"} == 0') },
      { 'a.yaml': deployment('nvcr.io/nvidia/k8s/dcgm-exporter:4.2.0-4.1.0-ubuntu22.04') },
      { 'values.yaml': 'image:\n  repository: nvcr.io/nvidia/k8s/dcgm-exporter\n  tag: 4.2.0\n' },
      { 'dcgm.csv': 'DCGM_FI_DEV_GPU_TEMP, gauge, GPU temperature (in C).\n' },
    ];
    for (const files of dcgm) {
      for (const typed of ['temp', 'TEMP', 'Temp', 'gpu_t', 'gpu_temp', 'dcgm_temp'])
        assert.deepEqual(
          first(inWorkspace(`${typed}¦`, files)),
          ['DCGM_FI_DEV_GPU_TEMP'],
          `${typed} in ${JSON.stringify(files)}`,
        );
    }
    const vllm = { 'a.yaml': deployment('"vllm/vllm-openai:v0.11.0"') };
    assert.deepEqual(first(inWorkspace('queue¦', vllm)), ['vllm:request_queue_time_seconds_count']);
    assert.match(first(inWorkspace('cache¦', vllm))[0]!, /^vllm:/);
    assert.match(first(inWorkspace('queue¦', { 'a.yaml': deployment('tritonserver') }))[0]!, /^(?!vllm:)/);
  });

  it('takes the image of a language for no exporter', () => {
    const node = inWorkspace('temp¦', { 'a.yaml': deployment('node:22-alpine') });
    assert.deepEqual(first(node), first(inWorkspace('temp¦', {})));
  });

  it('knows the words of the trade', () => {
    const found = (typed: string, count = 5): string => first(inWorkspace(`${typed}¦`, {}), count).join(' ');
    assert.match(found('ttft'), /vllm:time_to_first_token_seconds/);
    assert.match(found('itl'), /vllm:inter_token_latency_seconds/);
    assert.match(found('tpot', 8), /vllm:request_time_per_output_token_seconds/);
    assert.match(found('kv cache', 1), /^vllm:kv_cache_usage_perc/);
    assert.match(found('kv_cache', 1), /^vllm:kv_cache_usage_perc/);
    assert.match(found('oom'), /kube_pod_container_status_last_terminated_reason/);
    assert.match(found('vram'), /DCGM_FI_DEV_FB_USED/);
    assert.match(found('sum(rate(ttft', 1), /^vllm:time_to_first_token_seconds/);
  });

  it('looks for a metric by two words, where the first is none', () => {
    const { take } = at(inExpr('max(gpu temp¦) > 80'));
    assert.equal(take('DCGM_FI_DEV_GPU_TEMP'), inExpr('max(DCGM_FI_DEV_GPU_TEMP) > 80'));
    for (const expr of ['up temp¦', 'kv an¦', 'kv{} temp¦', 'DCGM_FI_DEV_GPU_TEMP > 5 te¦', 'kv[5m] te¦'])
      assert.ok(!at(inExpr(expr)).completion?.entries.some(({ kind }) => kind === 'metric'), expr);
  });

  it('gives a quantile its buckets, however deep they stand', () => {
    for (const expr of [
      'histogram_quantile(0.9, vllm:time_to¦',
      'histogram_quantile(0.9, rate(vllm:time_to¦',
      'histogram_quantile(0.9, sum by (le) (rate(vllm:time_to¦[5m])))',
    ])
      assert.deepEqual(first(inWorkspace(expr, {})), ['vllm:time_to_first_token_seconds_bucket'], expr);
    assert.deepEqual(
      first(
        inWorkspace('rate(rank_s¦', {
          'a.py': 'from prometheus_client import Histogram\nH = Histogram("rank_seconds", "x")\n',
        }),
      ),
      ['rank_seconds_count'],
    );
  });

  it('is kept by an editor that sorts by its own score', () => {
    const { entries, incomplete } = inWorkspace('temp¦', { 'a.yaml': readBy('DCGM_FI_DEV_GPU_UTIL > 90') });
    assert.deepEqual([...new Set(entries.map(({ filter }) => filter))], ['temp']);
    assert.equal(incomplete, true);
  });

  it('leaves names whole: few words stand beside them', () => {
    for (const expr of ['¦', 'vllm:¦', 'DCGM_FI_¦', 'histogram_quantile(0.9, ¦', 'inference_objective¦']) {
      for (const { label, beside, kind } of inWorkspace(expr, {}).entries)
        if (kind === 'metric' && shippedCatalog.find(label)) assert.ok(beside!.length <= 24, `${label}: ${beside}`);
    }
    const [bucket] = inWorkspace('vllm:time_to_first_token_seconds_b¦', {}).entries;
    assert.equal(bucket!.beside, 'bucket, seconds');
  });
});
