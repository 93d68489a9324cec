// The functions and aggregations of PromQL, from Prometheus 2.42 to 3.16: one row each. To add one, add a row.
// Layer: promql. Data only: the checker, completion, hover and signature help read it. Longer than other files because it is a table.
import type { ValueType } from './ast';
import type { Availability } from './dialect';

/** A type that an argument can have. */
export type ArgumentType = Exclude<ValueType, 'unknown'>;

/** One parameter of a function. */
export interface Parameter {
  readonly name: string;
  readonly type: ArgumentType;
  /** May be left out. */
  readonly optional?: boolean;
}

/** A function. */
export interface FunctionInfo extends Availability {
  readonly name: string;
  readonly params: readonly Parameter[];
  /** Fewest and most arguments; the last parameter stands for all further ones. */
  readonly min: number;
  readonly max: number;
  readonly returns: ArgumentType;
  /** One sentence. */
  readonly doc: string;
  readonly example: string;
}

/** An aggregation; its operand is always an instant vector. */
export interface AggregationInfo extends Availability {
  readonly name: string;
  /** The argument before the operand. */
  readonly param?: Parameter;
  readonly doc: string;
  readonly example: string;
}

/** The function of this name, whatever the version; names are case-sensitive. */
export function functionInfo(name: string): FunctionInfo | undefined {
  return byName.get(name);
}

/** The aggregation of this name in lower case. */
export function aggregation(name: string): AggregationInfo | undefined {
  return aggregationsByName.get(name);
}

const vector: Parameter = { name: 'v', type: 'vector' };
const range: Parameter = { name: 'v', type: 'matrix' };
const number = (name: string, optional = false): Parameter => ({ name, type: 'scalar', ...(optional && { optional }) });
const text = (name: string, optional = false): Parameter => ({ name, type: 'string', ...(optional && { optional }) });
const optionalVector: Parameter = { name: 'v', type: 'vector', optional: true };

const experimental = { feature: 'promql-experimental-functions' } as const;

type Extra = Partial<Availability> & { readonly max?: number; readonly returns?: ArgumentType };

function row(
  name: string,
  params: readonly Parameter[],
  doc: string,
  example: string,
  extra: Extra = {},
): FunctionInfo {
  return {
    name,
    params,
    min: params.filter(param => !param.optional).length,
    max: params.length,
    returns: 'vector',
    since: '2.0',
    doc,
    example,
    ...extra,
  };
}

const scalar: Extra = { returns: 'scalar' };
const unlimited = { max: Number.POSITIVE_INFINITY } as const;

/** All functions, grouped by what they are for. */
export const functions: readonly FunctionInfo[] = [
  // Counters over a range.
  row(
    'rate',
    [range],
    'Per-second increase of a counter, averaged over the range; resets are accounted for.',
    'rate(http_requests_total[5m])',
  ),
  row(
    'irate',
    [range],
    'Per-second increase of a counter between the last two samples of the range.',
    'irate(http_requests_total[5m])',
  ),
  row(
    'increase',
    [range],
    'How much a counter grew over the range, extrapolated to its ends.',
    'increase(http_requests_total[1h])',
  ),
  row('resets', [range], 'How often a counter went down in the range.', 'resets(process_cpu_seconds_total[1h])'),
  // Gauges over a range.
  row(
    'delta',
    [range],
    'Difference between the last and the first value of a gauge in the range, extrapolated.',
    'delta(cpu_temp_celsius[2h])',
  ),
  row(
    'idelta',
    [range],
    'Difference between the last two samples of a gauge in the range.',
    'idelta(cpu_temp_celsius[5m])',
  ),
  row(
    'deriv',
    [range],
    'Per-second slope of a gauge by linear regression over the range.',
    'deriv(node_filesystem_free_bytes[1h])',
  ),
  row(
    'predict_linear',
    [range, number('t')],
    'Value that a gauge has `t` seconds from now if its linear trend goes on.',
    'predict_linear(node_filesystem_free_bytes[1h], 4 * 3600)',
  ),
  row('changes', [range], 'How often the value changed in the range.', 'changes(process_start_time_seconds[1h])'),
  row(
    'double_exponential_smoothing',
    [range, number('sf'), number('tf')],
    'Smooths a gauge with a smoothing factor and a trend factor between 0 and 1.',
    'double_exponential_smoothing(queue_length[10m], 0.5, 0.5)',
    { since: '3.0', ...experimental },
  ),
  row(
    'holt_winters',
    [range, number('sf'), number('tf')],
    'Smooths a gauge; called double_exponential_smoothing from 3.0 on.',
    'holt_winters(queue_length[10m], 0.5, 0.5)',
    { removedIn: '3.0' },
  ),
  row('integral', [range, number('unit', true)], 'Area under a gauge over the range.', 'integral(power_watts[1h])', {
    since: '3.16',
    ...experimental,
  }),
  // Aggregation over time.
  row('avg_over_time', [range], 'Average of all values in the range.', 'avg_over_time(cpu_temp_celsius[10m])'),
  row('min_over_time', [range], 'Smallest value in the range.', 'min_over_time(up[10m])'),
  row('max_over_time', [range], 'Largest value in the range.', 'max_over_time(queue_length[10m])'),
  row('sum_over_time', [range], 'Sum of all values in the range.', 'sum_over_time(errors[10m])'),
  row('count_over_time', [range], 'Number of samples in the range.', 'count_over_time(up[10m])'),
  row(
    'quantile_over_time',
    [number('q'), range],
    'The q-quantile (0 to 1) of the values in the range.',
    'quantile_over_time(0.9, queue_length[1h])',
  ),
  row(
    'stddev_over_time',
    [range],
    'Standard deviation of the values in the range.',
    'stddev_over_time(latency_seconds[1h])',
  ),
  row('stdvar_over_time', [range], 'Variance of the values in the range.', 'stdvar_over_time(latency_seconds[1h])'),
  row(
    'mad_over_time',
    [range],
    'Median absolute deviation of the values in the range.',
    'mad_over_time(latency_seconds[1h])',
    { since: '2.49', ...experimental },
  ),
  row(
    'last_over_time',
    [range],
    'The newest value in the range, even if the series has ended since.',
    'last_over_time(job_duration_seconds[1d])',
  ),
  row('first_over_time', [range], 'The oldest value in the range.', 'first_over_time(queue_length[1h])', {
    since: '3.7',
    ...experimental,
    stableSince: '3.14',
  }),
  row('present_over_time', [range], '1 for each series that has a sample in the range.', 'present_over_time(up[10m])'),
  row(
    'absent_over_time',
    [range],
    '1 where no series has a sample in the range, else nothing; carries the labels of `=` matchers.',
    'absent_over_time(up{job="dcgm"}[10m])',
  ),
  row(
    'ts_of_min_over_time',
    [range],
    'Time of the smallest value in the range, in Unix seconds.',
    'ts_of_min_over_time(queue_length[1h])',
    { since: '3.5', ...experimental },
  ),
  row(
    'ts_of_max_over_time',
    [range],
    'Time of the largest value in the range, in Unix seconds.',
    'ts_of_max_over_time(queue_length[1h])',
    { since: '3.5', ...experimental },
  ),
  row(
    'ts_of_last_over_time',
    [range],
    'Time of the newest sample in the range, in Unix seconds.',
    'ts_of_last_over_time(heartbeat[1h])',
    { since: '3.5', ...experimental },
  ),
  row(
    'ts_of_first_over_time',
    [range],
    'Time of the oldest sample in the range, in Unix seconds.',
    'ts_of_first_over_time(heartbeat[1h])',
    { since: '3.7', ...experimental },
  ),
  // Histograms.
  row(
    'histogram_quantile',
    [number('q'), vector],
    'The q-quantile (0 to 1) of a histogram; classic buckets have to keep their label `le`.',
    'histogram_quantile(0.95, sum by (le) (rate(request_seconds_bucket[5m])))',
  ),
  row(
    'histogram_quantiles',
    [vector, text('label'), number('q'), number('q2', true)],
    'Several quantiles of a histogram at once, told apart by the label that is named.',
    'histogram_quantiles(rate(request_seconds[5m]), "quantile", 0.5, 0.99)',
    { since: '3.11', ...experimental, max: 12 },
  ),
  row(
    'histogram_fraction',
    [number('lower'), number('upper'), vector],
    "Share of a histogram's observations between two bounds.",
    'histogram_fraction(0, 0.2, rate(request_seconds[5m]))',
    { since: '2.40' },
  ),
  row(
    'histogram_count',
    [vector],
    'Number of observations of native histograms.',
    'histogram_count(rate(request_seconds[5m]))',
    { since: '2.40' },
  ),
  row(
    'histogram_sum',
    [vector],
    'Sum of the observations of native histograms.',
    'histogram_sum(rate(request_seconds[5m]))',
    { since: '2.40' },
  ),
  row(
    'histogram_avg',
    [vector],
    'Average of the observations of native histograms.',
    'histogram_avg(rate(request_seconds[5m]))',
    { since: '2.51' },
  ),
  row(
    'histogram_stddev',
    [vector],
    'Standard deviation of the observations of native histograms.',
    'histogram_stddev(rate(request_seconds[5m]))',
    { since: '2.47' },
  ),
  row(
    'histogram_stdvar',
    [vector],
    'Variance of the observations of native histograms.',
    'histogram_stdvar(rate(request_seconds[5m]))',
    { since: '2.47' },
  ),
  // Labels.
  row(
    'label_replace',
    [vector, text('dst_label'), text('replacement'), text('src_label'), text('regex')],
    'Sets a label from the groups of a regex that matches another label as a whole; without a match nothing changes.',
    'label_replace(up, "host", "$1", "instance", "(.*):.*")',
  ),
  row(
    'label_join',
    [vector, text('dst_label'), text('separator'), text('src_label', true)],
    'Sets a label to the values of others, joined by a separator.',
    'label_join(up, "id", "-", "job", "instance")',
    unlimited,
  ),
  row(
    'info',
    [vector, { name: 'data_label_selector', type: 'vector', optional: true }],
    'Adds the data labels of the matching info series (`target_info` where no other is named).',
    'info(rate(http_requests_total[5m]), {k8s_cluster_name=~".+"})',
    { since: '2.55', ...experimental },
  ),
  // Presence, sorting, conversion.
  row(
    'absent',
    [vector],
    '1 where the vector is empty, else nothing; carries the labels of `=` matchers.',
    'absent(up{job="dcgm"})',
  ),
  row('sort', [vector], 'Sorts by value, smallest first.', 'sort(queue_length)'),
  row('sort_desc', [vector], 'Sorts by value, largest first.', 'sort_desc(queue_length)'),
  row(
    'sort_by_label',
    [vector, text('label', true)],
    'Sorts by the values of labels, ascending.',
    'sort_by_label(up, "instance")',
    { since: '2.49', ...experimental, ...unlimited },
  ),
  row(
    'sort_by_label_desc',
    [vector, text('label', true)],
    'Sorts by the values of labels, descending.',
    'sort_by_label_desc(up, "instance")',
    { since: '2.49', ...experimental, ...unlimited },
  ),
  row(
    'scalar',
    [vector],
    'The value of the only series as a scalar, NaN where there is not exactly one.',
    'scalar(gpu_budget)',
    scalar,
  ),
  row('vector', [number('s')], 'The scalar as a vector without labels.', 'vector(0)'),
  // Values.
  row('abs', [vector], 'Absolute value.', 'abs(delta(cpu_temp_celsius[5m]))'),
  row('ceil', [vector], 'Rounds up to the next integer.', 'ceil(x)'),
  row('floor', [vector], 'Rounds down to the next integer.', 'floor(x)'),
  row(
    'round',
    [vector, number('to_nearest', true)],
    'Rounds to the nearest integer, or to a multiple of `to_nearest`.',
    'round(x, 0.1)',
  ),
  row('clamp', [vector, number('min'), number('max')], 'Keeps values between two bounds.', 'clamp(x, 0, 1)'),
  row('clamp_min', [vector, number('min')], 'Raises values to at least the bound.', 'clamp_min(x, 0)'),
  row('clamp_max', [vector, number('max')], 'Lowers values to at most the bound.', 'clamp_max(x, 1)'),
  row('sgn', [vector], '1, 0 or -1 by the sign of the value.', 'sgn(x)'),
  row('exp', [vector], 'e to the power of the value.', 'exp(x)'),
  row('ln', [vector], 'Natural logarithm.', 'ln(x)'),
  row('log2', [vector], 'Logarithm to base 2.', 'log2(x)'),
  row('log10', [vector], 'Logarithm to base 10.', 'log10(x)'),
  row('sqrt', [vector], 'Square root.', 'sqrt(x)'),
  row('max_of', [number('a'), number('b')], 'The larger of two scalars.', 'max_of(step(), 300)', {
    since: '3.13',
    ...experimental,
    ...scalar,
  }),
  row('min_of', [number('a'), number('b')], 'The smaller of two scalars.', 'min_of(step(), 300)', {
    since: '3.13',
    ...experimental,
    ...scalar,
  }),
  row('sin', [vector], 'Sine of radians.', 'sin(x)'),
  row('cos', [vector], 'Cosine of radians.', 'cos(x)'),
  row('tan', [vector], 'Tangent of radians.', 'tan(x)'),
  row('asin', [vector], 'Arc sine.', 'asin(x)'),
  row('acos', [vector], 'Arc cosine.', 'acos(x)'),
  row('atan', [vector], 'Arc tangent.', 'atan(x)'),
  row('sinh', [vector], 'Hyperbolic sine.', 'sinh(x)'),
  row('cosh', [vector], 'Hyperbolic cosine.', 'cosh(x)'),
  row('tanh', [vector], 'Hyperbolic tangent.', 'tanh(x)'),
  row('asinh', [vector], 'Inverse hyperbolic sine.', 'asinh(x)'),
  row('acosh', [vector], 'Inverse hyperbolic cosine.', 'acosh(x)'),
  row('atanh', [vector], 'Inverse hyperbolic tangent.', 'atanh(x)'),
  row('deg', [vector], 'Radians to degrees.', 'deg(x)'),
  row('rad', [vector], 'Degrees to radians.', 'rad(x)'),
  row('pi', [], 'The number pi.', 'pi()', scalar),
  // Time.
  row('time', [], 'Time of evaluation in Unix seconds.', 'time() - backup_last_success_timestamp_seconds', scalar),
  row('timestamp', [vector], 'Time of each sample in Unix seconds.', 'time() - timestamp(up)'),
  row(
    'start_timestamp',
    [vector],
    "Time at which each sample's series started, in Unix seconds.",
    'start_timestamp(http_requests_total)',
    { since: '3.14', ...experimental },
  ),
  row('minute', [optionalVector], 'Minute of the hour (UTC) of Unix times, now by default.', 'minute()'),
  row('hour', [optionalVector], 'Hour of the day (UTC) of Unix times, now by default.', 'hour()'),
  row('day_of_week', [optionalVector], 'Day of the week (UTC), Sunday is 0, now by default.', 'day_of_week()'),
  row('day_of_month', [optionalVector], 'Day of the month (UTC), now by default.', 'day_of_month()'),
  row('day_of_year', [optionalVector], 'Day of the year (UTC), now by default.', 'day_of_year()'),
  row('days_in_month', [optionalVector], 'Number of days of the month (UTC), now by default.', 'days_in_month()'),
  row('month', [optionalVector], 'Month (UTC), January is 1, now by default.', 'month()'),
  row('year', [optionalVector], 'Year (UTC), now by default.', 'year()'),
  row('start', [], 'First time of the query, in Unix seconds.', 'start()', {
    since: '3.12',
    ...experimental,
    ...scalar,
  }),
  row('end', [], 'Last time of the query, in Unix seconds.', 'end()', { since: '3.12', ...experimental, ...scalar }),
  row('step', [], 'Step of the query in seconds.', 'step()', { since: '3.12', ...experimental, ...scalar }),
  row('range', [], 'Length of the query in seconds.', 'range()', { since: '3.12', ...experimental, ...scalar }),
];

function group(name: string, doc: string, example: string, extra: Partial<AggregationInfo> = {}): AggregationInfo {
  return { name, since: '2.0', doc, example, ...extra };
}

/** All aggregations. */
export const aggregations: readonly AggregationInfo[] = [
  group('sum', 'Sum of the values of each group.', 'sum by (model) (rate(requests_total[5m]))'),
  group('avg', 'Average of the values of each group.', 'avg by (gpu) (DCGM_FI_DEV_GPU_UTIL)'),
  group('min', 'Smallest value of each group.', 'min by (node) (up)'),
  group('max', 'Largest value of each group.', 'max by (gpu) (DCGM_FI_DEV_GPU_TEMP)'),
  group('count', 'Number of series of each group.', 'count by (node) (DCGM_FI_DEV_GPU_UTIL)'),
  group('group', '1 for each group.', 'group by (node) (up)', { since: '2.20' }),
  group('stddev', 'Standard deviation of the values of each group.', 'stddev by (gpu) (power_watts)'),
  group('stdvar', 'Variance of the values of each group.', 'stdvar by (gpu) (power_watts)'),
  group('topk', 'The k series with the largest values, with all their labels.', 'topk(5, queue_length)', {
    param: number('k'),
  }),
  group('bottomk', 'The k series with the smallest values, with all their labels.', 'bottomk(5, queue_length)', {
    param: number('k'),
  }),
  group(
    'quantile',
    'The q-quantile (0 to 1) over the series of each group.',
    'quantile by (model) (0.9, queue_length)',
    { param: number('q') },
  ),
  group(
    'count_values',
    'Number of series for each value; the value becomes a label.',
    'count_values("version", build_version)',
    { param: text('label') },
  ),
  group('limitk', 'Any k series, with all their labels.', 'limitk(5, up)', {
    param: number('k'),
    since: '2.54',
    ...experimental,
  }),
  group('limit_ratio', 'A fixed share of the series, with all their labels.', 'limit_ratio(0.1, up)', {
    param: number('r'),
    since: '2.54',
    ...experimental,
  }),
];

const byName: ReadonlyMap<string, FunctionInfo> = new Map(functions.map(info => [info.name, info]));
const aggregationsByName: ReadonlyMap<string, AggregationInfo> = new Map(aggregations.map(info => [info.name, info]));
