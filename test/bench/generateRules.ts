// A rule file of any size for benchmarks: a mix of alerts and recording rules of a model-serving stack.

/** A file of `count` rules in groups of 20. */
export function generateRules(count: number): string {
  const lines = ['groups:'];
  for (let i = 0; i < count; i++) {
    if (i % 20 === 0) lines.push(`- name: serving-${i / 20}`, '  rules:');
    lines.push(...RULES[i % RULES.length]!(i));
  }
  return `${lines.join('\n')}\n`;
}

const RULES: readonly ((i: number) => string[])[] = [
  i => [
    `  - alert: SlowFirstToken${i}`,
    '    expr: |',
    '      histogram_quantile(0.95,',
    `        sum by (le, model_name) (rate(vllm:time_to_first_token_seconds_bucket{namespace="ns${i}"}[5m]))`,
    '      ) > 1.5',
    '    for: 10m',
    '    labels:',
    '      severity: warning',
    '      team: serving',
    '    annotations:',
    '      summary: "First token of {{ $labels.model_name }} takes {{ $value | humanizeDuration }}"',
    '      runbook_url: "https://runbooks.example.org/slow-first-token"',
  ],
  i => [
    `  - alert: GpuMemoryNearlyFull${i}`,
    `    expr: DCGM_FI_DEV_FB_USED{Hostname="node${i}"} / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE) > 0.95`,
    '    for: 15m',
    '    labels:',
    '      severity: warning',
    '    annotations:',
    "      summary: 'GPU {{ $labels.gpu }} of {{ $labels.Hostname }} is nearly full'",
  ],
  i => [
    `  - record: model:requests:rate5m_${i}`,
    `    expr: sum by (model_name) (rate(vllm:request_success_total{namespace="ns${i}"}[5m]))`,
  ],
  i => [
    `  - alert: QueueGrows${i}`,
    '    expr: >-',
    `      avg_over_time(vllm:num_requests_waiting{namespace="ns${i}"}[10m])`,
    '      > 50',
    '    for: 5m',
    '    labels:',
    '      severity: critical',
    '    annotations:',
    '      summary: Requests wait before {{ $labels.model_name }}',
  ],
];
