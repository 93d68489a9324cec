// Series as unit tests write them, `up{job="x"} 0+1x5 _ stale {{count:1}}`: read and expanded. Layer: series (pure).
// The grammar is `series_description` of Prometheus' promql/parser/generated_parser.y with lexValueSequence of lex.go.
import { excerpt } from '../promql/characters';
import { dialect } from '../promql/dialect';
import { parsePromql } from '../promql/parser';
import { metricEnd, seriesLabelsProblem } from '../promql/seriesDescription';
import type { Span } from '../text/span';
import { addHistograms, subtractHistograms } from './histogram/arithmetic';
import type { Histogram } from './histogram/histogram';
import { HistogramReader } from './histogramNotation';
import { Labels, metricName } from './labels';
import { readNumber } from './numberNotation';
import type { Series } from './series';

/** One step of a written series; undefined where it has no sample. */
export type WrittenValue = number | Histogram | 'stale' | undefined;

/** What is wrong with a written series: offsets in the text that was given. */
export interface NotationProblem extends Span {
  readonly message: string;
}

export type Written<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly problem: NotationProblem };

/** More steps than this are not expanded: a few characters can ask for any number of them. */
const maxWrittenSamples = 5_000_000;

/** Reads a metric with its values. */
export function readSeries(
  text: string,
): Written<{ readonly labels: Labels; readonly values: readonly WrittenValue[]; readonly repeated?: string }> {
  const end = metricEnd(text);
  if (end === undefined) return failed(0, text.length, 'A series has to stand in one line.');
  const metric = readMetric(text.slice(0, end));
  if (!metric.ok) return metric;
  if (end < text.length && !/\s/.test(text[end]!)) {
    return failed(end, text.length, `A blank must follow the metric, not ${excerpt(text[end]!)}.`);
  }
  const values = readValues(text, end);
  return values.ok ? { ...metric, values: values.values } : values;
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

/** Reads and expands values; they begin at `from`. */
export function readValues(text: string, from = 0): Written<{ readonly values: readonly WrittenValue[] }> {
  const reader = new ValueReader(text, from);
  const problem = reader.read();
  return problem ? { ok: false, problem } : { ok: true, values: reader.values };
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

function failed(from: number, to: number, message: string): { readonly ok: false; readonly problem: NotationProblem } {
  return { ok: false, problem: { from, to, message } };
}

class ValueReader {
  readonly values: WrittenValue[] = [];

  constructor(
    private readonly text: string,
    private at: number,
  ) {}

  read(): NotationProblem | undefined {
    const { text } = this;
    for (;;) {
      while (this.at < text.length && isSpace(text[this.at]!)) this.at++;
      if (this.at >= text.length) return undefined;
      const problem = this.item();
      if (problem) return problem;
      if (this.at < text.length && !isSpace(text[this.at]!)) return this.unexpected(this.at);
    }
  }

  private item(): NotationProblem | undefined {
    const from = this.at;
    if (this.text.startsWith('{{', from)) return this.histograms();
    if (this.text[from] === '_') {
      this.at++;
      const count = this.times();
      if (typeof count !== 'number') return count === 'none' ? this.push(1, () => undefined) : count;
      return this.push(count, () => undefined);
    }
    const first = this.value();
    if (first === undefined) return this.unexpected(from);
    const sign = this.text[this.at];
    let step: number | undefined;
    if (sign === '+' || sign === '-') {
      step = this.number();
      if (step === undefined) return this.unexpected(from);
    }
    // A word is read to its end: `stalex3` and `NaNx2` are words of their own.
    const count = this.times();
    if (typeof count !== 'number') {
      if (count !== 'none') return count;
      return step === undefined ? this.push(1, () => first) : this.unexpected(from);
    }
    if (first === 'stale') return this.push(count + 1, i => (step === undefined || i === 0 ? 'stale' : Number.NaN));
    let next = first;
    return this.push(count + 1, () => {
      const value = next;
      // By repeated addition, as promtool does: 0.1+0.1x2 ends at 0.30000000000000004.
      if (step !== undefined) next += step;
      return value;
    });
  }

  private histograms(): NotationProblem | undefined {
    const from = this.at;
    const first = this.histogram();
    if ('message' in first) return first;
    const sign = this.text[this.at];
    if (sign !== '+' && sign !== '-') {
      const count = this.times();
      if (typeof count !== 'number') return count === 'none' ? this.push(1, () => first) : count;
      return this.push(count + 1, () => first);
    }
    this.at++;
    if (!this.text.startsWith('{{', this.at)) return this.unexpected(from);
    const stepFrom = this.at;
    const step = this.histogram();
    if ('message' in step) return step;
    const stepTo = this.at;
    const count = this.times();
    if (typeof count !== 'number') return count === 'none' ? this.unexpected(from) : count;
    let next: Histogram | undefined = first;
    let message: string | undefined;
    const pushed = this.push(count + 1, i => {
      if (i > 0 && next) {
        if (next.schema > step.schema) {
          message ??= `A histogram of schema ${step.schema} cannot be added to one of schema ${next.schema}; use the finer schema in the step.`;
        }
        next = (sign === '+' ? addHistograms : subtractHistograms)(next, step)?.value;
        if (!next) message ??= 'Histograms with exponential buckets and with custom buckets cannot be combined.';
      }
      return next;
    });
    return pushed ?? (message === undefined ? undefined : { from: stepFrom, to: stepTo, message });
  }

  private histogram(): Histogram | NotationProblem {
    const reader = new HistogramReader(this.text, this.at);
    const read = reader.read();
    this.at = reader.at;
    return read;
  }

  private push(count: number, value: (index: number) => WrittenValue): NotationProblem | undefined {
    if (this.values.length + count > maxWrittenSamples) {
      return {
        from: 0,
        to: this.text.length,
        message: `The series has more than ${maxWrittenSamples} steps, which is the limit here; repeat its values less often.`,
      };
    }
    for (let i = 0; i < count; i++) this.values.push(value(i));
    return undefined;
  }

  /** A number or `stale`. */
  private value(): number | 'stale' | undefined {
    if (this.word() === 'stale') {
      this.at += 5;
      return 'stale';
    }
    return this.number();
  }

  private word(): string {
    const word = /[A-Za-z_]\w*/y;
    word.lastIndex = this.at;
    return word.exec(this.text)?.[0] ?? '';
  }

  private number(): number | undefined {
    const read = readNumber(this.text, this.at);
    if (!read) return undefined;
    this.at = read.to;
    return read.value;
  }

  /** The repetition `x5`; `none` where there is none. */
  private times(): number | 'none' | NotationProblem {
    if (this.text[this.at] !== 'x') return 'none';
    const digits = /^x(\d+)/.exec(this.text.slice(this.at, this.at + 40));
    const next = this.text[this.at + (digits?.[0].length ?? 1)];
    if (!digits || (next !== undefined && !isSpace(next) && next !== '{')) return this.unexpected(this.at);
    this.at += digits[0].length;
    return Number(digits[1]);
  }

  /** The word around an offset cannot be read. */
  private unexpected(from: number): NotationProblem {
    const { text } = this;
    let start = Math.min(from, text.length);
    while (start > 0 && !isSpace(text[start - 1]!) && text[start - 1] !== '}') start--;
    let end = start;
    while (end < text.length && !isSpace(text[end]!)) end++;
    const word = text.slice(start, end);
    const message = `${excerpt(word)} is no value of a series; write such as \`5\`, \`0+1x10\` (ten steps of 1), \`_\` or \`stale\`.`;
    return { from: start, to: end, message };
  }
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r';
}
