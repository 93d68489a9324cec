// What functions make of the numbers they are given. Layer: promql (pure).
import type { Call, Expr } from '../ast';
import { numberOf } from '../inspect';
import { observedUnit } from './observed';
import { perSecond, type Unit } from './unit';
import { inRange, type MetricValues, rounded, unknownValue, Value } from './value';

const seconds: Unit = { of: 'time', scale: 1, perSecond: false };
const now = new Value('timestamp', seconds, 0, Infinity);
const share = new Value('share', { of: 'share', scale: 1, perSecond: false }, 0, 1);
const someRate = new Value('rate', undefined, 0, Infinity);
const someQuantile = new Value('quantile', undefined, -Infinity, Infinity);
const atLeastZero = inRange(0, Infinity);
const anyNumber = new Value('count', undefined, 0, Infinity, undefined, undefined, 1, false, false, true);
const atLeastOne = anyNumber.within(1, Infinity);

/** Ranges of the functions whose results do not hang on data. */
const fixed: Readonly<Record<string, readonly [min: number, max: number]>> = {
  minute: [0, 59],
  hour: [0, 23],
  day_of_week: [0, 6],
  day_of_month: [1, 31],
  day_of_year: [1, 366],
  days_in_month: [28, 31],
  month: [1, 12],
  absent: [1, 1],
  absent_over_time: [1, 1],
  present_over_time: [1, 1],
  sgn: [-1, 1],
};

/** Functions that pass on values of the series, or such as lie between several. */
const passing: ReadonlySet<string> = new Set(
  (
    'avg_over_time max_over_time min_over_time last_over_time first_over_time mad_over_time label_replace label_join ' +
    'sort sort_desc sort_by_label sort_by_label_desc scalar vector abs ceil floor round info'
  ).split(' '),
);

/** The value of a call, from those of its arguments. */
export function valueOfCall(call: Call, of: (expr: Expr) => Value, metrics: MetricValues): Value {
  const { func, args } = call;
  const name = func.name;
  const range = fixed[name];
  if (range) {
    return inRange(range[0], range[1], true);
  }
  const first = args[0];
  const given = first ? of(first) : unknownValue;
  // To tenths, or to any other step.
  if (name === 'round' && args.length > 1) return given.within(-Infinity, Infinity).rounded(false);
  if (passing.has(name)) return passed(name, given);
  switch (name) {
    case 'rate':
    case 'irate':
      return rateOf(given);
    case 'increase':
      return increaseOf(given, first && windowOf(first));
    case 'quantile_over_time':
      return args[1] ? of(args[1]) : unknownValue;
    case 'sum_over_time':
      return given.sum().within(given.min >= 0 ? given.min : -Infinity, given.max <= 0 ? 0 : Infinity);
    case 'count_over_time':
    case 'histogram_count':
      return name === 'count_over_time' ? atLeastOne : anyNumber;
    case 'changes':
    case 'resets':
      return anyNumber;
    case 'stddev_over_time':
    case 'stdvar_over_time':
    case 'sqrt':
    case 'exp':
      return atLeastZero;
    case 'predict_linear':
      return predicted(given);
    case 'delta':
    case 'idelta':
      return differenceOf(name, given);
    case 'holt_winters':
    case 'double_exponential_smoothing':
      return new Value(given.kind === 'gauge' ? 'gauge' : 'unknown', given.unit, -Infinity, Infinity);
    case 'deriv':
      return new Value('unknown', given.unit && perSecond(given.unit), -Infinity, Infinity);
    case 'histogram_quantile':
      return args[1] ? quantileOf(of(args[1]), args[1], metrics) : someQuantile;
    case 'histogram_quantiles':
      return first ? quantileOf(given, first, metrics) : someQuantile;
    case 'histogram_fraction':
      return share;
    case 'histogram_avg':
      return new Value('mean', first && observedUnit(first, metrics), -Infinity, Infinity);
    case 'histogram_stddev':
      return new Value('unknown', first && observedUnit(first, metrics), 0, Infinity);
    case 'histogram_sum':
      return new Value('unknown', given.unit, -Infinity, Infinity);
    case 'time':
    case 'timestamp':
      return now;
    case 'clamp':
    case 'clamp_min':
    case 'clamp_max':
      return clamped(call, given);
    default:
      return unknownValue;
  }
}

function passed(name: string, value: Value): Value {
  if (name === 'avg_over_time' || name === 'mad_over_time') return value.rounded(false);
  if (name === 'ceil' || name === 'floor' || name === 'round') {
    return value.within(Math.floor(value.min), Math.ceil(value.max)).rounded(true);
  }
  if (name !== 'abs' || value.min >= 0) return value;
  return value.anonymous().within(0, Math.max(-value.min, value.max));
}

function rateOf(value: Value): Value {
  const { of, unit } = value;
  if (value.kind === 'buckets') return value.as('bucket-rate');
  // What rate() is taken of without anything known is taken for a counter by its author, too.
  if (!of) return value.kind === 'unknown' ? someRate : unknownValue;
  if (value.kind !== 'counter' && !(value.kind === 'unknown' && of.byName)) return atLeastZero;
  const physical = of.physical;
  return new Value(
    'rate',
    unit && perSecond(unit),
    Math.max(0, rounded((physical?.[0] ?? 0) * value.factor)),
    physical ? rounded(physical[1] * value.factor) : Infinity,
    of,
    value.selector,
    value.factor,
    physical !== undefined,
  );
}

function increaseOf(value: Value, window: number | undefined): Value {
  const rate = rateOf(value);
  if (rate.kind !== 'rate') return rate;
  const max = window === undefined ? Infinity : rounded(rate.max * window);
  const min = window === undefined ? 0 : rounded(rate.min * window);
  const { of, selector, factor, physical } = rate;
  return new Value('increase', value.unit, min, max, of, selector, factor, physical, false, false, window);
}

/** Seconds of `[5m]` or `[5m:1m]`; undefined where they are not plain. */
export function windowOf(expr: Expr): number | undefined {
  if (expr.kind !== 'matrix' && expr.kind !== 'subquery')
    return expr.kind === 'paren' ? windowOf(expr.expr) : undefined;
  return expr.range.kind === 'number' ? expr.range.value : undefined;
}

/** `delta()` goes on to the ends of its window, which makes of two samples up to three times their difference. */
function differenceOf(name: string, { kind, unit, min, max }: Value): Value {
  if (kind !== 'gauge' && kind !== 'share') return new Value('unknown', unit, -Infinity, Infinity);
  const most = (max - min) * (name === 'delta' ? 3 : 1);
  return new Value(kind === 'gauge' ? 'gauge' : 'unknown', unit, -most, most);
}

function quantileOf(buckets: Value, expr: Expr, metrics: MetricValues): Value {
  const { of, selector } = buckets;
  if (buckets.kind !== 'buckets' && buckets.kind !== 'bucket-rate') {
    const unit = observedUnit(expr, metrics);
    return unit ? new Value('quantile', unit, -Infinity, Infinity) : someQuantile;
  }
  const [first, last] = [of?.buckets?.[0], of?.buckets?.at(-1)];
  return new Value(
    'quantile',
    of?.unit,
    first !== undefined && first > 0 ? 0 : -Infinity,
    last ?? Infinity,
    of,
    selector,
  );
}

/** Where a line through a gauge's values leads: below nothing, but hardly to what no device has. */
function predicted({ kind, unit, max, of, selector, factor, physical }: Value): Value {
  if (kind !== 'gauge') return new Value('unknown', unit, -Infinity, Infinity);
  return new Value(kind, unit, -Infinity, physical ? max : Infinity, of, selector, factor, physical);
}

function clamped({ func, args }: Call, value: Value): Value {
  const bound = (at: number): number | undefined => (args[at] ? numberOf(args[at]) : undefined);
  const low = func.name === 'clamp_max' ? undefined : bound(1);
  const high = func.name === 'clamp_min' ? undefined : bound(func.name === 'clamp' ? 2 : 1);
  const min = low === undefined ? value.min : Math.max(value.min, low);
  const max = high === undefined ? value.max : Math.min(value.max, high);
  return value.within(Math.min(min, high ?? Infinity), Math.max(max, low ?? -Infinity)).rounded(false);
}
