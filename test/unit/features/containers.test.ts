// Completion, hover and the outline in rules that stand in other YAML: values of charts, objects of other operators, texts
// in texts, and below the escapes of a template engine.
import assert from 'node:assert/strict';
import { hover } from '../../../server/src/features/hover';
import { createOpenDocuments } from '../../../server/src/lsp/openDocuments';
import { documentSymbols } from '../../../server/src/lsp/outline';
import { openDocument } from '../../../server/src/model/document';
import { testService } from '../../harness/judge';
import { at, cursor, knowledge } from './driver';

const rules = `- alert: Hot
  expr: DCGM_FI_DEV_GPU_TEMP > 80
  annotations:
    summary: "GPU {{ $labels.gpu }}"
`;
const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));
const group = `- name: gpu\n  rules:\n${indented(rules, 2)}`;

const places: Readonly<Record<string, string>> = {
  'rules below a key': `prometheusRule:\n  rules:\n${indented(rules, 4)}`,
  'groups below a key': `metrics:\n  prometheusRule:\n    groups:\n${indented(group, 6)}`,
  'a list of groups': `additionalGroups:\n${indented(group, 2)}`,
  'a list of rules at the top': rules,
  'a rule by itself': rules.replace(/^- /, '').replace(/^ {2}/gm, ''),
  'an AlertingRule': `apiVersion: monitoring.openshift.io/v1\nkind: AlertingRule\nmetadata: {name: x}\nspec:\n  groups:\n${indented(group, 2)}`,
  'Google’s Rules': `apiVersion: monitoring.googleapis.com/v1\nkind: Rules\nmetadata: {name: x}\nspec:\n  groups:\n${indented(group, 2)}`,
  'a text of Argo CD’s': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: x}\nspec:\n  source:\n    helm:\n      values: |\n        extra:\n          rules:\n${indented(rules, 12)}`,
  'a chart': `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  groups:\n${indented(group, 2)}`,
};

describe('rules in other YAML', () => {
  const know = knowledge();
  for (const [name, plain] of Object.entries(places)) {
    const text = name === 'a chart' ? plain.replace('{{ $labels.gpu }}', '{{`{{ $labels.gpu }}`}}') : plain;

    it(`are completed and explained in ${name}`, () => {
      assert.ok(
        at(text.replace('DCGM_FI_DEV_GPU_TEMP', `DCGM_FI_DEV_GPU_T${cursor}`)).labels.includes('DCGM_FI_DEV_GPU_TEMP'),
      );
      assert.ok(at(text.replace('$labels.gpu', `$labels.${cursor}`)).labels.includes('gpu'));
      const key = /^( *)annotations:/m.exec(text)![1]!;
      assert.ok(at(text.replace('annotations:', `f${cursor}\n${key}annotations:`)).labels.includes('for'));
      const shown = hover(openDocument(text), text.indexOf('DCGM_FI') + 3, know);
      assert.match(shown!.markdown, /GPU/);
      assert.equal(text.slice(shown!.from, shown!.to), 'DCGM_FI_DEV_GPU_TEMP');
    });

    it(`have an outline in ${name}`, () => {
      const open = createOpenDocuments(testService()).open('file:///a.yaml', 1, text);
      const [outer] = documentSymbols(open, testService());
      assert.deepEqual(
        outer!.children!.map(child => child.name),
        ['Hot'],
      );
      if (name.includes('below a key') && name.startsWith('rules')) assert.equal(outer!.name, 'rules');
    });
  }

  it('begin with a standard alert in a list of them', () => {
    const text = `prometheusRule:\n  rules:\n${indented(rules, 4)}    - ${cursor}\n`;
    assert.ok(at(text).labels.some(label => /vLLM|GPU/.test(label)));
    assert.ok(at(text).labels.includes('alert'));
  });

  it('are completed while the first of them is written', () => {
    const begun = (lines: string): readonly string[] =>
      at(`prometheusRule:\n  rules:\n    - alert: Hot\n${lines}\n`).labels;
    assert.ok(begun(`      e${cursor}`).includes('expr'));
    assert.ok(begun(`      expr: DCGM_FI_DEV_GPU_TEM${cursor}`).includes('DCGM_FI_DEV_GPU_TEMP'));
    assert.ok(begun(`      labels:\n        sev${cursor}`).includes('severity'));
    assert.deepEqual(at(`jobs:\n  rules:\n    - alert: [a]\n      e${cursor}\n`).labels, []);
  });

  it('offer nothing of ours beside them', () => {
    assert.deepEqual(at(`image: x\n${cursor}\nprometheusRule:\n  rules:\n${indented(rules, 4)}`).labels, []);
    assert.deepEqual(at(`prometheusRule:\n  ${cursor}\n  rules:\n${indented(rules, 4)}`).labels, []);
  });
});
