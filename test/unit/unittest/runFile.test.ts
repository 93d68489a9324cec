// Unit tests of rules: what holds, what differs, and what keeps a test from running.
import assert from 'node:assert/strict';
import { openDocument } from '../../../server/src/model/document';
import { dialect } from '../../../server/src/promql/dialect';
import { finish } from '../../../server/src/text/slices';
import { passes } from '../../../server/src/unittest/results';
import { runTestFile } from '../../../server/src/unittest/runFile';

const rules = `groups:
- name: gpu
  rules:
  - record: gpu:temp:max
    expr: max by (gpu) (DCGM_FI_DEV_GPU_TEMP)
  - alert: GPUHot
    expr: gpu:temp:max > 85
    for: 2m
    labels: {severity: warning}
    annotations: {summary: 'GPU {{ $labels.gpu }} is at {{ $value }} °C in {{ $externalLabels.site }}'}
  - alert: Gone
    expr: absent(DCGM_FI_DEV_GPU_TEMP)
`;

interface Outcome {
  readonly passed: boolean;
  readonly faults: readonly string[];
  /** Of each case: undefined where it holds, its message, or the rows of its comparison. */
  readonly cases: readonly (string | readonly string[] | undefined)[];
}

/** Runs one test over the rules; `test` is below an item of `tests`. */
function run(test: string, { head = '', content = rules } = {}): Outcome {
  const [root] = openDocument(`${head}tests:\n- ${test.trim().split('\n').join('\n  ')}\n`).roots;
  assert.equal(root?.kind, 'unit-test');
  const documents = [{ file: 'rules.yml', document: openDocument(content) }];
  const [result] = finish(runTestFile(root, documents, dialect('3.16'))).tests;
  return {
    passed: passes(result!),
    faults: result!.faults.map(({ message }) => message),
    cases: result!.cases.map(({ failure }) =>
      failure?.kind === 'differs'
        ? failure.items.map(({ text, only }) => `${only ?? 'both'} ${text}`)
        : failure?.message,
    ),
  };
}

const hot = `
interval: 1m
external_labels: {site: fra}
input_series:
- series: 'DCGM_FI_DEV_GPU_TEMP{gpu="0", modelName="H100"}'
  values: '84+1x10'
`;

describe('unit tests of rules', () => {
  it('hold where alerts, texts and samples are as expected', () => {
    const test = `${hot}
alert_rule_test:
- {eval_time: 3m, alertname: GPUHot}
- eval_time: 4m30s
  alertname: GPUHot
  exp_alerts:
  - exp_labels: {severity: warning, gpu: "0"}
    exp_annotations: {summary: GPU 0 is at 88 °C in fra}
promql_expr_test:
- expr: gpu:temp:max
  eval_time: 2m
  exp_samples: [{labels: 'gpu:temp:max{gpu="0"}', value: 86}]
- expr: count(ALERTS{alertstate="firing"})
  eval_time: 5m
  exp_samples: [{labels: '{}', value: 1}]
- expr: 1 + 1
  exp_samples: [{value: 2}]
`;
    assert.deepEqual(run(test), {
      passed: true,
      faults: [],
      cases: [undefined, undefined, undefined, undefined, undefined],
    });
  });

  it('tell what only one side has', () => {
    const test = `${hot}
alert_rule_test:
- eval_time: 5m
  alertname: GPUHot
  exp_alerts:
  - exp_labels: {severity: page, gpu: "0"}
promql_expr_test:
- {expr: 'gpu:temp:max', eval_time: 1m, exp_samples: [{labels: 'gpu:temp:max{gpu="0"}', value: 86}]}
`;
    assert.deepEqual(run(test).cases, [
      [
        'expected {alertname="GPUHot", gpu="0", severity="page"}',
        'got {alertname="GPUHot", gpu="0", severity="warning"} summary: "GPU 0 is at 89 °C in fra"',
      ],
      ['expected gpu:temp:max{gpu="0"} 86', 'got gpu:temp:max{gpu="0"} 85'],
    ]);
  });

  it('take a label that is expected to be empty for one', () => {
    const test = `${hot}
alert_rule_test:
- {eval_time: 5m, alertname: GPUHot, exp_alerts: [{exp_labels: {severity: warning, gpu: "0", x: ""}, exp_annotations: {summary: GPU 0 is at 89 °C in fra}}]}
`;
    assert.equal(run(test).passed, false);
  });

  it('compare floats to the last bit, and by one neighbour where the file says so', () => {
    const test = `
promql_expr_test:
- {expr: '0.1 + 0.2', exp_samples: [{value: 0.3}]}
- {expr: 'vector(0) / 0', exp_samples: [{labels: '{}', value: .nan}]}
`;
    assert.deepEqual(run(test).cases, [['expected {} 0.3', 'got {} 0.30000000000000004'], ['both {} NaN']]);
    assert.deepEqual(run(test, { head: 'fuzzy_compare: true\n' }).cases, [undefined, ['both {} NaN']]);
  });

  // What is scraped again without a reset says so, as promtool prints it.
  it('read native histograms', () => {
    const test = `
input_series:
- {series: h, values: '{{schema:0 sum:6 count:3 buckets:[1 2]}}x3'}
promql_expr_test:
- {expr: h, eval_time: 1m, exp_samples: [{labels: h, histogram: '{{schema:0 count:3 sum:6 counter_reset_hint:not_reset buckets:[1 2]}}'}]}
- {expr: 'histogram_sum(h)', eval_time: 1m, exp_samples: [{labels: '{}', value: 6}]}
`;
    assert.deepEqual(run(test).cases, [undefined, undefined]);
  });

  it('print native histograms in messages as promtool does', () => {
    const content = "groups: [{name: g, rules: [{alert: A, expr: h, annotations: {v: 'is {{ $value }}'}}]}]";
    const test = `
input_series:
- {series: h, values: '{{schema:0 sum:6 count:3 buckets:[1 2]}}x3'}
alert_rule_test:
- {eval_time: 1m, alertname: A, exp_alerts: [{exp_annotations: {v: 'is {count:3, sum:6, (0.5,1]:1, (1,2]:2}'}}]}
`;
    assert.deepEqual(run(test, { content }), { passed: true, faults: [], cases: [undefined] });
  });

  it('say which series cannot be read, and run nothing', () => {
    const { faults, cases } = run('input_series:\n- {series: m, values: 1 2 x}\nalert_rule_test:\n- {alertname: Gone}');
    assert.deepEqual(cases, []);
    assert.match(faults[0]!, /`x` is no value of a series/);
  });

  it('end with the first rule that fails, and tell what was looked at before', () => {
    const content = "groups: [{name: g, rules: [{alert: A, expr: 'm > 0'}, {record: r, expr: 'm + on () n'}]}]";
    const test = `
input_series:
- {series: 'm{a="1"}', values: 1x5}
- {series: 'm{a="2"}', values: _x3 1x3}
- {series: n, values: 1x5}
alert_rule_test:
- {eval_time: 2m, alertname: A, exp_alerts: [{exp_labels: {a: "1"}}]}
- {eval_time: 4m, alertname: A}
promql_expr_test:
- {expr: m}
`;
    const { faults, cases } = run(test, { content });
    assert.deepEqual(cases, [undefined]);
    assert.equal(faults.length, 1);
    assert.match(faults[0]!, /^The rule r cannot be evaluated at 3m: multiple matches for labels/);
  });

  it('load no series behind a blank line or a comment, as promtool', () => {
    const test = `
input_series:
- {series: m, values: '1x5'}
- {series: '#', values: '1x5'}
- {series: n, values: '1x5'}
promql_expr_test:
- {expr: m, exp_samples: [{labels: m, value: 1}]}
- {expr: n}
`;
    assert.deepEqual(run(test).cases, [undefined, undefined]);
  });

  for (const [what, series, message] of [
    ['a series without a label', "{series: '{}', values: 1}", /needs a name or a label/],
    ['a label that stands there twice', `{series: 'm{a="x", a="y"}', values: 1}`, /label a stands there twice/],
    [
      'a histogram of fewer than no observations',
      "{series: m, values: '{{count:1}}-{{count:2}}x3'}",
      /count is negative/,
    ],
    ['buckets without bounds', "{series: m, values: '{{schema:-53 buckets:[1 2]}}'}", /more buckets than bounds/],
    [
      'start times without samples',
      "{series: 'm@st', values: '-30s-1mx2'}",
      /samples of these start times are missing/,
    ],
    ['start times of another series', "{series: 'm@st', values: -30s}, {series: n, values: 1}", /the same series/],
    [
      'fewer start times than samples',
      "{series: 'm@st', values: -30s}, {series: m, values: 1 2}",
      /1 start times for 2/,
    ],
  ] as const) {
    it(`run nothing over ${what}, as promtool`, () => {
      const { faults, cases } = run(`input_series: [${series}]\nalert_rule_test: [{alertname: Gone, eval_time: 5m}]`);
      assert.deepEqual(cases, []);
      assert.match(faults[0]!, message);
    });
  }

  it('do not mind what the storage refuses after the end of a test, as promtool', () => {
    const test = `
input_series:
- {series: m, values: '_x6 {{count:-1}}'}
- {series: '{}', values: '_x6 1'}
alert_rule_test: [{alertname: Gone, eval_time: 5m, exp_alerts: [{}]}]
`;
    assert.deepEqual(run(test).cases, [undefined]);
  });

  it('read start times', () => {
    const test = `
input_series:
- {series: 'm{a="x"}@st', values: '-30s-1mx2'}
- {series: 'm{a="x"}', values: 1+1x2}
promql_expr_test: [{expr: m, eval_time: 1m, exp_samples: [{labels: 'm{a="x"}', value: 2}]}]
`;
    assert.equal(run(test).passed, true);
  });

  it('take other letters for names of series and not for those of expected samples, as promtool', () => {
    const test = `
input_series: [{series: é, values: 1}]
promql_expr_test:
- {expr: '{"é"}', exp_samples: [{labels: '{"é"}', value: 1}]}
- {expr: '{"é"}', exp_samples: [{labels: é, value: 1}]}
`;
    const [quoted, bare] = run(test).cases;
    assert.equal(quoted, undefined);
    assert.match(String(bare), /é/);
  });

  it('begin at the time that is given', () => {
    const test = `
start_timestamp: 2026-01-01T00:00:00Z
input_series: [{series: m, values: 1x5}]
promql_expr_test:
- {expr: 'year() + m * 0', eval_time: 3m, exp_samples: [{labels: '{}', value: 2026}]}
- {expr: 'timestamp(m)', eval_time: 2m, exp_samples: [{labels: '{}', value: 1767225720}]}
`;
    assert.deepEqual(run(test).cases, [undefined, undefined]);
  });

  it('run over PrometheusRule objects', () => {
    const content = `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec:\n  ${rules.trimEnd().split('\n').join('\n  ')}\n`;
    assert.deepEqual(run(`${hot}\nalert_rule_test:\n- {eval_time: 1m, alertname: Gone}`, { content }).passed, true);
  });

  it('tell which rules never fire', () => {
    const [root] = openDocument('tests:\n- alert_rule_test:\n  - {alertname: Gone, exp_alerts: [{}]}\n').roots;
    const documents = [{ file: 'r.yml', document: openDocument(rules) }];
    const result = finish(runTestFile(root!, documents, dialect('3.16'), { coverage: true }));
    assert.deepEqual(
      result.rules.map(({ name, fired, span }) => [name, fired, rules.slice(span.from, span.from + 6)]),
      [
        ['gpu:temp:max', false, 'record'],
        ['GPUHot', false, 'alert:'],
        ['Gone', true, 'alert:'],
      ],
    );
  });
});
