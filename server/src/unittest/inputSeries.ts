// The series of a test, expanded into columns. Layer: unittest (pure).
// Source: seriesLoadingString in cmd/promtool/unittest.go, and parseLoad in promql/promqltest/test.go: promtool writes all series
// into one text and reads it line by line. What the storage refuses counts from the time on at which it is scraped.

import type { InputSeries, TestGroup } from '../model/testFile';
import { histogramProblem } from '../series/histogram/problem';
import { readSeries, seriesOf, type WrittenValue } from '../series/notation';
import type { Series } from '../series/series';
import { readStartOffsets } from '../series/startNotation';

/** What keeps the series of a test from being read. */
export interface SeriesFault {
  readonly input: InputSeries;
  readonly message: string;
}

/** A line of start times, for the line of samples that follows. */
interface StartLine {
  readonly input: InputSeries;
  readonly key: string;
  readonly offsets: readonly (number | undefined)[];
}

/** The series of a test that ends at `end` milliseconds, or the first that cannot be read. */
export function expandSeries(
  { series, interval, start }: Pick<TestGroup, 'series' | 'interval' | 'start'>,
  end: number,
): readonly Series[] | SeriesFault {
  const written = new Map<string, Series>();
  const timesOf = sharedTimes(start, interval);
  let starts: StartLine | undefined;
  for (const { input, text } of linesOf(series)) {
    const startLine = /^(\S*)@st[ \t](.*)$/s.exec(text);
    if (startLine) {
      if (starts) return { input: starts.input, message: 'The samples of these start times are missing below.' };
      const read = readStarts(input, startLine[1]!, startLine[2]!);
      if ('message' in read) return read;
      starts = read;
      continue;
    }
    const read = readSeries(text);
    if (!read.ok) return { input, message: read.problem.message };
    const { labels, values } = read;
    const mismatch = starts && mismatchOf(starts, labels.key, values.length);
    if (starts && mismatch !== undefined) return { input: starts.input, message: mismatch };
    starts = undefined;
    const shown = values.slice(0, Math.max(0, Math.floor((end - start) / interval) + 1));
    const refused = shown.some(value => value !== undefined) && refusalOf(labels.size, read.repeated, shown);
    if (refused) return { input, message: refused };
    // Of two series with the same labels the last counts.
    written.set(labels.key, seriesOf(labels, values, start, interval, timesOf));
  }
  if (starts) return { input: starts.input, message: 'The samples of these start times are missing below.' };
  return [...written.values()];
}

/** The lines in their order. A blank line ends the list, and so does a comment: what follows is not loaded. */
function* linesOf(series: readonly InputSeries[]): Generator<{ readonly input: InputSeries; readonly text: string }> {
  for (const input of series) {
    for (const line of `${input.series} ${input.values}`.split('\n')) {
      const text = line.trim();
      if (text === '' || text.startsWith('#')) return;
      yield { input, text };
    }
  }
}

function readStarts(input: InputSeries, metric: string, values: string): StartLine | SeriesFault {
  const read = readSeries(`${metric} _`);
  if (!read.ok) return { input, message: read.problem.message };
  const starts = readStartOffsets(values);
  return starts.ok
    ? { input, key: read.labels.key, offsets: starts.offsets }
    : { input, message: starts.problem.message };
}

function mismatchOf({ key, offsets }: StartLine, labels: string, count: number): string | undefined {
  if (labels !== key) return 'Start times are followed by the samples of the same series.';
  if (offsets.length === count) return undefined;
  return `There are ${offsets.length} start times for ${count} samples; write as many.`;
}

/** Why Prometheus does not store samples. */
function refusalOf(labels: number, repeated: string | undefined, values: readonly WrittenValue[]): string | undefined {
  if (labels === 0) return 'A series needs a name or a label.';
  if (repeated !== undefined) return `The label ${repeated} stands there twice.`;
  for (const value of values) {
    const problem = typeof value === 'object' ? histogramProblem(value) : undefined;
    if (problem !== undefined) return `Prometheus does not store this histogram: ${problem}.`;
  }
  return undefined;
}

/** Times of so many values; those of equally long series are one array. */
function sharedTimes(start: number, interval: number): (count: number) => Float64Array {
  const known = new Map<number, Float64Array>();
  return count => {
    let times = known.get(count);
    if (!times) known.set(count, (times = Float64Array.from({ length: count }, (_, i) => start + i * interval)));
    return times;
  };
}
