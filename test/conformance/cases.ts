// Prometheus' own evaluation cases as data (`promqltest/*.json`): read, and their series loaded.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDuration } from '../../server/src/promql/durations';
import { readSeries, seriesOf } from '../../server/src/series/notation';
import type { Series } from '../../server/src/series/series';
import { readStartOffsets } from '../../server/src/series/startNotation';
import { SeriesStore } from '../../server/src/series/store';
import { customBuckets } from './customBuckets';

/** One evaluation with what is expected of it. */
export interface Case {
  readonly loads: readonly number[];
  readonly line: number;
  readonly kind: 'instant' | 'range';
  readonly at?: string;
  readonly start?: string;
  readonly end?: string;
  readonly step?: string;
  readonly expr: string;
  readonly mod: string | null;
  readonly expects: readonly string[];
  readonly expected: readonly string[];
  readonly core: boolean;
}

/** A `load` block. */
export interface Load {
  readonly head: string;
  readonly series: readonly string[];
}

export interface CaseFile {
  readonly name: string;
  readonly loads: readonly Load[];
  readonly cases: readonly Case[];
}

/** All files of a folder. */
export function readCases(folder: string): readonly CaseFile[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => ({ name: name.replace('.json', ''), ...JSON.parse(readFileSync(join(folder, name), 'utf8')) }));
}

/** Milliseconds of a duration as the cases write it. */
export function milliseconds(text: string): number {
  const negative = text.startsWith('-');
  const read = parseDuration(text.replace(/^-/, ''));
  if ('error' in read) throw new Error(`${text}: ${read.error}`);
  return Math.round(read.seconds * 1000) * (negative ? -1 : 1);
}

/** The storage after some `load` blocks. */
export function loaded(loads: readonly Load[]): SeriesStore {
  const store = new SeriesStore();
  for (const load of loads) {
    const [command, gap] = load.head.split(/\s+/) as [string, string];
    const all = seriesOfLoad(load.series, milliseconds(gap));
    for (const series of all) store.add(joined(store.get(series.labels), series));
    if (command === 'load_with_nhcb') for (const series of customBuckets(all)) store.add(series);
  }
  return store;
}

/** A later load adds what lies behind what is there. */
function joined(before: Series | undefined, after: Series): Series {
  if (!before) return after;
  const last = before.times.at(-1) ?? Number.NEGATIVE_INFINITY;
  const from = after.times.findIndex(time => time > last);
  if (from < 0) return before;
  const rest = after.times.length - from;
  const histograms = [
    ...(before.histograms ?? new Array<undefined>(before.times.length).fill(undefined)),
    ...(after.histograms?.slice(from) ?? new Array<undefined>(rest).fill(undefined)),
  ];
  return {
    labels: before.labels,
    times: Float64Array.of(...before.times, ...after.times.subarray(from)),
    values: Float64Array.of(...before.values, ...after.values.subarray(from)),
    stale: Uint8Array.of(
      ...(before.stale ?? new Uint8Array(before.times.length)),
      ...(after.stale?.subarray(from) ?? new Uint8Array(rest)),
    ),
    histograms: histograms.some(Boolean) ? histograms : undefined,
  };
}

function seriesOfLoad(lines: readonly string[], gap: number): readonly Series[] {
  const starts = new Map<string, readonly (number | undefined)[]>();
  const found = new Map<string, Series>();
  for (const line of lines) {
    const started = /^(\S*)@st\s+(.*)$/.exec(line);
    const read = readSeries(started ? started[1]! : line);
    if (!read.ok) throw new Error(`${line}: ${read.problem.message}`);
    const { key } = read.labels;
    if (started) {
      const offsets = readStartOffsets(started[2]!);
      if (!offsets.ok) throw new Error(`${line}: ${offsets.problem.message}`);
      starts.set(key, offsets.offsets);
      continue;
    }
    const series = seriesOf(read.labels, read.values, 0, gap);
    const offsets = starts.get(key);
    found.set(
      key,
      offsets ? { ...series, starts: series.times.map(time => startOf(time, offsets[time / gap])) } : series,
    );
  }
  return [...found.values()].filter(({ times }) => times.length > 0);
}

function startOf(time: number, offset: number | undefined): number {
  return offset === undefined ? 0 : time + offset;
}
