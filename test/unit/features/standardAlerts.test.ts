// "Insert Standard Alert": the list, and where its entries go in every container that rules and routes stand in.

import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { type StandardAlert, standardAlerts } from '../../../server/src/features/insert/standardAlerts';
import { openDocument } from '../../../server/src/model/document';
import { readRuleFile } from '../../../server/src/model/readRuleFile';
import { createService } from '../../../server/src/service';
import { applyEdits } from '../../../server/src/text/edits';
import { drawn, draws } from '../../harness/draws';
import { shippedCatalog } from '../../harness/judge';
import { expand, loadSnippets } from '../../harness/snippets';
import { cursor } from './driver';

function offered(marked: string) {
  const offset = marked.indexOf(cursor);
  assert.ok(offset >= 0);
  const text = marked.replace(cursor, '');
  return { text, found: standardAlerts(openDocument(text), offset, shippedCatalog) };
}

/** The text after the editor inserted an alert with the defaults of its tab stops. */
function inserted(text: string, { edit }: StandardAlert): string {
  return applyEdits(text, [{ ...edit, newText: expand(edit.newText) }]);
}

function take(marked: string, title: string): string {
  const { text, found } = offered(marked);
  const alert = found?.alerts.find(one => one.title === title);
  assert.ok(alert, `${title} is not offered in\n${marked}`);
  return inserted(text, alert);
}

/** Messages of the errors in a text, judged as a rule file, configuration or object by its shape. */
const service = createService({ catalog: shippedCatalog, onFailure: (id, error) => assert.fail(`${id}: ${error}`) });

function errorsIn(text: string): readonly string[] {
  const workspace = service.workspace(resolveConfig([]));
  workspace.put('a.yaml', service.open(text));
  const judging = service.analyse(workspace, 'a.yaml');
  let step = judging.next();
  while (!step.done) step = judging.next();
  return step.value.filter(({ severity }) => severity === 'error').map(({ check, message }) => `${check}: ${message}`);
}

const remap = 'GPU row remap failed';
const remapLines = (columns: number): string =>
  expand(loadSnippets().find(({ title }) => title === remap)!.body).replace(/^(?=.)/gm, ' '.repeat(columns));

/** Each with the cursor, and with `§` where the item is wanted, followed by the column of its dash. */
const places: Readonly<Record<string, string>> = {
  'after the rule the cursor is in': `groups:
  - name: g
    rules:
      - alert: A
        expr: u¦p == 0
        for: 5m §6
      - alert: B
        expr: up == 1
`,
  'after the last rule, without a line break at the end': `groups:
  - name: g
    rules:
      - alert: A
        expr: up == 0¦§6`,
  'behind a comment and a block scalar with empty lines': `groups:
  - name: g
    rules:
      - alert: A
        expr: |
          up¦ == 0

          and up §6
      # About the next rule.
      - alert: B
        expr: up == 1
`,
  'behind a note': `groups:
  - name: g
    rules:
      - alert: A
        expr: up == 0 # no¦te §6
      - alert: B
        expr: up == 1
`,
  'at the end of the group whose name the cursor is on': `groups:
  - name: g¦
    rules:
      - alert: A
        expr: up == 0
      - alert: B
        expr: up == 1 §6
  - name: h
    rules:
      - record: a:b
        expr: up
`,
  'dashes at the column of their keys': `groups:
- name: g
  rules:
  - alert: A
    expr: up == 0¦ §2
- name: h
  rules: []
`,
  'a group whose list is empty': `groups:
  - name: g
    rules: §6
¦`,
  'a group with brackets for a list, at the column of dashes': `groups:
- name: h
  rules:
  - record: a:b
    expr: up
- name: g¦
  rules: §2
`,
  'the first lines of a file above its groups': `¦# Rules of the team.
groups:
  - name: g
    rules:
      - alert: A
        expr: up == 0 §6
`,
  'an object of the operator': `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: x
spec:
  groups:
    - name: g
      rules:
        - alert: A
          expr: up == 0 §8¦
`,
  'the second object of a stream': `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: x}
spec:
  groups:
    - name: g
      rules:
        - {alert: A, expr: up == 0}
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: z}
spec:
  groups:
    - name: g
      rules:
        - alert: A
          expr: up == 0¦ §8
---
apiVersion: v1
kind: Service
metadata: {name: z}
`,
  'a list of objects': `apiVersion: v1
kind: List
items:
  - apiVersion: monitoring.coreos.com/v1
    kind: PrometheusRule
    metadata: {name: x}
    spec:
      groups:
        - name: g
          rules:
            - alert: A
              expr: up == 0¦ §12
  - apiVersion: v1
    kind: Service
    metadata: {name: z}
`,
  'a file in a ConfigMap': `apiVersion: v1
kind: ConfigMap
metadata: {name: x}
data:
  other: text
  rules.yml: |
    groups:
      - name: g
        rules:
          - alert: A
            expr: up¦ == 0 §10
          - alert: B
            expr: up == 1
  last: text
`,
  'the end of a file in a ConfigMap that is stripped': `apiVersion: v1
kind: ConfigMap
metadata: {name: x}
data:
  rules.yml: |-
      groups:
      - name: g
        rules:
        - alert: A
          expr: up == 0 §8¦
`,
  'the plain text of a Secret': `apiVersion: v1
kind: Secret
metadata: {name: x}
stringData:
  rules.yml: |
    groups:
      - name: g
        rules:
          - alert: A
            expr: up¦ == 0 §10
`,
  'values of a chart': `prometheus:
  additionalPrometheusRulesMap:
    gpu:
      groups:
        - name: g
          rules:
            - alert: A
              expr: up == 0¦ §12
            - record: a:b
              expr: up
`,
  'a list of rules in values, at the column of its key': `prometheusRule:
  enabled: true
  rules:
  - alert: A
    expr: up == 0 §2¦
  - alert: B
    expr: up == 1
  severity: page
`,
  'groups of nobody knows whose values': `alerts:
  groups:
    - name: g
      rules:
        - alert: A
          expr: up == 0¦ §8
`,
  'values of an Argo CD application': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: x}
spec:
  source:
    helm:
      valuesObject:
        prometheusRule:
          rules:
            - alert: A
              expr: up == 0¦ §12
`,
  'a text of values in an Argo CD application': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: x}
spec:
  source:
    helm:
      values: |
        prometheusRule:
          rules:
            - alert: A
              expr: up == 0¦ §12
`,
  'an object of another operator': `apiVersion: operator.victoriametrics.com/v1beta1
kind: VMRule
metadata: {name: x}
spec:
  groups:
    - name: g
      rules:
        - alert: A
          expr: up == 0¦ §8
`,
  'the root list of a file of rules': `- alert: A
  expr: up == 0¦ §0
- alert: B
  expr: up == 1
`,
  'several files of values, the one with the cursor': `serverFiles:
  alerting_rules.yml:
    groups:
      - name: g
        rules:
          - alert: A
            expr: up == 0
  recording_rules.yml:
    groups:
      - name: h
        rules:
          - record: a:b
            expr: u¦p §10
`,
};

describe('Insert Standard Alert', () => {
  for (const [name, marked] of Object.entries(places)) {
    it(`writes at ${name}`, () => {
      const column = Number(/§(\d+)/.exec(marked)![1]);
      // The mark of the cursor may stand on either side.
      const wanted = marked.replace(cursor, '').replace(/ ?§\d+/, () => `\n${remapLines(column)}`);
      const source = marked.replace(/ ?§\d+/, '');
      assert.equal(take(source, remap), wanted);
      assert.deepEqual(errorsIn(wanted), []);
    });
  }

  it('keeps the line between rules that the author leaves', () => {
    const rules =
      'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up == 0¦\n\n      - alert: B\n        expr: up == 1\n';
    const text = take(rules, remap);
    assert.match(text, /expr: up == 0\n\n {6}- alert: GPURowRemap\w+\n[\s\S]*\n\n {6}- alert: B\n/);
  });

  it('writes what is missing around the rule, its name as the first tab stop', () => {
    const group = (topic: string, columns: number): string =>
      `- name: ${topic}\n  rules:\n${remapLines(4)}`.replace(/^(?=.)/gm, ' '.repeat(columns));
    const object = 'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: x\n';
    for (const [marked, wanted] of [
      ['¦', `groups:\n${group('gpu-health', 2)}\n`],
      ['# Mine.\n¦\n', `# Mine.\n\ngroups:\n${group('gpu-health', 2)}\n`],
      ['---¦', `---\ngroups:\n${group('gpu-health', 2)}\n`],
      ['groups:¦\n', `groups:\n${group('gpu-health', 2)}\n`],
      ['groups: [] # none yet¦\n', `groups: # none yet\n${group('gpu-health', 2)}\n`],
      [`${object}spec:\n  groups: []¦\n`, `${object}spec:\n  groups:\n${group('gpu-health', 4)}\n`],
      [`${object}spec:¦\n`, `${object}spec:\n  groups:\n${group('gpu-health', 4)}\n`],
      [`${object}¦`, `${object.trimEnd()}\nspec:\n  groups:\n${group('gpu-health', 4)}\n`],
      [
        'groups:\n  - {name: gpu-health, rules: [{record: "a:b", expr: up}]}¦\n',
        `groups:\n  - {name: gpu-health, rules: [{record: "a:b", expr: up}]}\n${group('gpu-health-2', 2)}\n`,
      ],
      ['groups:\n  - name: g¦\n', `groups:\n  - name: g\n    rules:\n${remapLines(6)}\n`],
      [
        'groups:\n  - name: g\n    rules: null # later\n    interval: 1m¦\n',
        `groups:\n  - name: g\n    rules: # later\n${remapLines(6)}\n    interval: 1m\n`,
      ],
    ] as const) {
      assert.equal(take(marked, remap), wanted, marked);
      assert.deepEqual(errorsIn(wanted), [], marked);
    }
    const { found } = offered('¦');
    assert.match(
      found!.alerts.find(({ title }) => title === 'GPU temperature high')!.edit.newText,
      /- name: \$\{1:gpu-health\}\n {4}rules:\n[\s\S]*\$\{2:/,
    );
  });

  it('leaves the lines of a file with carriage returns whole', () => {
    const text = take(
      'groups:\r\n  - name: g\r\n    rules:\r\n      - alert: A\r\n        expr: up == 0¦\r\n      - alert: B\r\n        expr: up == 1\r\n',
      remap,
    );
    assert.ok(text.includes(`expr: up == 0\n${remapLines(6)}\r\n      - alert: B\r\n`), JSON.stringify(text));
  });

  it('keeps actions from the engine that the file goes through first', () => {
    const title = 'GPU temperature high';
    const chart = take(
      'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: {{ include "x.fullname" . }}\nspec:\n  groups:\n    - name: g\n      rules:\n        - alert: A\n          expr: up == 0¦\n',
      title,
    );
    assert.match(chart, /summary: .*\{\{`\{\{ \$labels\.gpu \}\}`\}\}/);
    const jinja = (open: string, close: string): string =>
      take(
        `${open}groups:\n  - name: g\n    rules:\n{% if a %}\n      - alert: A\n        expr: up == 0¦\n{% endif %}\n${close}`,
        title,
      );
    assert.match(jinja('', ''), /\{% raw %\}\{\{ \$labels\.gpu \}\}\{% endraw %\}/);
    assert.doesNotMatch(jinja('{% raw %}\n', '{% endraw %}\n'), /raw %\}\{\{/);
  });

  it('adds routes, receivers, inhibitions and times to a configuration, each to its list', () => {
    const config =
      'route:\n  receiver: a\n  routes:\n    - receiver: a\n      matchers: [x="y"]\n      routes:\n        - receiver: a¦\n          matchers: [z="y"]\n    - receiver: a\nreceivers:\n  - name: a\n    webhook_configs:\n      - url: http://127.0.0.1/\n';
    const { text, found } = offered(config);
    assert.deepEqual(
      [...new Set(found!.alerts.map(({ topic }) => topic))],
      ['Routes, inhibitions and times', 'Receivers'],
    );
    assert.equal(found!.alerts.length, loadSnippets().filter(({ place }) => place !== 'rule').length);
    for (const alert of found!.alerts) {
      const next = inserted(text, alert);
      // A route may name a receiver or a time that is still to come.
      assert.deepEqual(
        errorsIn(next).filter(message => !/undefined-(?:receiver|interval)/.test(message)),
        [],
        next,
      );
    }
    assert.match(
      take(config, 'Route a team to Slack'),
      /z="y"\]\n {8}- receiver: [\s\S]*\n {4}- receiver: a\nreceivers/,
    );
    assert.match(take(config, 'Time interval: nights'), /\ntime_intervals:\n {2}- name: /);
  });

  it('offers every alert in every container, with no error in what comes out', () => {
    for (const [i, marked] of [
      '¦',
      places['an object of the operator']!,
      places['a file in a ConfigMap']!,
      places['values of a chart']!,
    ].entries()) {
      const { text, found } = offered(marked.replace(/ ?§\d+/, ''));
      assert.deepEqual(
        found!.alerts.map(({ title }) => title).sort(),
        loadSnippets()
          .filter(({ place }) => place === 'rule')
          .map(({ title }) => title)
          .sort(),
      );
      // In each container stands the same, further in.
      for (const alert of i === 0 ? found!.alerts : drawn(found!.alerts))
        assert.deepEqual(errorsIn(inserted(text, alert)), [], alert.title);
    }
  });

  it('says of each what it watches and which exporter it needs', () => {
    const { alerts, where } = offered(places['after the rule the cursor is in']!.replace(/ ?§\d+/, '')).found!;
    assert.equal(where, 'into the group g, after A');
    for (const { title, topic, watches, needs } of alerts) {
      assert.match(watches, /\.$/, title);
      assert.ok(needs !== '' && topic !== '', title);
    }
    const of = (title: string) => alerts.find(one => one.title === title)!;
    assert.equal(of(remap).needs, 'NVIDIA dcgm-exporter');
    assert.deepEqual(of(remap).metrics, ['DCGM_FI_DEV_ROW_REMAP_FAILURE']);
    assert.equal(of('vLLM requests waiting').needs, 'vLLM');
  });

  it('has no place in other files, in quotes and in base64', () => {
    const rules = 'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up == 0\n';
    for (const marked of [
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: x¦\n',
      'services:\n  web: {}\n¦',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  rules.yml: ${JSON.stringify(rules)}¦\n`,
      `apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata:\n  rules.yml: ${Buffer.from(rules).toString('base64')}¦\n`,
      'groups: [{name: g, rules: [{record: "a:b", expr: up}]}]¦\n',
      'a broken [ file: {{¦\n',
    ])
      assert.equal(offered(marked).found, undefined, marked);
  });

  it('never breaks a file, wherever the cursor is', () => {
    const count = (text: string): number =>
      openDocument(text).roots.reduce(
        (sum, root) => sum + readRuleFile(root).groups.flatMap(({ rules }) => rules).length,
        0,
      );
    for (const marked of Object.values(places)) {
      const text = marked.replace(cursor, '').replace(/ ?§\d+/, '');
      const step = Math.max(7, Math.floor(text.length / draws(40)));
      for (let offset = 0; offset <= text.length; offset += step) {
        const found = standardAlerts(openDocument(text), offset, shippedCatalog)!;
        const next = inserted(text, found.alerts.find(({ title }) => title === remap)!);
        assert.equal(count(next), count(text) + 1, `${offset} in\n${text}`);
      }
    }
  });
});
