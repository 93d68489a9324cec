// Series that say yes or no by 1 and 0, counted whatever they say. Layer: checks.

import type { Catalog, MetricFact } from '../../catalog/schema';
import type { Aggregate, Expr, VectorSelector } from '../../promql/ast';
import { boundOn } from '../../promql/bounds';
import { metricName, unwrap } from '../../promql/inspect';
import { selectorsOf } from '../../promql/walk';
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
    each: '`{metric}` has a series for every {label} of each {thing}, so `count()` counts each several times: choose one {label}.',
    parts:
      '`{metric}` has a series for every {label} of each {thing}, and `count()` counts them all: choose one, such as `{label}="idle"`.',
    up: '`{metric}` is there with 0, too, and `count()` counts it: write `sum(…)`, or `count(… == 1)`.',
  },
  run({ node, in: unit }, ctx) {
    const counted = countedIn(node.expr);
    const inner = counted.length > 1 ? counted.find(one => stateOf(one, ctx.catalog) !== undefined) : counted[0];
    const metric = inner && metricName(inner);
    if (!unit.sound || metric === undefined || !inner) return;
    const isPlain = unwrap(node.expr) === inner;
    const fact = ctx.catalog.find(metric)?.metric;
    const over = fact?.wholeOver;
    if (isPlain && over !== undefined && isCountOfParts(node, over, unit.parents(node))) {
      if (inner.matchers.some(matcher => matcher.label.name === over)) return;
      ctx.report(node.opSpan, 'parts', { metric, label: over, thing: 'cpu' });
      return;
    }
    const label = fact?.stateIn;
    if (label === undefined && !(isPlain && upLike.test(metric))) return;
    const parents = unit.parents(node);
    if (label !== undefined && fact && isPlain && !selectsState(inner.matchers, fact)) {
      const isWhole = inner.matchers.every(matcher => matcher.label.name !== label) && !keeps(node, label);
      if (isWhole && isBesideOne(node, parents, metric, label)) {
        const thing = /^kube_([a-z]+)_/.exec(metric)?.[1] ?? 'object';
        ctx.report(node.opSpan, 'each', { metric, label, thing });
      }
      return;
    }
    const bound = boundOn(node, unit.parents(node));
    if (!bound) return;
    const { op, written } = bound;
    if (label !== undefined && fact && selectsState(inner.matchers, fact)) {
      // Where something is joined, the sum may add up that, too.
      const fix = isPlain ? fixFor(unit.text, node) : undefined;
      ctx.report(node.opSpan, 'state', { metric, label }, { fix });
    } else if (label === undefined && written >= 1 && (op.startsWith('<') || (op === '==' && written > 0))) {
      ctx.report(node.opSpan, 'up', { metric }, { severity: 'info', fix: fixFor(unit.text, node) });
    }
  },
});

/** Whether processors are counted by series of which each has several: inside of another count the number does not matter. */
function isCountOfParts({ grouping }: Aggregate, over: string, parents: readonly Expr[]): boolean {
  return (
    !keeps({ grouping }, over) && !keeps({ grouping }, 'cpu') && !parents.some(parent => parent.kind === 'aggregate')
  );
}

function keeps({ grouping }: Pick<Aggregate, 'grouping'>, name: string): boolean {
  const listed = grouping?.labels.some(label => label.name === name) === true;
  return grouping?.without ? !listed : listed;
}

/** The series that are counted as they stand: alone, or joined with others, which keeps those of 0. */
function countedIn(expr: Expr): readonly VectorSelector[] {
  const inner = unwrap(expr);
  if (inner.kind === 'selector') return [inner];
  if (inner.kind !== 'binary') return [];
  if (inner.op === 'and') return countedIn(inner.lhs);
  // A product with a number decides nothing.
  return inner.op === '*' ? [...countedIn(inner.lhs), ...countedIn(inner.rhs)] : [];
}

function stateOf(selector: VectorSelector, catalog: Catalog): string | undefined {
  return catalog.find(metricName(selector) ?? '')?.metric.stateIn;
}

/** Whether the count is divided by, or divides, a count of one state of the same metric: `count(x{status="true"} == 0) / count(x)`. */
function isBesideOne(node: Expr, parents: readonly Expr[], metric: string, label: string): boolean {
  let inner = node;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    if (parent.kind === 'binary') {
      if (parent.op !== '/') return false;
      const other = parent.lhs === inner ? parent.rhs : parent.lhs;
      const beside = selectorsOf(other).filter(one => metricName(one) === metric);
      return beside.some(({ matchers }) => matchers.some(one => one.label.name === label && one.op === '='));
    }
    if (parent.kind !== 'paren') return false;
    inner = parent;
  }
  return false;
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

/** The sum of zeros and ones is their number; where there are none it is 0 instead of nothing, which may matter. */
function fixFor(text: string, { opSpan }: { readonly opSpan: { readonly from: number; readonly to: number } }) {
  if (text.slice(opSpan.from, opSpan.to).toLowerCase() !== 'count') return undefined;
  return { title: 'Add them up', safe: false, edits: [{ at: opSpan, newText: 'sum' }] };
}
