// Series that are 0 or 1 and always there, used as a set: `unless` and `and` ask whether there is a series and never look at its
// value. Layer: checks.
import type { ExprUnit } from '../../analysis/rule';
import type { Catalog, MetricFact } from '../../catalog/schema';
import type { Binary, Expr, VectorSelector } from '../../promql/ast';
import { metricName, unwrap } from '../../promql/inspect';
import { picks } from '../../promql/values';
import { defineCheck, type Fix } from '../check';
import { comesAndGoes, flags } from './stateMetrics';

export const check = defineCheck({
  id: 'promql/uncompared-flag',
  summary: 'A metric that is 0 or 1 is a condition by its being there.',
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
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound) return;
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

/** Sets bind less tightly than comparisons. */
function fixFor(side: Expr): Fix {
  return { title: 'Compare with 1', safe: false, edits: [{ at: { from: side.to, to: side.to }, newText: ' == 1' }] };
}
