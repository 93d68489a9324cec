// The ways in which one instant case is evaluated, as Prometheus' own runner does: as it is, with every selector pinned by `@`
// and evaluated at other times, and each of them also as the middle step of a range.
import {
  type EvaluationOptions,
  evaluateInstant,
  evaluateRange,
  type Outcome,
} from '../../server/src/evaluation/evaluate';
import type { Expr } from '../../server/src/promql/ast';
import type { SeriesStore } from '../../server/src/series/store';
import { finish } from '../../server/src/text/slices';

/** Functions whose value hangs on the time of evaluation whatever they are given: a case with one is not pinned. */
const timely: ReadonlySet<string> = new Set(
  'days_in_month day_of_month day_of_week day_of_year end hour minute month predict_linear range start step time timestamp year'.split(
    ' ',
  ),
);

/** One way. */
export interface Variant {
  readonly name: string;
  readonly outcome: Outcome;
}

export function* variantsOf(
  expr: Expr,
  text: string,
  store: SeriesStore,
  at: number,
  options: EvaluationOptions,
  ordered: boolean,
): Generator<Variant> {
  for (const { name, tree, time } of [{ name: 'as it is', tree: expr, time: at }, ...pinnedAt(expr, at)]) {
    const outcome = finish(evaluateInstant(tree, store, time, options));
    yield { name, outcome };
    if (ordered || !outcome.ok || outcome.value.type === 'string' || outcome.value.type === 'matrix') continue;
    if (/(?:start|end|step|range)\(\)/i.test(text)) continue;
    const range = finish(
      evaluateRange(tree, store, { start: time - 60_000, end: time + 60_000, step: 60_000 }, options),
    );
    yield { name: `${name}, in a range`, outcome: middle(range, outcome, time) };
  }
}

function pinnedAt(
  expr: Expr,
  at: number,
): readonly { readonly name: string; readonly tree: Expr; readonly time: number }[] {
  if (hasTimely(expr)) return [];
  const tree = pinned(expr, at);
  const times = at === 0 ? [-1000, 0, 1000] : [-10 * at, 0, Math.trunc(at / 5), at, 10 * at];
  return times.map(time => ({ name: `pinned, at ${time / 1000} s`, tree, time }));
}

function hasTimely(expr: unknown): boolean {
  if (typeof expr !== 'object' || expr === null) return false;
  const node = expr as { kind?: string; func?: { name?: string } };
  if (node.kind === 'call' && timely.has(node.func?.name ?? '')) return true;
  return Object.values(expr).some(hasTimely);
}

/** The tree with every selector pinned that is not already; what stands in a pinned subquery stays. */
export function pinned(expr: Expr, at: number): Expr {
  const pin = { from: 0, to: 0, anchor: 'time' as const, time: at / 1000 };
  switch (expr.kind) {
    case 'selector':
      return { ...expr, at: expr.at ?? pin };
    case 'matrix':
      return { ...expr, selector: { ...expr.selector, at: expr.selector.at ?? pin } };
    case 'subquery':
      return { ...expr, at: expr.at ?? pin };
    case 'paren':
    case 'unary':
      return { ...expr, expr: pinned(expr.expr, at) };
    case 'binary':
      return { ...expr, lhs: pinned(expr.lhs, at), rhs: pinned(expr.rhs, at) };
    case 'aggregate':
      return { ...expr, expr: pinned(expr.expr, at), param: expr.param && pinned(expr.param, at) };
    case 'call':
      return { ...expr, args: expr.args.map(arg => pinned(arg, at)) };
    default:
      return expr;
  }
}

/** The middle step of a range result as the result of an instant query; its remarks are not compared. */
function middle(range: Outcome, instant: Outcome, time: number): Outcome {
  if (!range.ok || !instant.ok || range.value.type !== 'matrix') return range;
  const samples = range.value.series.flatMap(({ labels, times, values, histograms }) => {
    const i = times.indexOf(time);
    if (i < 0) return [];
    const histogram = histograms?.[i];
    return [histogram ? { labels, value: 0, histogram } : { labels, value: values[i]! }];
  });
  const value =
    instant.value.type === 'scalar'
      ? { type: 'scalar' as const, value: samples[0]?.value ?? Number.POSITIVE_INFINITY }
      : { type: 'vector' as const, samples };
  return { ok: true, value, warnings: instant.warnings, infos: instant.infos };
}
