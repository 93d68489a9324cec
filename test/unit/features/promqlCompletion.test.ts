// Completion inside expressions: every context of the language, half-written texts, every scalar style.
import assert from 'node:assert/strict';
import { at, hasFirst, inExpr, isSilent, knowledge } from './driver';

/** An expression with the cursor, what must be among the first five, and the expression after taking the first of these. */
type Case = readonly [expr: string, first: string, taken?: string];

const cases: Readonly<Record<string, readonly Case[]>> = {
  'names of metrics': [
    ['DCGM_FI_DEV_GPU_T¦', 'DCGM_FI_DEV_GPU_TEMP', 'DCGM_FI_DEV_GPU_TEMP'],
    ['dcgm_fi_dev_gpu_t¦', 'DCGM_FI_DEV_GPU_TEMP', 'DCGM_FI_DEV_GPU_TEMP'],
    ['gpu_temp¦', 'DCGM_FI_DEV_GPU_TEMP', 'DCGM_FI_DEV_GPU_TEMP'],
    ['vllm:num_req¦', 'vllm:num_requests_running', 'vllm:num_requests_running'],
    ['kube_pod_status_ph¦', 'kube_pod_status_phase', 'kube_pod_status_phase'],
    ['node_memory_MemAv¦', 'node_memory_MemAvailable_bytes', 'node_memory_MemAvailable_bytes'],
    ['nv_inference_request_su¦', 'nv_inference_request_success', 'nv_inference_request_success'],
    ['¦', 'rank_queue_length', 'rank_queue_length'],
    ['rank_q¦', 'rank_queue_length', 'rank_queue_length'],
    ['queue_length¦', 'rank_queue_length', 'rank_queue_length'],
    ['ranker:¦', 'ranker:failures:rate5m', 'ranker:failures:rate5m'],
    ['sum(DCGM_FI_DEV_GPU_T¦', 'DCGM_FI_DEV_GPU_TEMP', 'sum(DCGM_FI_DEV_GPU_TEMP'],
    ['sum by (gpu) (DCGM_FI_DEV_GPU_T¦', 'DCGM_FI_DEV_GPU_TEMP', 'sum by (gpu) (DCGM_FI_DEV_GPU_TEMP'],
    ['up and DCGM_FI_DEV_GPU_T¦ > 5', 'DCGM_FI_DEV_GPU_TEMP', 'up and DCGM_FI_DEV_GPU_TEMP > 5'],
    ['{__name__="DCGM_FI_DEV_GPU_T¦"}', 'DCGM_FI_DEV_GPU_TEMP', '{__name__="DCGM_FI_DEV_GPU_TEMP"}'],
    ['up == 0 or -rank_q¦', 'rank_queue_length', 'up == 0 or -rank_queue_length'],
  ],
  'the metric that fits': [
    ['rate(¦', 'rank_failures_total', 'rate(rank_failures_total'],
    ['rate(¦[5m])', 'rank_failures_total', 'rate(rank_failures_total[5m])'],
    ['increase(vllm:prompt¦', 'vllm:prompt_tokens_total', 'increase(vllm:prompt_tokens_total'],
    ['avg_over_time(rank¦', 'rank_queue_length', 'avg_over_time(rank_queue_length'],
    [
      'histogram_quantile(0.9, ¦',
      'rank_request_duration_seconds_bucket',
      'histogram_quantile(0.9, rank_request_duration_seconds_bucket',
    ],
    [
      'DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + ¦)',
      'DCGM_FI_DEV_FB_FREE',
      'DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE)',
    ],
    ['DCGM_FI_DEV_FB_USED / DCGM_FI_DEV_FB¦', 'DCGM_FI_DEV_FB_FREE', 'DCGM_FI_DEV_FB_USED / DCGM_FI_DEV_FB_FREE'],
  ],
  'functions and aggregations': [
    ['ra¦', 'rate', 'rate()'],
    ['su¦', 'sum', 'sum()'],
    ['sum(ra¦', 'rate', 'sum(rate()'],
    ['ra¦(up[5m])', 'rate', 'rate(up[5m])'],
    ['histogram_q¦', 'histogram_quantile', 'histogram_quantile()'],
    ['ti¦', 'time', 'time()'],
    ['time() - ti¦', 'timestamp', 'time() - timestamp()'],
    ['abs¦', 'absent', 'absent()'],
    ['topk(5, su¦', 'sum', 'topk(5, sum()'],
    ['max_over_time(irat¦', 'irate', 'max_over_time(irate()[1h:1m]'],
    ['vector(ti¦', 'time', 'vector(time()'],
    ['clamp_max(up, sc¦', 'scalar', 'clamp_max(up, scalar()'],
    ['label_rep¦', 'label_replace', 'label_replace()'],
    ['quant¦', 'quantile', 'quantile()'],
  ],
  'labels of the metric': [
    ['DCGM_FI_DEV_GPU_TEMP{¦', 'gpu', 'DCGM_FI_DEV_GPU_TEMP{gpu=""'],
    ['DCGM_FI_DEV_GPU_TEMP{¦}', 'UUID', 'DCGM_FI_DEV_GPU_TEMP{UUID=""}'],
    ['DCGM_FI_DEV_GPU_TEMP{gpu="0", ¦}', 'UUID', 'DCGM_FI_DEV_GPU_TEMP{gpu="0", UUID=""}'],
    ['DCGM_FI_DEV_GPU_TEMP{UU¦="x"}', 'UUID', 'DCGM_FI_DEV_GPU_TEMP{UUID="x"}'],
    ['sum(rate(rank_failures_total{re¦', 'reason', 'sum(rate(rank_failures_total{reason=""'],
    ['sum(rate(rank_failures_total{re¦[5m])) > 2', 'reason', 'sum(rate(rank_failures_total{reason=""[5m])) > 2'],
    ['{"rank_failures_total", ¦}', 'ranker', '{"rank_failures_total", ranker=""}'],
    ['{__name__="rank_failures_total", ¦}', 'ranker', '{__name__="rank_failures_total", ranker=""}'],
    ['rank_request_duration_seconds_bucket{¦}', 'le', 'rank_request_duration_seconds_bucket{le=""}'],
    ['ranker:failures:rate5m{¦}', 'window', 'ranker:failures:rate5m{window=""}'],
    ['ranker:failures:rate5m{¦}', 'ranker', 'ranker:failures:rate5m{ranker=""}'],
    ['ALERTS{¦}', 'alertname', 'ALERTS{alertname=""}'],
    ['ALERTS{seve¦}', 'severity', 'ALERTS{severity=""}'],
    ['unknown_metric{in¦}', 'instance', 'unknown_metric{instance=""}'],
    ['{jo¦}', 'job', '{job=""}'],
    ['a{x="1"} / rank_queue_length{¦}', 'ranker', 'a{x="1"} / rank_queue_length{ranker=""}'],
    ['DCGM_FI_DEV_GPU_TEMP{exported_p¦}', 'exported_pod', 'DCGM_FI_DEV_GPU_TEMP{exported_pod=""}'],
  ],
  operators: [
    ['up{job¦ ', 'job', 'up{job="" '],
    ['up{job ¦', '=~', 'up{job =~'],
    ['up ¦', 'and', 'up and'],
    ['up == 0 un¦', 'unless', 'up == 0 unless'],
    ['up of¦', 'offset', 'up offset'],
    ['rate(up[5m] of¦)', 'offset', 'rate(up[5m] offset)'],
    ['sum ¦', 'by', 'sum by ()'],
    ['sum by¦', 'by', 'sum by ()'],
    ['sum(up) ¦', 'by', 'sum(up) by ()'],
    ['sum(up) w¦', 'without', 'sum(up) without ()'],
    ['up > bo¦', 'bool', 'up > bool'],
    ['up / o¦', 'on', 'up / on ()'],
    ['up and ig¦', 'ignoring', 'up and ignoring ()'],
    ['up * on (job) gr¦', 'group_left', 'up * on (job) group_left ()'],
    ['up @ ¦', 'end()', 'up @ end()'],
  ],
  'lists of labels': [
    ['sum by (¦) (DCGM_FI_DEV_GPU_TEMP)', 'gpu', 'sum by (gpu) (DCGM_FI_DEV_GPU_TEMP)'],
    ['sum by (gpu, ¦) (DCGM_FI_DEV_GPU_TEMP)', 'UUID', 'sum by (gpu, UUID) (DCGM_FI_DEV_GPU_TEMP)'],
    ['sum by (U¦, gpu) (DCGM_FI_DEV_GPU_TEMP)', 'UUID', 'sum by (UUID, gpu) (DCGM_FI_DEV_GPU_TEMP)'],
    ['sum(rate(rank_failures_total[5m])) by (¦', 'ranker', 'sum(rate(rank_failures_total[5m])) by (ranker'],
    ['sum(rate(rank_failures_total[5m])) without (¦)', 'reason', 'sum(rate(rank_failures_total[5m])) without (reason)'],
    [
      'histogram_quantile(0.9, sum by (¦) (rate(rank_request_duration_seconds_bucket[5m])))',
      'le',
      'histogram_quantile(0.9, sum by (le) (rate(rank_request_duration_seconds_bucket[5m])))',
    ],
    ['rank_queue_length / on (¦) rank_failures_total', 'ranker', 'rank_queue_length / on (ranker) rank_failures_total'],
    [
      'rank_queue_length / ignoring (¦) rank_failures_total',
      'ranker',
      'rank_queue_length / ignoring (ranker) rank_failures_total',
    ],
    [
      'rank_queue_length * on (ranker) group_left (¦) rank_failures_total',
      'reason',
      'rank_queue_length * on (ranker) group_left (reason) rank_failures_total',
    ],
    ['sum by (in¦) (unknown_metric)', 'instance', 'sum by (instance) (unknown_metric)'],
    ['sum by (jo¦', 'job', 'sum by (job'],
    ['sum by (rank¦', 'ranker', 'sum by (ranker'],
  ],
  'values of labels': [
    ['kube_pod_status_phase{phase="¦"}', 'Pending', 'kube_pod_status_phase{phase="Pending"}'],
    ['kube_pod_status_phase{phase=¦}', 'Pending', 'kube_pod_status_phase{phase="Pending"}'],
    ['kube_pod_status_phase{phase="¦', 'Pending', 'kube_pod_status_phase{phase="Pending"'],
    ["kube_pod_status_phase{phase='Fa¦'}", 'Failed', "kube_pod_status_phase{phase='Failed'}"],
    ['kube_pod_status_phase{phase=~"Pending|Fa¦"}', 'Failed', 'kube_pod_status_phase{phase=~"Pending|Failed"}'],
    [
      'DCGM_EXP_CLOCK_EVENTS_COUNT{clock_event="hw_th¦"}',
      'hw_thermal',
      'DCGM_EXP_CLOCK_EVENTS_COUNT{clock_event="hw_thermal"}',
    ],
    ['rank_request_duration_seconds_bucket{le="0¦"}', '0.5', 'rank_request_duration_seconds_bucket{le="0.5"}'],
    ['rank_request_duration_seconds_bucket{le="1¦"}', '1.0', 'rank_request_duration_seconds_bucket{le="1.0"}'],
    ['rank_request_duration_seconds_bucket{le=~"¦"}', '+Inf', 'rank_request_duration_seconds_bucket{le=~"\\\\+Inf"}'],
    ['ALERTS{alertname="¦"}', 'GpuHot', 'ALERTS{alertname="GpuHot"}'],
    ['ALERTS{alertstate="¦"}', 'firing', 'ALERTS{alertstate="firing"}'],
    ['ALERTS{severity="¦"}', 'critical', 'ALERTS{severity="critical"}'],
    ['ranker:failures:rate5m{window="¦"}', '5m', 'ranker:failures:rate5m{window="5m"}'],
    ['up{job="dc¦"}', 'dcgm', 'up{job="dcgm"}'],
    ['up{job="my-job"} == 0 or up{job="my¦"}', 'my-job', 'up{job="my-job"} == 0 or up{job="my-job"}'],
    ['DCGM_EXP_XID_ERRORS_COUNT{xid="7¦"}', '79', 'DCGM_EXP_XID_ERRORS_COUNT{xid="79"}'],
  ],
  codes: [
    ['DCGM_FI_DEV_XID_ERRORS == ¦', '48', 'DCGM_FI_DEV_XID_ERRORS == 48'],
    ['DCGM_FI_DEV_XID_ERRORS == 7¦', '79', 'DCGM_FI_DEV_XID_ERRORS == 79'],
    ['up == 0 or DCGM_FI_DEV_XID_ERRORS{gpu="0"} == 7¦', '79', 'up == 0 or DCGM_FI_DEV_XID_ERRORS{gpu="0"} == 79'],
  ],
  durations: [
    ['rate(up[¦', '5m', 'rate(up[5m'],
    ['rate(up[¦])', '5m', 'rate(up[5m])'],
    ['rate(up[1¦])', '1h', 'rate(up[1h])'],
    ['rate(up[10¦])', '10m', 'rate(up[10m])'],
    ['rate(up[1h3¦])', '1h3m', 'rate(up[1h3m])'],
    ['max_over_time(up[1h:¦])', '5m', 'max_over_time(up[1h:5m])'],
    ['up offset ¦', '5m', 'up offset 5m'],
    ['up offset 1¦', '1h', 'up offset 1h'],
  ],
};

describe('completion in an expression', () => {
  for (const [title, list] of Object.entries(cases)) {
    for (const [expr, first, taken] of list) {
      it(`${title}: ${expr}`, () => {
        const marked = inExpr(expr);
        hasFirst(marked, [first]);
        if (taken !== undefined) assert.equal(at(marked).take(first), inExpr(taken));
      });
    }
  }

  it('is silent where nothing can be completed', () => {
    for (const expr of [
      'up == 0 # ra¦',
      'up > 5¦',
      'up[5m]¦ ',
      'label_replace(up, "a", "$1", "¦", "")',
      'up{job="a"¦}',
      'sum by (gpu) ¦',
      '5¦',
      '"ra¦"',
      'up{job="a"} "¦"',
    ]) {
      const { labels } = at(inExpr(expr.startsWith('"') ? `'${expr}'` : expr));
      const words = labels.filter(
        label => !['and', 'or', 'unless', 'atan2', 'offset', 'anchored', 'smoothed'].includes(label),
      );
      assert.deepEqual(words.slice(0, 3), [], expr);
    }
  });

  it('leaves out what the type forbids', () => {
    const never = (expr: string, labels: readonly string[]): void => {
      const found = at(inExpr(expr)).labels;
      for (const label of labels) assert.ok(!found.includes(label), `${label} in ${expr}`);
    };
    never('rate(¦', ['sum', 'abs', 'time', 'rate']);
    never('rate(su¦', ['sum']);
    never('vector(¦', ['sum', 'rate', 'up', 'vector', 'absent']);
    never('abs(ti¦', ['time']);
    never('abs(sca¦', ['scalar']);
    never('topk(¦', ['up', 'sum', 'rate', 'vector']);
    never('label_replace(up, ¦', ['up', 'sum', 'time']);
    never('clamp_max(up, ra¦', ['rate', 'rank_queue_length']);
  });

  it('leaves out the labels that are matched or listed already, on both sides of the cursor', () => {
    const never = (expr: string, label: string): void => {
      assert.ok(!at(inExpr(expr)).labels.includes(label), `${label} in ${expr}`);
    };
    never('DCGM_FI_DEV_GPU_TEMP{gpu="0", ¦}', 'gpu');
    never('DCGM_FI_DEV_GPU_TEMP{¦, gpu="0"}', 'gpu');
    never('sum by (gpu, ¦) (DCGM_FI_DEV_GPU_TEMP)', 'gpu');
    never('sum by (¦, gpu) (DCGM_FI_DEV_GPU_TEMP)', 'gpu');
    never('rank_queue_length * on (ranker) group_left (¦) rank_failures_total', 'ranker');
  });

  it('offers only the labels that reach the list', () => {
    const { labels } = at(inExpr('max by (¦) (sum by (gpu, UUID) (DCGM_FI_DEV_GPU_TEMP))'));
    assert.deepEqual([...labels].sort(), ['UUID', 'gpu']);
  });

  it('tells type, unit, help and source of a metric', () => {
    const { detail, documentation } = at(inExpr('DCGM_FI_DEV_GPU_T¦')).entry('DCGM_FI_DEV_GPU_TEMP');
    assert.match(detail!, /^gauge, celsius/);
    assert.match(documentation!, /temperature/i);
    assert.match(documentation!, /`gpu`/);
    assert.match(documentation!, /Source:/);
    const own = at(inExpr('rank_q¦')).entry('rank_queue_length');
    assert.equal(own.detail, 'gauge · exporter.py');
    assert.match(own.documentation!, /Waiting rankings/);
  });

  it('offers what the target knows, no more', () => {
    const old = knowledge('2.45');
    assert.ok(!at(inExpr('info¦'), old).labels.includes('info'));
    assert.ok(!at(inExpr('limitk¦')).labels.includes('limitk'));
    assert.ok(at(inExpr('limitk¦'), knowledge('3.16', ['promql-experimental-functions'])).labels.includes('limitk'));
  });

  it('offers the newer syntax to targets that have it', () => {
    const flagged = knowledge('3.16', ['promql-binop-fill-modifiers']);
    assert.ok(at(inExpr('a + on (job) fi¦'), flagged).first.includes('fill'));
    assert.ok(!at(inExpr('a + on (job) fi¦')).labels.includes('fill'));
    assert.ok(at(inExpr('rate(up[5m] an¦)')).first.includes('anchored'));
    assert.ok(!at(inExpr('rate(up[5m] an¦)'), knowledge('3.5')).labels.includes('anchored'));
    assert.equal(at(inExpr('rate(up[st¦])')).take('step()'), inExpr('rate(up[step()])'));
    assert.ok(!at(inExpr('rate(up[¦])'), knowledge('2.53')).labels.includes('step()'));
  });

  it('offers what other rules use where nobody describes a metric', () => {
    const two = (expr: string): string =>
      `groups:\n  - name: g\n    rules:\n      - alert: B\n        expr: sum by (tier) (my_metric{queue="slow"}) > 1\n      - alert: A\n        expr: ${expr}\n`;
    hasFirst(two('my_metric{ti¦'), ['tier']);
    hasFirst(two('my_metric{qu¦}'), ['queue']);
    hasFirst(two('sum by (que¦) (my_metric)'), ['queue']);
    hasFirst(two('my_metric{queue="s¦"}'), ['slow']);
    assert.ok(!at(two('my_metric{queue="slo¦"}')).labels.includes('slo'));
    assert.ok(!at(two('sum by (que¦) (my_metric)')).labels.includes('que'));
  });

  it('writes bucket bounds as the target stores them', () => {
    const expr = inExpr('vllm:e2e_request_latency_seconds_bucket{le="1¦"}');
    assert.ok(at(expr).labels.includes('1.0'));
    assert.ok(at(expr, knowledge('2.53')).labels.includes('1'));
  });

  it('marks metrics that were removed and puts them last', () => {
    const { entry, labels } = at(inExpr('vllm:gpu_cache_u¦'));
    assert.equal(entry('vllm:gpu_cache_usage_perc').deprecated, true);
    assert.ok(labels.length > 0);
  });

  it('says when there is more than it sends', () => {
    const { completion } = at(inExpr('¦'));
    assert.equal(completion!.incomplete, true);
    assert.ok(completion!.entries.length <= 300);
    assert.equal(at(inExpr('DCGM_FI_DEV_GPU_TEMP{¦}')).completion!.incomplete, false);
  });
});

describe('completion in every style of scalar', () => {
  const head = 'groups:\n  - name: g\n    rules:\n      - alert: A\n';
  const styles: Readonly<Record<string, (expr: string) => string>> = {
    plain: expr => `${head}        expr: ${expr}\n        for: 5m\n`,
    'plain over lines': expr => `${head}        expr: up == 1 and\n          ${expr}\n        for: 5m\n`,
    'plain on the next line': expr => `${head}        expr:\n          ${expr}\n        for: 5m\n`,
    single: expr => `${head}        expr: '${expr}'\n        for: 5m\n`,
    double: expr => `${head}        expr: "${expr.replaceAll('"', '\\"')}"\n        for: 5m\n`,
    'double over lines': expr =>
      `${head}        expr: "up == 1 and\n          ${expr.replaceAll('"', '\\"')}"\n        for: 5m\n`,
    literal: expr => `${head}        expr: |\n          up == 1 and\n          ${expr}\n        for: 5m\n`,
    'literal, stripped': expr => `${head}        expr: |-\n          ${expr}\n        for: 5m\n`,
    'literal with an indent': expr => `${head}        expr: |2\n          ${expr}\n        for: 5m\n`,
    folded: expr => `${head}        expr: >-\n          up == 1 and\n          ${expr}\n        for: 5m\n`,
    'folded with blank lines': expr =>
      `${head}        expr: >\n\n          up == 1 and\n\n            ${expr}\n\n        for: 5m\n`,
    'at the end of the file': expr => `${head}        expr: ${expr}`,
    'literal at the end of the file': expr => `${head}        expr: |\n          ${expr}`,
    'carriage returns': expr =>
      `${head}        expr: |\n          up == 1 and\n          ${expr}\n        for: 5m\n`.replaceAll('\n', '\r\n'),
    'emoji before it': expr => `# 🦊\n${head}        labels: {a: "🦊"}\n        expr: ${expr}\n`,
    'in a PrometheusRule': expr =>
      `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: x\nspec:\n${head.replace(/^/gm, '  ').trimEnd()}\n          expr: ${expr}\n`,
    'in a ConfigMap': expr =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  rules.yaml: |\n${head.replace(/^/gm, '    ').trimEnd()}\n            expr: ${expr}\n`,
    'in a block of a ConfigMap': expr =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  rules.yaml: |\n${head.replace(/^/gm, '    ').trimEnd()}\n            expr: |\n              ${expr}\n`,
    'in a Secret': expr =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\nstringData:\n  rules.yaml: |\n${head.replace(/^/gm, '    ').trimEnd()}\n            expr: "${expr.replaceAll('"', '\\"')}"\n`,
    'in a list of objects': expr =>
      `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: monitoring.coreos.com/v1\n    kind: PrometheusRule\n    metadata:\n      name: x\n    spec:\n${head.replace(/^/gm, '      ').trimEnd()}\n              expr: ${expr}\n`,
    'flow map': expr => `groups:\n  - name: g\n    rules:\n      - {alert: A, expr: '${expr}', for: 5m}\n`,
  };
  const exprs: readonly (readonly [string, string, string])[] = [
    ['DCGM_FI_DEV_GPU_T¦', 'DCGM_FI_DEV_GPU_TEMP', 'DCGM_FI_DEV_GPU_TEMP'],
    ['sum by (¦) (DCGM_FI_DEV_GPU_TEMP)', 'gpu', 'sum by (gpu) (DCGM_FI_DEV_GPU_TEMP)'],
    ['DCGM_FI_DEV_GPU_TEMP{¦}', 'gpu', 'DCGM_FI_DEV_GPU_TEMP{gpu=""}'],
    ['kube_pod_status_phase{phase="Pe¦"}', 'Pending', 'kube_pod_status_phase{phase="Pending"}'],
    ['sum(rate(rank_failures_total{re¦', 'reason', 'sum(rate(rank_failures_total{reason=""'],
    ['rate(up[¦', '5m', 'rate(up[5m'],
  ];
  for (const [style, write] of Object.entries(styles)) {
    for (const [expr, first, taken] of exprs) {
      it(`${style}: ${expr}`, () => {
        hasFirst(write(expr), [first]);
        assert.equal(at(write(expr)).take(first), write(taken));
      });
    }
  }

  it('closes the quote that the author has not closed yet', () => {
    for (const quote of ['"', "'"]) {
      const marked = `${head}        expr: ${quote}sum(DCGM_FI_DEV_GPU_T¦\n        for: 5m\n      - alert: B\n        expr: up == 0\n`;
      hasFirst(marked, ['DCGM_FI_DEV_GPU_TEMP']);
    }
  });

  it('is silent in base64, in comments and in other files', () => {
    isSilent(`${head}        # expr: DCGM_FI_DEV_GPU_T¦\n        expr: up\n`);
    isSilent(`${head}        expr: up # DCGM_FI_DEV_GPU_T¦\n`);
    isSilent('apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    expr: DCGM_FI_DEV_GPU_T¦\n');
    isSilent('on:\n  push:\njobs:\n  a:\n    expr: DCGM_FI_DEV_GPU_T¦\n');
    isSilent('expr: DCGM_FI_DEV_GPU_T¦\n');
    const data = Buffer.from(`${head}        expr: up\n`).toString('base64');
    isSilent(
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata:\n  rules.yaml: ${data.slice(0, 20)}¦${data.slice(20)}\n`,
    );
  });
});
