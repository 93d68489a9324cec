// Trees: precedence, what modifiers bind to, every construct of the language, and texts that are only half typed.
import assert from 'node:assert/strict';
import { dialect } from '../../../server/src/promql/dialect';
import { analyzePromql, parsePromql } from '../../../server/src/promql/parser';
import { everything, tree } from './tree';

describe('promql parser: trees', () => {
  const trees: readonly (readonly [text: string, tree: string])[] = [
    ['(a - a offset 1d) / a offset 1d', '((a - a offset 86400) / a offset 86400)'],
    ['a + b offset 5m * c', '(a + (b offset 300 * c))'],
    ['a > b[5m:1m]', '(a > b[300:60])'],
    ['2 - -1^2', '(2 - (-(1 ^ 2)))'],
    ['sum(a) - b offset 1w', '(sum(a) - b offset 604800)'],
    ['a / b @ 3 > 1', '((a / b @3) > 1)'],
    ['-a * b', '((-a) * b)'],
    ['-1 ^ 2', '(-(1 ^ 2))'],
    ['2 ^ 3 ^ 2', '(2 ^ (3 ^ 2))'],
    ['2 ^ -a * b', '((2 ^ (-a)) * b)'],
    ['a or b and c unless d', '(a or ((b and c) unless d))'],
    ['a - b - c', '((a - b) - c)'],
    ['a % b atan2 c', '((a % b) atan2 c)'],
    ['a == b > c + d * e', '((a == b) > (c + (d * e)))'],
    ['--5', '5'],
    ['-x[5m]', '(-x[300])'],
    ['rate(x{a="b"}[5m] offset -1h @ end())', 'rate(x{a=b}[300] @end offset -3600)'],
    ['x[5m] anchored offset 1m', 'x[300] anchored offset 60'],
    ['x offset 2^2', '(x offset 2 ^ 2)'],
    ['x offset (2m) + 3', 'x offset (120 + 3)'],
    ['x offset -(1m) + 3', '(x offset (-60) + 3)'],
    ['x offset step() + 3', '(x offset step() + 3)'],
    ['x[2m*3+1m]', 'x[((120 * 3) + 60)]'],
    ['x[-2^2]', 'x[(-(2 ^ 2))]'],
    ['x[max_of(step(), 5s):min_of(1s, 2s)]', 'x[max(step(), 5):min(1, 2)]'],
    ['sum by (a, b,) (x)', 'sum by(a,b)(x)'],
    ['SUM(x) WITHOUT ()', 'sum without()(x)'],
    ['topk(3, x)', 'topk(3, x)'],
    ['sum', 'sum'],
    ['sum + by', '(sum + by)'],
    ['and and or', '(and and or)'],
    ['offset offset 5m', 'offset offset 300'],
    ['fill + fill(0) fill', '(fill + fill)'],
    ['start(){a="b"}', 'start()'],
    ['{"my.metric", "l.x"=~"v"}', 'my.metric{l.x=~v}'],
    ['{a="b",}', '{a=b}'],
    ["a:b:c{le='+Inf'}", 'a:b:c{le=+Inf}'],
    ['0755 + 08 + 0x1F + 1_000 + .5 + 5. + 1e-3', '((((((493 + 8) + 31) + 1000) + 0.5) + 5) + 0.001)'],
    ['1h30m + iNf', '(5400 + Infinity)'],
    ['# first\n a # second\n + b', '(a + b)'],
  ];
  for (const [text, expected] of trees) {
    it(`${JSON.stringify(text)}`, () => assert.equal(tree(text), expected));
  }

  it('keeps modifiers of an operator', () => {
    const { expr } = parsePromql('a > bool on (x, "y.z") group_left (c) fill_left(-1) b', everything);
    assert.ok(expr.kind === 'binary');
    assert.ok(expr.bool && expr.matching?.on);
    assert.deepEqual(
      expr.matching.labels.map(({ name, quoted }) => [name, quoted]),
      [
        ['x', false],
        ['y.z', true],
      ],
    );
    assert.equal(expr.matching.group?.side, 'left');
    assert.deepEqual(
      expr.fills.map(({ side }) => side),
      ['left'],
    );
  });

  it('gives every node its characters', () => {
    const text = ' sum by (gpu) ( rate(x{a="é"}[5m] offset 1m) ) > 0.5 ';
    const { expr } = parsePromql(text, everything);
    assert.ok(expr.kind === 'binary' && expr.lhs.kind === 'aggregate' && expr.lhs.expr.kind === 'call');
    const slice = ({ from, to }: { from: number; to: number }): string => text.slice(from, to);
    assert.equal(slice(expr), text.trim());
    assert.equal(slice(expr.opSpan), '>');
    assert.equal(slice(expr.lhs.grouping!), 'by (gpu)');
    assert.equal(slice(expr.lhs.parens), '( rate(x{a="é"}[5m] offset 1m) )');
    const [range] = expr.lhs.expr.args;
    assert.ok(range?.kind === 'matrix');
    assert.equal(slice(range), 'x{a="é"}[5m] offset 1m');
    assert.equal(slice(range.brackets), '[5m]');
    assert.equal(slice(range.selector), 'x{a="é"}');
    assert.equal(slice(range.selector.matchers[0]!.value!), '"é"');
  });

  it('finds comments', () => {
    const { comments } = parsePromql('a # one\n+ b{c="# none"} # two', everything);
    assert.deepEqual(comments, [
      { from: 2, to: 7 },
      { from: 24, to: 29 },
    ]);
  });
});

describe('promql parser: half-typed texts', () => {
  // Each has a tree to complete in and exactly one problem.
  const cases: readonly (readonly [text: string, tree: string])[] = [
    ['', '_'],
    ['sum(', 'sum(_)'],
    ['sum by (', 'sum by()(_)'],
    ['sum by (gp', 'sum by(gp)(_)'],
    ['sum by (gpu) (', 'sum by(gpu)(_)'],
    ['sum(rate(foo', 'sum(rate(foo))'],
    ['rate(foo[', 'rate(foo[_])'],
    ['rate(foo[5m', 'rate(foo[300])'],
    ['rate(foo[5m:', 'rate(foo[300:_])'],
    ['foo{', 'foo{}'],
    ['foo{gpu', 'foo{gpu?_}'],
    ['foo{gpu=', 'foo{gpu=_}'],
    ['foo{gpu="', 'foo{gpu=}'],
    ['foo{gpu="0', 'foo{gpu=0}'],
    ['foo{gpu="0",', 'foo{gpu=0}'],
    ['sum(rate(foo{gpu="0"[5m]))', 'sum(rate(foo{gpu=0}[300]))'],
    ['foo{gpu="0" > 5', '(foo{gpu=0} > 5)'],
    ['foo{gpu=0}', 'foo{gpu=_}'],
    ['foo > ', '(foo > _)'],
    ['foo > bool', '(foo > _)'],
    ['foo / on(', '(foo / _)'],
    ['foo / on(gpu) group_left(', '(foo / _)'],
    ['foo and ', '(foo and _)'],
    ['foo offset', 'foo offset _'],
    ['foo @', 'foo @_'],
    ['topk(5,', 'topk(5, _)'],
    ['label_replace(foo, "a", ', 'label_replace(foo, "a", _)'],
    [
      'histogram_quantile(0.9, sum by (le) (rate(foo_bucket[5m])',
      'histogram_quantile(0.9, sum by(le)(rate(foo_bucket[300])))',
    ],
    ['(foo', 'foo'],
    ['foo)', 'foo'],
    ['foo bar', 'foo'],
    ['foo $ > 1', '(foo > 1)'],
    ['foo == "bar', '(foo == "bar")'],
    ['-', '(-_)'],
    ['!foo', 'foo'],
    ['sum(foo bar) by (x)', 'sum by(x)(foo)'],
    ['“foo”', 'foo'],
    ['sum(foo) offset', 'sum(foo)'],
    ['foo > 0 @', '(foo > 0)'],
    ['rate(foo {a="b"}{c="d"}[5m])', 'rate(foo{a=b})'],
    ['foo = 5', 'foo'],
  ];
  for (const [text, expected] of cases) {
    it(JSON.stringify(text), () => {
      assert.equal(tree(text), expected);
      const { problems } = analyzePromql(text, everything);
      assert.equal(problems.length, 1, JSON.stringify(problems));
      assert.equal(problems[0]!.code, 'syntax');
      assert.match(problems[0]!.message, /\.$/);
    });
  }

  it('keeps what was wrong before the syntax error', () => {
    const { problems } = analyzePromql('rate(a) + nope(b) + sum(', everything);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['syntax', 'type', 'unknown-function'],
    );
  });

  it('reads on behind a bad escape', () => {
    const { problems } = analyzePromql('a{b="\\d"} + rate(c)', everything);
    assert.deepEqual(
      problems.map(({ code, from, to }) => [code, from, to]),
      [
        ['string', 5, 7],
        ['type', 17, 18],
      ],
    );
  });
});

describe('promql parser: limits', () => {
  const deep: readonly string[] = [
    '('.repeat(100_000),
    '-'.repeat(100_000),
    'f('.repeat(100_000),
    `${'a + '.repeat(100_000)}a`,
    `${'a ^ '.repeat(100_000)}a`,
    `a${'[5m:]'.repeat(50_000)}`,
    `a${' offset 1m'.repeat(50_000)}`,
    `a[${'('.repeat(100_000)}`,
    `a[1${'^2'.repeat(100_000)}`,
    `${'sum('.repeat(100_000)}a${')'.repeat(100_000)}`,
  ];
  for (const text of deep) {
    it(`${text.slice(0, 8)}… ${text.length} characters`, () => {
      const { problems } = analyzePromql(text, everything);
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['too-deep'],
      );
    });
  }

  it('takes what people write', () => {
    assert.deepEqual(analyzePromql(`${'('.repeat(200)}a${')'.repeat(200)}`, everything).problems, []);
    assert.deepEqual(analyzePromql(`${'a or '.repeat(1500)}a`, everything).problems, []);
  });
});

describe('promql parser: versions', () => {
  const codes = (text: string, version: string, features: Iterable<string> | 'all' = []): readonly string[] =>
    analyzePromql(text, dialect(version, features)).problems.map(({ code }) => code);

  it('names the version or flag that a construct needs', () => {
    const said = (text: string, version: string): string =>
      analyzePromql(text, dialect(version))
        .problems.map(({ message }) => message)
        .join(' ');
    assert.match(said('{"a.b"}', '2.42'), /3\.0/);
    assert.match(said('rate(x[300])', '2.42'), /2\.54/);
    assert.match(said('x > 5m', '2.42'), /2\.54/);
    assert.match(said('limitk(1, x)', '3.16'), /promql-experimental-functions/);
    assert.match(said('first_over_time(x[5m])', '3.5'), /3\.7/);
    assert.match(said('first_over_time(x[5m])', '3.10'), /promql-experimental-functions.*3\.14/);
    assert.match(said('holt_winters(x[5m], 0.5, 0.5)', '3.16'), /removed.*3\.0/);
    assert.match(said('x[5m + 1m]', '3.10'), /promql-duration-expr/);
    assert.match(said('x + fill(0) y', '3.16'), /promql-binop-fill-modifiers/);
    assert.match(said('rate(x[5m] smoothed)', '3.14'), /promql-extended-range-selectors/);
    assert.match(said('x </ 5', '3.5'), /3\.11/);
  });

  it('lets each pass where it exists', () => {
    assert.deepEqual(codes('x[5m + 1m]', '3.10', ['promql-duration-expr']), []);
    assert.deepEqual(codes('x[5m + 1m]', '3.14'), []);
    assert.deepEqual(codes('rate(x[5m] smoothed)', '3.16'), []);
    assert.deepEqual(codes('info(x)', '3.16', ['promql-experimental-functions']), []);
    assert.deepEqual(codes('holt_winters(x[5m], 0.5, 0.5)', '2.42'), []);
    assert.deepEqual(codes('temperature.gpu > é', '3.16', ['promql-unquoted-utf8-names']), []);
  });

  it('has the oddities of old versions', () => {
    // Up to 3.5 any letter between brackets is read as the colon of a subquery.
    assert.deepEqual(codes('x[5m x 1m]', '3.0'), []);
    assert.deepEqual(codes('x[5m x 1m]', '3.16'), ['syntax']);
    assert.deepEqual(codes('x offset 0s', '3.0'), ['duration']);
    assert.deepEqual(codes('x offset 0s', '3.16'), []);
    assert.deepEqual(codes('x[+5m]', '3.0'), ['version']);
    assert.deepEqual(codes('x[-(5m)]', '3.14'), ['duration']);
    assert.deepEqual(codes('x[-(5m)]', '3.16'), []);
    assert.deepEqual(codes('x offset -5m', '2.42'), []);
    assert.deepEqual(codes('x offset +5m', '2.42'), ['version']);
    assert.deepEqual(codes('x @ end()[5m]', '3.14'), []);
    assert.deepEqual(codes('x @ end()[5m]', '3.16'), ['modifier']);
    assert.deepEqual(codes('sum by (a:b) (x)', '2.42'), ['label']);
    assert.deepEqual(codes('sum by (a:b) (x)', '3.16'), []);
  });
});
