// PromQL evaluated over columns of samples: the entrance. Layer: evaluation (pure; above series and promql).
//
//   const { expr, problems } = analyzePromql(text, target);            // problems: what Prometheus would refuse
//   const outcome = finish(evaluateInstant(expr, storage, 600_000, { dialect: target }));
//   if (outcome.ok && outcome.value.type === 'vector') for (const { labels, value } of outcome.value.samples) …
//
// An expression with problems gives an error or some value, as far as it can be read: do not show that.
// Both functions are generators: draw from them in slices (`lsp/scheduler.ts`) or with `finish` (`text/slices.ts`). They pause
// after some hundred thousand samples, which takes a few milliseconds. Nothing is thrown; what goes wrong is an outcome.
import type { Expr } from '../promql/ast';
import type { Dialect } from '../promql/dialect';
import type { Histogram } from '../series/histogram/histogram';
import type { Labels } from '../series/labels';
import type { Storage } from '../series/series';
import type { Span } from '../text/span';
import { type Annotation, EvaluationFailure, type FailureKind } from './annotations';
import { Evaluation } from './evaluation';

export { type Annotation, annotationText, type FailureKind } from './annotations';

/** How an expression is evaluated; times and durations in milliseconds. */
export interface EvaluationOptions {
  /** The Prometheus that is imitated: closed ranges before 3.0, sums without compensation before 2.54, … */
  readonly dialect: Dialect;
  /** How old a sample of an instant selector may be; 5 minutes where it is left out. */
  readonly lookback?: number;
  /** Step of subqueries that name none (Prometheus takes its evaluation interval); 1 minute where it is left out. */
  readonly subqueryStep?: number;
  /** Flag `promql-delayed-name-removal`. */
  readonly delayedNameRemoval?: boolean;
  /** Flag `use-start-timestamps`: resets are read from the start times of samples. */
  readonly startTimestamps?: boolean;
  /** Flag `type-and-unit-labels`: whether a metric is a counter is read from its label `__type__`. */
  readonly typeAndUnitLabels?: boolean;
  /** The storage is promtool's for unit tests, which brings matchers in an order of its own; `absent` shows it. */
  readonly storageOfTests?: boolean;
  readonly limits?: Partial<Limits>;
  /** Ends the evaluation at the next pause. */
  readonly signal?: { readonly aborted: boolean };
}

/** What an evaluation may take; beyond it fails with the name of the limit. */
export interface Limits {
  /** Numbers that are held at one time, over all series of all parts of the expression: 50 million, as in Prometheus. */
  readonly samples: number;
  /** Series that one selector may find: 1 million. */
  readonly series: number;
  /** Steps of a range query or subquery: 1 million. */
  readonly steps: number;
}

/** A sample of an instant vector; `histogram` where it is a native histogram, `value` is then 0. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
  readonly histogram?: Histogram;
}

/** Points of one series by rising time. */
export interface ResultSeries {
  readonly labels: Labels;
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** The points that are native histograms; absent where there are none. */
  readonly histograms?: readonly (Histogram | undefined)[];
}

/** Value of an expression. A range query gives a matrix, a scalar then is one series without labels. */
export type Value =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'string'; readonly text: string }
  /** In the order of Prometheus where it has one (`sort`, `topk`). */
  | { readonly type: 'vector'; readonly samples: readonly Sample[] }
  /** Sorted by labels. */
  | { readonly type: 'matrix'; readonly series: readonly ResultSeries[] };

export type Outcome =
  | {
      readonly ok: true;
      readonly value: Value;
      readonly warnings: readonly Annotation[];
      readonly infos: readonly Annotation[];
    }
  | {
      readonly ok: false;
      readonly error: EvaluationError;
      readonly warnings: readonly Annotation[];
      readonly infos: readonly Annotation[];
    };

/** Why there is no value. `message` is Prometheus' own for the kind `execution`; the place is in the text of the expression. */
export interface EvaluationError extends Span {
  readonly kind: FailureKind;
  readonly message: string;
}

/** A range query: from `start` to `end`, both included, every `step` milliseconds. */
export interface Steps {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Evaluates an expression at one time (milliseconds since the epoch). */
export function* evaluateInstant(
  expr: Expr,
  storage: Storage,
  time: number,
  options: EvaluationOptions,
): Generator<void, Outcome> {
  return yield* guarded(new Evaluation(storage, { start: time, end: time, step: 0 }, options), expr, true);
}

/** Evaluates an expression at every step of a range, all steps at once. */
export function* evaluateRange(
  expr: Expr,
  storage: Storage,
  steps: Steps,
  options: EvaluationOptions,
): Generator<void, Outcome> {
  return yield* guarded(new Evaluation(storage, steps, options), expr, false);
}

function* guarded(evaluation: Evaluation, expr: Expr, instant: boolean): Generator<void, Outcome> {
  const { annotations } = evaluation;
  try {
    const value = yield* evaluation.run(expr, instant);
    return { ok: true, value, warnings: annotations.warnings(), infos: annotations.infos() };
  } catch (thrown) {
    const failure = thrown instanceof EvaluationFailure ? thrown : undefined;
    const error: EvaluationError = failure
      ? { kind: failure.kind, message: failure.message, from: failure.at.from, to: failure.at.to }
      : { kind: 'internal', message: `The evaluation broke: ${String(thrown)}`, from: expr.from, to: expr.to };
    return { ok: false, error, warnings: annotations.warnings(), infos: annotations.infos() };
  }
}
