// The use of the memory's bandwidth, taken for how full it is. Layer: checks.
import { metricName } from '../../promql/inspect';
import { defineCheck } from '../check';

/** How much of the time memory was read or written, by whatever exporter. */
const bandwidth = /^(?:DCGM_FI_DEV_MEM_COPY_UTIL(?:_RATIO)?|nvidia_smi_utilization_memory_ratio|gpu_umc_activity)$/;

export const check = defineCheck({
  id: 'gpu/copy-engine-as-memory',
  summary: 'How busy the memory bus is gets told as how full the memory is.',
  severity: 'warning',
  since: '0.1.0',
  on: 'alert',
  given: ['sound'],
  ofMetric: name => bandwidth.test(name),
  messages: {
    found:
      '`{metric}` is how much of the time memory is read or written, not how much of it is used: a full card may show 0; take {instead}.',
  },
  run({ rule, expr, annotations }, ctx) {
    if (!expr?.sound || !/MEM_COPY_UTIL|utilization_memory|umc_activity/.test(expr.text)) return;
    for (const selector of expr.selectors) {
      const metric = metricName(selector);
      if (metric === undefined || !bandwidth.test(metric)) continue;
      const texts = annotations.filter(({ name }) => /summary|desc|message|title/i.test(name)).map(({ text }) => text);
      const said = [wordsOf(rule.alert?.value ?? ''), ...texts].join(' ');
      const isFull = fullness.test(said) || (whose.test(said) && full.test(said));
      if (!isFull || traffic.test(said)) return;
      const at = { source: expr.source, span: selector.name ?? selector };
      ctx.report(at, 'found', { metric, instead: insteadOf(metric) });
      return;
    }
  },
});

/** A name as words: `GPUMemoryFull` is "GPU Memory Full". */
function wordsOf(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
}

const fullness =
  /\b(?:memory|mem|vram)[ _]?(?:is )?(?:almost |nearly )?(?:usage|used|full|pressure|exhaust\w*|leak|high usage)\b|\b(?:memory|vram) (?:is |still )?(?:over|above|at|exceeds|exceeded|below|under|>=?|<=?) ?\d|\b(?:out of|oom|insufficient) ?(?:gpu )?(?:memory|vram)?\b/i;
/** "memory of GPU 3 is 95% full" */
const whose = /\b(?:memory|vram) (?:of|on) /i;
const full = /\b(?:full|exhausted|runs? out)\b/i;
const traffic = /\b(?:bandwidth|copy|copies|bus|controller|bound|throughput|traffic)\b/i;

function insteadOf(metric: string): string {
  if (metric.startsWith('DCGM')) return '`DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE)`';
  return metric.startsWith('nvidia_smi')
    ? '`nvidia_smi_memory_used_bytes / nvidia_smi_memory_total_bytes`'
    : '`gpu_used_vram / gpu_total_vram`';
}
