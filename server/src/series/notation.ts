// Series as unit tests write them, `up{job="x"} 0+1x5 _ stale {{count:1}}`: read and expanded. Layer: series (pure).
// The grammar is `series_description` of Prometheus' promql/parser/generated_parser.y with lexValueSequence of lex.go.
import { excerpt } from '../promql/characters';
import { dialect } from '../promql/dialect';
import { parsePromql } from '../promql/parser';
import { metricEnd, seriesLabelsProblem } from '../promql/seriesDescription';
import type { Version } from '../target/version';
import type { Histogram } from './histogram/histogram';
import { Labels, metricName } from './labels';
import type { Series } from './series';
import { type NotationProblem, readItems, type WrittenItem, type WrittenValue } from './writtenValues';

export type { WrittenValue } from './writtenValues';

export type Written<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly problem: NotationProblem };

/** More steps than this are not expanded: a few characters can ask for any number of them. */
const maxWrittenSamples = 5_000_000;

const tooLong = `The series has more than ${maxWrittenSamples} steps, which is the limit here; repeat its values less often.`;

/** Reads a metric with its values. */
export function readSeries(
  text: string,
): Written<{ readonly labels: Labels; readonly values: readonly WrittenValue[]; readonly repeated?: string }> {
  const end = metricEnd(text);
  if (end === undefined) return failed(0, text.length, 'A series has to stand in one line.');
  const metric = readMetric(text.slice(0, end));
  if (!metric.ok) return metric;
  const items = valuesBehind(text, end);
  if ('message' in items) return { ok: false, problem: items };
  const values = expand(items);
  return values ? { ...metric, values } : failed(0, text.length, tooLong);
}

/** Reads a metric alone: `up{job="x"}`, `{job="x"}` or nothing. `repeated` is a label that stands there twice. */
export function readMetric(text: string): Written<{ readonly labels: Labels; readonly repeated?: string }> {
  const problem = seriesLabelsProblem(text);
  if (problem) return { ok: false, problem };
  if (text.trim() === '') return { ok: true, labels: Labels.empty };
  const { expr } = parsePromql(text, dialect('3.16', 'all'));
  if (expr.kind !== 'selector')
    return failed(0, text.length, 'A metric with its labels is expected, as `up{job="x"}`.');
  const pairs = expr.matchers.map(({ label, value }): [string, string] => [label.name, value?.value ?? '']);
  if (expr.name) pairs.push([metricName, expr.name.name]);
  const names = pairs.filter(([, value]) => value !== '').map(([name]) => name);
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  return { ok: true, labels: Labels.of(pairs), ...(repeated === undefined ? {} : { repeated }) };
}

/** Reads and expands values. */
export function readValues(text: string): Written<{ readonly values: readonly WrittenValue[] }> {
  const items = readItems(text, 0);
  if ('message' in items) return { ok: false, problem: items };
  const values = expand(items);
  return values ? { ok: true, values } : failed(0, text.length, tooLong);
}

/** Reads the histogram that a sample is expected to be. */
export function readExpectedHistogram(text: string): Written<{ readonly histogram: Histogram }> {
  const items = readItems(text, 0);
  if ('message' in items) return { ok: false, problem: items };
  const [item] = items;
  if (items.length === 1 && item?.count === 1 && typeof item.first === 'object') {
    return { ok: true, histogram: item.first };
  }
  return failed(0, text.length, 'One native histogram is expected here, such as `{{schema:1 sum:2 count:3}}`.');
}

/** The first of the values in `text` that promtool of a version cannot read. */
export function valuesProblem(text: string, version?: Version): NotationProblem | undefined {
  const items = readItems(text, 0, version);
  return 'message' in items ? items : undefined;
}

/**
 * The first thing about a series that promtool refuses. `text` is the metric; its values may follow in the same text, as
 * promtool joins both by a blank. Silent about what means something else to promtool: lines of their own, comments, start times.
 */
export function metricProblem(text: string, version?: Version): NotationProblem | undefined {
  const end = metricEnd(text);
  if (end === undefined) return undefined;
  const problem = seriesLabelsProblem(text.slice(0, end));
  if (problem) return problem;
  const values = valuesBehind(text, end, version);
  return 'message' in values ? values : undefined;
}

/** The values behind a metric that ends at `end`. */
function valuesBehind(text: string, end: number, version?: Version): readonly WrittenItem[] | NotationProblem {
  if (end < text.length && !/\s/.test(text[end]!)) {
    return { from: end, to: text.length, message: `A blank must follow the metric, not ${excerpt(text[end]!)}.` };
  }
  return readItems(text, end, version);
}

/**
 * The samples of a written series: the first at `start`, each `interval` milliseconds after the one before. `times` gives
 * the shared column for series without gaps; it is asked for a length and may make it at first use.
 */
export function seriesOf(
  labels: Labels,
  written: readonly WrittenValue[],
  start: number,
  interval: number,
  times: (length: number) => Float64Array = length => Float64Array.from({ length }, (_, i) => start + i * interval),
): Series {
  const count = written.reduce((sum: number, value) => (value === undefined ? sum : sum + 1), 0);
  const gaps = count < written.length;
  const own = gaps ? new Float64Array(count) : times(count);
  const values = new Float64Array(count);
  let stale: Uint8Array | undefined;
  let histograms: (Histogram | undefined)[] | undefined;
  let at = 0;
  for (let i = 0; i < written.length; i++) {
    const value = written[i];
    if (value === undefined) continue;
    if (gaps) own[at] = start + i * interval;
    if (typeof value === 'number') values[at] = value;
    else if (value === 'stale') (stale ??= new Uint8Array(count))[at] = 1;
    else (histograms ??= new Array<Histogram | undefined>(count).fill(undefined))[at] = value;
    at++;
  }
  return { labels, times: own, values, stale, histograms };
}

/** Undefined where they are more than the limit. */
function expand(items: readonly WrittenItem[]): readonly WrittenValue[] | undefined {
  const values: WrittenValue[] = [];
  for (const { first, next, count } of items) {
    if (values.length + count > maxWrittenSamples) return undefined;
    let value = first;
    for (let i = 0; i < count; i++) {
      if (i > 0) value = next(value);
      values.push(value);
    }
  }
  return values;
}

function failed(from: number, to: number, message: string): { readonly ok: false; readonly problem: NotationProblem } {
  return { ok: false, problem: { from, to, message } };
}
