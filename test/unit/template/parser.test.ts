// The template parser: what loads, what does not and where; one mistake, one problem; trees that hold together.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Operand, Pipeline, TemplateNode } from '../../../server/src/template/ast';
import { alertmanagerTemplates, prometheusTemplates } from '../../../server/src/template/env';
import { parseTemplate } from '../../../server/src/template/parser';
import type { Span } from '../../../server/src/text/span';
import { anyCharacter } from '../../harness/character';
import { draws } from '../../harness/draws';
import { templateSoup } from '../../oracles/templateCases';

const env = prometheusTemplates({ major: 3, minor: 16 });

/** Problems as `code "text it stands on"`. */
function problems(text: string, target = env): readonly string[] {
  return parseTemplate(text, target).problems.map(p => `${p.code} ${JSON.stringify(text.slice(p.from, p.to))}`);
}

describe('template parser', () => {
  const good: readonly string[] = [
    '',
    'plain }} text { } {% %}',
    '{{ $labels.instance }} is {{ $value | humanize }}',
    '{{- $value -}}',
    '{{/* a comment */}}{{- /* trimmed */ -}}',
    '{{ if and $labels.a (gt $value 1.0) }}x{{ else if .Labels.b }}y{{ else }}z{{ end }}',
    '{{ with $x := $labels.a }}{{ $x }}{{ else with $labels.b }}{{ . }}{{ end }}',
    '{{ range $i, $s := query "up" }}{{ if $i }}{{ break }}{{ end }}{{ continue }}{{ end }}',
    '{{ define "a" }}{{ . }}{{ end }}{{ template "a" $value }}{{ block "b" . }}{{ end }}',
    '{{ define "a" }} {{ end }}{{ define "a" }}x{{ end }}',
    '{{ $x := 1 }}{{ $x = 2 }}{{ if true }}{{ $y := 1 }}{{ else }}{{ $y }}{{ end }}',
    '{{ "}}" }}{{ `{{` }}',
    '{{ printf "%d" 0x1F 1_000 0b1 0o7 017 1.5e3 0x1p4 1i 1+2i \'a\' }}',
    '{{ (first (query "x")).Labels.a }}',
    '{{ $value | }}',
    '{{ nil }}{{ $value | $labels }}{{ $labels .gpu }}{{ .Nope }}{{ template "nope" }}',
    '{{\n$value\n}}',
    '{{ $labels.größe }}{{ $labels._ }}',
    '{{ range $i, $e := .Labels }}{{ end }}{{ range $e := .Labels }}{{ end }}',
  ];
  for (const text of good) it(`loads ${JSON.stringify(text)}`, () => assert.deepEqual(problems(text), []));

  const bad: readonly (readonly [text: string, ...expected: string[]])[] = [
    ['{{ $labels.a', 'unclosed "{{ $labels.a"'],
    ['{{ $labels.a } is high {{ $value }}', 'unclosed "{{ $labels.a }"'],
    ['{{ $labels.a is high {{ $value }}', 'unclosed "{{ $labels.a is high "'],
    ['{{ humanise $value }}', 'function "humanise"'],
    ['{{ $label.a }} and {{ $vlaue }}', 'variable "$label"', 'variable "$vlaue"'],
    ['{{ define "d" }}{{ $labels.a }}{{ end }}', 'variable "$labels"'],
    ['{{ $labels.a-b }}', 'syntax "-"'],
    ['{{ printf "%.2f $value }}', 'unclosed "\\"%.2f $value"'],
    ["{{ printf 'two' }}", 'escape "\'two\'"'],
    ['{{ reReplaceAll "\\d" "" $labels.a }}', 'escape "\\"\\\\d\\""'],
    ['{{ (1 }}', 'unclosed "}}"'],
    ['{{ 1) }}', 'syntax ")"'],
    ['{{ }}', 'syntax ""'],
    ['{{ $value * 100 }}', 'syntax "*"'],
    ['{{ $value | 5 }}', 'syntax "5"'],
    ['{{ 12x }}', 'syntax "12x"'],
    ['{{ 08 }}', 'number "08"'],
    ['{{ -x }}', 'syntax "-x"'],
    ['{{ if $value }}x', 'block "{{ if"'],
    ['x{{ end }}', 'block "{{ end }}"'],
    ['{{ else }}', 'block "{{ else"'],
    ['{{ if 1 }}{{ else }}{{ else }}{{ end }}', 'block "{{ else"'],
    ['{{ if 1 }}{{ else with 2 }}{{ end }}', 'block "{{ else with"'],
    ['{{ break }}', 'block "{{ break }}"'],
    ['{{ range .Labels }}{{ else }}{{ continue }}{{ end }}', 'block "{{ continue }}"'],
    ['{{ if 1 }}{{ define "x" }}{{ end }}{{ end }}', 'block "{{ define"'],
    ['{{ define "x" }}a{{ end }}{{ define "x" }}b{{ end }}', 'duplicate-define "\\"x\\""'],
    ['{{ template $x }}', 'syntax "$x"'],
    ['{{ /* spaced */ }}', 'syntax "/"'],
    ['{{/* open', 'unclosed "{{/* open"'],
    ['{{ "a".b }}', 'syntax ".b"'],
    ['{{ $x, $y := 1 }}', 'syntax ","'],
    ['{{ “x” }}', 'syntax "“"'],
    ['{{ iff $value }}x{{ end }}', 'function "iff"'],
  ];
  for (const [text, ...expected] of bad) {
    it(`refuses ${JSON.stringify(text)} once and where it is wrong`, () => {
      assert.deepEqual(problems(text), expected);
    });
  }

  it('knows what each version has', () => {
    const old = prometheusTemplates({ major: 2, minor: 42 });
    assert.deepEqual(problems('{{ now }}', old), ['function "now"']);
    assert.deepEqual(problems('{{ with 1 }}{{ else with 2 }}{{ end }}', old), ['block "{{ else with"']);
    assert.deepEqual(problems('{{ urlQueryEscape "a" }}', prometheusTemplates({ major: 3, minor: 7 })), [
      'function "urlQueryEscape"',
    ]);
    assert.match(parseTemplate('{{ now }}', old).problems[0]!.message, /needs Prometheus 3\.6/);
    assert.match(parseTemplate('{{ trimSpace "a" }}', env).problems[0]!.message, /Alertmanager/);
    const am = alertmanagerTemplates({ major: 0, minor: 27 });
    assert.deepEqual(problems('{{ .CommonLabels.a | trimSpace }}{{ since now }}', am), [
      'function "since"',
      'function "now"',
    ]);
    assert.deepEqual(problems('{{ $labels.a }}', am), ['variable "$labels"']);
  });

  it('names the near miss', () => {
    assert.match(parseTemplate('{{ humanise $value }}', env).problems[0]!.message, /humanize/);
    assert.match(parseTemplate('{{ $lables.a }}', env).problems[0]!.message, /\$labels/);
  });

  it('keeps a usable tree of what is half typed', () => {
    const parsed = parseTemplate('{{ if $labels.a }}x {{ $labels. \n y {{ $value }}', env);
    assert.deepEqual(
      parsed.nodes.map(n => n.kind),
      ['if'],
    );
    assert.equal(parsed.actions.length, 3);
  });

  it('survives nesting without end', () => {
    for (const text of ['{{'.repeat(20_000), `{{ ${'('.repeat(50_000)}1${')'.repeat(50_000)} }}`]) {
      assert.ok(parseTemplate(text, env).problems.length >= 0);
    }
    const deep = '{{ if 1 }}'.repeat(5000) + '{{ end }}'.repeat(5000);
    const parsed = parseTemplate(deep, env);
    assert.deepEqual(parsed.problems, []);
    assert.equal(parsed.tooDeep, true);
  });

  it('never throws, and its spans are nested and in bounds, for any text', () => {
    const scraps = templateSoup(3, 400);
    const any = fc.oneof(
      fc.constantFrom(...scraps),
      fc.string({ unit: anyCharacter }),
      fc.string().map(s => `{{${s}}}`),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 4 }), parts => {
        const text = parts.join('');
        const parsed = parseTemplate(text, env);
        const whole = { from: 0, to: text.length };
        for (const problem of parsed.problems) assertInside(problem, whole);
        for (const action of parsed.actions) assertInside(action, whole);
        checkNodes(parsed.nodes, whole);
      }),
      { numRuns: draws(400) },
    );
  });
});

function assertInside(inner: Span, outer: Span): void {
  assert.ok(inner.from <= inner.to && outer.from <= inner.from && inner.to <= outer.to, JSON.stringify([inner, outer]));
}

function checkNodes(nodes: readonly TemplateNode[], outer: Span): void {
  let last = outer.from;
  for (const node of nodes) {
    assertInside(node, outer);
    assert.ok(node.from >= last, 'in order');
    last = node.to;
    if ('pipe' in node && node.pipe) checkPipeline(node.pipe, node);
    if ('body' in node && node.body) checkNodes(node.body, node);
    if ('otherwise' in node && node.otherwise) checkNodes(node.otherwise, node);
  }
}

function checkPipeline(pipe: Pipeline, outer: Span): void {
  assertInside(pipe, outer);
  for (const variable of pipe.declares) assertInside(variable, pipe);
  for (const command of pipe.commands) {
    assertInside(command, pipe);
    for (const arg of command.args) checkOperand(arg, command);
  }
}

function checkOperand(operand: Operand, outer: Span): void {
  assertInside(operand, outer);
  if (operand.kind === 'pipe') checkPipeline(operand.pipe, operand);
  if (operand.kind === 'chain') checkOperand(operand.base, operand);
  if ('path' in operand) for (const part of operand.path) assertInside(part, operand);
}
