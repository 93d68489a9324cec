// A quotient of raw counters: the ratio of everything since the processes began, which the last hour hardly moves. Layer: checks.
import type { Catalog } from '../../catalog/schema';
import type { Expr } from '../../promql/ast';
import { isComparison, metricName } from '../../promql/inspect';
import type { Value } from '../../promql/value/value';
import { selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/ratio-since-start',
  summary: 'Counters are divided as they stand, which gives the ratio since their processes began.',
  severity: 'warning',
  since: '0.1.0',
  on: 'binary',
  only: ['/'],
  given: ['sound', 'alert'],
  between: 'series',
  needs: ['catalog'],
  messages: {
    mean: 'Both sides count since the process began, so this is the mean of its whole life, which the last minutes hardly move: divide `rate({left}[5m])` by `rate({right}[5m])`.',
    ratio:
      'Both sides count since the process began, so this is the ratio of its whole life, which the last minutes hardly move: take `rate(…[5m])` of each.',
  },
  run({ node, in: unit }, ctx) {
    if (!unit.sound || !unit.rule.alert) return;
    const [left, right] = [unit.valueOf(node.lhs), unit.valueOf(node.rhs)];
    if (!counts(left) || !counts(right) || !isCompared(node, unit.parents(node))) return;
    const selectors = [...selectorsOf(node.lhs), ...selectorsOf(node.rhs)];
    if (selectors.some(({ offset, at }) => offset !== undefined || at !== undefined)) return;
    const names = selectors.map(metricName);
    if (names.some(name => name === undefined || meansSomething(name, ctx.catalog))) return;
    const [first, second] = names;
    const isMean = names.length === 2 && left.of?.series === 'sum' && right.of?.series === 'count';
    const isSure = isMean ? left.of?.metric === right.of?.metric : [left, right].every(isKnown);
    const severity = isSure ? 'warning' : 'info';
    if (isMean) ctx.report(node, 'mean', { left: first!, right: second! }, { severity });
    else ctx.report(node, 'ratio', {}, { severity });
  },
});

/** What is counted over the life of a device has a ratio that means something, too; and what another system counts. */
function meansSomething(name: string, catalog: Catalog): boolean {
  const hit = catalog.find(name);
  return hit !== undefined && (hit.metric.lifetime !== undefined || hit.exporter?.mirrors === true);
}

/** A counter, or the counters that buckets are. */
function counts({ kind }: Value): boolean {
  return kind === 'counter' || kind === 'buckets';
}

function isKnown({ of }: Value): boolean {
  return of !== undefined && !of.byName;
}

function isCompared(node: Expr, parents: readonly Expr[]): boolean {
  let inner = node;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    if (parent.kind === 'binary') {
      if (isComparison(parent.op)) return true;
      if (parent.lhs !== inner && parent.rhs !== inner) return false;
      if (!'+-*/'.includes(parent.op)) return false;
    } else if (parent.kind !== 'paren' && parent.kind !== 'aggregate') return false;
    inner = parent;
  }
  return false;
}
