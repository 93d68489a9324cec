// Rendering: values as Go prints them, queries in two rounds, error texts, and bounds for hostile templates.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatFloat } from '../../../server/src/go/floats';
import { checkTemplate } from '../../../server/src/template/check';
import { prometheusTemplates } from '../../../server/src/template/env';
import { sprintf } from '../../../server/src/template/fmt';
import { parseTemplate } from '../../../server/src/template/parser';
import { type QueryAnswer, renderTemplate } from '../../../server/src/template/render';
import { float, int, text } from '../../../server/src/template/values';
import { cpuTime, tooLong } from '../../harness/cpuTime';
import { templateSoup } from '../../oracles/templateCases';

const render = (source: string, value = 1, labels: Record<string, string> = {}) =>
  renderTemplate(source, { labels, value });

describe('rendering', () => {
  const values: readonly (readonly [number, string])[] = [
    [999999, '999999'],
    [1000000, '1e+06'],
    [1234567.5, '1.2345675e+06'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [1e21, '1e+21'],
    [0.1 + 0.2, '0.30000000000000004'],
  ];
  for (const [value, shown] of values) {
    it(`prints $value ${shown}`, () => assert.equal(render('{{ $value }}', value).text, shown));
  }

  const functions: readonly (readonly [source: string, value: number, shown: string])[] = [
    ['{{ $value | humanize }}', 999.95, '1000'],
    ['{{ $value | humanize }}', 1234567, '1.235M'],
    ['{{ $value | humanize }}', 0.00012, '120u'],
    ['{{ $value | humanize1024 }}', 1048576, '1Mi'],
    ['{{ $value | humanizeDuration }}', 93784.9, '1d 2h 3m 4s'],
    ['{{ $value | humanizeDuration }}', 0.0123, '12.3ms'],
    ['{{ $value | humanizePercentage }}', 0.12345, '12.35%'],
    ['{{ $value | humanizeTimestamp }}', 1435065584.128, '2015-06-23 13:19:44.128 +0000 UTC'],
    ['{{ printf "%.0f" $value }}', 2.5, '2'],
    ['{{ printf "%.1f" $value }}', 0.25, '0.2'],
    ['{{ printf "%d" $value }}', 7, '%!d(float64=7)'],
    ['{{ printf "%6.2f|%-6v|%+d" $value "ab" 3 }}', 2.71, '  2.71|ab    |+3'],
    ['{{ $labels }}', 1, 'map[b:2 c:3]'],
    ['{{ $labels.nope }}|{{ .Labels.b }}', 1, '|2'],
    ['{{ reReplaceAll "(.)=(.)" "$2${1}x" "a=b c=d" }}', 1, 'bax dcx'],
    ['{{ "10.0.0.1:9100" | stripDomain }} {{ "n1.example.com:9100" | stripDomain }}', 1, '10.0.0.1:9100 n1:9100'],
    ['{{ ($value | toTime).Format "Jan _2 15:04:05.000" }}', 1435065584.128, 'Jun 23 13:19:44.128'],
    ['{{ toDuration $value }}', 90.5, '1m30.5s'],
    ['{{ range $i, $x := args 1 "b" $value }}{{ $i }}={{ $x }} {{ end }}', 2.5, 'arg0=1 arg1=b arg2=2.5 '],
    ['a {{- " b " -}} c', 1, 'a b c'],
    ['{{ len "é" }} {{ slice "héllo" 0 3 }} {{ index "a" 0 }}', 1, '2 hé 97'],
  ];
  for (const [source, value, shown] of functions) {
    it(source, () => {
      const rendered = render(source, value, { c: '3', b: '2' });
      assert.equal(rendered.error, undefined);
      assert.equal(rendered.text, shown);
    });
  }

  it('gives the first problem of a template that does not load', () => {
    assert.equal(render('{{ nope }}').error?.code, 'function');
  });

  it("gives Prometheus' text and the place for what fails while it runs", () => {
    const source = 'x {{ if gt $value 2 }}y{{ end }}';
    const { text: shown, error } = renderTemplate(source, { labels: {}, value: 7, alert: 'Hot' });
    assert.equal(
      shown,
      '<error expanding template: error executing template __alert_Hot: template: __alert_Hot:1:120: executing "__alert_Hot" at <gt $value 2>: error calling gt: incompatible types for comparison: float64 and int>',
    );
    assert.equal(source.slice(error!.from, error!.to), 'gt $value 2');
    assert.equal(error!.code, 'run');
  });

  it('collects the queries it lacks and renders when it has them', () => {
    const source =
      '{{ query "a" | first | value }}{{ with printf "b{x=\'%s\'}" $labels.x | query }}{{ . | first | label "y" }}{{ end }}';
    const answers = new Map<string, QueryAnswer>();
    const asked: string[] = [];
    for (let round = 0; round < 5; round++) {
      const rendered = renderTemplate(source, { labels: { x: '1' }, value: 1, query: expr => answers.get(expr) });
      if (rendered.wantedQueries.length === 0) {
        assert.deepEqual(asked, ['a', "b{x='1'}"]);
        assert.equal(rendered.text, '42z');
        return;
      }
      assert.equal(rendered.error, undefined);
      for (const expr of rendered.wantedQueries) {
        asked.push(expr);
        answers.set(expr, { samples: [{ labels: { y: 'z' }, value: 42 }] });
      }
    }
    assert.fail('never done');
  });

  it('passes on what a query failed with', () => {
    const rendered = renderTemplate('{{ query "x(" }}', {
      labels: {},
      value: 1,
      query: () => ({ error: 'no such thing' }),
    });
    assert.match(rendered.text, /error calling query: no such thing>$/);
  });

  it('shows a histogram as the text it is given as', () => {
    const value = { histogram: '{count:3, sum:6, [1,2):3}' };
    assert.equal(renderTemplate('{{ $value }}', { labels: {}, value }).text, value.histogram);
  });

  const hostile: readonly string[] = [
    '{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" . }}',
    '{{ range 1000000000 }}x{{ end }}',
    '{{ range 100000 }}{{ range 100000 }}{{ end }}{{ end }}',
    `{{ printf "${'%1000000d'.repeat(50)}" ${'1 '.repeat(50)} }}`,
    '{{ $x := "0123456789" }}{{ range 60 }}{{ $x = print $x $x }}{{ end }}{{ $x }}',
    '{{ $x := "aaaaaaaaaa" }}{{ range 60 }}{{ $x = reReplaceAll "a" "aaaaaaaaaa" $x }}{{ end }}',
    `{{ ${'('.repeat(3000)}1${')'.repeat(3000)} }}`,
    `${'{{ if 1 }}'.repeat(3000)}x${'{{ end }}'.repeat(3000)}`,
    `{{ printf "%.1000000f" 1e-300 }}${'{{ printf "%1000000d" 1 }}'.repeat(20)}`,
    '{{ define "a" }}{{ range . }}{{ template "a" $ }}{{ end }}{{ end }}{{ template "a" (args 1 2 3) }}',
  ];
  hostile.forEach((source, i) => {
    it(`gives up on hostile template ${i + 1}`, () => {
      const { result: rendered, ms } = cpuTime(() => render(source));
      assert.equal(rendered.error?.code, 'limit');
      assert.equal(rendered.text, '');
      assert.equal(
        tooLong(ms, () => render(source), 600),
        undefined,
      );
    });
  });

  it('never throws, whatever loads', () => {
    const env = prometheusTemplates({ major: 3, minor: 16 });
    for (const source of templateSoup(5, 3000)) {
      const parsed = parseTemplate(source, env);
      const rendered = renderTemplate(parsed, { labels: { instance: 'a' }, value: 0.5 });
      assert.equal(typeof rendered.text, 'string');
      for (const problem of checkTemplate(parsed)) assert.ok(problem.from <= problem.to && problem.to <= source.length);
    }
  });
});

describe('numbers as Go formats them', () => {
  it('rounds halves to even on the exact value', () => {
    assert.equal(formatFloat(12345, 'g', 4), '1.234e+04');
    assert.equal(formatFloat(1.125, 'g', 3), '1.12');
    assert.equal(formatFloat(0.5, 'f', 0), '0');
    assert.equal(formatFloat(1.5, 'f', 0), '2');
    assert.equal(formatFloat(0.1, 'f', 25), '0.1000000000000000055511151');
    assert.equal(formatFloat(1, 'x', -1), '0x1p+00');
    assert.equal(formatFloat(5e-324, 'e', 3), '4.941e-324');
  });

  it('reads back what the shortest form says', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), value => {
        for (const verb of ['e', 'f', 'g'] as const) {
          assert.ok(Object.is(Number(formatFloat(value, verb, -1)), value));
          const fixed = Number(formatFloat(value, verb, 17));
          if (verb === 'e') assert.ok(Object.is(fixed, value));
        }
      }),
    );
  });

  it('is within half a unit of the last place', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e15, max: 1e15, noNaN: true }),
        fc.integer({ min: 0, max: 6 }),
        (value, places) => {
          const shown = formatFloat(value, 'f', places);
          assert.ok(Math.abs(Number(shown) - value) <= 0.5000001 * 10 ** -places + Math.abs(value) * 1e-15);
          assert.equal(shown.split('.')[1]?.length ?? 0, places);
        },
      ),
    );
  });

  it('formats as printf does', () => {
    assert.equal(sprintf('%[2]*[1]d|%[1]v', [int(12), int(6)]), '    12|12');
    assert.equal(sprintf('%!|%z|%d', [float(1), text('a'), int(2)]), '%!!(float64=1)|%!z(string=a)|2');
    assert.equal(sprintf('%d', []), '%!d(MISSING)');
    assert.equal(sprintf('', [int(1)]), '%!(EXTRA int=1)');
    assert.equal(
      sprintf(
        '%q %+q %#q %x % X',
        ['é"', 'é', 'a', 'é', 'ab'].map(v => text(v)),
      ),
      '"é\\"" "\\u00e9" `a` c3a9 61 62',
    );
  });
});
