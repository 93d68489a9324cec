// What is 0 or 1 and always there, series and comparisons with `bool`, used as a set: `unless` and `and` ask whether there is a
// series and never look at its value. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Catalog, MetricFact } from '../../catalog/schema';
import type { Binary, Expr, VectorSelector } from '../../promql/ast';
import { isComparison, metricName, numberOf, unwrap } from '../../promql/inspect';
import { innermostOf, isAskedForPresence, picks } from '../../promql/values';
import type { Span } from '../../text/span';
import { defineCheck, type Fix } from '../check';
import { comesAndGoes, flags } from './stateMetrics';

export const check = defineCheck({
  id: 'promql/uncompared-flag',
  summary: 'What is 0 or 1 is a condition by its being there.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'binary',
  only: ['and', 'unless'],
  needs: ['catalog'],
  messages: {
    asked: '`{metric}` is there with 0, too, and `{op}` does not look at values, so it {effect}: compare it with 1.',
    fires:
      '`{metric}` is there with 0, too, and `and` does not look at values, so the alert fires for all: compare it with 1.',
    bool: 'With `bool` there is a result, 0, also where the comparison is false, and `{op}` does not look at values, so {effect}: {cure}.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound) return;
    const { op, lhs, rhs } = node;
    const reportBool = (side: Expr, effect: string): void => {
      const bool = boolIn(side);
      if (!bool) return;
      const inner = unwrap(side);
      const isAlone = inner.kind === 'binary' && inner.bool === bool;
      const cure = isAlone ? 'leave `bool` out' : 'compare the result with a number';
      ctx.report(bool, 'bool', { op, effect, cure }, isAlone ? { fix: withoutBool(bool) } : {});
    };
    const isAsked = isResult(node, unit) || isAskedForPresence(node, unit.parents(node));
    if (isAsked) reportBool(lhs, 'nobody asks whether it holds');
    reportBool(rhs, op === 'unless' ? 'it takes away all that have a value' : 'it keeps all that have one');
    const asked = flagOf(node.rhs, ctx.catalog);
    if (asked) {
      const { selector, metric } = asked;
      const effect =
        node.op === 'unless' ? 'takes away whatever has such a series' : 'keeps whatever has such a series';
      ctx.report(selector, 'asked', { metric, op: node.op, effect }, { fix: fixFor(node.rhs) });
    }
    const told = node.op === 'and' && isResult(node, unit) ? flagOf(node.lhs, ctx.catalog) : undefined;
    if (told) ctx.report(told.selector, 'fires', { metric: told.metric }, { fix: fixFor(node.lhs) });
  },
});

interface Flag {
  readonly selector: VectorSelector;
  readonly metric: string;
}

/** The flag whose values a side passes on as they are. */
function flagOf(side: Expr, catalog: Catalog): Flag | undefined {
  let inner = unwrap(side);
  while (inner.kind === 'aggregate' && (inner.op === 'sum' || picks(inner))) inner = unwrap(inner.expr);
  if (inner.kind !== 'selector') return undefined;
  const metric = metricName(inner);
  const fact = metric === undefined ? undefined : catalog.find(metric)?.metric;
  return fact && metric !== undefined && isAlwaysThere(fact, inner) ? { selector: inner, metric } : undefined;
}

/** Where no state is chosen, the object itself may be asked for. */
function isAlwaysThere({ name, stateIn }: MetricFact, { matchers }: VectorSelector): boolean {
  if (stateIn === undefined) return flags.test(name);
  return !comesAndGoes.test(name) && matchers.some(({ label, op }) => label.name === stateIn && op?.startsWith('='));
}

/** Whether an alert fires for what it gives, whatever its value. */
function isResult(node: Binary, unit: ExprUnit): boolean {
  if (!unit.rule.alert) return false;
  let inner: Expr = node;
  for (const parent of [...unit.parents(node)].reverse()) {
    const passes =
      parent.kind === 'paren' ||
      (parent.kind === 'binary' &&
        (parent.op === 'or' || ((parent.op === 'and' || parent.op === 'unless') && parent.lhs === inner)));
    if (!passes) return false;
    inner = parent;
  }
  return true;
}

/** The `bool` of a comparison of series that a side gives as it is, added up or multiplied with others. */
function boolIn(side: Expr): Span | undefined {
  const inner = innermostOf(side);
  if (inner.kind === 'call' && inner.func.name === 'vector') return inner.args[0] && boolIn(inner.args[0]);
  if (inner.kind !== 'binary') return undefined;
  if (isComparison(inner.op)) return inner.bool;
  if (!'+-*/'.includes(inner.op)) return undefined;
  const left = boolIn(inner.lhs);
  return numberOf(inner.rhs) === undefined && !boolIn(inner.rhs) ? undefined : left;
}

function withoutBool(bool: Span): Fix {
  return { title: 'Leave bool out', safe: false, edits: [{ at: bool, newText: '' }] };
}

/** Sets bind less tightly than comparisons. */
function fixFor(side: Expr): Fix {
  return { title: 'Compare with 1', safe: false, edits: [{ at: { from: side.to, to: side.to }, newText: ' == 1' }] };
}
