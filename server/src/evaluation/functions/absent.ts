// `absent` and `absent_over_time`: one series where there is nothing. Layer: evaluation.
import type { Call, Expr } from '../../promql/ast';
import { Labels } from '../../series/labels';
import type { LabelMatcher } from '../../series/series';
import { type Column, type Grid, isEmpty } from '../column';
import type { Evaluation } from '../evaluation';
import { isMetadata } from '../names';
import { unwrapped } from './arguments';

/** `absent(v)`. */
export function* absent(ev: Evaluation, expr: Call, grid: Grid): Generator<void, readonly Column[]> {
  const arg = unwrapped(expr.args[0]!);
  return missing(ev, expr, arg, yield* ev.vector(arg, grid), grid, false);
}

/** From what is there in the ranges to where nothing is. */
export function absentOverTime(
  ev: Evaluation,
  expr: Call,
  arg: Expr,
  columns: readonly Column[],
  grid: Grid,
): readonly Column[] {
  return missing(ev, expr, arg, columns, grid, true);
}

function missing(
  ev: Evaluation,
  expr: Call,
  arg: Expr,
  columns: readonly Column[],
  grid: Grid,
  dropName: boolean,
): readonly Column[] {
  const result = ev.column(labelsOf(ev, arg), grid.count, expr, dropName);
  result.values.fill(1);
  result.present.fill(1);
  for (const { present } of columns) {
    for (let step = 0; step < grid.count; step++) if (present[step]) result.present[step] = 0;
  }
  return isEmpty(result) ? [] : [result];
}

/** First the matchers that pick series, then those that take some away, as the index of Prometheus' storage asks for them. */
function subtractingLast(matchers: readonly LabelMatcher[]): readonly LabelMatcher[] {
  const set = new Set(matchers.filter(({ matches }) => !matches('')).map(({ name }) => name));
  const subtracts = ({ name, op, matches }: LabelMatcher): boolean =>
    !set.has(name) || (op.startsWith('!') && matches(''));
  return [...matchers.filter(one => !subtracts(one)), ...matchers.filter(subtracts)];
}

/** What the matchers with `=` say of the series that is missing; a label that is matched twice says nothing. */
function labelsOf(ev: Evaluation, arg: Expr): Labels {
  const selector = arg.kind === 'matrix' ? arg.selector : arg;
  if (selector.kind !== 'selector') return Labels.empty;
  const found = new Map<string, string>();
  const seen = new Set<string>();
  const matchers = ev.matchers(selector);
  const sorted = ev.options.storageOfTests && ev.semantics.sortsMatchers;
  for (const { name, op, value } of sorted ? subtractingLast(matchers) : matchers) {
    if (isMetadata(name)) continue;
    found.set(name, op === '=' && !seen.has(name) ? value : '');
    if (op === '=') seen.add(name);
  }
  return Labels.of(found);
}
