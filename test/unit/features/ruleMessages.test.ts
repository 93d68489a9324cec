// Final labels and messages of a rule's series; the expected ones are what Prometheus 3.16 makes of the same rules.

import assert from 'node:assert/strict';
import type { RenderInput } from '../../../server/src/features/previewShapes';
import { renderRule, templatesOf } from '../../../server/src/features/ruleMessages';
import { ruleAt } from '../../../server/src/features/rules';
import { openDocument } from '../../../server/src/model/document';

const version = { major: 3, minor: 16 };
const sample = { labels: { __name__: 'm', a: 'x', e: 's' }, value: 1 };

/** A rule in a group with `group` in front of its rules; the keys of the rule stand behind its expression. */
function rule(group: string, keys: string, kind = 'alert: A') {
  const text = `groups:\n- name: g\n${group}  rules:\n  - ${kind}\n    expr: m > 0\n${keys}`;
  const found = ruleAt(openDocument(text), text.indexOf('expr'));
  assert.ok(found);
  return found;
}

function rendered(group: string, keys: string, input: Partial<RenderInput> = {}, kind?: string) {
  const output = renderRule(rule(group, keys, kind), { samples: [sample], time: 0, ...input }, version);
  const [row] = output.series;
  const texts = Object.fromEntries(row!.annotations.map(({ name, text }) => [name, text]));
  return { ...output, row: row!, labels: row!.labels, texts };
}

describe('final labels', () => {
  it('put the labels of the group over those of the series and those of the rule over both', () => {
    const { labels } = rendered(
      '  labels: {team: "{{ $labels.a }}-{{ $value }}", a: grp, sev: low, e: ""}\n',
      '    labels:\n      sev: high\n',
    );
    assert.deepEqual(labels, { a: 'grp', team: 'x-1', sev: 'high', alertname: 'A' });
  });

  it('lose what is empty, null or the name of the metric', () => {
    const group = '  labels: {team: x, alertname: zz}\n';
    assert.deepEqual(rendered(group, '    labels: {team: ""}\n').labels, { a: 'x', e: 's', alertname: 'A' });
    const keys = '    labels: {team: ~, b: null, c: yes, d: 0x10, e: "{{ $labels.nope }}", f: 2020-01-01}\n';
    assert.deepEqual(rendered(group, keys).labels, { a: 'x', c: 'yes', d: '0x10', f: '2020-01-01', alertname: 'A' });
    assert.deepEqual(rendered('  labels:\n', '    annotations: {t: ~}\n').texts, { t: '' });
  });

  it('are those of the group for recorded series, too, as they are written', () => {
    const { labels } = rendered(
      '  labels: &l {team: "{{ $value }}", a: ""}\n',
      '    labels: {<<: {x: "1"}, y: "2"}\n',
      {},
      'record: r',
    );
    assert.deepEqual(labels, { __name__: 'r', team: '{{ $value }}', e: 's', x: '1', y: '2' });
  });

  it('are told to the preview with those of the group', () => {
    const { labels } = templatesOf(rule('  labels: {team: x, sev: low}\n', '    labels: {sev: high}\n'));
    assert.deepEqual(labels, [
      { name: 'team', template: 'x' },
      { name: 'sev', template: 'high' },
    ]);
  });

  it('keep names that objects have', () => {
    const labels = JSON.parse('{"__proto__":"p","constructor":"c"}') as Record<string, string>;
    const output = rendered('', '    labels: {"__proto__": q}\n', { samples: [{ labels, value: 1 }] });
    assert.deepEqual(Object.entries(output.labels).sort(), [
      ['__proto__', 'q'],
      ['alertname', 'A'],
      ['constructor', 'c'],
    ]);
  });

  it('hold the error that Prometheus writes', () => {
    const { labels } = rendered('', '    labels: {bad: "{{ first (query `nope`) }}"}\n', { queries: { nope: [] } });
    assert.equal(
      labels['bad'],
      '<error expanding template: error executing template __alert_A: template: __alert_A:1:115: executing "__alert_A" at <first (query `nope`)>: error calling first: first() called on vector with no elements>',
    );
  });
});

describe('messages', () => {
  const text = (template: string, input: Partial<RenderInput> = {}) => {
    const output = rendered('', `    annotations:\n      s: ${JSON.stringify(template)}\n`, input);
    return { text: output.texts['s'], unknown: output.unknown, wanted: output.wanted, row: output.row };
  };

  it('hold what the server says of itself', () => {
    const known = { externalLabels: { site: 'S' }, externalURL: 'http://h/p' };
    assert.equal(
      text(
        '{{ $externalLabels }} {{ $externalLabels.site }} {{ $externalLabels.nope }} {{ .ExternalURL }} {{ externalURL }}{{ pathPrefix }}',
        known,
      ).text,
      'map[site:S] S  http://h/p http://h/p/p',
    );
  });

  for (const [template, expected, unknown] of [
    ['at {{ $externalLabels.site }}', 'at ‹externalLabels.site unknown›', 'externalLabels.site'],
    ['at {{ .ExternalLabels.site | toUpper }}', 'at ‹externalLabels.site unknown›', 'externalLabels.site'],
    ['{{ index $externalLabels "site" }}', '‹externalLabels unknown›', 'externalLabels'],
    ['{{ $externalLabels }}', '‹externalLabels unknown›', 'externalLabels'],
    ['{{ with .ExternalLabels }}{{ .site }}{{ end }}', '‹unknown: depends on externalLabels›', 'externalLabels'],
    ['{{ $externalURL }}/x', '‹externalURL unknown›/x', 'externalURL'],
    ['{{ externalURL }}{{ pathPrefix }}', '‹externalURL unknown›‹pathPrefix unknown›', 'externalURL'],
    ['{{ printf "%s-%s" $labels.a $externalURL }}', '‹externalURL unknown›', 'externalURL'],
    ['{{ printf "%v" . }}', '‹externalLabels unknown›', 'externalLabels'],
    [
      '{{ if eq $externalLabels.site "x" }}a{{ else }}b{{ end }}',
      '‹unknown: depends on externalLabels.site›',
      undefined,
    ],
    ['{{ if and true $externalURL }}a{{ else }}b{{ end }}', '‹unknown: depends on externalURL›', undefined],
    ['{{ if or true $externalURL }}a{{ else }}b{{ end }}', 'a', undefined],
    [
      '{{ range $k, $v := $externalLabels }}{{ $k }}{{ else }}b{{ end }}',
      '‹unknown: depends on externalLabels›',
      undefined,
    ],
    [
      '{{ define "t" }}{{ .arg0 }}{{ .arg1 }}{{ end }}{{ template "t" (args $value $externalURL) }}',
      '1‹externalURL unknown›',
      'externalURL',
    ],
  ] as const)
    it(`say what nobody told: ${template}`, () => {
      const output = text(template);
      assert.equal(output.text, expected);
      if (unknown) assert.ok(output.unknown.includes(unknown));
      assert.equal(output.row.annotations[0]!.unknown !== undefined, expected.includes('unknown'));
    });

  for (const [template, expected] of [
    ['{{ with query "q" }}{{ . | first | value }}{{ else }}none{{ end }}', '‹unknown: depends on query›'],
    ['{{ range query "q" }}x{{ else }}none{{ end }}', '‹unknown: depends on query›'],
    ['{{ if query "q" }}some{{ else }}none{{ end }}', '‹unknown: depends on query›'],
    ['{{ if eq (len (query "q")) 0 }}none{{ end }}', '‹unknown: depends on query›'],
    ['{{ $q := query "q" }}{{ if not $q }}none{{ end }}', '‹unknown: depends on query›'],
    ['is {{ query "q" | first | value | humanize }} now', 'is ‹query unknown› now'],
    ['is {{ (query "q" | first).Labels.x }} now', 'is ‹query unknown› now'],
    ['is {{ query "q" | sortByLabel "a" | first | label "x" }} now', 'is ‹query unknown› now'],
  ] as const)
    it(`never take a query without an answer for an empty one: ${template}`, () => {
      assert.deepEqual(text(template).wanted, ['q']);
      const output = text(template, { last: true });
      assert.equal(output.text, expected);
      assert.deepEqual(output.unknown, ['query']);
      assert.ok(!text(template, { last: true, queries: { q: [] } }).text!.includes('unknown'));
    });

  it('hold the error of a query that the server refuses, as Prometheus writes it', () => {
    assert.equal(
      text('{{ with query "x(" }}a{{ else }}b{{ end }}', {
        queries: { 'x(': '1:3: parse error: unclosed left parenthesis' },
      }).text,
      '<error expanding template: error executing template __alert_A: template: __alert_A:1:120: executing "__alert_A" at <query "x(">: error calling query: 1:3: parse error: unclosed left parenthesis>',
    );
  });

  it('do not take a histogram for a number', () => {
    const samples = [{ labels: {}, value: 'histogram' as const }];
    assert.equal(text('{{ $value | humanize }}', { samples }).text, '‹histogram unknown›');
    assert.equal(text('{{ query "q" | first | value }}', { queries: { q: samples } }).text, '‹histogram unknown›');
    assert.equal(
      text('{{ query "q" | first | label "a" }}', { queries: { q: [{ ...samples[0]!, labels: { a: '1' } }] } }).text,
      '1',
    );
  });

  it('say which labels are not known', () => {
    const { row } = rendered('  labels: {site: "{{ $externalLabels.site }}"}\n', '    labels: {b: c}\n');
    assert.deepEqual([row.labels['site'], row.unknownLabels], ['‹externalLabels.site unknown›', ['site']]);
  });
});
