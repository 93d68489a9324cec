// Run-time faults of templates that load: each with a place, and silence where data decide.
import assert from 'node:assert/strict';
import { checkTemplate } from '../../../server/src/template/check';
import { alertmanagerTemplates, prometheusTemplates } from '../../../server/src/template/env';
import { parseTemplate } from '../../../server/src/template/parser';
import { renderTemplate } from '../../../server/src/template/render';
import { ANSWERS, templateCases } from '../../oracles/templateCases';

const env = prometheusTemplates({ major: 3, minor: 16 });
const am = alertmanagerTemplates({ major: 0, minor: 34 });

function found(text: string, target = env): readonly string[] {
  const parsed = parseTemplate(text, target);
  assert.deepEqual(parsed.problems, [], 'it loads');
  return checkTemplate(parsed).map(p => `${p.code} ${text.slice(p.from, p.to)}`);
}

describe('run-time faults of rule templates', () => {
  const bad: readonly (readonly [text: string, ...expected: string[]])[] = [
    ['{{ .Foo }}', 'field Foo'],
    ['{{ .instance }}', 'field instance'],
    ['{{ $labels.a.b }}', 'field b'],
    ['{{ (query "up").Labels }}', 'field Labels'],
    ['{{ with query "up" }}{{ .Value }}{{ end }}', 'field Value'],
    ['{{ humanize }}', 'arg-count humanize'],
    ['{{ humanize $value 2 }}', 'arg-count humanize'],
    ['{{ match "a" }}', 'arg-count match'],
    ['{{ eq $value }}', 'arg-count eq'],
    ['{{ $value | toUpper }}', 'arg-type toUpper'],
    ['{{ toUpper 5 }}', 'arg-type 5'],
    ['{{ query "up" | value }}', 'arg-type value'],
    ['{{ if gt $value 2 }}{{ end }}', 'compare gt $value 2'],
    ['{{ if eq $labels.a 1 }}{{ end }}', 'compare eq $labels.a 1'],
    ['{{ if lt $labels "x" }}{{ end }}', 'compare lt $labels "x"'],
    ['{{ printf "%d" $value }}', 'format "%d"'],
    ['{{ printf "%s and %s" $labels.a }}', 'format "%s and %s"'],
    ['{{ printf "%s" $labels.a $labels.b }}', 'format $labels.b'],
    ['{{ template "nope" . }}', 'missing-template "nope"'],
    ['{{ reReplaceAll "(" "" $labels.a }}', 'regex "("'],
    ['{{ $labels .gpu }}', 'not-a-function $labels', 'field gpu'],
    ['{{ $value | $labels.a }}', 'not-a-function a'],
    ['{{ $value | $labels }}', 'not-a-function $labels'],
    ['{{ nil }}', 'nil nil'],
    ['{{ len $value }}', 'arg-type $value'],
    ['{{ $labels | humanize }}', 'arg-type humanize'],
    ['{{ humanize "x" }}', 'arg-type "x"'],
    ['{{ index $labels 1 }}', 'arg-type 1'],
    ['{{ index (query "up") "x" }}', 'arg-type "x"'],
  ];
  for (const [text, ...expected] of bad) {
    it(text, () => {
      assert.deepEqual(found(text), expected);
    });
    it(`${text} does fail, or print nonsense`, () => {
      const query = () => ({ samples: [{ labels: { job: 'x' }, value: 1 }] });
      const rendered = renderTemplate(text, { labels: { a: 'x' }, value: 7, query });
      assert.ok(rendered.error ?? /%!/.test(rendered.text), rendered.text);
    });
  }

  it('says what to write instead', () => {
    assert.match(checkTemplate(parseTemplate('{{ if gt $value 2 }}{{ end }}', env))[0]!.message, /2\.0/);
    assert.match(checkTemplate(parseTemplate('{{ .Lables.a }}', env))[0]!.message, /Labels/);
  });

  const good: readonly string[] = [
    '{{ $labels.nope }}{{ $value | humanize }}{{ printf "%.2f%%" $value }}{{ printf "%v %s" $value $labels.a }}',
    '{{ if gt $value 2.0 }}{{ end }}{{ if eq $labels.a "x" "y" }}{{ end }}{{ if gt (len $labels) 2 }}{{ end }}',
    '{{ range query "up" | sortByLabel "job" }}{{ .Labels.job }}{{ .Value | humanize }}{{ end }}',
    '{{ query "up" | first | value | humanize }}{{ with query "up" }}{{ . | first | label "job" }}{{ end }}',
    '{{ define "t" }}{{ .arg0 }}{{ .arg1.x }}{{ end }}{{ template "t" (args $value $labels) }}',
    '{{ ($value | toTime).Format "15:04" }}{{ (toTime 1).AddDate 0 0 1 }}',
    '{{ printf "%[2]d %*d" 1 2 }}{{ printf $labels.a $value }}',
    '{{ $x := $labels.a }}{{ if $value }}{{ $x = $value }}{{ end }}{{ toUpper $x }}',
    '{{ .Value }}{{ .ExternalURL }}{{ $externalLabels.x }}{{ $.Labels.a }}',
    '{{ index (query "up") 0 }}{{ (index (query "up") 0).Labels.job }}',
  ];
  for (const text of good) it(`is silent for ${text}`, () => assert.deepEqual(found(text), []));
});

describe('run-time faults, tried out', () => {
  it('do fail in every generated template where one is reported', () => {
    const wrong: string[] = [];
    let reported = 0;
    for (const c of templateCases(77, 8000)) {
      // Where nothing is skipped at run time, a reported fault has to happen.
      if (/if|with|range|\bor\b|\band\b|define|block|template/.test(c.text)) continue;
      const parsed = parseTemplate(c.text, env);
      if (parsed.problems.length > 0) continue;
      const faults = checkTemplate(parsed).filter(p => p.code !== 'format');
      if (faults.length === 0) continue;
      reported++;
      const query = (expr: string) => ({ samples: ANSWERS[expr] ?? [{ labels: {}, value: 1 }] });
      const value = Number(c.value.replace('Inf', 'Infinity'));
      if (!renderTemplate(parsed, { labels: c.labels, value, query }).error) wrong.push(c.text);
    }
    assert.ok(reported > 300);
    assert.deepEqual(wrong, []);
  });
});

describe('run-time faults of notification templates', () => {
  it('knows the data', () => {
    assert.deepEqual(
      found('{{ .CommonLabels.a }}{{ .Alerts.Firing | len }}{{ .Status | toUpper }}{{ template "any" . }}', am),
      [],
    );
    assert.deepEqual(found('{{ .Labels.a }}', am), ['field Labels']);
    assert.deepEqual(found('{{ .Alerts.Labels }}', am), ['field Labels']);
    assert.deepEqual(found('{{ range .Alerts }}{{ .Labels.a }}{{ .Value }}{{ end }}', am), ['field Value']);
    assert.deepEqual(found('{{ .CommonLabels.Values | join ", " }}{{ .GroupLabels.Names.Join "-" }}', am), []);
    const older = alertmanagerTemplates({ major: 0, minor: 33 });
    assert.deepEqual(found('{{ .GroupLabels.Names.Join "-" }}', older), ['field Join']);
  });
});
