// Label reads and queries: found through every spelling, and only where they are what they seem.
import assert from 'node:assert/strict';
import { alertmanagerTemplates, prometheusTemplates } from '../../../server/src/template/env';
import { parseTemplate } from '../../../server/src/template/parser';
import { labelUses, mapReads } from '../../../server/src/template/reads';
import { nodeAt, queries } from '../../../server/src/template/walk';

const env = prometheusTemplates({ major: 3, minor: 16 });
const nodesOf = (text: string) => parseTemplate(text, env).nodes;

describe('label reads', () => {
  const cases: readonly (readonly [text: string, ...labels: string[]])[] = [
    ['{{ $labels.a }} {{ .Labels.b }} {{ $.Labels.c }}', 'a', 'b', 'c'],
    ['{{ index $labels "a" }}{{ index .Labels `b` }}{{ "c" | index $labels }}', 'a', 'b', 'c'],
    ['{{ $l := $labels }}{{ $l.a }}{{ $m := $l }}{{ $m.b }}', 'a', 'b'],
    ['{{ with $labels }}{{ .a }}{{ end }}{{ with $x := .Labels }}{{ $x.b }}{{ end }}', 'a', 'b'],
    ['{{ if $labels.a }}{{ else if eq $labels.b "x" }}{{ else }}{{ $labels.c }}{{ end }}', 'a', 'b', 'c'],
    ['{{ range $i, $s := query "up" }}{{ $labels.a }}{{ .Labels.b }}{{ $s.Labels.c }}{{ end }}', 'a'],
    ['{{ printf "%s/%s" $labels.a ($labels.b | toUpper) | title }}', 'a', 'b'],
    ['{{ (.Labels).a }}{{ ($labels).b }}', 'a', 'b'],
    ['{{ define "t" }}{{ .a }}{{ end }}{{ template "t" $labels }}', 'a'],
    ['{{ define "t" }}{{ .Labels.a }}{{ template "t" . }}{{ end }}{{ template "t" . }}', 'a'],
    ['{{ block "t" .Labels }}{{ .a }}{{ end }}', 'a'],
    ['{{ $externalLabels.a }}{{ .ExternalLabels.b }}{{ $value.c }}'],
    ['{{ $l := $labels }}{{ if $value }}{{ $l = $externalLabels }}{{ end }}{{ $l.a }}'],
    ['{{ with $labels.a }}{{ .b }}{{ end }}', 'a'],
    ['{{ $labels.a | printf "%s" $labels.b', 'a', 'b'],
    ['{{ $labels. }} and {{ $labels.x }}', 'x'],
    ['$labels.a {{/* $labels.b */}} {{ "$labels.c" }}'],
    ['{{ or $labels.a $labels.b }}{{ (or $labels .Labels).c }}', 'a', 'b', 'c'],
  ];
  for (const [text, ...labels] of cases) {
    it(JSON.stringify(text), () => {
      const reads = labelUses(nodesOf(text)).reads;
      assert.deepEqual(
        reads.map(r => r.label),
        labels,
      );
      for (const read of reads) {
        assert.equal(text.slice(read.span.from, read.span.to).replace(/["`]/g, ''), read.label);
      }
    });
  }

  it('tells a use of all labels from a use of some', () => {
    for (const text of [
      '{{ $labels }}',
      '{{ range $k, $v := .Labels }}{{ $k }}{{ end }}',
      '{{ printf "%v" $labels }}',
      '{{ template "x" $labels }}',
      '{{ index $labels $value }}',
    ]) {
      assert.equal(labelUses(nodesOf(text)).all, true, text);
    }
    for (const text of [
      '{{ $labels.a }}',
      '{{ with $labels }}{{ .a }}{{ end }}',
      '{{ $l := $labels }}',
      '{{ if $labels }}{{ end }}',
      '{{ $externalLabels }}',
    ]) {
      assert.equal(labelUses(nodesOf(text)).all, false, text);
    }
  });

  it('knows the maps of a notification', () => {
    const am = alertmanagerTemplates({ major: 0, minor: 34 });
    const text =
      '{{ .GroupLabels.a }}{{ range .Alerts.Firing }}{{ .Labels.b }}{{ .Annotations.c }}{{ $.CommonLabels.d }}{{ end }}{{ (index .Alerts 0).Labels.e }}{{ .CommonLabels.Names }}';
    assert.deepEqual(
      mapReads(parseTemplate(text, am).nodes, am).map(r => `${r.source} ${r.label}`),
      ['groupLabels a', 'alertLabels b', 'alertAnnotations c', 'commonLabels d', 'alertLabels e'],
    );
  });
});

describe('queries in templates', () => {
  it('finds texts, also through pipes and formats', () => {
    const text =
      '{{ query "up" }}{{ with printf "up{i=\'%s\'}" $labels.i | query }}{{ end }}{{ `a` | query }}{{ query (printf "b") }}{{ query $x }}';
    assert.deepEqual(
      queries(parseTemplate(text, env).nodes).map(q => [q.text, q.constant, text.slice(q.literal.from, q.literal.to)]),
      [
        ['up', true, '"up"'],
        ["up{i='%s'}", false, '"up{i=\'%s\'}"'],
        ['a', true, '`a`'],
        ['b', true, '"b"'],
      ],
    );
  });
});

describe('the node at an offset', () => {
  const text = 'a {{ if $labels.gpu | toUpper }}{{ index $labels "x" }}{{ end }}';
  const at = (part: string) => nodeAt(parseTemplate(text, env).nodes, text.indexOf(part) + 1);

  it('is the innermost', () => {
    assert.equal(at('$labels.gpu')?.node.kind, 'variable');
    assert.equal(at('toUpper')?.node.kind, 'ident');
    const literal = at('"x"');
    assert.equal(literal?.node.kind, 'string');
    assert.equal(literal?.argument, 2);
    assert.deepEqual(
      literal?.parents.map(n => n.kind),
      ['if', 'action'],
    );
    assert.equal(nodeAt(parseTemplate(text, env).nodes, 0)?.node.kind, 'text');
    assert.equal(nodeAt(parseTemplate(text, env).nodes, 999), undefined);
  });
});
