// Named templates beside other text, and files of Compose.
import assert from 'node:assert/strict';
import { maskHolesInSlices } from '../../../server/src/model/holes/holes';
import { finish } from '../../../server/src/text/slices';
import { judgeText, testService } from '../../harness/judge';

const maskHoles = (text: string) => finish(maskHolesInSlices(text, {}));

const service = testService();

describe('a file of Compose’s', () => {
  const compose = (content: string): string => `services:\n  a: {}\nconfigs:\n  b:\n    content: |\n      ${content}\n`;
  const read = (content: string): string | undefined => maskHoles(compose(content))?.text.split('\n')[5]?.trim();

  it('has its variables masked, and doubled signs are one', () => {
    assert.equal(read('a: "{{ $$labels.x }}"'), 'a: "{{ $labels.x }}"');
    assert.equal(read('a: $Ab_1-${c:-${d:?e}}.'), 'a: xxxxx-xxxxxxxxxxxxx.');
    assert.equal(read('a: $$$$b, ${c'), 'a: $$b, xxx');
    assert.equal(read('a: {{ $b }}'), 'a: {{ xx }}');
    assert.equal(read('a: b'), undefined);
  });

  it('has services, and files in it', () => {
    for (const key of ['services', 'configs', 'content'])
      assert.equal(maskHoles(compose('a: "{{ $$b }}"').replace(`${key}:`, 'other:')), undefined, key);
  });
});

describe('named templates beside other text', () => {
  const labels = '{{- define "x.labels" -}}\nseverity: {{ .severity | quote }}\nteam: {{ .team }}\n{{- end }}\n';
  const object = (expr: string, more = ''): string =>
    `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  groups:\n` +
    `  - name: g\n    rules:\n    - alert: A\n      expr: ${expr}\n${more}`;
  const groups = (expr: string): string =>
    `{{- define "x.groups" -}}\ngroups:\n- name: g\n  rules:\n  - alert: A\n    expr: ${expr}\n    labels:\n      a: {{ .a }}\n{{- end -}}\n`;
  const told = (text: string): readonly string[] =>
    judgeText(text, { service })
      .filter(({ severity }) => severity === 'error' || severity === 'warning')
      .map(({ from, check }) => `${text.slice(0, from).split('\n').length} ${check}`);

  it('are no part of an object', () => {
    assert.deepEqual(told(`${labels}${object('up == 0')}`), []);
    assert.deepEqual(told(`{{- if .Values.on }}\n${object('up == 0')}{{- end }}\n${labels}`), []);
    assert.deepEqual(told(`${labels}${labels}---\n${object('up ==')}`), ['19 promql/syntax']);
    assert.deepEqual(told(`${labels}${object('up == 0', '      foo: 1\n')}`), ['15 kubernetes/pruned-field']);
  });

  it('are judged each by itself', () => {
    assert.deepEqual(told(`${groups('up ==')}${labels}${groups('up == 1 1')}${object('up == 0')}`), [
      '6 promql/syntax',
      '19 promql/syntax',
    ]);
    const configMap =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a.yaml: |\n    {{- include "x.groups" . | nindent 4 }}\n';
    assert.deepEqual(told(`${groups('up == 0')}${configMap}`), []);
    assert.deepEqual(told(`${configMap}${groups('up == 0')}`), []);
    assert.deepEqual(told(`${configMap}---\n${groups('up ==')}`), ['14 promql/syntax']);
  });

  it('are no documents that nobody reads, as those are that `---` parts', () => {
    const rules = 'groups:\n- name: {{ .Values.a }}\n  rules: []\n';
    assert.deepEqual(told(`${labels}${rules}`), []);
    assert.deepEqual(told(`${labels}${rules}---\n${rules}`), ['9 rules/unread-document']);
  });

  it('part nothing where they are all there is', () => {
    const only = `{{/* Rules. */}}\n${groups('up == 0')}`;
    assert.ok(!maskHoles(only)!.text.includes('---'));
    assert.deepEqual(told(only), []);
  });
});
