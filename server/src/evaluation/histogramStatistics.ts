// Selectors of which only count and sum of native histograms are read: Prometheus does not decode the buckets of those, and tells
// resets by hints instead. Layer: evaluation. It shows in hints and the remarks about them.
import type { Expr, VectorSelector } from '../promql/ast';
import { childrenOf } from '../promql/walk';
import { withHint } from '../series/histogram/arithmetic';
import { type Histogram, histogram } from '../series/histogram/histogram';
import { detectReset } from '../series/histogram/resets';
import type { Series } from '../series/series';

/** Functions that read no buckets. */
const light: ReadonlySet<string> = new Set(
  'histogram_count histogram_sum histogram_avg timestamp start_timestamp absent'.split(' '),
);

/** Functions that read buckets, whatever stands around them. */
const heavy: ReadonlySet<string> = new Set(
  'histogram_quantile histogram_quantiles histogram_fraction histogram_stddev histogram_stdvar changes'.split(' '),
);

const heavyOperators: ReadonlySet<string> = new Set(['</', '>/', '==', '!=']);

/** The selectors whose buckets nobody reads. */
export function withoutBuckets(root: Expr): ReadonlySet<VectorSelector> {
  const found = new Set<VectorSelector>();
  const visit = (expr: Expr, path: readonly Expr[]): void => {
    if (expr.kind === 'selector' && skips(path)) found.add(expr);
    for (const child of childrenOf(expr)) visit(child, [...path, expr]);
  };
  visit(root, []);
  return found;
}

function skips(path: readonly Expr[]): boolean {
  let skip = false;
  for (let i = path.length - 1; i >= 0; i--) {
    const outer = path[i]!;
    if (outer.kind === 'subquery') return false;
    if (outer.kind === 'aggregate' && outer.op === 'count_values') return false;
    if (outer.kind === 'binary' && heavyOperators.has(outer.op)) return false;
    if (outer.kind !== 'call') continue;
    if (heavy.has(outer.func.name)) return false;
    if (light.has(outer.func.name)) skip = true;
  }
  return skip;
}

/** The series with counts and sums alone; what was before `from` is not known to it. */
export function statisticsOf(series: Series, from: number): Series {
  const { histograms, times } = series;
  if (!histograms) return series;
  let previous: Histogram | undefined;
  const light = histograms.map((one, i) => {
    if (!one) return undefined;
    let { hint } = one;
    if (hint === 'unknown' && previous) hint = detectReset(one, previous) ? 'reset' : 'not_reset';
    if (times[i]! >= from) previous = withHint(one, hint);
    const { schema, count, sum } = one;
    return histogram({ schema, count, sum, hint });
  });
  return { ...series, histograms: light };
}
