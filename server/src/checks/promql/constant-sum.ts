// The time of a processor summed or averaged over all of its modes: idle is one of them, and together they are always the same.
// Layer: checks.
import type { Aggregate, Expr, VectorSelector } from '../../promql/ast';
import { isComparison, metricName, numberOf } from '../../promql/inspect';
import { canCarry } from '../../promql/shape';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/constant-sum',
  summary: 'A sum or mean over all parts of a whole is compared, and it never changes.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'selector',
  about: ['wholeOver', 'stateIn'],
  needs: ['catalog'],
  messages: {
    state:
      'Over all values of `{label}` the series of `{metric}` add up to 1 for each object, whatever its {label}: choose one with `{label}="…"`.',
    spread:
      '`avg` divides by the number of values of `{label}`, too, so this stays far below the share in use: add them up first, `sum without ({label}) (…)`, or take 1 minus the mean of `{label}="idle"`.',
    found:
      'Over all values of `{label}` the series of `{metric}` add up to the whole, whatever happens, so this is always the same: choose the ones that count, such as `{label}!="idle"`, or subtract those of `{label}="idle"` from the whole.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const fact = metric === undefined ? undefined : ctx.catalog.find(metric)?.metric;
    const label = fact?.wholeOver ?? fact?.stateIn;
    if (!unit.sound || label === undefined || metric === undefined) return;
    const parents = unit.parents(node);
    if (chooses(node, label)) {
      const mean = fact?.wholeOver !== undefined && choosesSeveral(node, label) ? meanOf(parents) : undefined;
      if (mean && canCarry(unit.shapeOf(mean), label) === 'no') ctx.report(node.name ?? node, 'spread', { label });
      return;
    }
    const isState = fact?.wholeOver === undefined;
    const compared = comparedSide(node, parents, isState);
    if (!compared || canCarry(unit.shapeOf(compared), label) !== 'no') return;
    ctx.report(node.name ?? node, isState ? 'state' : 'found', { metric, label });
  },
});

function chooses({ matchers }: VectorSelector, label: string): boolean {
  return matchers.some(matcher => matcher.label.name === label);
}

function choosesSeveral({ matchers }: VectorSelector, label: string): boolean {
  const own = matchers.filter(matcher => matcher.label.name === label);
  return own.every(({ op, value }) => op === '!=' || op === '!~' || (op === '=~' && value?.value.includes('|')));
}

/** `avg(rate(…))`, nothing in between. */
function meanOf(parents: readonly Expr[]): Aggregate | undefined {
  const [first, second, third] = parents
    .filter(({ kind }) => kind !== 'paren')
    .slice(-3)
    .reverse();
  if (first?.kind !== 'matrix' || second?.kind !== 'call' || !isRate(second.func.name)) return undefined;
  return third?.kind === 'aggregate' && third.op === 'avg' ? third : undefined;
}

function isRate(name: string): boolean {
  return name === 'rate' || name === 'irate' || name === 'increase';
}

/** The side of a comparison with a number to which the rate of a selector leads through sums, means and arithmetic with numbers. */
function comparedSide(selector: VectorSelector, parents: readonly Expr[], isState: boolean): Expr | undefined {
  let inner: Expr = selector;
  let isOfRate = isState;
  let isSummed = false;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i]!;
    if (parent.kind === 'call') {
      if (isOfRate || !isRate(parent.func.name)) return undefined;
      isOfRate = true;
    } else if (parent.kind === 'aggregate') {
      if (parent.expr !== inner || (parent.op !== 'sum' && (parent.op !== 'avg' || isState))) return undefined;
      isSummed = true;
    } else if (parent.kind === 'binary') {
      if (numberOf(parent.lhs === inner ? parent.rhs : parent.lhs) === undefined) return undefined;
      if (isComparison(parent.op)) return isOfRate && (isSummed || !isState) ? inner : undefined;
      if (!'+-*/'.includes(parent.op)) return undefined;
    } else if (parent.kind !== 'paren' && parent.kind !== 'matrix') return undefined;
    inner = parent;
  }
  return undefined;
}
