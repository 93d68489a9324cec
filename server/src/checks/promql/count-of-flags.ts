// Series that say yes or no by 1 and 0, counted whatever they say. Layer: checks.
import type { MetricFact } from '../../catalog/schema';
import type { Aggregate, Expr } from '../../promql/ast';
import { isComparison, metricName, mirrored, numberOf, unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/count-of-flags',
  summary: 'Series that are 0 or 1 are counted whatever they say.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'aggregate',
  only: ['count'],
  needs: ['catalog'],
  messages: {
    state:
      '`{metric}` has a series for every {label} of everything there is, with 0 where it does not hold, and `count()` counts them all: write `sum(…)`, or `count(… == 1)`.',
    parts:
      '`{metric}` has a series for every {label} of each {thing}, and `count()` counts them all: choose one, such as `{label}="idle"`.',
    up: '`{metric}` is there with 0, too, and `count()` counts it: write `sum(…)`, or `count(… == 1)`.',
  },
  run({ node, in: unit }, ctx) {
    const inner = unwrap(node.expr);
    const metric = inner.kind === 'selector' ? metricName(inner) : undefined;
    if (!unit.sound || metric === undefined || inner.kind !== 'selector') return;
    const fact = ctx.catalog.find(metric)?.metric;
    const over = fact?.wholeOver;
    if (over !== undefined && isCountOfParts(node, over, unit.parents(node))) {
      if (inner.matchers.some(matcher => matcher.label.name === over)) return;
      ctx.report(node.opSpan, 'parts', { metric, label: over, thing: 'cpu' });
      return;
    }
    const label = fact?.stateIn;
    if (label === undefined && !upLike.test(metric)) return;
    const bound = boundOf(node, unit.parents(node));
    if (!bound) return;
    const { op, number } = bound;
    if (label !== undefined && fact && selectsState(inner.matchers, fact)) {
      ctx.report(node.opSpan, 'state', { metric, label }, { fix: fixFor(unit.text, node) });
    } else if (label === undefined && number >= 1 && (op.startsWith('<') || (op === '==' && number > 0))) {
      ctx.report(node.opSpan, 'up', { metric }, { severity: 'info', fix: fixFor(unit.text, node) });
    }
  },
});

/** Whether processors are counted by series of which each has several: inside of another count the number does not matter. */
function isCountOfParts({ grouping }: Aggregate, over: string, parents: readonly Expr[]): boolean {
  const listed = (name: string): boolean => grouping?.labels.some(label => label.name === name) === true;
  const keeps = (name: string): boolean => (grouping?.without ? !listed(name) : listed(name));
  return !keeps(over) && !keeps('cpu') && !parents.some(parent => parent.kind === 'aggregate');
}

/** Series that stay while what they tell of is gone. */
const upLike = /^(?:up|probe_success)$/;

/** Without a state chosen, everything there is may be meant to be counted, if only several times. */
function selectsState(
  matchers: readonly { readonly label: { readonly name: string }; readonly op?: string }[],
  { stateIn }: MetricFact,
): boolean {
  return matchers.some(({ label, op }) => label.name === stateIn && (op === '=' || op === '=~'));
}

/** The number that the count itself is compared with. */
function boundOf(node: Expr, parents: readonly Expr[]): { readonly op: string; readonly number: number } | undefined {
  let inner = node;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    if (parent.kind === 'binary') {
      if (!isComparison(parent.op)) return undefined;
      const left = parent.lhs === inner;
      const number = numberOf(left ? parent.rhs : parent.lhs);
      return number === undefined ? undefined : { op: left ? parent.op : mirrored(parent.op), number };
    }
    if (parent.kind !== 'paren') return undefined;
    inner = parent;
  }
  return undefined;
}

/** The sum of zeros and ones is their number; where there are none it is 0 instead of nothing, which may matter. */
function fixFor(text: string, { opSpan }: { readonly opSpan: { readonly from: number; readonly to: number } }) {
  if (text.slice(opSpan.from, opSpan.to).toLowerCase() !== 'count') return undefined;
  return { title: 'Add them up', safe: false, edits: [{ at: opSpan, newText: 'sum' }] };
}
