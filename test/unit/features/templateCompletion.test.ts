// Completion inside Go templates: labels that survive the expression, members, variables, functions, keywords, queries.
import assert from 'node:assert/strict';
import { at, hasFirst, isSilent, knowledge } from './driver';

const hot = 'DCGM_FI_DEV_GPU_TEMP > 90';
const rule = (annotation: string, expr = hot): string =>
  `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: ${expr}\n        annotations:\n          summary: ${annotation}\n`;
const text = (annotation: string): string =>
  `route:\n  receiver: a\nreceivers:\n  - name: a\n    slack_configs:\n      - channel: '#x'\n        text: ${annotation}\n`;
const quoted = (annotation: string): string => `'${annotation.replaceAll("'", "''")}'`;

/** A template with the cursor, what must be among the first five, and the template after taking it. */
type Case = readonly [template: string, first: string, taken?: string];

const ofRules: readonly Case[] = [
  ['GPU {{ ¦', '$labels', 'GPU {{ $labels'],
  ['GPU {{ ¦ }}', '$value', 'GPU {{ $value }}'],
  ['GPU {{¦}}', '$labels', 'GPU {{$labels}}'],
  ['GPU {{- ¦ -}}', '$value', 'GPU {{- $value -}}'],
  ['{{ $¦ }}', '$labels', '{{ $labels }}'],
  ['{{ $la¦ }}', '$labels', '{{ $labels }}'],
  ['{{ $ext¦ }}', '$externalURL', '{{ $externalURL }}'],
  ['{{ $labels.¦ }}', 'gpu', '{{ $labels.gpu }}'],
  ['{{ $labels.¦', 'gpu', '{{ $labels.gpu'],
  ['{{ $labels.g¦ }} on {{ $labels.instance }}', 'gpu', '{{ $labels.gpu }} on {{ $labels.instance }}'],
  ['a {{ $labels.gpu }} b {{ $labels.UU¦', 'UUID', 'a {{ $labels.gpu }} b {{ $labels.UUID'],
  ['{{ .Labels.¦ }}', 'gpu', '{{ .Labels.gpu }}'],
  ['{{ .¦ }}', 'Labels', '{{ .Labels }}'],
  ['{{ .Va¦ }}', 'Value', '{{ .Value }}'],
  ['{{ if $labels.¦ }}x{{ end }}', 'gpu', '{{ if $labels.gpu }}x{{ end }}'],
  ['{{ if eq $labels.¦ "0" }}x{{ end }}', 'gpu', '{{ if eq $labels.gpu "0" }}x{{ end }}'],
  ['{{ with $labels }}{{ .¦ }}{{ end }}', 'gpu', '{{ with $labels }}{{ .gpu }}{{ end }}'],
  ['{{ $l := $labels }}{{ $l.¦ }}', 'gpu', '{{ $l := $labels }}{{ $l.gpu }}'],
  ['{{ index $labels "¦" }}', 'gpu', '{{ index $labels "gpu" }}'],
  ['{{ $value | ¦ }}', 'humanize', '{{ $value | humanize }}'],
  ['{{ $value | hum¦', 'humanizePercentage', '{{ $value | humanizePercentage'],
  ['{{ hum¦ $value }}', 'humanizeDuration', '{{ humanizeDuration $value }}'],
  ['{{ printf "%.1f" $v¦ }}', '$value', '{{ printf "%.1f" $value }}'],
  ['{{ pri¦', 'printf', '{{ printf'],
  ['{{ i¦', 'if'],
  ['{{ if true }}x{{ e¦', 'end', '{{ if true }}x{{ end'],
  ['{{ if true }}x{{ el¦ }}y{{ end }}', 'else', '{{ if true }}x{{ else }}y{{ end }}'],
  ['{{ $x := 1 }}{{ $¦ }}', '$x', '{{ $x := 1 }}{{ $x }}'],
  [
    '{{ range $i, $q := query `up` }}{{ $q.¦ }}{{ end }}',
    'Value',
    '{{ range $i, $q := query `up` }}{{ $q.Value }}{{ end }}',
  ],
  [
    '{{ range query `DCGM_FI_DEV_GPU_T¦` }}{{ end }}',
    'DCGM_FI_DEV_GPU_TEMP',
    '{{ range query `DCGM_FI_DEV_GPU_TEMP` }}{{ end }}',
  ],
  [
    '{{ query "DCGM_FI_DEV_GPU_T¦" | first | value }}',
    'DCGM_FI_DEV_GPU_TEMP',
    '{{ query "DCGM_FI_DEV_GPU_TEMP" | first | value }}',
  ],
  ['{{ query "sum by (¦) (DCGM_FI_DEV_GPU_TEMP)" }}', 'gpu', '{{ query "sum by (gpu) (DCGM_FI_DEV_GPU_TEMP)" }}'],
  ['{{ query "DCGM_FI_DEV_GPU_TEMP{¦}" }}', 'gpu', '{{ query "DCGM_FI_DEV_GPU_TEMP{gpu}" }}'],
];

const ofNotifications: readonly Case[] = [
  ['{{ .¦ }}', 'CommonLabels', '{{ .CommonLabels }}'],
  ['{{ .Al¦', 'Alerts', '{{ .Alerts'],
  ['{{ .CommonLabels.¦ }}', 'alertname', '{{ .CommonLabels.alertname }}'],
  ['{{ .CommonLabels.sq¦ }}', 'squad', '{{ .CommonLabels.squad }}'],
  ['{{ .GroupLabels.sev¦ }}', 'severity', '{{ .GroupLabels.severity }}'],
  ['{{ .CommonAnnotations.¦ }}', 'summary', '{{ .CommonAnnotations.summary }}'],
  ['{{ .Alerts.¦ }}', 'Firing', '{{ .Alerts.Firing }}'],
  ['{{ range .Alerts }}{{ .¦ }}{{ end }}', 'Labels', '{{ range .Alerts }}{{ .Labels }}{{ end }}'],
  [
    '{{ range .Alerts }}{{ .Annotations.¦ }}{{ end }}',
    'summary',
    '{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}',
  ],
  ['{{ range .Alerts }}{{ .Labels.¦', 'alertname', '{{ range .Alerts }}{{ .Labels.alertname'],
  ['{{ .Status | toU¦ }}', 'toUpper', '{{ .Status | toUpper }}'],
  ['{{ .Status | ti¦ }}', 'title', '{{ .Status | title }}'],
  ['{{ ra¦', 'range'],
];

describe('completion in templates', () => {
  for (const [template, first, taken] of ofRules) {
    it(`of rules: ${template}`, () => {
      const marked = rule(quoted(template));
      hasFirst(marked, [first]);
      if (taken !== undefined) assert.equal(at(marked).take(first), rule(quoted(taken)));
    });
  }

  for (const [template, first, taken] of ofNotifications) {
    it(`of notifications: ${template}`, () => {
      const marked = text(quoted(template));
      hasFirst(marked, [first]);
      if (taken !== undefined) assert.equal(at(marked).take(first), text(quoted(taken)));
    });
  }

  const styles: Readonly<Record<string, (template: string) => string>> = {
    plain: template => `GPU ${template}`,
    double: template => `"GPU ${template.replaceAll('"', '\\"')}"`,
    literal: template => `|\n            # The GPU\n            ${template}`,
    folded: template => `>-\n            The GPU\n            ${template}`,
  };
  for (const [style, write] of Object.entries(styles)) {
    for (const [template, first, taken] of [
      ['{{ $labels.¦ }}', 'gpu', '{{ $labels.gpu }}'],
      ['{{ $labels.¦', 'gpu', '{{ $labels.gpu'],
      ['{{ $value | hum¦ }}', 'humanize', '{{ $value | humanize }}'],
      ['{{ index $labels "U¦" }}', 'UUID', '{{ index $labels "UUID" }}'],
    ] as const) {
      it(`${style}: ${template}`, () => {
        hasFirst(rule(write(template)), [first]);
        assert.equal(at(rule(write(template))).take(first), rule(write(taken)));
      });
    }
  }

  it('proposes the labels that survive the expression and no others', () => {
    const labels = (expr: string): readonly string[] => [...at(rule(quoted('{{ $labels.¦ }}'), expr)).labels].sort();
    assert.deepEqual(labels('sum by (gpu, UUID) (DCGM_FI_DEV_GPU_TEMP) > 90'), ['UUID', 'gpu']);
    assert.deepEqual(labels('sum(DCGM_FI_DEV_GPU_TEMP) > 90'), []);
    assert.deepEqual(labels('absent(up{job="x"})'), ['job']);
    assert.deepEqual(labels('max by (ranker) (rank_queue_length) > 3 or sum by (reason) (rank_failures_total)'), [
      'ranker',
      'reason',
    ]);
    const kept = labels('sum without (gpu) (DCGM_FI_DEV_GPU_TEMP) > 90');
    assert.ok(!kept.includes('gpu') && kept.includes('UUID'));
    const unknown = labels('my_metric > 1');
    assert.ok(unknown.includes('instance') && unknown.includes('job'));
  });

  it('reads the expression also where it stands below the template', () => {
    const marked = `groups:\n  - name: g\n    rules:\n      - alert: A\n        annotations:\n          summary: "{{ $labels.¦"\n        expr: sum by (gpu) (up)\n`;
    hasFirst(marked, ['gpu']);
  });

  it('knows the rule also while the quote is open and other rules follow', () => {
    const marked = `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: sum by (gpu) (up)\n        annotations:\n          summary: "GPU {{ $labels.¦\n      - alert: B\n        expr: up{a="b"} == 0\n        annotations:\n          summary: "{{ $labels.job }}"\n`;
    assert.deepEqual([...at(marked).labels], ['gpu']);
    const text = `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: sum by (gpu) (up)\n        annotations:\n          summary: "GPU {{ $labels.¦\n            }} is hot"\n      - alert: B\n        expr: up == 0\n`;
    assert.deepEqual([...at(text).labels], ['gpu']);
  });

  it('completes labels of alerts, too, and urls and titles of receivers', () => {
    hasFirst(
      `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: ${hot}\n        labels:\n          where: "{{ $labels.¦ }}"\n`,
      ['gpu'],
    );
    const receiver = (line: string): string =>
      `route:\n  receiver: a\nreceivers:\n  - name: a\n    slack_configs:\n      - channel: x\n        ${line}\n`;
    hasFirst(receiver(`title: '{{ .CommonL¦ }}'`), ['CommonLabels']);
    const secret = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\nstringData:\n  alertmanager.yaml: |\n${receiver(`title: '{{ .CommonL¦ }}'`).replace(/^(?=.)/gm, '    ')}`;
    hasFirst(secret, ['CommonLabels']);
  });

  it('offers functions of the target that reads the template, in its version', () => {
    const inRule = at(rule(quoted('{{ ¦ }}'))).labels;
    const inText = at(text(quoted('{{ ¦ }}'))).labels;
    assert.ok(inRule.includes('humanizeDuration') && inRule.includes('query'));
    assert.ok(!inText.includes('query') && inText.includes('join'));
    const old = { ...knowledge('2.42'), alertmanager: { major: 0, minor: 25 } };
    assert.ok(at(rule(quoted('{{ ¦ }}')), old).labels.length < inRule.length);
  });

  it('is silent outside of actions, in comments, strings and behind them', () => {
    for (const template of [
      'The GPU ¦',
      '{{ $labels.gpu }} gpu¦',
      '{{/* $labels.¦ */}}',
      '{{ printf "hum¦" }}',
      '{{ "a"¦ }}',
      '{{ ($value)¦ }}',
      '{{ 12¦ }}',
      '{{ $value.¦ }}',
    ]) {
      isSilent(rule(quoted(template)));
    }
  });
});
