// Opening any text at all: never an exception, and places that lie in their regions and in the file.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openDocument } from '../../../server/src/model/document';
import { readRuleFile } from '../../../server/src/model/readRuleFile';
import { toFile } from '../../../server/src/model/region';
import { draws } from '../../harness/draws';
import { mistaken } from '../yaml/generate';

const SAMPLES = [
  'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up == 0\n    annotations: {summary: "{{ $value }}"}\n',
  'apiVersion: v1\nkind: Secret\nstringData:\n  alertmanager.yaml: |\n    route: {receiver: a}\n    receivers:\n    - name: a\n',
  `apiVersion: v1\nkind: Secret\ndata:\n  alertmanager.yaml: ${Buffer.from('route:\n  receiver: a\nreceivers:\n- name: a\n').toString('base64')}\n`,
  '{{- if .Values.on }}\nkind: PrometheusRule\nspec:\n  groups:\n  - name: {{ .Release.Name }}\n    rules:\n    {{- range .x }}\n    - record: {{ .a }}\n      expr: up\n    {{- else }}\n    - {}\n    {{- end }}\n{{- end }}\n',
  'DCGM_FI_DEV_GPU_TEMP, gauge, Temperature\n',
  'kind: ConfigMap\napiVersion: v1\ndata:\n  a.yml: "groups:\\n- name: x\\n  rules: []\\n"\n  b.yml: >\n    groups:\n\n    - name: x\n',
];

describe('opening a text', () => {
  it('never fails, and all places lie in the file', () => {
    const text = fc.oneof(fc.constantFrom(...SAMPLES).chain(mistaken), fc.string({ maxLength: 40 }));
    const as = fc.constantFrom(undefined, undefined, 'rules' as const, 'alertmanager' as const, 'kubernetes' as const);
    fc.assert(
      fc.property(text, as, (value, target) => {
        const document = openDocument(value, undefined, { as: target });
        for (const problem of document.problems) assert.ok(problem.from >= 0 && problem.to <= value.length);
        for (const root of document.roots) {
          for (const hole of root.holes) assert.ok(hole.from <= hole.to && hole.to <= root.region.text.length);
          const spans = [...root.document.problems, ...(root.node ? [root.node] : [])];
          for (const { rule, base } of readRuleFile(root).groups.flatMap(group => group.rules)) {
            spans.push({ ...rule.node, from: rule.node.from + base, to: rule.node.to + base });
          }
          for (const span of spans) {
            assert.ok(span.from >= 0 && span.from <= span.to && span.to <= root.region.text.length);
            const placed = toFile(root.region, span);
            assert.ok(placed.length > 0 && placed.every(one => one.from <= one.to && one.to <= value.length));
          }
        }
      }),
      { numRuns: draws(1500) },
    );
  });

  it('takes over all rules but the edited one', () => {
    const long = `${SAMPLES[0]}${'  - {record: r, expr: up}\n'.repeat(500)}`;
    const first = openDocument(long);
    const second = openDocument(long.replace('up == 0', 'up == 1'), first);
    const rules = readRuleFile(second.roots[0]!).groups[0]!.rules;
    assert.equal(rules.length, 501);
    assert.equal(rules[0]!.rule.expr?.value, 'up == 1');
    assert.equal(rules[500]!.rule, readRuleFile(first.roots[0]!).groups[0]!.rules[500]!.rule);
  });
});
