// One evaluation: from a node of the expression to its values at all steps of a grid. Layer: evaluation.
// Where the values of a part are the same at every step (`@`), it is evaluated once and copied, as upstream does.
import type { Expr, Matcher, VectorSelector } from '../promql/ast';
import { typeOf } from '../promql/types';
import type { LabelMatcher, Series, Storage } from '../series/series';
import { evaluateAggregation } from './aggregation/aggregation';
import { Annotations, EvaluationFailure } from './annotations';
import { evaluateBinary, evaluateScalarBinary } from './binary/binary';
import { evaluateUnary } from './binary/unary';
import { type Column, firstStep, type Grid, type OpenColumn } from './column';
import { DurationReader } from './durations';
import type { EvaluationOptions, Limits, Steps, Value } from './evaluate';
import { evaluateCall } from './functions/call';
import { scalarCall } from './functions/scalars';
import { statisticsOf, withoutBuckets } from './histogramStatistics';
import { Invariance } from './invariance';
import { matcherOf } from './matchers';
import { finished } from './result';
import { evaluateSelector, selectRange } from './selectors';
import { type Semantics, semanticsOf } from './semantics';
import { runSubquery } from './subquery';

/** After about so many samples an evaluation pauses: a few milliseconds. */
const workPerSlice = 30_000;

/** Work for a piece whatever its length, in samples: labels and an array of its own. */
const workPerPiece = 100;

const defaultLimits: Limits = { samples: 50_000_000, series: 1_000_000, steps: 1_000_000 };

/** The state of one evaluation. */
export class Evaluation {
  readonly annotations: Annotations;
  readonly semantics: Semantics;
  readonly lookback: number;
  readonly subqueryStep: number;
  readonly delayedNames: boolean;
  readonly limits: Limits;
  readonly durations: DurationReader;
  private readonly invariance: Invariance;
  private readonly selected = new Map<VectorSelector, readonly Series[]>();
  private light: ReadonlySet<VectorSelector> = new Set();
  private work = 0;
  /** Numbers that are held by columns. */
  private held = 0;

  constructor(
    private readonly storage: Storage,
    /** The whole query; a subquery has a grid of its own, `start()` and `end()` stay these. */
    readonly query: Steps,
    readonly options: EvaluationOptions,
  ) {
    this.semantics = semanticsOf(options.dialect);
    this.annotations = new Annotations(this.semantics);
    this.lookback = options.lookback ?? 300_000;
    this.subqueryStep = options.subqueryStep ?? 60_000;
    this.delayedNames = options.delayedNameRemoval ?? false;
    this.limits = { ...defaultLimits, ...options.limits };
    this.durations = new DurationReader(query);
    this.invariance = new Invariance();
  }

  *run(expr: Expr, instant: boolean): Generator<void, Value> {
    const { start, end, step } = this.query;
    const count = instant ? 1 : Math.max(0, Math.floor((end - start) / step) + 1);
    const grid: Grid = { start, interval: instant ? 1 : step, count, end: instant ? start : end };
    this.limitSteps(count, expr);
    this.light = withoutBuckets(expr);
    return yield* finished(this, expr, grid, instant);
  }

  /** An instant vector at all steps. */
  *vector(expr: Expr, grid: Grid): Generator<void, readonly Column[]> {
    if (grid.count === 0) return [];
    const held = this.held;
    const once = grid.count > 1 && this.invariance.holds(expr) ? firstStep(grid) : undefined;
    let columns = yield* this.node(expr, once ?? grid);
    this.held = held;
    if (once) columns = columns.map(column => this.repeated(column, grid.count, expr));
    else this.hold(columns.length * grid.count, expr);
    return columns;
  }

  /** A scalar at all steps. */
  *scalar(expr: Expr, grid: Grid): Generator<void, Float64Array> {
    switch (expr.kind) {
      case 'number':
        return new Float64Array(grid.count).fill(expr.value);
      case 'paren':
        return yield* this.scalar(expr.expr, grid);
      case 'unary': {
        const values = yield* this.scalar(expr.expr, grid);
        return expr.op === '-' ? values.map(value => -value) : values;
      }
      case 'binary':
        return yield* evaluateScalarBinary(this, expr, grid);
      case 'call':
        return yield* scalarCall(this, expr, grid);
      default:
        return this.unsupported(expr);
    }
  }

  private *node(expr: Expr, grid: Grid): Generator<void, readonly Column[]> {
    switch (expr.kind) {
      case 'paren':
        return yield* this.vector(expr.expr, grid);
      case 'selector':
        return yield* evaluateSelector(this, expr, grid);
      case 'unary':
        return yield* evaluateUnary(this, expr, grid);
      case 'binary':
        return yield* evaluateBinary(this, expr, grid);
      case 'aggregate':
        return yield* evaluateAggregation(this, expr, grid);
      case 'call':
        return yield* evaluateCall(this, expr, grid);
      default:
        return this.unsupported(expr);
    }
  }

  /** A range vector as a result of its own, at one time. */
  *matrix(expr: Expr, grid: Grid): Generator<void, readonly Series[]> {
    switch (expr.kind) {
      case 'paren':
        return yield* this.matrix(expr.expr, grid);
      case 'matrix':
        return yield* selectRange(this, expr, grid);
      case 'subquery':
        return (yield* runSubquery(this, expr, grid)).series;
      default:
        return this.unsupported(expr);
    }
  }

  /** The series of a selector; they are looked up once. */
  *select(selector: VectorSelector, from: number, to: number): Generator<void, readonly Series[]> {
    let series = this.selected.get(selector);
    if (!series) {
      series = yield* this.storage.select(this.matchers(selector), from, to);
      if (this.light.has(selector)) series = series.map(one => statisticsOf(one, from));
      if (series.length > this.limits.series) {
        const message = `The selector finds ${series.length} series, the limit is ${this.limits.series}; add matchers.`;
        this.fail('limit', message, selector);
      }
      this.selected.set(selector, series);
    }
    return series;
  }

  /** Series that no selector stands for, as those of `info()`. */
  lookUp(matchers: readonly LabelMatcher[], from: number, to: number): Generator<void, readonly Series[]> {
    return this.storage.select(matchers, from, to);
  }

  matchers({ name, matchers }: VectorSelector): readonly LabelMatcher[] {
    const all = matchers.map(matcher => this.matcher(matcher));
    if (name?.name) all.push({ name: '__name__', op: '=', value: name.name, matches: value => value === name.name });
    return all;
  }

  private matcher(matcher: Matcher): LabelMatcher {
    const made = matcherOf(matcher);
    return made ?? this.fail('execution', 'The matcher is not complete.', matcher);
  }

  /** An empty column; counts as held. */
  column(labels: Column['labels'], count: number, at: Expr, dropName = false): OpenColumn {
    this.hold(count, at);
    return { labels, dropName, values: new Float64Array(count), present: new Uint8Array(count), histograms: undefined };
  }

  /** Counts the work of one piece (a series, a step); true when it is time to pause. Cancelled, it fails. */
  spend(samples: number, at: Expr): boolean {
    this.work += samples + workPerPiece;
    if (this.work < workPerSlice) return false;
    this.work = 0;
    if (this.options.signal?.aborted) this.fail('cancelled', 'The evaluation was cancelled.', at);
    return true;
  }

  limitSteps(count: number, at: Expr): void {
    if (count <= this.limits.steps) return;
    this.fail('limit', `The query has ${count} steps, the limit is ${this.limits.steps}; use a longer step.`, at);
  }

  fail(kind: EvaluationFailure['kind'], message: string, at: Expr | Matcher): never {
    throw new EvaluationFailure(kind, message, at);
  }

  unsupported(expr: Expr): never {
    return this.fail('unsupported', `The evaluator does not know this ${expr.kind} of type ${typeOf(expr)}.`, expr);
  }

  private hold(numbers: number, at: Expr): void {
    this.held += numbers;
    if (this.held <= this.limits.samples) return;
    const message = `The query holds more than ${this.limits.samples} samples at once, which is the limit; select fewer series, a shorter range or a longer step.`;
    this.fail('limit', message, at);
  }

  private repeated(column: Column, count: number, at: Expr): Column {
    const copy = this.column(column.labels, count, at, column.dropName);
    copy.values.fill(column.values[0]!);
    copy.present.fill(column.present[0]!);
    const histogram = column.histograms?.[0];
    if (histogram) copy.histograms = new Array<typeof histogram>(count).fill(histogram);
    return copy;
  }
}
