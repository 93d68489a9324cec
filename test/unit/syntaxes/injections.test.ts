// The grammars that are injected into YAML: PromQL, YAML in block scalars, Go templates.
import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertmanagerFunctions, prometheusFunctions } from '../../../server/src/template/functions';
import { kinds, last } from './scopes';
import { type Base, bases, inside, shipped, type Token } from './tokens';

const PROMQL = 'meta.embedded.inline.promql';

const TEMPLATE = 'meta.embedded.inline.go-template';

const SEED = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'seed');

const lines = (...text: string[]): string => text.join('\n');

describe('YAML injections', () => {
  let found: readonly Base[];
  before(async () => {
    found = await bases();
  });

  /** Runs on every base grammar; `text` is put below `rules:` as it stands. */
  const each = (text: string, check: (tokens: readonly Token[], bare: readonly Token[]) => void): void => {
    assert.ok(found.length > 0);
    for (const base of found) {
      try {
        check(base.yaml(text), base.bare(text));
      } catch (error) {
        if (error instanceof Error) error.message = `${base.name}: ${error.message}`;
        throw error;
      }
    }
  };
  const rule = (...body: string[]): string =>
    lines('groups:', '  - name: g', '    rules:', ...body.map(line => `      ${line}`), 'end: up');
  const embedded = (text: string, expected: string[], scope = PROMQL): void =>
    each(text, tokens => assert.deepEqual(inside(tokens, scope), expected));

  describe('PromQL', () => {
    it('in a plain scalar, its continuation and up to a comment', () => {
      embedded(rule('- alert: A', '  expr: sum(x) # note', '  for: 5m'), ['sum(x) # note']);
      embedded(rule('- alert: A', '  expr: sum(x)', '    > 1', '', '    and y', '  for: 5m'), [
        'sum(x)',
        '  > 1',
        '  and y',
      ]);
      embedded(rule('- expr: up', '  alert: A'), ['up']);
      each(rule('- expr: up # note'), tokens =>
        assert.ok(last(tokens.find(token => token.text.includes('note'))!).startsWith('comment.line')),
      );
    });

    it('in quoted scalars, whose quotes end it whatever stands inside', () => {
      embedded(rule('- expr: "up{a=\\"b\\", c=\'d\'} == 0" # c', '  for: 5m'), ['up{a=\\"b\\", c=\'d\'} == 0']);
      embedded(rule("- expr: 'up{a=\"b\", c=''d''}'", '  for: 5m'), ["up{a=\"b\", c=''d''}"]);
      embedded(rule('- expr: "up{a=\'b"', '  for: "5m"'), ["up{a='b"]);
      embedded(rule('- expr: "up{a=\\"b"', '  for: "5m"'), ['up{a=\\"b']);
      embedded(rule("- expr: 'up{a=\"b'", "  for: '5m'"), ['up{a="b']);
      embedded(rule('- expr: "sum(', '    up)"', '  for: 5m'), ['sum(', '  up)']);
      each(rule('- expr: "up{a=\\"b\\"}"'), tokens =>
        assert.deepEqual(kinds(tokens, 'promql').slice(0, 5), [
          'up variable.other.metric',
          '{ punctuation.section.braces',
          'a variable.parameter.label',
          '= keyword.operator.matcher',
          '\\"b\\" string.quoted.double',
        ]),
      );
    });

    for (const indicator of ['|', '>', '|-', '>+', '|2', '>2-', '|-2', '| # note']) {
      it(`in a block scalar with ${indicator}`, () => {
        embedded(rule(`- expr: ${indicator}`, '    sum(x)', '', '      # "a: b"', '    > 1', '  for: 5m'), [
          '  sum(x)',
          '    # "a: b"',
          '  > 1',
        ]);
        embedded(rule('- alert: A', `  expr: ${indicator}`, '    sum(x)', '  labels:', '    a: b'), ['  sum(x)']);
      });
    }

    it('after tags, anchors and quoted keys, and in flow mappings', () => {
      embedded(rule('- expr: !!str &a up', '  for: 5m'), ['up']);
      embedded(rule('- "expr": up', '  for: 5m'), ['up']);
      embedded(rule('- {expr: "up{a=\'b\'}", for: 5m}'), ["up{a='b'}"]);
    });

    it('in unit tests, dashboards and scalers', () => {
      embedded(lines('tests:', '  - promql_expr_test:', '      - expr: up', '        eval_time: 5m'), ['up']);
      embedded(lines('metadata:', '  query: sum(rate(x[2m]))', '  threshold: "1"'), ['sum(rate(x[2m]))']);
    });

    it('in flow mappings, on one line and on several, up to the comma or the brace', () => {
      embedded(rule('- {alert: A, expr: sum(x) > 1, for: 5m}', '- {record: a:b, expr: model:x:y }'), [
        'sum(x) > 1',
        'model:x:y',
      ]);
      const text = rule(
        '- {',
        '    alert: A,',
        '    expr: up == 0,',
        '    for: 5m',
        '  }',
        '- {alert: B,',
        "   expr: 'up'}",
        '- expr: x',
      );
      embedded(text, ['up == 0', 'up', 'x']);
      each(text, (tokens, bare) => {
        const of = (all: readonly Token[], line: number) => all.filter(token => token.line === line);
        for (const line of [6, 7]) assert.deepEqual(of(tokens, line), of(bare, line));
      });
      embedded(
        rule('- {alert: A, expr: {a: b}}', '- {alert: A, expr: [sum]}', '- {alert: A, expr: *a}', '- {expression: up}'),
        [],
      );
    });

    it('with the name of a recorded series in one piece', () => {
      const text = 'model:inference_errors:ratio_rate5m / on (model) job:5m:sum offset 5m';
      for (const body of [
        [`- expr: ${text}`],
        ['- expr: |', `    ${text}`],
        [`- {expr: "${text}"}`],
        [`- {expr: ${text}}`],
      ])
        each(rule(...body), tokens =>
          assert.deepEqual(
            kinds(tokens, 'promql').filter(kind => kind.endsWith('metric')),
            ['model:inference_errors:ratio_rate5m variable.other.metric', 'job:5m:sum variable.other.metric'],
          ),
        );
    });

    it('in rule files inside a block scalar', () => {
      const text = lines(
        'data:',
        '  rules.yaml: |',
        '    groups:',
        '      - name: g',
        '        rules:',
        '          - expr: |',
        '              sum(x)',
        '',
        '              > 1',
        '            alert: A',
        '          - alert: B',
        '            expr: up == 0',
        '            for: 5m',
        '          - alert: C',
        '            expr: "up{a=\\"b\\"}"',
        '            labels:',
        '              x: y',
        '  other: up',
      );
      each(text, tokens =>
        assert.deepEqual(
          inside(tokens, PROMQL).map(line => line.trim()),
          ['sum(x)', '> 1', 'up == 0', 'up{a=\\"b\\"}'],
        ),
      );
    });

    it('nowhere else', () => {
      for (const text of [
        rule('- alert: sum(x)', '  for: 5m', '  labels: {a: "up == 0"}'),
        rule('# expr: up', '- alert: A # expr: up'),
        rule('- alert: A', '  expr:', '  for: 5m'),
        rule('- alert: A', '  expr: ', '    a: sum(x)', '    b: up'),
        rule('- alert: A', '  expr: {type: string}'),
        rule('- alert: A', '  expr: [sum, up]'),
        rule('- alert: A', '  expr: *other'),
        rule('- alert: A', '  my_expr: up', '  expression: up', '  expr.x: up'),
        rule('- alert: A', '  text: "expr: up"'),
        lines('expr: # nothing', 'for: 5m'),
      ]) {
        embedded(text, []);
        each(text, (tokens, bare) => assert.deepEqual(tokens, bare));
      }
    });

    it('leaves other query languages alone', () => {
      for (const text of [
        rule('- query: SELECT sum(x) FROM y', '  name: a'),
        rule('- query: "select count(*) from y"', '  name: a'),
        rule("- query: 'select ''a'' from y'", '  name: a'),
        rule('- query: |', '    SELECT sum(x)', '    FROM y', '  name: a'),
      ]) {
        each(text, tokens => assert.deepEqual(kinds(tokens, 'promql'), [], text));
      }
    });

    it('ends with a half-written value', () => {
      for (const open of [
        'sum(',
        'up{',
        'up{a="b',
        'rate(x[5',
        'sum by (',
        '"up{a=\\"b',
        "'up{",
        '|',
        '|\n          sum(',
        'a +',
        '""',
        "''",
        '!!str',
      ]) {
        const text = rule('- alert: A', `  expr: ${open}`, '  for: 5m', '- alert: B', '  expr: up');
        each(text, (tokens, bare) => {
          const from = (all: readonly Token[], line: number) => all.filter(token => token.line === line);
          const at = text.split('\n').findIndex(line => line.includes('for: 5m'));
          assert.deepEqual(from(tokens, at), from(bare, at), open);
          assert.deepEqual(
            inside(
              tokens.filter(token => token.line > at),
              PROMQL,
            ),
            ['up'],
            open,
          );
        });
      }
    });
  });

  describe('YAML inside a block scalar', () => {
    const secret = (...body: string[]): string =>
      lines('stringData:', '  file.yaml: |', ...body.map(line => `    ${line}`), '  last: text');
    const tags = (tokens: readonly Token[]): string[] =>
      tokens
        .filter(token => last(token) === 'entity.name.tag.yaml' && token.scopes.includes('string.unquoted.block.yaml'))
        .map(({ text }) => text);

    it('has the keys of rule files and configurations, and comments, numbers and truth values', () => {
      const text = secret(
        'route:',
        '  receiver: "a" # first',
        '  routes:',
        '    - match: {severity: critical, "team": x}',
        '      continue: true',
        'receivers:',
        "  - name: 'b: c'",
        '    max: 30',
      );
      each(text, tokens => {
        assert.deepEqual(tags(tokens), [
          ...['route', 'receiver', 'routes', 'match', 'severity', '"team"', 'continue'],
          ...['receivers', 'name', 'max'],
        ]);
        const others = tokens.filter(token => /comment|constant/.test(last(token))).map(({ text }) => text);
        assert.deepEqual(
          others,
          ['#', ' first', 'true', '30'].filter(one => others.includes(one)),
        );
        assert.ok(others.includes('true') && others.includes('30'));
      });
    });

    it('keeps expressions, templates and texts of several lines what they are', () => {
      const text = secret(
        'groups:',
        '  - name: g',
        '    rules:',
        '      - record: model:x:y',
        '        expr: sum by (model) (up)',
        '      - alert: A',
        '        expr: |',
        '          up == 0',
        '        annotations:',
        '          description: >-',
        '            Words: many of them',
        '            - and: more',
        '          summary: "{{ $labels.a }}: b"',
      );
      each(text, tokens => {
        assert.deepEqual(tags(tokens), [
          ...['groups', 'name', 'rules', 'record', 'expr', 'alert', 'expr', 'annotations', 'description', 'summary'],
        ]);
        assert.deepEqual(
          inside(tokens, PROMQL).map(line => line.trim()),
          ['sum by (model) (up)', 'up == 0'],
        );
        assert.deepEqual(inside(tokens, TEMPLATE), ['{{ $labels.a }}']);
        assert.equal(last(tokens.at(-1)!).startsWith('string.unquoted.plain'), true);
      });
    });

    it('leaves every other text alone', () => {
      for (const text of [
        secret('Note: this is prose', '- a: b', 'see groups: they matter'),
        secret('set -e', 'echo "route: x"', 'key: value'),
        secret('Some text', '  groups:', '  are: indented'),
      ])
        each(text, (tokens, bare) => assert.deepEqual(tokens, bare, text));
    });
  });

  describe('Go templates', () => {
    const text = (value: string): string => lines('annotations:', `  summary: ${value}`, '  after: plain');

    it('in every style of string', () => {
      embedded(text('GPU {{ $labels.gpu }} hot'), ['{{ $labels.gpu }}'], TEMPLATE);
      embedded(text('"GPU {{ printf \\"%.1f\\" $value }}"'), ['{{ printf \\"%.1f\\" $value }}'], TEMPLATE);
      embedded(text("'{{ .A }} and {{- .B -}}'"), ['{{ .A }}{{- .B -}}'], TEMPLATE);
      embedded(text('|\n    a {{ $value }}\n    b {{ end }}'), ['{{ $value }}', '{{ end }}'], TEMPLATE);
      embedded(text('["{{ .A }}", b]'), ['{{ .A }}'], TEMPLATE);
    });

    it('with functions, variables, fields, strings, pipes and comments', () => {
      each(
        text(
          '"{{ if gt $value 0.5 }}{{ .Labels.a | toUpper }}{{ else }}{{ query `up` | first }}{{ end }}{{/* note */}}"',
        ),
        tokens =>
          assert.deepEqual(
            kinds(tokens, 'go-template').filter(kind => !/punctuation|meta/.test(kind)),
            [
              'if keyword.control',
              'gt support.function',
              'value variable.other',
              '0.5 constant.numeric',
              'Labels variable.other.member',
              'a variable.other.member',
              '| keyword.operator.pipe',
              'toUpper support.function',
              'else keyword.control',
              'query support.function',
              '`up` string.quoted.other',
              '| keyword.operator.pipe',
              'first support.function',
              'end keyword.control',
              '/* note */ comment.block',
            ],
          ),
      );
    });

    it('with every function of both targets', () => {
      const tables = [prometheusFunctions({ major: 3, minor: 16 }), alertmanagerFunctions({ major: 0, minor: 34 })];
      const names = [...new Set(tables.flatMap(table => [...table.keys()]))];
      assert.ok(names.length > 40);
      each(text(`'${names.map(name => `{{ ${name} }}`).join('')}'`), tokens =>
        assert.deepEqual(
          kinds(tokens, 'go-template').filter(kind => kind.endsWith('support.function')),
          names.map(name => `${name} support.function`),
        ),
      );
    });

    it('nowhere else', () => {
      for (const value of [
        '"{{ $labels.gpu"',
        "'{{ if'",
        '"a }} b"',
        '${{ secrets.x }}',
        '"${{ secrets.x }}"',
        'a # {{ $value }}',
      ]) {
        each(text(value), (tokens, bare) => assert.deepEqual(tokens, bare, value));
      }
      embedded(lines('"{{ .Key }}": a', 'expr: up{a="{{ b }}"}'), [], TEMPLATE);
    });
  });

  it('colour the reference stack', function () {
    if (!existsSync(SEED)) {
      console.log('      skipped for 2 files: the reference stack is not here');
      return this.skip();
    }
    const rules = readFileSync(join(SEED, 'ml-production-alerts.yaml'), 'utf8');
    each(rules, tokens => {
      const parts = inside(tokens, PROMQL).map(line => line.trim());
      assert.ok(parts.includes('DCGM_FI_DEV_GPU_TEMP > 85'));
      assert.ok(parts.includes('sum(rate(inference_requests_total[5m])) by (model) > 0.01'));
      assert.equal(parts.length, 13);
      assert.equal(inside(tokens, TEMPLATE).length, 5);
    });
    const secret = readFileSync(join(SEED, 'alertmanager-config.yaml'), 'utf8');
    each(secret, tokens => {
      assert.deepEqual(inside(tokens, PROMQL), []);
      assert.deepEqual(inside(tokens, TEMPLATE), [
        '{{ .CommonLabels.severity }}',
        '{{ .CommonAnnotations.summary }}',
        '{{ .CommonLabels.alertname }}',
        '{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}',
      ]);
    });
  });

  it('are four, beside the grammar of PromQL', () => {
    const injected = [...shipped.values()].filter(grammar => grammar.injectionSelector !== undefined);
    assert.equal(injected.length, 4);
    assert.ok(shipped.has('source.promql'));
  });
});
