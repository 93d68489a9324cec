// Template holes: what is masked, what is none, and where findings are to be dropped.
import assert from 'node:assert/strict';
import { openDocument } from '../../../server/src/model/document';
import { maskHolesInSlices, touchesHole } from '../../../server/src/model/holes/holes';
import { readRuleFile } from '../../../server/src/model/readRuleFile';
import { finish } from '../../../server/src/text/slices';
import { judgeText, testService } from '../../harness/judge';

const maskHoles = (text: string) => finish(maskHolesInSlices(text, {}));

const service = testService();

const HELM = `{{- if .Values.rules.enabled }}

apiVersion: monitoring.coreos.com/v1

kind: PrometheusRule

metadata:
  name: {{ include "chart.name" . }}
  labels:
    {{- toYaml .Values.labels | nindent 4 }}

spec:
  groups:
  - name: g
    rules:
    {{- range .Values.extra }}
    - record: {{ .name }}
      expr: up
    {{- end }}
    - alert: A
      {{- if .Values.long }}
      for: 10m
      {{- else }}
      for: 5m
      {{- end }}
      expr: up < {{ .Values.threshold }}
      annotations:
        summary: "{{ \`{{ $labels.instance }} is down\` }}"

{{- end }}
`;

function errorsIn(text: string): string[] {
  const findings = judgeText(text, { service });
  return findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

describe('template holes', () => {
  it('are masked without moving anything', () => {
    const masked = maskHoles(HELM)!;
    assert.equal(masked.text.split('\n').length, HELM.split('\n').length);
    assert.ok(!masked.text.includes('{{ .'));
    for (const word of ['groups:', 'for: 10m', 'is down'])
      assert.deepEqual(masked.map.toFile(masked.text.indexOf(word), masked.text.indexOf(word) + word.length), [
        { from: HELM.indexOf(word), to: HELM.indexOf(word) + word.length },
      ]);
    const document = openDocument(HELM);
    assert.ok(document.templated);
    assert.deepEqual(
      document.roots.map(root => [root.kind, root.templated, root.document.problems]),
      [['prometheus-rule', true, []]],
    );
    const [group] = readRuleFile(document.roots[0]!).groups;
    assert.deepEqual(
      group!.rules.map(({ rule }) => rule.alert?.value ?? 'record'),
      ['record', 'A'],
    );
    assert.equal(group!.rules[1]!.rule.for?.value, '10m');
    assert.equal(group!.rules[1]!.rule.keys.length, 4);
  });

  it('are told from the file’s own text', () => {
    const { roots } = openDocument(HELM);
    const at = (needle: string): boolean => {
      const from = HELM.indexOf(needle);
      return touchesHole(roots[0]!.holes, { from, to: from + needle.length });
    };
    assert.ok(at('include'));
    assert.ok(at('for: 5m'));
    assert.ok(at('up < {{ .Values.threshold }}'));
    assert.ok(!at('for: 10m'));
    assert.ok(!at('alert: A'));
  });

  const whole = (lines: string): string =>
    `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: {{ .Release.Name }}\n${lines}`;
  const complete: Record<string, string> = {
    'a section that an include brings': 'spec:\n{{ include "rules.tpl" . | indent 2 }}\n',
    'a section in a branch, behind a comment':
      'spec:\n# The rules as they are.\n{{- if .Values.local }}\n  {{ .Files.Get "local.yaml" | indent 2 }}\n{{- end }}\n---\n',
    'the groups of a section': 'spec:\n  groups:\n  {{- toYaml .Values.groups | nindent 4 }}\n',
    'the rules of a group, in the column of their key':
      'spec:\n  groups:\n  - name: own\n    rules:\n    {{- range .Values.records }}\n    - record: {{ .name }}\n      expr: up\n    {{- end }}\n',
    'labels that an include begins':
      'spec:\n  groups:\n  - name: own\n    rules:\n    - alert: A\n      expr: up == 0\n      labels: {{- include "labels" . | nindent 8 }}\n        severity: page\n',
    'rules that an include begins':
      'spec:\n  groups:\n  - name: own\n    rules: {{- include "rules" . | nindent 4 }}\n    - alert: A\n      expr: up == 0\n',
    'a text that begins with a branch':
      'spec:\n  groups:\n  - name: own\n    rules:\n    - alert: A\n      expr: |\n        {{- if .Values.long.enough.to.be.wider }}\n        sum(up)\n        {{- end }}\n        > 5\n      annotations:\n        summary: |-\n          {{- include "text" . }}\n          *down*: `x`\n',
    'a text that an include brings':
      'spec:\n  groups:\n  - name: own\n    rules:\n    - alert: A\n      expr: |-\n{{ include "expr" . | indent 8 }}\n      for: 5m\n',
    'an expression that goes on below its hole':
      'spec:\n  groups:\n  - name: own\n    rules:\n    - alert: A\n      expr: {{ .Values.expr }}\n        > 5\n',
  };
  for (const [name, lines] of Object.entries(complete))
    it(`leave nothing to refuse in ${name}`, () => assert.deepEqual(errorsIn(whole(lines)), []));

  it('excuse nothing that is missing beside them', () => {
    assert.deepEqual(errorsIn(whole('spec:\n')), ['`spec` is missing; a PrometheusRule needs it.']);
  });

  const file = (rule: string): string =>
    `# {{ .Values.x }}\ngroups:\n- name: g\n  rules:\n  - alert: A\n${rule.replace(/^(?=.)/gm, '    ')}`;
  const brought: Record<string, [text: string, errors: number]> = {
    'keys of a rule': [file('{{- toYaml .rule | nindent 4 }}\n'), 0],
    'keys of a rule behind others': [file('for: 5m\n{{ include "x" . | nindent 4 }}\nlabels: {a: b}\n'), 0],
    'labels alone': [file('labels:\n  {{- toYaml .labels | nindent 6 }}\n'), 1],
    'nothing, on a condition': [file('{{- if .x }}\nfor: 5m\n{{- end }}\n'), 1],
    receivers: ['# {{ .Values.x }}\nroute: {receiver: a}\nreceivers:\n- name: b\n{{ .more }}\n', 0],
    'a receiver of some name': ['route: {receiver: a}\nreceivers:\n- name: {{ .Values.name }}\n', 0],
    'a receiver’s link': [
      'route: {receiver: a}\nreceivers:\n- name: b\n  webhook_configs: [{url: "{{ .Values.x }}"}]\n',
      1,
    ],
  };
  for (const [what, [text, errors]] of Object.entries(brought))
    it(`may bring ${what}`, () => assert.equal(errorsIn(text).length, errors));

  const refused: Record<string, [text: string, line: number, target: RegExp]> = {
    'a rule file with definitions': [
      `${file('expr: up\n').replace('# {{ .Values.x }}', '#')}{{define "x"}}\n{{end}}\n`,
      6,
      /^Prometheus/,
    ],
    'a configuration with definitions': [
      'route: {receiver: a}\nreceivers:\n- name: a\n{{ define "x" }}{{ end }}\n',
      3,
      /^Alertmanager/,
    ],
  };
  for (const [what, [text, line, target]] of Object.entries(refused))
    it(`are none in ${what}, which its target refuses`, () => {
      const [error, ...more] = judgeText(text, { service }).filter(({ severity }) => severity === 'error');
      assert.equal(error!.start.line, line);
      assert.match(error!.message, target);
      assert.deepEqual(more, []);
    });

  // A mapping in braces is a whole document to go-yaml: Prometheus 3 loads it and reads nothing after it.
  it('are none in a comment above a rule file, after which nothing is read', () => {
    const text = `{{/* x */}}\n${file('expr: up\n').replace('# {{ .Values.x }}', '#')}`;
    assert.deepEqual(
      judgeText(text, { service }).map(({ check, start }) => [check, start.line]),
      [['rules/unread-document', 2]],
    );
  });

  it('of Terraform may go over lines within a call', () => {
    const masked = maskHoles('a: ${x}\nb: ${jsonencode([\n  "c: d",\n])}\ne: ${ f\n')!;
    assert.deepEqual(masked.holes.length, 2);
    assert.equal(masked.text.replace(/x+/g, 'x').trimEnd(), 'a: x\nb: x\n         \n   \ne: ${ f');
  });

  it('leave the text behind them where it is indented', () => {
    const text = 'a: {{ .Values.a }}\nb: |\n  up on {{\n  $labels.instance }}. Look\n\tc {{ x\n\r\n  }} d\n';
    const { text: masked } = maskHoles(text)!;
    assert.equal(masked.length, text.length);
    assert.equal(
      masked.split('\n').slice(1).join('\n').replace(/x+/g, 'x'),
      'b: |\n  up on x\n  x. Look\n\tc x\n\r\n  x d\n',
    );
    const spanning = file(
      'annotations:\n  summary: |\n    {{ .Values.a }} on {{\n    $labels.instance }}, look\nexpr: up ==',
    );
    assert.equal(errorsIn(spanning).length, 1);
  });

  it('that only end something leave the text before them as it is', () => {
    const expr = (end: string): string => `${file(`expr: |\n  sum(up\n  > 1\n${end}\n`)}`;
    assert.equal(errorsIn(expr('{{- end }}')).length, 1);
    assert.equal(errorsIn(expr('{{- end }}\n{{- if .x }}')).length, 1);
    assert.equal(errorsIn(expr('  {{- include "more" . | nindent 6 }}')).length, 0);
    assert.equal(errorsIn(expr('  {{ .more }}')).length, 0);
  });

  it('in the texts of an expression leave the rest as it is', () => {
    const expr = (text: string): number => errorsIn(file(`expr: ${text}\n`)).length;
    assert.equal(expr('up{ns="{{ .Release.Namespace }}"} > and 1'), 1);
    assert.equal(expr('|\n  up{ns="{{ .Release.Namespace }}", b=\'{{ .Values.b }}\'}\n    > and 1'), 1);
    assert.equal(expr('\'up{ns="{{ .Release.Namespace }}"} > and 1\''), 1);
    assert.equal(expr('up{ns="{{ .Release.Namespace }}"} > {{ .Values.x }} > and 1'), 0);
    assert.equal(expr('up{ns="a" {{ .Values.x }}"} > and 1'), 0);
    assert.equal(expr('up{{ .Values.selector }} > and 1'), 0);
    assert.equal(expr('up{ns="{{ .Release.Namespace }}"} > 1'), 0);
  });

  it('leave unknown which labels a message names', () => {
    const message = (summary: string, description: string): readonly string[] =>
      judgeText(
        file(
          `expr: sum by (gpu) (DCGM_FI_DEV_GPU_TEMP) > 80\nannotations:\n  summary: ${summary}\n  description: ${description}\n`,
        ),
        { service },
      )
        .map(({ check }) => check)
        .filter(check => check === 'template/message-without-labels');
    assert.equal(message('Hot', 'Too hot').length, 1);
    assert.equal(message('Hot', '"{{ .Values.text }}"').length, 0);
    assert.equal(message('Hot', '"GPU {{ `{{ $labels.gpu }}` }}"').length, 0);
    assert.equal(message('Hot', 'Too hot\n  {{- include "more" . | nindent 8 }}').length, 0);
  });

  it('of Jinja are masked, and its raw text is kept', () => {
    const text = `groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up < {{ limit }}\n{% raw %}\n    annotations:\n      summary: "{{ $labels.x }}"\n{% endraw %}\n`;
    const document = openDocument(text);
    const [rule] = readRuleFile(document.roots[0]!).groups[0]!.rules;
    assert.equal(
      rule!.rule.annotations[0]!.value.kind === 'scalar' && rule!.rule.annotations[0]!.value.value,
      '{{ $labels.x }}',
    );
    assert.equal(document.roots[0]!.holes.length, 1);
  });

  const none = [
    'summary: "{{ $labels.instance }} is {{ $value | humanize }}"',
    'summary: {{ $labels.instance }} is down',
    "summary: '{{ range query `up` }}{{ .Value }}{{ end }}'",
    'text: "{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}"',
    'text: "{{ .GroupLabels.Values | join `,` }}"',
    'plain: text',
    'summary: "{{/* for the night shift */}}{{ $labels.x }}"',
    'summary: \'{{ "down" | toUpper }}: {{ $labels.x }}\'',
    'summary: "{{ printf `%.1f%%` $value }} of {{ printf `%%` }}"',
    'a: b\n{{define "macro"}}\n{{end}}',
    'a: b\n{{/* no chart */}}',
    'title: \'{{ template "slack.title" . }}\'',
    'summary: "{{ labels.instance }} is down"',
    'summary: "{{ $labels.x | default `none` }}"',
    'expr: label_replace(up, "a", "${1}-$2", "job", "(.*)-(.*)")',
    'expr: label_replace(up, "a", "${name}", "job", "(?P<name>.*)")',
    'expr: rate(x[$__rate_interval]) > ${__value}',
    'expr: a %{job="x"}',
    'expr: a <% b',
    'summary: "costs ${{ $value }}"',
    'a: b #@alice: why?',
    '#@ alice wrote this\na: b',
    "summary: '{{ $URL := `x` }}{{ $URL }}'",
  ];
  for (const text of none) it(`are none in ${text}`, () => assert.equal(maskHoles(text), undefined));

  const some = [
    'name: {{ .Values.name }}',
    'name: {{ name }}',
    'summary: "{{ `{{ $labels.x }}` }}"',
    'a: "{{ .Release.Name }}"',
    '{{- if eq .x 1 }}\na: b\n{{- end }}',
    'a: {% if x %}1{% else %}2{% endif %}',
    'expr: up > {{ threshold }}',
    'expr: up > {{ threshold | default(5) }}',
    'name: "{{ .name | quote }}"',
    "summary: \"{{ '{{' }} $labels.x {{ '}}' }}\"",
    'expr: up > <%= @limit %>',
    '<% if @gpu -%>\na: b\n<% end -%>',
    '%{ for t in teams ~}\n- a\n%{ endfor ~}',
    'a: ${var.name}',
    'a: ${jsonencode({ a = 1 })}',
    'a: ${NAME}',
    'a: "$NAME"',
    'expr: up{%%juju_topology%%} == 0',
    'kind: PrometheusRule\n{{ define "x" }}\n{{ end }}',
    'for: #@ data.values.for',
    '- #@ rule',
    '#@ load("@ytt:data", "data")\na: (@= data.values.x @)',
  ];
  for (const text of some) it(`are some in ${JSON.stringify(text)}`, () => assert.ok(maskHoles(text)));

  const escapes: readonly [text: string, decoded: string][] = [
    ['a: "{{ .Values.a }} {{`{{ $labels.x }}`}}"', 'a: "xxxxxxxxxxxxxxx {{ $labels.x }}"'],
    ['a: "{{ "{{" }} $labels.x {{ "}}" }}"', 'a: "{{ $labels.x }}"'],
    ['a: {{ `{{ $labels.x }}` | quote }}', 'a: "{{ $labels.x }}"'],
    ['a: {{ `{{ $labels.x }}` | squote }}', "a: '{{ $labels.x }}'"],
    ['a: x {{- "{{ $value }}" -}} y', 'a: x{{ $value }}y'],
    ['a: "{{ print `{{ $value }}` }}"', 'a: "{{ $value }}"'],
    ['a: \'{{ "{{ index $labels \\"x\\" }}" }}\'', 'a: \'{{ index $labels "x" }}\''],
    ["a: \"{{ '{{' }} $value {{ '}}' }}\"", 'a: "{{ $value }}"'],
    ["a: \"{{ '{{ $labels.' ~ 'x' ~ ' }}' }}\"", 'a: "{{ $labels.x }}"'],
    ['a: "{% raw %}{{ $value }}{% endraw %}"', 'a: "{{ $value }}"'],
    ["a: \"{% raw %}{{ '{{' }} $value {{ '}}' }}{% endraw %}\"", 'a: "xxxxxxxxxx $value xxxxxxxxxx"'],
    ['a: "${x} $${y} {{ $value }}"', 'a: "xxxx ${y} {{ $value }}"'],
    ['a: "${x} %%{ if y }"', 'a: "xxxx %{ if y }"'],
    ['a: "<%= @x %> <%% y"', 'a: "xxxxxxxxx <% y"'],
    ['a: up{%%juju_topology%%}', 'a: up{job!=``}'],
  ];
  for (const [text, decoded] of escapes)
    it(`are decoded in ${text}`, () => {
      const masked = maskHoles(text)!;
      assert.equal(masked.text.replaceAll('{{  ', '{{ ').replaceAll('  }}', ' }}'), decoded);
      for (const { kind, at, len, fileAt } of masked.map.pieces)
        if (kind === 'copy' && !masked.text.slice(at, at + len).includes('x'.repeat(3)))
          assert.equal(masked.text.slice(at, at + len), text.slice(fileAt, fileAt + len));
    });

  it('of Flux and envsubst are variables, in objects and in files', () => {
    const object = (threshold: string): string =>
      `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: own-\${CLUSTER}\nspec:\n  groups:\n  - name: own\n    rules:\n    - alert: A\n      expr: up < ${threshold}\n      annotations:\n        link: "https://\${DOMAIN:=example.org}/{{ $labels.job }}"\n`;
    const file = (threshold: string): string =>
      `groups:\n- name: own\n  rules:\n  - alert: A\n    expr: up < ${threshold}\n`;
    for (const text of ['${LIMIT}', '${LIMIT:-5}', '$LIMIT', '${limit}']) {
      assert.deepEqual(errorsIn(object(text)), [], text);
      assert.deepEqual(errorsIn(file(text)), [], text);
    }
    for (const text of ['$limit', '${1}', '${__interval}', '$Limit'])
      assert.equal(errorsIn(file(text)).length, 1, text);
    assert.ok(openDocument(object('${LIMIT}')).templated);
    assert.ok(!openDocument(object('${LIMIT}'), undefined, { as: 'kubernetes' }).templated);
  });

  it('of Flux are none where a sign is doubled: one of the two is left for Prometheus', () => {
    const object = (summary: string): string =>
      `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: own\nspec:\n  groups:\n  - name: own\n    rules:\n    - alert: A\n      expr: up < 1\n      annotations:\n        summary: "${summary}"\n`;
    const masked = maskHoles(object('{{ $$labels.job }} at {{ $$value | humanize }}'))!;
    assert.equal(masked.text, object('{{ $labels.job }} at {{ $value | humanize }}'));
    assert.deepEqual(masked.holes, []);
    assert.deepEqual(errorsIn(object('{{ $$labels.job }}')), []);
    assert.equal(errorsIn(object('{{ $$labels.job | nosuch }}')).length, 1);
    assert.equal(errorsIn(object('{{ $$jobs }}')).length, 1);
  });

  it('of scripts are names of several words in capitals, and no other braces', () => {
    const config = (url: string, text = ''): string =>
      `route:\n  receiver: a\nreceivers:\n- name: a\n  slack_configs:\n  - channel: '#a'\n    api_url: "${url}"\n    text: '${text}'\n`;
    for (const url of ['{{SLACK_WEBHOOK_URL}}', '{{ SLACK_URL_2 }}', 'https://{{SLACK_HOST}}/x'])
      assert.deepEqual(errorsIn(config(url)), [], url);
    for (const url of ['{{SLACK}}', '{{ slack_url }}', '{{ .SLACK_URL }}'])
      assert.equal(errorsIn(config(url)).length, 1, url);
    // What is the target's own is read as ever.
    const faulty = judgeText(config('{{SLACK_WEBHOOK_URL}}', '{{ .CommonLabels.job | nosuch }}'), { service });
    assert.deepEqual(
      faulty.map(({ check }) => check).filter(check => check === 'alertmanager/faulty-template'),
      ['alertmanager/faulty-template'],
    );
  });

  it('are not masked where Prometheus reads the file as it is', () => {
    assert.ok(!openDocument(HELM, undefined, { as: 'rules' }).templated);
    assert.ok(openDocument(HELM, undefined, { as: 'rules' }).roots[0]!.document.problems.length > 0);
  });

  it('are not taken from texts of rules with branches behind a colon', () => {
    const rule = (summary: string): string =>
      `groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    annotations:\n      summary: ${summary}\n`;
    for (const summary of [
      '"{{ if $labels.pod }}{{ $labels.pod }}: {{ end }}down"',
      "'{{ with $labels.pod }}pod: {{ . }}{{ end }}'",
      '|\n        value: {{ .Value }}\n        pod: {{ .Labels.pod }}\n        all: {{ query "up" | first | value }}',
    ]) {
      assert.ok(!openDocument(rule(summary)).templated, summary);
    }
    assert.ok(openDocument(rule('{{ .summary }}')).templated);
  });

  it('are not taken from the lines of a notification', () => {
    const config = (text: string): string =>
      `route:\n  receiver: a\nreceivers:\n- name: a\n  slack_configs:\n  - channel: '#a'\n    text: |\n      ${text}\n`;
    for (const text of [
      'Summary: {{ .Annotations.summary }}',
      'Name: {{ .CommonLabels.alertname }}',
      'Group: {{ .GroupLabels.SortedPairs }}',
      'Text: {{ with .CommonAnnotations.text }}{{ . }}{{ end }}',
      'Firing: {{ len .Alerts.Firing }}',
      'Status: {{ .Status | toUpper }}',
      'Since: {{ .StartsAt.Format "15:04" }}',
      'Source: {{ .GeneratorURL }}',
    ]) {
      assert.ok(!openDocument(config(text)).templated, text);
    }
    assert.ok(openDocument(config('Summary: {{ .summary }}')).templated);
  });

  it('appear and go while typing', () => {
    const plain = 'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n';
    const first = openDocument(plain.replace('expr: up', 'expr: "{{ $value }}"'));
    const second = openDocument(plain.replace('expr: up', 'expr: {{ .Values.expr }}'), first);
    assert.deepEqual([first.templated, second.templated], [false, true]);
    assert.equal(openDocument(plain, second).templated, false);
  });
});
