// The bodies of CustomResourceDefinitions are not read, and whatever stands around them is read as if they were.
import assert from 'node:assert/strict';
import { blanked, definitionsIn, without } from '../../../server/src/model/definitions';
import { openDocument } from '../../../server/src/model/document';
import { finish } from '../../../server/src/text/slices';

const HEAD = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a\n';
const BODY = 'spec:\n  group: a\n  names:\n    kind: A\n';
const RULE =
  'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: r}\nspec:\n  groups:\n  - name: g\n    rules:\n    - alert: A\n      expr: up ==\n';

function bodiesOf(text: string): readonly string[] {
  return finish(definitionsIn(text)).map(({ from, to }) => text.slice(from, to));
}

describe('bodies of definitions', () => {
  it('are what stands below spec', () => {
    const inner = '  group: a\n  names:\n    kind: A';
    assert.deepEqual(bodiesOf(HEAD + BODY), [`${inner}\n`.slice(0, -1)]);
    assert.deepEqual(bodiesOf(`${HEAD}${BODY}status: {}\n`), [inner]);
    assert.deepEqual(bodiesOf(`---\n${HEAD}${BODY}---\n${RULE}---\n${HEAD}${BODY}`), [inner, inner]);
    assert.deepEqual(bodiesOf(`${HEAD}spec:\n  a: 1\n# note\n  b: 2\nstatus: {}\n`), ['  a: 1\n# note\n  b: 2']);
    assert.deepEqual(bodiesOf((HEAD + BODY).replaceAll('\n', '\r\n')), [`${inner.replaceAll('\n', '\r\n')}\r`]);
  });

  it('are not guessed', () => {
    const none = [
      HEAD,
      `${HEAD}spec: {a: 1}\n`,
      `${HEAD}spec:\nstatus: {}\n`,
      `${HEAD}${BODY}kind: PrometheusRule\n`,
      `${HEAD}${BODY}spec:\n  groups: []\n`,
      (HEAD + BODY).replace('Definition\n', 'DefinitionList\n'),
      `a:\n  ${(HEAD + BODY).replaceAll('\n', '\n  ')}`,
      RULE,
      '',
    ];
    for (const text of none) assert.deepEqual(bodiesOf(text), [], text);
  });

  it('leave every offset as it was, or nothing', () => {
    const text = `${RULE}---\n${HEAD}${BODY}---\n${RULE}`;
    const spans = finish(definitionsIn(text));
    assert.equal(blanked(text, spans).length, text.length);
    assert.equal(blanked(text, spans).lastIndexOf('PrometheusRule'), text.lastIndexOf('PrometheusRule'));
    assert.equal(without(text, spans), `${RULE}---\n${HEAD}spec:\n\n---\n${RULE}`);
    assert.equal(blanked(RULE, []), RULE);
  });

  it('take no verdict away from what stands around them', () => {
    const shapes = [
      HEAD + BODY,
      `${HEAD}spec:\n  a: "open\n`,
      `${HEAD}spec:\n  a: |\n    groups:\n    - name: g\n      rules: []\n`,
      `${HEAD}spec:\n  a: [1]]\n`,
      `${HEAD}spec:\n  a: *nobody\n`,
      `${HEAD}spec:\n  a: 1\n b: 2\n`,
      `${HEAD}spec:\n- a\n- b:\n    c: 1\n`,
      `${HEAD}spec:\n  a: 1\n...\nfoo: 1\n`,
      `${HEAD}spec:\n\ta: 1\n`,
      `${HEAD}spec:\n  a: "{{ .Values.b }}"\n{{- if .Values.c }}\n  d: 1\n{{- end }}\n`,
      `# c\n${HEAD}spec:\n  a: 1\nstatus:\n  conditions: []\n`,
      (HEAD + BODY).replaceAll('\n', '\r\n'),
    ];
    for (const shape of shapes) {
      for (const text of [`${shape}---\n${RULE}`, `${RULE}---\n${shape}`, `${RULE}---\n${shape}---\n${RULE}`]) {
        // Another kind of the same length is read as a whole.
        const whole = text.replaceAll('CustomResourceDefinition', 'CustomResourceDefinitiom');
        assert.deepEqual(rootsOf(text), rootsOf(whole), text);
      }
    }
  });

  it('hide nothing that tools find behind a bracket that was left open', () => {
    const { roots } = openDocument(`${HEAD}spec:\n  a: [1,\n---\n${RULE}`);
    assert.deepEqual(
      roots.map(({ kind }) => kind),
      ['prometheus-rule'],
    );
  });
});

function rootsOf(text: string): unknown {
  const { roots, problems } = openDocument(text);
  return {
    roots: roots.map(({ kind, index, node, templated, behindNothing, document }) => {
      return [kind, index, node?.from, node?.to, templated, behindNothing, document.problems];
    }),
    problems,
  };
}
