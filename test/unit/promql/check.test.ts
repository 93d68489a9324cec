// What is wrong with expressions that parse: one row a rule, the marked characters are what is reported.
import assert from 'node:assert/strict';
import { dialect } from '../../../server/src/promql/dialect';
import { analyzePromql } from '../../../server/src/promql/parser';
import { typeOf } from '../../../server/src/promql/types';
import { everything } from './tree';

/** Text with `«…»` around what is reported (in order), the code of each. */
const rows: readonly (readonly [marked: string, ...codes: string[]])[] = [
  ['rate(«x»)', 'type'],
  ['abs(«x[5m]»)', 'type'],
  ['abs(«1»)', 'type'],
  ['vector(«x»)', 'type'],
  ['clamp(x, «y», 1)', 'type'],
  ['label_replace(x, "a", «5», "b", "c")', 'type'],
  ['sum(«x[5m]»)', 'type'],
  ['sum(«1»)', 'type'],
  ['topk(«x», y)', 'type'],
  ['count_values(«5», y)', 'type'],
  ['«-x[5m]»', 'type'],
  ['«x[5m]» + 1', 'type'],
  ['x and «"a"»', 'type'],
  ['«1[5m:]»', 'type'],
  ['«abs()»', 'arguments'],
  ['«abs(x, y)»', 'arguments'],
  ['«time(x)»', 'arguments'],
  ['«label_join(x, "a")»', 'arguments'],
  ['«round(x, 1, 2)»', 'arguments'],
  ['«sum()»', 'arguments'],
  ['«sum(x, y)»', 'arguments'],
  ['«topk(1)»', 'arguments'],
  ['abs(x«,»)', 'arguments'],
  ['«nope»(x)', 'unknown-function'],
  ['«Rate»(x[5m])', 'unknown-function'],
  ['1 «>» 2', 'operator'],
  ['x «+ bool» y', 'operator'],
  ['x and «1»', 'operator'],
  ['«x and on (a) group_left () y»', 'operator'],
  ['x * on (a) group_left («a») y', 'operator'],
  ['x + «on (a)» 1', 'operator'],
  ['x + «fill(1)» 1', 'operator'],
  ['«x or fill(1) y»', 'operator'],
  ['«{}»', 'selector'],
  ['«{a=~".*"}»', 'selector'],
  ['«{a!="b"}»', 'selector'],
  ['«{a!~"b"} offset 5m»', 'selector'],
  ['«up{__name__="x"}»', 'selector'],
  ['x{a=~«"("»}', 'regexp'],
  ['x{a!~«"(?=y)"»}', 'regexp'],
  ['x{a=~«`a**`»}', 'regexp'],
  ['x[«0s»]', 'duration'],
  ['x[5m:«0»]', 'duration'],
  ['x[5m «/» 0]', 'duration'],
  ['x[«300y»]', 'duration'],
  ['x[«5m1h»]', 'duration'],
  ['sum(x)«[5m]»', 'modifier'],
  ['«(x)» offset 5m', 'modifier'],
  ['«x offset 5m offset 3m»', 'modifier'],
  ['x offset 5m «[5m]»', 'modifier'],
  ['«1» @ 5', 'modifier'],
  ['«x @ inf»', 'modifier'],
  ['«x @ 1 @ 2»', 'modifier'],
  ['«x[5m] anchored smoothed»', 'modifier'],
  ['«sum(x) anchored»', 'modifier'],
  ['sum by («""») (x)', 'label'],
  ['«1e999»', 'number'],
  ['«"a\\q"»', 'string'],
  ['info(x, «y»)', 'type'],
  ['info(x, «sum(y)»)', 'type'],
];

describe('promql check', () => {
  for (const [marked, ...codes] of rows) {
    it(marked, () => {
      const spans = [...marked.matchAll(/«([^»]+)»/g)].map(([, text]) => text);
      const { problems } = analyzePromql(marked.replace(/[«»]/g, ''), everything);
      const text = marked.replace(/[«»]/g, '');
      assert.deepEqual(problems.map(({ code }) => code).slice(0, codes.length), codes);
      for (const [index, span] of spans.entries()) {
        const { from, to } = problems[index]!;
        // A bad escape is narrower than its string.
        if (codes[index] === 'string') assert.ok(span!.includes(text.slice(from, to)));
        else assert.equal(text.slice(from, to), span);
      }
      for (const { message } of problems) assert.match(message, /^[A-Z`].*\.$/s, message);
    });
  }

  it('says how a range is written where it stands in parentheses', () => {
    const [problem] = analyzePromql('increase(x_total(5m))', everything).problems;
    assert.equal(problem!.message, 'There is no function `x_total`; a range is written in brackets: `[5m]`.');
  });

  it('finds every error, not only the first', () => {
    const { problems } = analyzePromql('rate(a) + abs(b[5m]) + nope(c) + sum(1) + d{e=~"("}', everything);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['type', 'type', 'unknown-function', 'type', 'regexp'],
    );
  });

  const fine: readonly string[] = [
    '{a!=""}',
    '{a=~".+"}',
    '{"x"}',
    '{__name__="a",__name__!="b"}',
    'x{a=~"(?P<n>a)(?P<n>b)"}',
    'x{a=~"[a-z]+(-[0-9]{1,3})?|^foo$"}',
    'info(x, {a=~".*"})',
    'x > bool 1',
    '1 > bool 2',
    'x * on (a) group_left (b) y',
    '1 + on () 1',
    'vector(1) </ 2',
    'hour() + hour(x)',
    'sum(x) by ()',
    'x @ -5',
    'x[5m] anchored anchored',
    'histogram_quantiles(x, "q", 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1)',
  ];
  for (const text of fine) {
    it(`is silent about ${text}`, () => assert.deepEqual(analyzePromql(text, everything).problems, []));
  }

  it('knows groups with Go 1.22 syntax by version', () => {
    const codes = (version: string): readonly string[] =>
      analyzePromql('x{a=~"(?<n>b)"}', dialect(version)).problems.map(({ code }) => code);
    assert.deepEqual(codes('2.42'), ['version']);
    assert.deepEqual(codes('3.16'), []);
  });

  it('types expressions', () => {
    const type = (text: string): string => typeOf(analyzePromql(text, everything).expr);
    assert.equal(type('1 + 2'), 'scalar');
    assert.equal(type('1 + x'), 'vector');
    assert.equal(type('(x[5m])'), 'matrix');
    assert.equal(type('x[5m:]'), 'matrix');
    assert.equal(type('"a"'), 'string');
    assert.equal(type('-time()'), 'scalar');
    assert.equal(type('nope(x)'), 'unknown');
    assert.equal(type('1 + '), 'unknown');
    assert.equal(type('x + '), 'vector');
  });
});
