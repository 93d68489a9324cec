// `histogram_quantile`, `histogram_quantiles`, `histogram_fraction`, over classic and native histograms. Layer: evaluation.
import { formatFloat } from '../../go/floats';
import type { Call, Expr } from '../../promql/ast';
import type { Histogram } from '../../series/histogram/histogram';
import { type Labels, metricName } from '../../series/labels';
import { parseGoFloat } from '../../template/literals';
import { groupedBy } from '../../text/grouped';
import type { Span } from '../../text/span';
import { type Column, type Grid, isEmpty, type OpenColumn, timeAt } from '../column';
import { combined } from '../duplicates';
import type { Evaluation } from '../evaluation';
import { withoutMetadata } from '../names';
import { stringValue } from '../strings';
import { unwrapped } from './arguments';
import type { VectorFunction } from './call';
import { bucketFraction, bucketQuantile, type ClassicBucket } from './classicHistograms';
import { type NativeResult, nativeFraction, nativeQuantile } from './nativeQuantiles';
import { remarkQuantile } from './quantileArgument';

/** What is computed of each histogram. */
interface Measure {
  native(histogram: Histogram, step: number): NativeResult;
  classic(buckets: readonly ClassicBucket[], step: number, name: string): number;
  /** At which steps it is asked for; at all where it is left out. */
  applies?(step: number): boolean;
  /** Label that tells several measures apart. */
  readonly label?: readonly [name: string, value: string];
}

export const quantileFunctions: Readonly<Record<string, VectorFunction>> = {
  *histogram_quantile(ev, expr, grid) {
    const [first, second] = expr.args.map(unwrapped) as [Expr, Expr];
    const quantiles = yield* ev.scalar(first, grid);
    const columns = yield* ev.vector(second, grid);
    remarkQuantiles(ev, quantiles, first);
    return yield* measured(ev, expr, columns, second, [quantileMeasure(ev, grid, quantiles, second)], grid);
  },
  *histogram_quantiles(ev, expr, grid) {
    const [vector, label, ...rest] = expr.args.map(unwrapped) as [Expr, Expr, ...Expr[]];
    const columns = yield* ev.vector(vector, grid);
    const measures: Measure[] = [];
    for (const arg of rest) {
      const quantiles = yield* ev.scalar(arg, grid);
      remarkQuantiles(ev, quantiles, arg);
      for (const q of new Set(quantiles)) {
        measures.push({
          ...quantileMeasure(ev, grid, quantiles, vector),
          applies: step => Object.is(quantiles[step], q),
          label: [stringValue(label), openMetrics(q)],
        });
      }
    }
    return yield* measured(ev, expr, columns, vector, measures, grid);
  },
  *histogram_fraction(ev, expr, grid) {
    const [first, second, third] = expr.args.map(unwrapped) as [Expr, Expr, Expr];
    const lower = yield* ev.scalar(first, grid);
    const upper = yield* ev.scalar(second, grid);
    const columns = yield* ev.vector(third, grid);
    const measure: Measure = {
      native: (histogram, step) => nativeFraction(lower[step]!, upper[step]!, histogram),
      classic: (buckets, step) => bucketFraction(lower[step]!, upper[step]!, buckets),
    };
    return yield* measured(ev, expr, columns, third, [measure], grid);
  },
};

function remarkQuantiles(ev: Evaluation, quantiles: Float64Array, at: Span): void {
  for (const q of new Set(quantiles)) remarkQuantile(ev, q, at);
}

function quantileMeasure(ev: Evaluation, grid: Grid, quantiles: Float64Array, at: Span): Measure {
  return {
    native: (histogram, step) => nativeQuantile(quantiles[step]!, histogram),
    classic: (buckets, step, name) => {
      const { value, mended } = bucketQuantile(quantiles[step]!, buckets, ev.semantics.tolerantBuckets);
      if (mended) {
        const what =
          'input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)';
        ev.annotations.forcedMonotonic(what + (ev.delayedNames ? named(name) : ''), at, {
          time: timeAt(grid, step),
          ...mended,
        });
      }
      return value;
    },
  };
}

/** How OpenMetrics writes a number: always with a point or an exponent. */
function openMetrics(value: number): string {
  const text = formatFloat(value, 'g', -1);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function named(name: string): string {
  return name === '' ? '' : ` for metric name ${JSON.stringify(name)}`;
}

/** Work for the labels of one series, in samples. */
const labelCost = 300;

/** The bucket series of one classic histogram. */
interface Classic {
  readonly labels: Labels;
  readonly buckets: { readonly bound: number; readonly column: Column }[];
}

function* measured(
  ev: Evaluation,
  expr: Call,
  columns: readonly Column[],
  at: Expr,
  measures: readonly Measure[],
  grid: Grid,
): Generator<void, readonly Column[]> {
  const fraction = expr.func.name === 'histogram_fraction';
  const classics: ReadonlyMap<string, Classic> =
    fraction && !ev.semantics.classicFractions ? new Map() : yield* gather(ev, columns, at);
  const native = groupedBy(
    columns.filter(({ histograms }) => histograms),
    ({ labels }) => labels.key,
  );
  const results: Column[] = [];
  for (const measure of measures) {
    for (const column of columns) {
      if (!column.histograms) continue;
      const classic = classics.get(column.labels.key);
      const result = open(ev, expr, column.labels, measure, grid);
      for (let step = 0; step < grid.count; step++) {
        const histogram =
          column.present[step] && measure.applies?.(step) !== false ? column.histograms[step] : undefined;
        if (!histogram) continue;
        const name = column.labels.get(metricName);
        if (classic?.buckets.some(bucket => isFloat(bucket.column, step))) {
          ev.annotations.warn(
            `vector contains a mix of classic and native histograms${ev.delayedNames ? named(name) : ''}`,
            at,
          );
          continue;
        }
        const { value, remark } = measure.native(histogram, step);
        if (remark) ev.annotations.info(remarks[remark] + (ev.delayedNames ? named(name) : ''), at);
        result.values[step] = value;
        result.present[step] = 1;
      }
      if (!isEmpty(result)) results.push(result);
      if (ev.spend(grid.count * 20, expr)) yield;
    }
    for (const [key, { labels, buckets }] of classics) {
      const natives = native.get(key) ?? [];
      const result = open(
        ev,
        expr,
        labels.filter(name => name !== 'le'),
        measure,
        grid,
      );
      for (let step = 0; step < grid.count; step++) {
        if (natives.some(one => one.present[step] && one.histograms![step])) continue;
        const present: ClassicBucket[] = [];
        for (const { bound, column } of buckets) {
          if (isFloat(column, step)) present.push({ bound, count: column.values[step]! });
        }
        if (present.length === 0 || measure.applies?.(step) === false) continue;
        result.values[step] = measure.classic(present, step, labels.get(metricName));
        result.present[step] = 1;
        if (ev.spend(present.length * 4, expr)) yield;
      }
      if (!isEmpty(result)) results.push(result);
    }
  }
  return yield* combined(ev, results, grid, expr);
}

const remarks = {
  nan: 'input to histogram_quantile has NaN observations, result is NaN',
  skewed: 'input to histogram_quantile has NaN observations, result is skewed higher',
  excluded: 'input to histogram_fraction has NaN observations, which are excluded from all fractions',
} as const;

function isFloat({ present, histograms }: Column, step: number): boolean {
  return present[step] === 1 && !histograms?.[step];
}

function open(ev: Evaluation, expr: Call, labels: Labels, { label }: Measure, grid: Grid): OpenColumn {
  const named = ev.delayedNames ? labels : withoutMetadata(labels);
  return ev.column(label ? named.with(...label) : named, grid.count, expr, true);
}

/** Classic histograms by the key of their labels without `le`. */
function* gather(ev: Evaluation, columns: readonly Column[], at: Expr): Generator<void, ReadonlyMap<string, Classic>> {
  const classics = new Map<string, Classic>();
  for (const column of columns) {
    const { labels } = column;
    if (ev.spend(labelCost, at)) yield;
    if (column.histograms && !column.present.some((one, step) => one === 1 && !column.histograms![step])) continue;
    const le = labels.get('le');
    const bound = parseGoFloat(le);
    if (bound === undefined || Number.isNaN(bound)) {
      const message = `bucket label "le" is missing or has a malformed value of ${JSON.stringify(le)}`;
      ev.annotations.warn(message + (ev.delayedNames ? named(labels.get(metricName)) : ''), at);
      continue;
    }
    const own = labels.filter(name => name !== 'le');
    let classic = classics.get(own.key);
    if (!classic) classics.set(own.key, (classic = { labels: own, buckets: [] }));
    classic.buckets.push({ bound, column });
  }
  return classics;
}
