// Texts that lack their quotes: which are put into quotes, and that these read as the text that was written.
import assert from 'node:assert/strict';
import { applyEdits } from '../../../server/src/text/edits';
import { isCutOff, quoteText } from '../../../server/src/yaml/quoteValue';
import { judgeText } from '../../harness/judge';

const rule = (summary: string, rest = ''): string =>
  `groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up == 0\n    annotations:\n      summary: ${summary}\n${rest}      other: x\n`;

/** What is refused or read as a mapping, with what the fix makes of it; undefined where none is certain. */
const values: readonly (readonly [value: string, quoted: string | undefined])[] = [
  ['{{ $labels.x }} is down', '"{{ $labels.x }} is down"'],
  ['{{ $labels.x }}', '"{{ $labels.x }}"'],
  ['{{$labels.x}} down', '"{{$labels.x}} down"'],
  ['{{- $labels.x }} is', '"{{- $labels.x }} is"'],
  ['{{ $value | humanize }}% of {{ $labels.x }}', '"{{ $value | humanize }}% of {{ $labels.x }}"'],
  ['{{ printf "%s" $labels.x }} is', `'{{ printf "%s" $labels.x }} is'`],
  ['{{ $labels.x }} it\'s "down"', `'{{ $labels.x }} it''s "down"'`],
  ['{{ $labels.x }} C:\\temp', "'{{ $labels.x }} C:\\temp'"],
  ['{{ if eq $labels.a "x" }}a{{ else }}b{{ end }}', `'{{ if eq $labels.a "x" }}a{{ else }}b{{ end }}'`],
  ['{{ $labels.x }}: down', '"{{ $labels.x }}: down"'],
  ['GPU {{ $labels.x }}: is down', '"GPU {{ $labels.x }}: is down"'],
  ['[{{ $labels.x }}] down', '"[{{ $labels.x }}] down"'],
  ['%{{ $labels.x }}', '"%{{ $labels.x }}"'],
  ['@{{ $labels.x }}', '"@{{ $labels.x }}"'],
  ['`{{ $labels.x }}`', '"`{{ $labels.x }}`"'],
  ['*{{ $labels.x }}*', '"*{{ $labels.x }}*"'],
  ['!{{ $labels.x }}', '"!{{ $labels.x }}"'],
  ['{{ $labels.a }} ({{ $labels.b }} #{{ $value }})', '"{{ $labels.a }} ({{ $labels.b }} #{{ $value }})"'],
  // The comment may be one.
  ['{{ $labels.x }} is down # note', undefined],
  // Not meant as plain text.
  ['"{{ $labels.x }}" is down', undefined],
  ['> {{ $labels.x }}', undefined],
  ['- {{ $labels.x }}', undefined],
  // It may belong to what is around it.
  ['{{ $labels.x } is down', undefined],
  ['{{ $labels.x }} is down]', undefined],
  ['[GPU] is down', undefined],
];

describe('text without its quotes', () => {
  for (const [value, quoted] of values) {
    it(value, () => {
      const text = rule(value);
      const errors = judgeText(text).filter(({ severity }) => severity === 'error');
      assert.equal(errors.length, 1, JSON.stringify(errors));
      const fixes = errors.flatMap(({ fixes }) => fixes);
      assert.deepEqual(
        fixes.map(({ edits, safe }) => [safe, applyEdits(text, edits)]),
        quoted === undefined ? [] : [[true, rule(quoted)]],
      );
      if (quoted !== undefined) {
        assert.deepEqual(
          judgeText(rule(quoted)).filter(({ check }) => check.startsWith('yaml/') || check.startsWith('rules/wrong')),
          [],
        );
      }
    });
  }

  it('goes on in the next line: there is no fix', () => {
    const text = rule('{{ $labels.x }} is', '        down\n');
    assert.equal(quoteText(text, text.indexOf('{{')), undefined);
  });

  it('is quoted before a comment or a blank line, and at the end of the text', () => {
    for (const rest of ['', '\n      b: c', '\n\n        # note\n    labels: {}', '\r\n      b: c']) {
      const text = `    annotations:\n      summary: {{ $x }} down${rest}`;
      assert.equal(quoteText(text, text.indexOf('{{'))?.newText, '"{{ $x }} down"', JSON.stringify(rest));
    }
  });

  it('an expression that begins with a bracket', () => {
    const text = rule('x').replace('up == 0', '{job="a"} == 0');
    const [fix] = judgeText(text).flatMap(({ fixes }) => fixes);
    assert.equal(applyEdits(text, fix!.edits), rule('x').replace('up == 0', `'{job="a"} == 0'`));
  });

  it('inside a ConfigMap', () => {
    const inner = (summary: string): string => rule(summary).replace(/^(?=.)/gm, '    ');
    const object = (summary: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  r.yaml: |\n${inner(summary)}`;
    const text = object('{{ $labels.x }} is down');
    const [fix] = judgeText(text).flatMap(({ fixes }) => fixes);
    assert.equal(applyEdits(text, fix!.edits), object('"{{ $labels.x }} is down"'));
  });
});

describe('a comment that cuts a text off', () => {
  const cut = [
    'GPU |{{ $x }} is hot',
    'GPU | {{ $x }}',
    'a (b |c) d',
    'a [x |1]',
    'say "a |b"',
    '{{ $x |y }}',
    'GPU |gpu{{ $x }}',
  ];
  for (const one of cut) it(`${one} is cut`, () => assert.ok(isCutOff(...(one.split('|') as [string, string]))));
  const comments = ['up |wip', 'up | or {{ $x }}', 'a (b) | c)', 'it (was | never closed', '"a" | "b"', ' | a'];
  for (const one of comments)
    it(`${one} is a comment`, () => assert.ok(!isCutOff(...(one.split('|') as [string, string]))));
});
