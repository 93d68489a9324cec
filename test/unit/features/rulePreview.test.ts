// What the preview is told of a rule before any server is asked.
import assert from 'node:assert/strict';
import { createRulePartsCache } from '../../../server/src/analysis/ruleParts';
import { loadCatalog } from '../../../server/src/catalog/lookup';
import { renderRule } from '../../../server/src/features/ruleMessages';
import { previewOf } from '../../../server/src/features/rulePreview';
import { ruleAt } from '../../../server/src/features/rules';
import { openDocument } from '../../../server/src/model/document';
import { dialect } from '../../../server/src/promql/dialect';

const catalog = loadCatalog();
const parts = createRulePartsCache();

function preview(text: string) {
  const found = ruleAt(openDocument(text), text.indexOf('expr:'));
  assert.ok(found);
  const prepared = previewOf(found, parts.of(found.rule, dialect('3.16', []), catalog));
  const input = { samples: [{ labels: { a: '1' }, value: 1 }], time: 0, last: true };
  return { prepared, row: renderRule(found, input, { major: 3, minor: 16 }).series[0]! };
}

describe('a rule prepared for the preview', () => {
  it('has the labels of its group', () => {
    const { prepared } = preview(
      'groups:\n- name: g\n  labels: {severity: page, team: x}\n  rules:\n  - alert: A\n    expr: up\n    labels: {team: y}\n',
    );
    assert.equal(prepared.severity, 'page');
    assert.deepEqual(prepared.labels, [
      { name: 'severity', template: 'page' },
      { name: 'team', template: 'y' },
    ]);
  });

  it('has only a threshold that JSON can carry', () => {
    for (const bound of ['Inf', '-Inf', 'NaN']) {
      const { prepared } = preview(`groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up < ${bound}\n`);
      const at = { from: 5, to: 5 + bound.length };
      assert.deepEqual(prepared.comparison, { op: '<', left: 'up', right: bound, leftAt: 0, at }, bound);
    }
  });

  it('has all comparisons that decide, each with what it compares on the left', () => {
    for (const [expr, conditions, top] of [
      ['80 < DCGM_FI_DEV_GPU_TEMP', ['DCGM_FI_DEV_GPU_TEMP > 80 celsius'], true],
      ['(up == 0) and on(job) ((x > 1) unless y)', ['up == 0', 'x > 1'], false],
      ['a > b or c < 2 * 5', ['a > undefined', 'c < 10'], false],
      ['sum(x > 1) by (a)', [], false],
      ['up > bool 0', [], false],
    ] as const) {
      const { prepared } = preview(`groups:\n- name: g\n  rules:\n  - alert: A\n    expr: '${expr}'\n`);
      assert.deepEqual(
        prepared.conditions.map(({ left, op, threshold, unit }) =>
          [left, op, String(threshold), ...(unit ? [unit] : [])].join(' '),
        ),
        conditions,
        expr,
      );
      assert.equal(prepared.comparison !== undefined, top, expr);
      for (const { at, right } of prepared.conditions) assert.equal(expr.slice(at.from, at.to), right);
    }
  });

  it('says when it is evaluated', () => {
    const group = (head: string, rule: string) =>
      `groups:\n- name: g\n${head}  rules:\n  - alert: A\n    expr: up\n${rule}`;
    assert.deepEqual(preview(group('', '')).prepared.timing, { for: 0, keepFiringFor: 0 });
    const { timing } = preview(group('  interval: 30s\n', '    for: 5m\n    keep_firing_for: 1h\n')).prepared;
    assert.deepEqual(timing, { for: 300_000, keepFiringFor: 3_600_000, interval: 30_000 });
  });
});

describe('a rule with holes that Helm fills in', () => {
  const chart = `groups:
- name: "{{ .Chart.Name }}"
  labels:
    site: "{{ .Values.site }}"
  rules:
  - alert: Down{{ .Release.Name }}
    expr: EXPR
    labels:
      severity: {{ .Values.severity }}
    annotations:
      summary: "{{ "{{" }} $labels.x {{ "}}" }} in {{ .Release.Name }}"
      fine: plain
`;

  for (const [expr, marked] of [
    ['up{namespace="{{ .Release.Namespace }}"} > {{ .Values.limit }}', '{{ .Release.Namespace }}'],
    ['up > {{ .Values.limit }}', '{{ .Values.limit }}'],
    ['|\n      up{a="b"}\n        > {{ .Values.limit }}', '{{ .Values.limit }}'],
  ] as const)
    it(`is asked nothing that means nothing: ${expr}`, () => {
      const { prepared } = preview(chart.replace('EXPR', expr));
      const [problem] = prepared.problems;
      assert.ok(problem);
      assert.equal(prepared.expr.slice(problem.from, problem.to), marked);
      assert.match(problem.message, /such as Helm fills this in/);
    });

  it('is asked where its expression has none, with the other texts as they will stand there but for their holes', () => {
    const { prepared, row } = preview(chart.replace('EXPR', 'up == 0'));
    assert.deepEqual(prepared.problems, []);
    assert.deepEqual([prepared.name, prepared.group], ['Down{{ .Release.Name }}', '{{ .Chart.Name }}']);
    assert.equal(prepared.severity, '{{ .Values.severity }}');
    assert.deepEqual(row.annotations, [
      {
        name: 'summary',
        text: '{{ $labels.x }} in {{ .Release.Name }}',
        unknown: ['filledIn'],
      },
      { name: 'fine', text: 'plain' },
    ]);
    assert.deepEqual(row.unknownLabels, ['site', 'severity']);
    assert.equal(row.labels['site'], '{{ .Values.site }}');
    assert.equal(row.labels['alertname'], 'Down{{ .Release.Name }}');
  });
});
