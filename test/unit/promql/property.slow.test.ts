// Properties: printing and parsing are inverse, any text gives a tree with spans that nest.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DurationExpr, Expr } from '../../../server/src/promql/ast';
import { aggregations, functions } from '../../../server/src/promql/functions';
import { analyzePromql, parsePromql } from '../../../server/src/promql/parser';
import { printPromql } from '../../../server/src/promql/print';
import { ancestorsOf, childrenOf, nodeAt, walk } from '../../../server/src/promql/walk';
import { anyCharacter } from '../../harness/character';
import { draws } from '../../harness/draws';
import { recordedExpressions } from './shared';
import { everything } from './tree';

const none = { from: 0, to: 0 };
const ident = (name: string) => ({ ...none, name, quoted: false });

const name = fc.constantFrom('up', 'a', 'sum', 'by', 'offset', 'rate', 'fill', 'start', 'job:x:rate5m', 'and');
const label = fc.constantFrom('gpu', 'le', 'by', 'my.label', 'a b', 'é', '__name');
const value = fc.oneof(fc.string(), fc.constantFrom('', 'a"b', 'é\n', '\\d+', '\u0000', '😀', '`'));
const seconds = fc.integer({ min: 1, max: 10_000_000 }).map(ms => Math.floor(ms / 1000) + (ms % 1000) / 1000);

const literalDuration: fc.Arbitrary<DurationExpr> = seconds.map(value => ({
  kind: 'number',
  ...none,
  value,
  duration: true,
}));

const durationExpr: fc.Arbitrary<DurationExpr> = fc.letrec<{ any: DurationExpr; operand: DurationExpr }>(tie => ({
  operand: fc.oneof(
    { maxDepth: 3 },
    literalDuration,
    fc
      .constantFrom('step' as const, 'range' as const)
      .map(func => ({ kind: 'duration-call' as const, ...none, func, args: [] })),
    fc.tuple(fc.constantFrom('min' as const, 'max' as const), tie('any'), tie('any')).map(([func, a, b]) => ({
      kind: 'duration-call' as const,
      ...none,
      func,
      args: [a, b],
    })),
    tie('any').map(expr => ({
      kind: 'duration-paren' as const,
      ...none,
      expr: expr.kind === 'duration-paren' ? expr.expr : expr,
    })),
  ),
  any: fc.oneof(
    { maxDepth: 3 },
    tie('operand'),
    fc.tuple(fc.constantFrom('+', '-', '*', '/', '%', '^'), tie('operand'), tie('operand')).map(([op, lhs, rhs]) => ({
      kind: 'duration-binary' as const,
      ...none,
      op: op as '+',
      lhs,
      rhs,
    })),
  ),
})).any;

const modifiers = fc.record(
  {
    offset: fc
      .oneof(
        literalDuration,
        durationExpr.map(expr => ({
          kind: 'duration-paren' as const,
          ...none,
          expr: expr.kind === 'duration-paren' ? expr.expr : expr,
        })),
      )
      .map(duration => ({ ...none, duration })),
    at: fc.oneof(
      fc.constantFrom('start' as const, 'end' as const).map(anchor => ({ ...none, anchor })),
      fc.integer({ min: -1e9, max: 1e9 }).map(time => ({ ...none, anchor: 'time' as const, time })),
    ),
  },
  { requiredKeys: [] },
);

const matcher = fc.tuple(label, fc.constantFrom('=' as const, '!=' as const), value).map(([name, op, text]) => ({
  ...none,
  label: ident(name),
  op,
  value: { kind: 'string' as const, ...none, value: text, quote: '"', closed: true },
}));

/** Matchers print sorted by their text; the generator keeps one a label, in that order. */
const matchers = fc.uniqueArray(matcher, { selector: ({ label }) => label.name, maxLength: 3 });

const selector = fc
  .tuple(name, matchers, modifiers, fc.constantFrom(undefined, 'anchored' as const, 'smoothed' as const))
  .map(([metric, list, modified, extend]) => ({
    kind: 'selector' as const,
    ...none,
    name: ident(metric),
    matchers: list,
    ...modified,
    ...(extend && { extend: { ...none, kind: extend } }),
  }));

const wrap = (expr: Expr): Expr =>
  expr.kind === 'binary' || expr.kind === 'unary' ? { kind: 'paren', ...none, expr } : expr;
/** Upstream prints these numbers with a sign (`+Inf`, too), which binds less than what may follow: its own text does not parse back. */
const signed = (expr: Expr): boolean =>
  expr.kind === 'number' && (expr.value < 0 || Object.is(expr.value, -0) || expr.value === Number.POSITIVE_INFINITY);

const tree: fc.Arbitrary<Expr> = fc.letrec<{ any: Expr }>(tie => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    selector,
    fc.double().map(number => ({ kind: 'number' as const, ...none, value: number, duration: false })),
    value.map(text => ({ kind: 'string' as const, ...none, value: text, quote: '"', closed: true })),
    fc
      .tuple(selector, durationExpr)
      .map(([inner, range]) => ({ kind: 'matrix' as const, ...none, selector: inner, range, brackets: none })),
    fc
      .tuple(tie('any').map(wrap), durationExpr, fc.option(durationExpr, { nil: undefined }), modifiers)
      .map(([expr, range, step, modified]) => ({
        kind: 'subquery' as const,
        ...none,
        expr: signed(expr) ? ({ kind: 'paren', ...none, expr } as const) : expr,
        range,
        ...(step && { step }),
        brackets: none,
        ...modified,
      })),
    fc
      .tuple(fc.constantFrom(...functions.map(info => info.name)), fc.array(tie('any'), { maxLength: 3 }))
      .map(([func, args]) => ({
        kind: 'call' as const,
        ...none,
        func: ident(func),
        args,
        parens: none,
      })),
    fc
      .tuple(
        fc.constantFrom(...aggregations),
        tie('any'),
        tie('any'),
        fc.option(fc.tuple(fc.boolean(), fc.array(label, { minLength: 1, maxLength: 3 })), { nil: undefined }),
      )
      .map(([info, param, expr, by]) => ({
        kind: 'aggregate' as const,
        ...none,
        op: info.name,
        opSpan: none,
        ...(info.param && { param }),
        expr,
        parens: none,
        ...(by && { grouping: { ...none, without: by[0], labels: by[1].map(ident) } }),
      })),
    fc
      .tuple(
        fc.constantFrom(
          '+',
          '-',
          '*',
          '/',
          '%',
          '^',
          '==',
          '!=',
          '<',
          '<=',
          '>',
          '>=',
          'and',
          'or',
          'unless',
          'atan2',
          '</',
          '>/',
        ),
        tie('any').map(wrap),
        tie('any').map(wrap),
        fc.boolean(),
      )
      .map(([op, lhs, rhs, bool]) => ({
        kind: 'binary' as const,
        ...none,
        op,
        opSpan: none,
        lhs: signed(lhs) ? ({ kind: 'paren', ...none, expr: lhs } as const) : lhs,
        rhs,
        ...(bool && { bool: none }),
        fills: [],
      })),
    fc.tuple(fc.constantFrom('+' as const, '-' as const), tie('any').map(wrap)).map(([op, expr]) => ({
      kind: 'unary' as const,
      ...none,
      op,
      expr: expr.kind === 'number' ? ({ kind: 'paren', ...none, expr } as const) : expr,
    })),
    tie('any').map(expr => ({ kind: 'paren' as const, ...none, expr })),
  ),
})).any;

const spans: ReadonlySet<string> = new Set([
  'from',
  'to',
  'opSpan',
  'parens',
  'brackets',
  'braces',
  'quote',
  'closed',
  'quoted',
]);

/** A tree without places. Matchers are a set; a range or offset is a duration however it is written. */
function bare(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(bare);
  if (typeof node !== 'object' || node === null) return Object.is(node, -0) ? '-0' : node;
  const entries = Object.entries(node).filter(([key, child]) => !spans.has(key) && child !== undefined);
  return Object.fromEntries(
    entries.map(([key, child]) => {
      if (key !== 'matchers') return [key, bare(child)];
      return [key, (child as unknown[]).map(matcher => JSON.stringify(bare(matcher))).sort()];
    }),
  );
}

describe('promql properties', () => {
  it('parses what it prints to the same tree', () => {
    fc.assert(
      fc.property(tree, expr => {
        const text = printPromql(expr);
        const { expr: again, problems } = parsePromql(text, everything);
        assert.deepEqual(
          problems.filter(({ code }) => code === 'syntax' || code === 'string'),
          [],
          text,
        );
        assert.deepEqual(bare(again), bare(expr), text);
        assert.equal(printPromql(again), text);
      }),
      { numRuns: draws(1500) },
    );
  });

  const piece = fc.constantFrom(
    ...'sum|by|(|)|{|}|[|]|,|:|"|\'|`|\\|5m|1h|0|1e|x|a:b|é|=|=~|!~|!=|==|>|</|+|-|*|/|^|%|@|offset|and|or|on|ignoring|group_left|fill(|bool|rate(|topk|start()|end|step(|#|\n|\ud800|😀|inf| '.split(
      '|',
    ),
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map(pieces => pieces.join(' ')),
    fc.array(piece, { maxLength: 40 }).map(pieces => pieces.join('')),
    fc.string({ unit: anyCharacter, maxLength: 60 }),
  );

  it('never throws, and nests its spans in the text', () => {
    fc.assert(
      fc.property(text, source => sound(source)),
      { numRuns: draws(3000) },
    );
  });

  it('says at most one thing about syntax, first', () => {
    fc.assert(
      fc.property(text, source => {
        const { problems } = analyzePromql(source, everything);
        assert.ok(problems.slice(1).every(({ code }) => code !== 'syntax'));
      }),
      { numRuns: draws(1000) },
    );
  });

  const recorded = recordedExpressions();
  if (!recorded) it('holds for every start of recorded expressions (skipped: 1 test, ../shared is missing)');
  else {
    it('holds for every start of recorded expressions', () => {
      const sample = recorded.filter((_, index) => index % 40 === 0);
      for (const { expr } of sample) {
        for (let end = 0; end <= expr.length; end += 1 + Math.floor(expr.length / 40)) sound(expr.slice(0, end));
      }
    });
  }
});

function sound(source: string): void {
  const { expr, problems, comments } = analyzePromql(source, everything);
  const inside = ({ from, to }: { from: number; to: number }, what: string): void => {
    assert.ok(0 <= from && from <= to && to <= source.length, `${what} ${from}-${to} of ${JSON.stringify(source)}`);
  };
  for (const problem of problems) inside(problem, problem.message);
  for (const comment of comments) inside(comment, 'comment');
  inside(expr, 'root');
  walk(expr, node => {
    for (const child of childrenOf(node)) {
      inside(child, child.kind);
      const nested = node.from <= child.from && child.to <= node.to;
      assert.ok(
        nested,
        `${child.kind} ${child.from}-${child.to} in ${node.kind} ${node.from}-${node.to} of ${JSON.stringify(source)}`,
      );
    }
  });
  assert.ok(nodeAt(expr, expr.to).length > 0);
  const parents = new Map<Expr, Expr>();
  walk(expr, (node, parent) => {
    if (parent) parents.set(node, parent);
    const above: Expr[] = [];
    for (let at = parent; at; at = parents.get(at)) above.unshift(at);
    const found = ancestorsOf(expr, node);
    // A broken text has nodes that its places do not lead to.
    if (found) assert.deepEqual(found, above, `above ${node.from}-${node.to} of ${source}`);
  });
}
