// Finds series over which an expression holds as long as an alert has to wait, and series over which it never does.
// Layer: unittest (pure).
import { type EvaluationOptions, evaluateRange } from '../../evaluation/evaluate';
import type { Expr } from '../../promql/ast';
import { readValues, seriesOf } from '../../series/notation';
import { SeriesStore } from '../../series/store';
import type { Shape, Span } from './shapes';

/** When the expression has to hold: every `step` milliseconds from `from` to `to`, both included. */
export interface Hold {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

export interface Found {
  readonly firing: readonly Shape[];
  /** The same with one series changed, over which nothing fires; undefined where none was found. */
  readonly silent?: readonly Shape[];
}

/** How many combinations of shapes are tried. */
const mostTries = 4000;

/** Searches the shapes of each input, the plainest combinations first. In slices; undefined where none fires. */
export function* search(
  expr: Expr,
  inputs: readonly (readonly Shape[])[],
  span: Span,
  hold: Hold,
  options: EvaluationOptions,
): Generator<void, Found | undefined> {
  let tries = 0;
  for (const chosen of combinations(inputs.map(({ length }) => length))) {
    if (++tries > mostTries) return undefined;
    const shapes = chosen.map((shape, i) => inputs[i]![shape]!);
    if ((yield* held(expr, shapes, span, hold, options)) < stepsOf(hold)) continue;
    const silent = yield* quieted(expr, inputs, chosen, span, hold, options);
    return { firing: shapes, ...(silent ? { silent } : {}) };
  }
  return undefined;
}

/** Changes one input at a time until nothing holds at any step; its series stay there where that is possible. */
function* quieted(
  expr: Expr,
  inputs: readonly (readonly Shape[])[],
  chosen: readonly number[],
  span: Span,
  hold: Hold,
  options: EvaluationOptions,
): Generator<void, readonly Shape[] | undefined> {
  const always = { ...hold, from: 0 };
  for (const [i, shapes] of inputs.entries()) {
    const there = shapes.filter(shape => shape.length > 0);
    for (const shape of there) {
      const changed = chosen.map((at, k) => (k === i ? shape : inputs[k]![at]!));
      if ((yield* held(expr, changed, span, always, options)) === 0) return changed;
    }
  }
  return undefined;
}

export function stepsOf({ from, to, step }: Hold): number {
  return Math.floor((to - from) / step) + 1;
}

/** At how many steps the series that is there most often is there. */
export function* held(
  expr: Expr,
  shapes: readonly Shape[],
  { interval }: Pick<Span, 'interval'>,
  { from, to, step }: Hold,
  options: EvaluationOptions,
): Generator<void, number> {
  const store = new SeriesStore();
  for (const { labels, values } of shapes.flat()) {
    const read = readValues(values);
    if (read.ok) store.add(seriesOf(labels, read.values, 0, interval * 1000));
  }
  const outcome = yield* evaluateRange(expr, store, { start: from, end: to, step }, options);
  yield;
  if (!outcome.ok || outcome.value.type !== 'matrix') return 0;
  return Math.max(0, ...outcome.value.series.map(({ times }) => times.length));
}

/** Indexes into lists of the given lengths, those with small sums first. */
function* combinations(lengths: readonly number[]): Generator<readonly number[]> {
  if (lengths.some(length => length === 0)) return;
  const most = lengths.reduce((sum, length) => sum + length - 1, 0);
  for (let sum = 0; sum <= most; sum++) yield* summing(lengths, sum);
}

function* summing([length, ...rest]: readonly number[], sum: number): Generator<readonly number[]> {
  if (length === undefined) {
    if (sum === 0) yield [];
    return;
  }
  for (let at = 0; at < length && at <= sum; at++) for (const tail of summing(rest, sum - at)) yield [at, ...tail];
}
