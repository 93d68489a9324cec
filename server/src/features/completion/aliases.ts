// What people call a quantity and what exporters call it: typed words by which metrics are found that do not hold them.
// Initials (`ttft` for `time_to_first_token`) need no row: the match of names knows them. Layer: features.

/** By a word as it is typed, parts of the names that are meant. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  ttft: ['time_to_first_token', 'ttft'],
  itl: ['inter_token_latency', 'time_per_output_token'],
  tpot: ['time_per_output_token', 'inter_token_latency'],
  kv_cache: ['kv_cache', 'gpu_cache_usage'],
  kvcache: ['kv_cache', 'gpu_cache_usage'],
  oom: ['last_terminated_reason', 'oom_events', 'oom_kill'],
  oomkilled: ['last_terminated_reason', 'oom_events', 'oom_kill'],
  crashloop: ['status_waiting_reason', 'container_status_restarts'],
  vram: ['dev_fb_used', 'dev_fb_free', 'gpu_memory', 'vram'],
  gpu_mem: ['dev_fb_used', 'dev_fb_free', 'gpu_memory', 'vram'],
  gpu_memory: ['dev_fb_used', 'dev_fb_free'],
  gpu_usage: ['dev_gpu_util', 'gr_engine_active', 'gpu_utilization'],
  throttle: ['clock_events', 'clock_throttle', 'power_violation', 'thermal_violation'],
  throttling: ['clock_events', 'clock_throttle', 'power_violation', 'thermal_violation'],
  heat: ['temp'],
  disk: ['filesystem_avail', 'filesystem_size', 'volume_stats'],
  rps: ['requests_total', 'request_count', 'request_success'],
  qps: ['requests_total', 'request_count', 'request_success'],
  drift: ['drift', 'psi', 'skew'],
};

/**
 * How a typed word means a name by another word: 0 most of all, undefined not at all. A beginning counts, too: the rest may
 * still be typed.
 */
export function meansOf(typed: string): (name: string) => number | undefined {
  const wanted = typed.toLowerCase();
  const rows = wanted.length < 3 ? [] : Object.entries(aliases).filter(([word]) => word.startsWith(wanted));
  if (rows.length === 0) return () => undefined;
  return name => {
    const lower = name.toLowerCase();
    let best: number | undefined;
    for (const [, parts] of rows) {
      const place = parts.findIndex(part => lower.includes(part));
      if (place >= 0 && (best === undefined || place < best)) best = place;
    }
    return best;
  };
}
