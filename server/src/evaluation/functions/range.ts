// Functions over ranges at all steps: series by series, the range sliding over its columns. Layer: evaluation.
import type { Call, Expr } from '../../promql/ast';
import { typeOf } from '../../promql/types';
import type { Series } from '../../series/series';
import type { Span } from '../../text/span';
import { type Column, type Grid, histogramCost, isEmpty, setHistogram, timeAt } from '../column';
import { mergeOrFail } from '../duplicates';
import type { Evaluation } from '../evaluation';
import { withoutMetadata } from '../names';
import { type Reference, referenceOf } from '../reference';
import { runSubquery } from '../subquery';
import { absentOverTime } from './absent';
import { unwrapped } from './arguments';
import { remarkNonCounter } from './counterNames';
import { rangeFunction } from './rangeFunctions';
import { fillRates, type Ranges, rateKinds } from './rateColumns';
import { isPlain, moveTo, sampleCount, type Window, windowOver } from './window';

/** The range argument of a call: its series, when it looks, and how far. */
interface RangeArgument {
  readonly series: readonly Series[];
  readonly dropNames?: readonly boolean[];
  readonly reference: Reference;
  readonly range: number;
  /** How far `anchored` and `smoothed` look beyond the range on either side. */
  readonly before: number;
  readonly after: number;
  /** Where remarks about it stand: a subquery has no place upstream. */
  readonly place: Span;
}

/** Functions that may be used with `anchored` and `smoothed` ranges. */
const anchoredFunctions = ['changes', 'delta', 'increase', 'rate', 'resets'];
const smoothedFunctions = ['delta', 'increase', 'rate'];

/** Functions that sort their range. */
const sorting: ReadonlySet<string> = new Set(['quantile_over_time', 'mad_over_time']);

/** Functions that leave the sample what it is, so that the name stays. */
const keepsName: ReadonlySet<string> = new Set(['last_over_time', 'first_over_time']);

/** A call of a function over a range; undefined where no argument is a range. */
export function* evaluateRangeCall(ev: Evaluation, expr: Call, grid: Grid): Generator<void, readonly Column[]> {
  const args = expr.args.map(unwrapped);
  const at = args.findIndex(arg => typeOf(arg) === 'matrix');
  const { name } = expr.func;
  const input = yield* rangeArgument(ev, args[at]!, name, grid);
  const scalars: Float64Array[] = [];
  for (const arg of args) if (typeOf(arg) === 'scalar') scalars.push(yield* ev.scalar(arg, grid));
  const context = {
    ev,
    call: expr,
    args,
    place: input.place,
    first: at === 0 ? input.place : args[0]!,
    extended: input.before > 0 ? extendOf(args[at]!) : undefined,
  };
  const compute = rangeFunction(name, context) ?? ev.unsupported(expr);
  const fast =
    rateKinds.has(name) && !context.extended && !ev.options.startTimestamps && input.reference.interval > 0
      ? rangesOf(ev, input)
      : undefined;
  const columns: Column[] = [];
  for (const [i, series] of input.series.entries()) {
    const dropName = !keepsName.has(name) || input.dropNames?.[i] === true;
    const labels = dropName && !ev.delayedNames ? withoutMetadata(series.labels) : series.labels;
    const column = ev.column(labels, grid.count, expr, dropName);
    const window = windowOver(series, input.range / 1000, scalars.length);
    let work = grid.count;
    const { histograms } = window;
    const whole = fast && isPlain(window);
    if (whole) work = fillRates(window.floats, name, fast, column);
    for (let step = 0; step < grid.count && !whole; step++) {
      place(window, input, ev, grid, step);
      const samples = sampleCount(window);
      if (samples === 0) continue;
      work += samples * (sorting.has(name) ? 10 : 1) + (histograms.to - histograms.from) * histogramCost;
      for (let arg = 0; arg < scalars.length; arg++) window.args[arg] = scalars[arg]![step]!;
      if (compute(window)) {
        if (window.histogram) setHistogram(column, step, window.histogram);
        else {
          column.values[step] = window.value;
          column.present[step] = 1;
        }
      }
      if (work > 50_000) {
        if (ev.spend(work, expr)) yield;
        work = 0;
      }
    }
    if (ev.spend(work, expr)) yield;
    if (isEmpty(column)) continue;
    columns.push(column);
    if (name === 'rate' || name === 'increase') remarkNonCounter(ev, series.labels, column, input.place);
  }
  if (name === 'absent_over_time') return absentOverTime(ev, expr, args[at]!, columns, grid);
  return ev.delayedNames ? columns : yield* mergeOrFail(ev, columns, ev.semantics.joinsRanges, expr);
}

function rangesOf(ev: Evaluation, { reference, range }: RangeArgument): Ranges {
  const { closedRanges: closed, zeroBeforeGap } = ev.semantics;
  return { ...reference, range, closed, zeroBeforeGap };
}

/** Moves the window to a step. */
function place(window: Window, input: RangeArgument, ev: Evaluation, grid: Grid, step: number): void {
  const end = input.reference.base + step * input.reference.interval;
  const start = end - input.range;
  window.time = timeAt(grid, step);
  window.end = end;
  window.start = start;
  window.histogram = undefined;
  const open = ev.semantics.closedRanges ? start - 1 : start;
  moveTo(window.floats, open - input.before, end + input.after);
  moveTo(window.histograms, open - input.before, end + input.after);
}

function* rangeArgument(ev: Evaluation, arg: Expr, name: string, grid: Grid): Generator<void, RangeArgument> {
  if (arg.kind === 'subquery') {
    const { series, dropNames } = yield* runSubquery(ev, arg, grid);
    return {
      series,
      dropNames,
      reference: referenceOf(ev, arg, grid),
      range: ev.durations.milliseconds(arg.range, false),
      before: 0,
      after: 0,
      place: { from: 0, to: 0 },
    };
  }
  if (arg.kind !== 'matrix') return ev.unsupported(arg);
  const { selector } = arg;
  const extend = selector.extend?.kind;
  const allowed = extend === 'anchored' ? anchoredFunctions : smoothedFunctions;
  if (extend && !allowed.includes(name)) {
    ev.fail('execution', `${extend} modifier can only be used with: ${allowed.join(', ')} - not with ${name}`, arg);
  }
  const range = ev.durations.milliseconds(arg.range, false);
  const reference = referenceOf(ev, selector, grid);
  const before = extend ? ev.lookback : 0;
  const after = extend === 'smoothed' ? ev.lookback : 0;
  const last = reference.base + reference.interval * (grid.count - 1);
  const series = yield* ev.select(selector, reference.base - range - before, last + after);
  return { series, reference, range, before, after, place: arg };
}

function extendOf(arg: Expr): 'anchored' | 'smoothed' | undefined {
  return arg.kind === 'matrix' ? arg.selector.extend?.kind : undefined;
}
