// References and rename of the names that rules, configurations and unit tests share, through the service.

import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { createService } from '../../../server/src/service';
import { applyEdits } from '../../../server/src/text/edits';
import { shippedCatalog } from '../../harness/judge';

const files: Readonly<Record<string, string>> = {
  'rules.yaml': `groups:
  - name: ranking
    rules:
      - record: ranker:failures:rate5m
        expr: sum by (ranker) (rate(rank_failures_total[5m]))
        labels:
          squad: ranking
      - alert: RankingFails
        expr: ranker:failures:rate5m > 1 and on (ranker) rank_queue_length{ranker="a"} > 0
        annotations:
          summary: '{{ $labels.ranker }} fails at {{ with query "ranker:failures:rate5m" }}{{ end }}'
      - alert: RankingStays
        expr: ALERTS{alertname="RankingFails"} offset 1h == 1
`,
  'object.yaml': `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: x
spec:
  groups:
    - name: other
      rules:
        - alert: RankingVeryBad
          expr: |
            ranker:failures:rate5m
              > on (ranker) ranker:failures:rate5m offset 1d
          labels:
            squad: ranking
`,
  'alertmanager.yml': `route:
  receiver: ranking team
  routes:
    - receiver: night
      matchers: ['alertname="RankingFails"', severity=page]
      mute_time_intervals: [nights]
    - receiver: "ranking team"
      match: {alertname: RankingStays}
    - match_re:
        alertname: RankingStays|RankingFails
inhibit_rules:
  - source_matchers: [alertname = RankingVeryBad]
    target_matchers: ['alertname=~"RankingFails|RankingStays"']
    equal: [squad]
receivers:
  - name: ranking team
  - name: 'night'
time_intervals:
  - name: nights
    time_intervals: []
`,
  'tests.yaml': `rule_files: [rules.yaml]
tests:
  - input_series:
      - series: 'rank_failures_total{ranker="a"}'
        values: 0+1x10
    alert_rule_test:
      - eval_time: 5m
        alertname: RankingFails
        exp_alerts: []
    promql_expr_test:
      - expr: ranker:failures:rate5m
        eval_time: 5m
        exp_samples:
          - labels: 'ranker:failures:rate5m{ranker="a"}'
            value: 1
`,
};

/** The one file that all patterns of `templates` match. */
const templateFile = '{{ define "x.title" }}t{{ end }}{{ template "x.title" . }}';

function workspaceOf(all: Readonly<Record<string, string>>) {
  const service = createService({
    catalog: shippedCatalog,
    onFailure: (id, error) => assert.fail(`${id}: ${String(error)}`),
  });
  const workspace = service.workspace(resolveConfig([]), {
    templates: (_, patterns) =>
      patterns.map(() => ({
        complete: true,
        files: [{ file: 'x.tmpl', name: 'x.tmpl', text: templateFile }],
      })),
  });
  for (const [name, text] of Object.entries(all)) workspace.put(name, service.open(text));
  workspace.define(
    'exporter.py',
    'from prometheus_client import Histogram\nS = Histogram("rank_seconds", "Time", ["ranker"])\n',
  );
  return { service, workspace };
}

function finished<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Where to ask: the `index`th occurrence of the word in a file. */
const offsetOf = (text: string, word: string, index = 0): number => {
  let at = text.indexOf(word);
  for (let i = 0; i < index; i++) at = text.indexOf(word, at + 1);
  assert.ok(at >= 0, word);
  return at + 1;
};

/** `file line: text` of the references. */
function referencesTo(all: Readonly<Record<string, string>>, file: string, word: string, index = 0): readonly string[] {
  const { service, workspace } = workspaceOf(all);
  const offset = offsetOf(all[file]!, word, index);
  const found = finished(service.references(workspace, workspace.document(file)!, offset, true));
  return found
    .map(place => {
      const name = place.file ?? file;
      const text = all[name];
      if (text === undefined) return name;
      const line = text.slice(0, place.span.from).split('\n').length;
      return `${name} ${line}: ${text.slice(place.span.from, place.span.to)}`;
    })
    .sort();
}

/** The files after a rename, or why there is none. */
function renamed(
  all: Readonly<Record<string, string>>,
  file: string,
  word: string,
  to: string,
): Readonly<Record<string, string>> | string {
  const { service, workspace } = workspaceOf(all);
  const document = workspace.document(file)!;
  const offset = offsetOf(all[file]!, word);
  const result = finished(service.rename(workspace, document, offset, to));
  if (!result) return 'nothing';
  if ('refused' in result) return result.refused;
  const after: Record<string, string> = { ...all };
  for (const name of Object.keys(all)) {
    const edits = result.edits.filter(one => (one.file ?? file) === name).map(({ edit }) => edit);
    after[name] = applyEdits(all[name]!, edits);
  }
  const inTemplates = result.edits.filter(one => one.file === 'x.tmpl').map(({ edit }) => edit);
  if (inTemplates.length > 0) after['x.tmpl'] = applyEdits(templateFile, inTemplates);
  return after;
}

const replaced = (old: RegExp, to: string, all = files): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(all).map(([name, text]) => [name, text.replace(old, to)]));

describe('highlights', () => {
  /** `line: text` of what is marked, with a star where the name is given. */
  const marked = (file: string, word: string, index = 0): readonly string[] => {
    const { service, workspace } = workspaceOf(files);
    const text = files[file]!;
    const found = finished(service.highlights(workspace, workspace.document(file)!, offsetOf(text, word, index)));
    return found
      .map(
        ({ from, to, gives }) =>
          `${text.slice(0, from).split('\n').length}: ${text.slice(from, to)}${gives ? ' *' : ''}`,
      )
      .sort();
  };

  it('mark the whole name of a recorded series in its document', () => {
    const expected = ['11: ranker:failures:rate5m', '4: ranker:failures:rate5m *', '9: ranker:failures:rate5m'];
    assert.deepEqual(marked('rules.yaml', 'ranker:failures'), expected);
    assert.deepEqual(marked('rules.yaml', 'failures:rate5m', 1), expected);
    assert.deepEqual(marked('object.yaml', 'ranker:failures'), [
      '11: ranker:failures:rate5m',
      '12: ranker:failures:rate5m',
    ]);
  });

  it('mark names of several words, and leave single words to the editor', () => {
    assert.deepEqual(marked('alertmanager.yml', 'ranking team'), [
      '16: ranking team *',
      '2: ranking team',
      '7: ranking team',
    ]);
    assert.deepEqual(marked('rules.yaml', 'RankingFails'), []);
    assert.deepEqual(marked('rules.yaml', 'squad'), []);
    assert.deepEqual(marked('rules.yaml', 'expr'), []);
  });
});

describe('references', () => {
  it('of a recorded series: rules, templates, objects and unit tests', () => {
    const expected = [
      'object.yaml 11: ranker:failures:rate5m',
      'object.yaml 12: ranker:failures:rate5m',
      'rules.yaml 11: ranker:failures:rate5m',
      'rules.yaml 4: ranker:failures:rate5m',
      'rules.yaml 9: ranker:failures:rate5m',
      'tests.yaml 11: ranker:failures:rate5m',
      'tests.yaml 14: ranker:failures:rate5m',
    ];
    assert.deepEqual(referencesTo(files, 'rules.yaml', 'ranker:failures'), expected);
    assert.deepEqual(referencesTo(files, 'object.yaml', 'ranker:failures', 1), expected);
    assert.deepEqual(referencesTo(files, 'tests.yaml', 'ranker:failures', 1), expected);
  });

  it('of an alert: routes, inhibition, unit tests and `ALERTS`', () => {
    const expected = [
      'alertmanager.yml 10: RankingFails',
      'alertmanager.yml 13: RankingFails',
      'alertmanager.yml 5: RankingFails',
      'rules.yaml 13: RankingFails',
      'rules.yaml 8: RankingFails',
      'tests.yaml 8: RankingFails',
    ];
    assert.deepEqual(referencesTo(files, 'rules.yaml', 'RankingFails'), expected);
    assert.deepEqual(referencesTo(files, 'alertmanager.yml', 'RankingFails', 1), expected);
    assert.deepEqual(referencesTo(files, 'alertmanager.yml', 'RankingVeryBad'), [
      'alertmanager.yml 12: RankingVeryBad',
      'object.yaml 9: RankingVeryBad',
    ]);
  });

  it('of receivers and time intervals in their configuration', () => {
    assert.deepEqual(referencesTo(files, 'alertmanager.yml', 'ranking team'), [
      'alertmanager.yml 16: ranking team',
      'alertmanager.yml 2: ranking team',
      'alertmanager.yml 7: ranking team',
    ]);
    assert.deepEqual(referencesTo(files, 'alertmanager.yml', 'nights'), [
      'alertmanager.yml 19: nights',
      'alertmanager.yml 6: nights',
    ]);
  });

  it('of labels', () => {
    assert.deepEqual(referencesTo(files, 'alertmanager.yml', 'squad'), [
      'alertmanager.yml 14: squad',
      'object.yaml 14: squad',
      'rules.yaml 7: squad',
    ]);
    assert.equal(referencesTo(files, 'rules.yaml', '(ranker').length, 7);
  });

  it('of all series of a histogram, with the code that makes it', () => {
    const all = {
      'a.yaml':
        'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: rate(rank_seconds_bucket[5m]) > rank_seconds_sum\n',
    };
    assert.deepEqual(referencesTo(all, 'a.yaml', 'rank_seconds'), [
      'a.yaml 5: rank_seconds_bucket',
      'a.yaml 5: rank_seconds_sum',
      'exporter.py',
    ]);
  });

  it('of named templates with the files that define them', () => {
    const all = {
      'am.yml':
        'route: {receiver: a}\ntemplates: [x.tmpl]\nreceivers:\n- name: a\n  slack_configs:\n  - title: \'{{ template "x.title" . }}\'\n',
    };
    assert.deepEqual(referencesTo(all, 'am.yml', 'x.title'), ['am.yml 6: x.title', 'x.tmpl', 'x.tmpl']);
  });

  it('of receivers in an object of the operator', () => {
    const all = {
      'amc.yaml':
        'apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata: {name: x}\nspec:\n  route:\n    receiver: team\n    routes:\n    - receiver: team\n      muteTimeIntervals: [nights]\n      matchers:\n      - {name: alertname, value: A, matchType: "="}\n  receivers:\n  - name: team\n  muteTimeIntervals:\n  - name: nights\n',
    };
    assert.deepEqual(referencesTo(all, 'amc.yaml', 'team'), [
      'amc.yaml 13: team',
      'amc.yaml 6: team',
      'amc.yaml 8: team',
    ]);
    assert.deepEqual(referencesTo(all, 'amc.yaml', 'nights'), ['amc.yaml 15: nights', 'amc.yaml 9: nights']);
    assert.deepEqual(referencesTo(all, 'amc.yaml', 'value: A'), []);
    const both = { ...all, 'r.yaml': 'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up == 0\n' };
    assert.deepEqual(referencesTo(both, 'r.yaml', 'A\n'.slice(0, 1)), ['amc.yaml 11: A', 'r.yaml 4: A']);
  });

  it('of nothing where no name stands', () => {
    assert.deepEqual(referencesTo(files, 'rules.yaml', 'groups'), []);
    assert.deepEqual(referencesTo(files, 'rules.yaml', 'sum by'), []);
  });
});

/** A configuration that calls a template of its file. */
const calling = (name: string): string =>
  `route: {receiver: a}\ntemplates: [x.tmpl]\nreceivers:\n- name: a\n  slack_configs:\n  - title: '{{ template "${name}" . }}'\n`;

describe('rename', () => {
  it('changes a template in its file and in all configurations that load it', () => {
    const all = { 'am.yml': calling('x.title'), 'other.yml': calling('x.title') };
    assert.deepEqual(renamed(all, 'am.yml', 'x.title', 'team.title'), {
      'am.yml': calling('team.title'),
      'other.yml': calling('team.title'),
      'x.tmpl': templateFile.replaceAll('x.title', 'team.title'),
    });
  });

  it('changes a recorded series everywhere', () => {
    const after = renamed(files, 'rules.yaml', 'ranker:failures', 'ranker:errors:rate5m');
    assert.deepEqual(after, replaced(/ranker:failures:rate5m/g, 'ranker:errors:rate5m'));
  });

  it('changes an alert everywhere, also in alternatives of a pattern', () => {
    assert.deepEqual(
      renamed(files, 'tests.yaml', 'RankingFails', 'RankingIsDown'),
      replaced(/RankingFails/g, 'RankingIsDown'),
    );
  });

  it('changes receivers and time intervals, in the style of each place', () => {
    assert.deepEqual(
      renamed(files, 'alertmanager.yml', 'ranking team', 'on-call'),
      replaced(/ranking team/g, 'on-call'),
    );
    assert.deepEqual(renamed(files, 'alertmanager.yml', 'nights', 'sleep'), replaced(/nights/g, 'sleep'));
  });

  const rules = (expr: string, more = ''): string =>
    `groups:\n- name: g\n  rules:\n  - record: a:b\n    expr: up\n  - alert: Fails\n    expr: ${expr}\n${more}`;
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, string, string, string, RegExp])[] = [
    ['a metric of an exporter', { 'a.yaml': rules('up > 1') }, 'a.yaml', 'up\n', 'down', /exporter/],
    ['a series that nobody records', { 'a.yaml': rules('nobody:records > 1') }, 'a.yaml', 'nobody', 'x:y', /defines/],
    ['a label', { 'a.yaml': rules('a:b{team="x"} > 1') }, 'a.yaml', 'team', 'squad', /Labels/],
    ['a series into one that is there', { 'a.yaml': rules('a:b > c:d') }, 'a.yaml', 'a:b', 'c:d', /in use/],
    ['a series into no name', { 'a.yaml': rules('a:b > 1') }, 'a.yaml', 'a:b', 'a-b', /no name/],
    [
      'a series that a pattern names',
      { 'a.yaml': rules(`'{__name__=~"a:.+"} > 1'`) },
      'a.yaml',
      'a:b',
      'c:d',
      /pattern/,
    ],
    ['a series with escapes', { 'a.yaml': rules(`"{\\"a\\\\x3ab\\"} > a:b"`) }, 'a.yaml', 'a:b', 'c:d', /another way/],
    [
      'an alert that a pattern names',
      {
        'a.yaml': rules('a:b > 1'),
        'am.yml': 'route:\n  receiver: a\n  routes:\n  - matchers: [alertname=~"Fail.*"]\nreceivers: [{name: a}]\n',
      },
      'a.yaml',
      'Fails',
      'Broken',
      /pattern/,
    ],
    [
      'an alert into two words where a matcher has no quotes',
      {
        'a.yaml': rules('a:b > 1'),
        'am.yml': 'route:\n  receiver: a\n  routes:\n  - matchers: [alertname=Fails]\nreceivers: [{name: a}]\n',
      },
      'a.yaml',
      'Fails',
      'Has failed',
      /cannot hold/,
    ],
    [
      'a receiver into nothing',
      { 'am.yml': 'route:\n  receiver: one\nreceivers:\n- name: one\n' },
      'am.yml',
      'one',
      'null',
      /there is none/,
    ],
    ['an alert into an escaped name', { 'a.yaml': rules('a:b > 1') }, 'a.yaml', 'Fails', 'a"b', /escaped/],
    [
      'a receiver that is not defined',
      { 'am.yml': 'route:\n  receiver: nobody\nreceivers: []\n' },
      'am.yml',
      'nobody',
      'x',
      /defines/,
    ],
    [
      'a receiver into another one',
      { 'am.yml': 'route:\n  receiver: one\nreceivers:\n- name: one\n- name: two\n' },
      'am.yml',
      'one',
      'two',
      /in use/,
    ],
    [
      'a template by a name that Alertmanager uses',
      { 'am.yml': calling('x.title') },
      'am.yml',
      'x.title',
      'slack.default.title',
      /itself uses/,
    ],
    [
      'a template that Alertmanager brings along',
      { 'am.yml': calling('slack.default.title') },
      'am.yml',
      'slack.default.title',
      'y',
      /itself uses/,
    ],
  ];
  for (const [title, all, file, word, to, reason] of cases) {
    it(`refuses ${title}`, () => {
      const result = renamed(all, file, word, to);
      assert.ok(typeof result === 'string', JSON.stringify(result));
      assert.match(result, reason);
    });
  }

  it('keeps the way in which each place is written', () => {
    const rule = (expr: string): string =>
      `groups:\r\n- name: g\r\n  rules:\r\n  - record: a:b\r\n    expr: up\r\n  - alert: A\r\n    expr: ${expr}\r\n`;
    const all = {
      'plain.yaml': rule('a:b > 1'),
      'quoted.yaml': rule(`"sum(a:b) > 1"`),
      'folded.yaml': rule('>-\r\n      sum(a:b)\r\n      > 1'),
      'name.yaml': rule(`'{__name__="a:b"} > 1'`),
      'pattern.yaml': rule(`'{__name__=~"a:b|q:r"} > 1'`),
      'map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  r.yml: |\n${rule('a:b > 1')
        .replaceAll('\r', '')
        .replace(/^(?=.)/gm, '    ')}`,
      'helm.yaml': `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: x}\nspec:\n  groups:\n  - name: g\n    rules:\n    - alert: A\n      expr: a:b > {{ .Values.limit }}\n`,
    };
    assert.deepEqual(renamed(all, 'plain.yaml', 'a:b', 'much:longer:name'), replaced(/a:b/g, 'much:longer:name', all));
  });

  it('takes an anchor for the text of its aliases', () => {
    const all = { 'am.yml': 'route:\n  receiver: &r team\n  routes:\n  - receiver: *r\nreceivers:\n- name: team\n' };
    assert.deepEqual(renamed(all, 'am.yml', 'team', 'ops'), replaced(/team/g, 'ops', all));
  });

  it('tells before a name is typed what it will change', () => {
    const { service, workspace } = workspaceOf(files);
    const document = workspace.document('alertmanager.yml')!;
    const text = files['alertmanager.yml']!;
    const target = finished(service.renameTarget(workspace, document, offsetOf(text, 'night')));
    assert.deepEqual(target, { name: 'night', from: text.indexOf('night'), to: text.indexOf('night') + 5 });
    assert.equal(finished(service.renameTarget(workspace, document, 0)), undefined);
  });
});
