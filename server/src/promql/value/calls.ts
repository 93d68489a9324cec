// What functions make of the numbers they are given. Layer: promql (pure).
import type { Call, Expr } from '../ast';
import { numberOf } from '../inspect';
import { perSecond, type Unit } from './unit';
import { rounded, unknownValue, type Value } from './value';

const seconds: Unit = { of: 'time', scale: 1, perSecond: false };

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
export function valueOfCall(call: Call, of: (expr: Expr) => Value): Value {
  const { func, args } = call;
  const name = func.name;
  const range = fixed[name];
  if (range) {
    return { ...unknownValue, min: range[0], max: range[1], whole: true };
  }
  const first = args[0];
  const given = first ? of(first) : unknownValue;
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
      return { ...given, min: given.min >= 0 ? given.min : -Infinity, max: Infinity, summed: true };
    case 'count_over_time':
    case 'histogram_count':
      return { kind: 'count', min: name === 'count_over_time' ? 1 : 0, max: Infinity, factor: 1, whole: true };
    case 'changes':
    case 'resets':
      return { kind: 'count', min: 0, max: Infinity, factor: 1, whole: true };
    case 'stddev_over_time':
    case 'stdvar_over_time':
    case 'sqrt':
    case 'exp':
      return { ...unknownValue, min: 0 };
    case 'predict_linear':
    case 'delta':
    case 'idelta':
    case 'holt_winters':
    case 'double_exponential_smoothing':
      return { ...unknownValue, unit: given.unit, ...(given.kind === 'gauge' ? { kind: 'gauge' as const } : {}) };
    case 'deriv':
      return { ...unknownValue, unit: given.unit && perSecond(given.unit) };
    case 'histogram_quantile':
      return quantileOf(args[1] ? of(args[1]) : unknownValue);
    case 'histogram_fraction':
      return { kind: 'share', unit: { of: 'share', scale: 1, perSecond: false }, min: 0, max: 1, factor: 1 };
    case 'histogram_avg':
    case 'histogram_sum':
      return { ...unknownValue, unit: given.unit };
    case 'time':
      return { kind: 'timestamp', unit: seconds, min: 0, max: Infinity, factor: 1 };
    case 'timestamp':
      return { kind: 'timestamp', unit: seconds, min: 0, max: Infinity, factor: 1 };
    case 'clamp':
    case 'clamp_min':
    case 'clamp_max':
      return clamped(call, given);
    default:
      return unknownValue;
  }
}

function passed(name: string, value: Value): Value {
  if (name === 'avg_over_time' || name === 'mad_over_time') return { ...value, whole: false };
  if (name === 'ceil' || name === 'floor' || name === 'round') {
    return { ...value, min: Math.floor(value.min), max: Math.ceil(value.max), whole: true };
  }
  if (name !== 'abs' || value.min >= 0) return value;
  return { ...value, min: 0, max: Math.max(-value.min, value.max), factor: 1, of: undefined };
}

function rateOf(value: Value): Value {
  const { of, unit } = value;
  if (value.kind === 'buckets') return { ...value, kind: 'bucket-rate' };
  // What rate() is taken of without anything known is taken for a counter by its author, too.
  if (!of) return value.kind === 'unknown' ? { kind: 'rate', min: 0, max: Infinity, factor: 1 } : unknownValue;
  if (value.kind !== 'counter') return { ...unknownValue, min: 0 };
  const physical = of.physical;
  return {
    kind: 'rate',
    unit: unit && perSecond(unit),
    min: Math.max(0, rounded((physical?.[0] ?? 0) * value.factor)),
    max: physical ? rounded(physical[1] * value.factor) : Infinity,
    ...(physical ? { physical: true } : {}),
    of,
    selector: value.selector,
    factor: value.factor,
  };
}

function increaseOf(value: Value, window: number | undefined): Value {
  const rate = rateOf(value);
  if (rate.kind !== 'rate') return rate;
  const max = window === undefined ? Infinity : rounded(rate.max * window);
  const min = window === undefined ? 0 : rounded(rate.min * window);
  return { ...rate, kind: 'increase', unit: value.unit, min, max, window };
}

/** Seconds of `[5m]` or `[5m:1m]`; undefined where they are not plain. */
export function windowOf(expr: Expr): number | undefined {
  if (expr.kind !== 'matrix' && expr.kind !== 'subquery')
    return expr.kind === 'paren' ? windowOf(expr.expr) : undefined;
  return expr.range.kind === 'number' ? expr.range.value : undefined;
}

function quantileOf(buckets: Value): Value {
  const { of, selector } = buckets;
  if (buckets.kind !== 'buckets' && buckets.kind !== 'bucket-rate') return { ...unknownValue, kind: 'quantile' };
  return {
    kind: 'quantile',
    unit: of?.unit,
    min: of?.buckets?.[0] !== undefined && of.buckets[0] > 0 ? 0 : -Infinity,
    max: of?.buckets?.at(-1) ?? Infinity,
    of,
    selector,
    factor: 1,
  };
}

function clamped({ func, args }: Call, value: Value): Value {
  const bound = (at: number): number | undefined => (args[at] ? numberOf(args[at]) : undefined);
  const low = func.name === 'clamp_max' ? undefined : bound(1);
  const high = func.name === 'clamp_min' ? undefined : bound(func.name === 'clamp' ? 2 : 1);
  const min = low === undefined ? value.min : Math.max(value.min, low);
  const max = high === undefined ? value.max : Math.min(value.max, high);
  const all = { min: Math.min(min, high ?? Infinity), max: Math.max(max, low ?? -Infinity) };
  return { ...value, ...all, whole: false };
}
