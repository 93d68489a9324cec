// Under which names libraries expose what a program calls its metrics: suffixes, units, characters that are replaced.
// Layer: catalog. Sources are named at each rule.
import type { MetricType } from '../schema';

/**
 * `plain`: as it is (client_golang, prom-client, Rust's prometheus). `total`: client libraries by OpenMetrics' rules, `_total`
 * behind counters, `_info` behind infos. `total-newer`: the same, of which early versions did nothing. `sanitized`: only
 * characters are replaced. The others are those of their libraries; `otel-sum` is
 * OpenTelemetry's sum that goes down, too, which is a gauge to Prometheus.
 */
export type Naming =
  | 'plain'
  | 'total'
  | 'total-newer'
  | 'sanitized'
  | 'micrometer'
  | 'micrometer-timer'
  | 'otel'
  | 'otel-sum';

export interface ExposedName {
  readonly name: string;
  readonly type: MetricType;
  readonly unit?: string;
  /** A setting that stands elsewhere may make it another one. */
  readonly isInferred?: boolean;
}

export function isMetricName(name: string): boolean {
  return /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) && name.length <= 200;
}

export function isLabelName(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && !name.startsWith('__') && name.length <= 200;
}

/** The families in the exposition. */
export function namesOf(
  name: string,
  naming: Naming,
  type: MetricType,
  unit: string | undefined,
): readonly ExposedName[] {
  if (name === '') return [];
  switch (naming) {
    case 'plain':
      return [{ name, type }];
    case 'sanitized':
      return [{ name: name.replace(/[^a-zA-Z0-9_:]/g, '_'), type }];
    case 'total':
    case 'total-newer':
      return openMetrics(name, type, unit, naming === 'total-newer');
    case 'micrometer':
    case 'micrometer-timer':
      return micrometer(name, naming === 'micrometer-timer', type, unit);
    case 'otel':
    case 'otel-sum':
      return openTelemetry(name, type, unit, naming === 'otel-sum');
  }
}

/** client_java and Rust's prometheus-client: the unit once, then the suffix of the type. */
function openMetrics(
  written: string,
  type: MetricType,
  unit: string | undefined,
  isInferred: boolean,
): readonly ExposedName[] {
  const suffix = type === 'counter' ? '_total' : type === 'info' ? '_info' : '';
  let name = written.replace(/[.-]/g, '_');
  const hadSuffix = suffix !== '' && name.endsWith(suffix);
  if (hadSuffix) name = name.slice(0, -suffix.length);
  if (unit && !name.endsWith(`_${unit}`)) name += `_${unit}`;
  return [
    {
      name: name + suffix,
      type,
      ...(unit ? { unit } : {}),
      ...(isInferred && suffix && !hadSuffix ? { isInferred } : {}),
    },
  ];
}

/**
 * Micrometer's PrometheusNamingConvention: dots and what no name may hold become `_`, the base unit is appended, timers count
 * seconds. Timers and summaries have a gauge `_max` beside them. A gauge that ends like a counter or an info loses that ending
 * in newer versions.
 */
function micrometer(
  written: string,
  isTimer: boolean,
  type: MetricType,
  unit: string | undefined,
): readonly ExposedName[] {
  let name = written.replace(/\./g, '_');
  if (isTimer) {
    if (!name.endsWith('_seconds')) name += '_seconds';
  } else {
    if (unit && !name.endsWith(`_${unit}`)) name += `_${unit}`;
    if (type === 'counter' && !name.endsWith('_total')) name += '_total';
  }
  name = name.replace(/[^a-zA-Z0-9_:]/g, '_');
  if (!/^[a-zA-Z]/.test(name)) name = `m_${name}`;
  const own = isTimer ? 'seconds' : unit;
  const more = own ? { unit: own } : {};
  const isReserved = type !== 'counter' && /_(?:total|info|created|bucket)$/.test(name);
  const first: ExposedName = { name, type, ...more, ...(isReserved ? { isInferred: true } : {}) };
  return type === 'histogram' || type === 'summary'
    ? [first, { name: `${name}_max`, type: 'gauge', ...more }]
    : [first];
}

/** UCUM to the words of Prometheus, as OpenTelemetry's translator knows them (`prometheus/otlptranslator`, `unit_namer.go`). */
const unitWords: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  TiBy: 'tibibytes',
  KBy: 'kilobytes',
  MBy: 'megabytes',
  GBy: 'gigabytes',
  TBy: 'terabytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '1': '',
  '%': 'percent',
};
const perWords: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};
/** Units of the catalogue for the translator's words. */
const ourWords: Readonly<Record<string, string>> = {
  kibibytes: 'KiB',
  mebibytes: 'MiB',
  gibibytes: 'GiB',
  kilobytes: 'kB',
  megabytes: 'MB',
  gigabytes: 'GB',
};

/** OpenTelemetry as its Prometheus exporters translate it unless told otherwise. Never certain: several settings change it. */
function openTelemetry(written: string, type: MetricType, ucum = '', isSum = false): readonly ExposedName[] {
  const [main = '', per, ...rest] = ucum.split('/').map(part => part.trim());
  if (rest.length > 0) return [];
  const words = written.split(/[^a-zA-Z0-9:]+/).filter(word => word !== '');
  const unit = main.includes('{') ? '' : (unitWords[main] ?? main.replace(/[^a-zA-Z0-9]/g, '_'));
  const perUnit = per === undefined || per.includes('{') ? '' : (perWords[per] ?? per.replace(/[^a-zA-Z0-9]/g, '_'));
  if (unit && !words.includes(unit)) words.push(unit);
  if (perUnit && !words.includes(perUnit)) words.push('per', perUnit);
  const isRatio = ucum.trim() === '1' && type === 'gauge' && !isSum;
  const suffix = type === 'counter' ? 'total' : isRatio ? 'ratio' : undefined;
  const name = (suffix ? [...words.filter(word => word !== suffix), suffix] : words).join('_');
  const own = isRatio ? 'ratio' : unit && perUnit ? `${ourWords[unit] ?? unit}/${perUnit}` : (ourWords[unit] ?? unit);
  return [{ name: /^[0-9]/.test(name) ? `_${name}` : name, type, isInferred: true, ...(own ? { unit: own } : {}) }];
}
