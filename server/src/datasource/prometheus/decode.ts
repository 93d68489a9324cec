// Reads answers of the HTTP API. Nothing a server says is trusted: every field is looked at, what cannot be read is a
// problem that names the field, what can be mended (order, doubles, points outside the window) is mended and said.
// Layer: datasource.

import { ownCopy } from '../../text/ownCopy';
import type { BuildInfo, InstantResult, InstantSample, Labels, Point, RangeResult, RangeSeries } from '../datasource';
import { SampleList } from '../samples';
import type { BuildTraits } from './identify';
import type { Steps } from './steps';
import { readValue } from './value';

export type Decoded<T> = { readonly ok: true; readonly data: T; readonly notes: readonly string[] } | Malformed;
export interface Malformed {
  readonly ok: false;
  /** What is wrong with the answer, as the end of a sentence. */
  readonly problem: string;
}

/** The frame around every answer of the API. */
export type Envelope =
  | {
      readonly status: 'success';
      readonly data: unknown;
      readonly warnings: readonly string[];
      readonly infos: readonly string[];
    }
  | { readonly status: 'error'; readonly errorType: string; readonly error: string };

/** How many remarks of a server are kept, and how long each may be. */
const maxRemarks = 10;
const maxRemarkLength = 500;

export type Json = Readonly<Record<string, unknown>>;

/** Reads the envelope; undefined where the text is no JSON object with a known `status`. */
export function decodeEnvelope(text: string): Envelope | Malformed {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return malformed('is not JSON');
  }
  if (!isObject(value)) return malformed('is not a JSON object');
  if (value.status === 'error') {
    return { status: 'error', errorType: stringOr(value.errorType, ''), error: stringOr(value.error, '') };
  }
  if (value.status !== 'success') return malformed('has no `status` of "success" or "error"');
  const partial = value.isPartial === true ? ['The answer is partial: not every store behind the server replied.'] : [];
  return {
    status: 'success',
    data: value.data,
    warnings: [...partial, ...remarks(value.warnings)],
    infos: remarks(value.infos),
  };
}

/** Reads the `data` of an instant query, in steps, one a series. Series past `maxSeries` are only counted. */
export function* instantSteps(data: unknown, maxSeries: number): Steps<Decoded<InstantResult>> {
  if (!isObject(data)) return malformed('has no `data`');
  const notes = new Set<string>();
  switch (data.resultType) {
    case 'vector': {
      const list = data.result;
      if (!Array.isArray(list)) return malformed('has no list in `data.result`');
      const samples: InstantSample[] = [];
      const seen = new Set<string>();
      for (const [i, item] of list.slice(0, maxSeries).entries()) {
        const labels = isObject(item) ? readLabels(item.metric, notes) : undefined;
        if (!isObject(item) || !labels) return malformed(`has no label set in \`data.result[${i}].metric\``);
        yield charactersOfSample;
        const point = item.value !== undefined ? readPoint(item.value) : readHistogram(item.histogram);
        if (!point) return malformed(`has no sample in \`data.result[${i}]\``);
        if (isRepeated(labels, seen)) notes.add(repeatedSeries);
        else samples.push({ labels, ...point });
      }
      const total = withoutRepeated(list.length, samples.length, maxSeries);
      return { ok: true, data: { type: 'vector', samples, total }, notes: [...notes] };
    }
    case 'scalar': {
      const point = readPoint(data.result);
      if (!point) return malformed('has no sample in `data.result`');
      return { ok: true, data: { type: 'scalar', point }, notes: [] };
    }
    case 'string': {
      const text = Array.isArray(data.result) ? data.result[1] : undefined;
      if (typeof text !== 'string') return malformed('has no text in `data.result`');
      return { ok: true, data: { type: 'string', text }, notes: [] };
    }
    case 'matrix': {
      const read = yield* matrixSteps(data.result, maxSeries, undefined, notes);
      if ('problem' in read) return read;
      return { ok: true, data: { type: 'matrix', ...read }, notes: [...notes] };
    }
    default:
      return malformed('has an unknown `data.resultType`');
  }
}

/** Reads the `data` of a range query, in steps, one a series; points outside of `[startMs, endMs]` are dropped. */
export function* rangeSteps(
  data: unknown,
  startMs: number,
  endMs: number,
  maxSeries: number,
): Steps<Decoded<RangeResult>> {
  if (!isObject(data)) return malformed('has no `data`');
  if (data.resultType !== 'matrix') return malformed('has a `data.resultType` other than "matrix"');
  const notes = new Set<string>();
  const read = yield* matrixSteps(data.result, maxSeries, [startMs, endMs], notes);
  return 'problem' in read ? read : { ok: true, data: read, notes: [...notes] };
}

/** Reads the `data` of `status/buildinfo`; servers that are not Prometheus leave much of it out. */
export function decodeBuildInfo(data: unknown): Decoded<BuildInfo & Pick<BuildTraits, 'goVersion' | 'revision'>> {
  if (!isObject(data)) return malformed('has no `data`');
  const fields = (['version', 'application', 'goVersion', 'revision'] as const).flatMap(name => {
    const value = data[name];
    return typeof value === 'string' && value !== '' ? [[name, value.slice(0, 100)]] : [];
  });
  return { ok: true, data: Object.fromEntries(fields) as BuildInfo, notes: [] };
}

/** Nine times what a range query may ask for. */
const mostPoints = 100_000;
const pointsInARow = 2_000;
/** What reading one weighs beside going through the text. */
const charactersOfPoint = 20;
/** The same of one that has been read from the text already. */
const charactersOfSampleList = 1;
const charactersOfSample = 200;
/** Far above what any exporter writes; below what makes rendering and drawing slow. */
const maxLabels = 250;
const maxLabelLength = 10_000;

const repeatedSeries = 'The server sent the same series twice; the first one is shown.';
const outOfOrder = 'The server sent points out of order or twice; they were sorted.';
const outsideWindow = 'The server sent points outside of the asked window; they were left out.';

function* matrixSteps(
  all: unknown,
  maxSeries: number,
  window: readonly [number, number] | undefined,
  notes: Set<string>,
): Steps<RangeResult | Malformed> {
  if (!Array.isArray(all)) return malformed('has no list in `data.result`');
  const series: RangeSeries[] = [];
  const seen = new Set<string>();
  for (const [i, item] of all.slice(0, maxSeries).entries()) {
    const labels = isObject(item) ? readLabels(item.metric, notes) : undefined;
    if (!isObject(item) || !labels) return malformed(`has no label set in \`data.result[${i}].metric\``);
    let list = new SampleList();
    for (const [field, read] of [
      ['values', readPoint],
      ['histograms', readHistogram],
    ] as const) {
      const values = item[field];
      if (values === undefined) continue;
      if (values instanceof SampleList && list.length === 0) {
        list = values;
        yield values.length * charactersOfSampleList;
        continue;
      }
      if (!Array.isArray(values)) return malformed(`has no list in \`data.result[${i}].${field}\``);
      if (values.length > mostPoints)
        return malformed(`has more than ${mostPoints} points in \`data.result[${i}].${field}\``);
      for (const [k, value] of values.entries()) {
        if (k > 0 && k % pointsInARow === 0) yield pointsInARow * charactersOfPoint;
        const point = read(value);
        if (!point) return malformed(`has no sample in \`data.result[${i}].${field}[${k}]\``);
        list.push(point.t, point.v, point.histogram);
      }
      yield (values.length % pointsInARow) * charactersOfPoint;
    }
    if (isRepeated(labels, seen)) notes.add(repeatedSeries);
    else series.push(mend(list, window, notes).toSeries(labels));
  }
  return { series, total: withoutRepeated(all.length, series.length, maxSeries) };
}

/** How many series there are, of which `kept` of the first `maxSeries` are no repetitions. */
function withoutRepeated(all: number, kept: number, maxSeries: number): number {
  return all - (Math.min(all, maxSeries) - kept);
}

/** Samples by rising time, each time once (the last one wins), none outside of the window. */
function mend(list: SampleList, window: readonly [number, number] | undefined, notes: Set<string>): SampleList {
  let result = list;
  if (!list.isSorted) {
    // Floats and histograms of one series come in two lists: to weave them needs no remark.
    if (!list.hasHistograms) notes.add(outOfOrder);
    result = list.sorted();
  }
  if (window) {
    const inside = result.within(...window);
    if (inside.length < result.length) notes.add(outsideWindow);
    result = inside;
  }
  return result;
}

function readPoint(pair: unknown): Point | undefined {
  if (!Array.isArray(pair) || pair.length !== 2) return undefined;
  const t = readTime(pair[0]);
  const v = readValue(pair[1]);
  return t === undefined || v === undefined ? undefined : { t, v };
}

function readHistogram(pair: unknown): Point | undefined {
  if (!Array.isArray(pair) || pair.length !== 2 || !isObject(pair[1])) return undefined;
  const t = readTime(pair[0]);
  const count = readValue(pair[1].count);
  const sum = readValue(pair[1].sum);
  if (t === undefined || count === undefined || sum === undefined) return undefined;
  return { t, v: Number.NaN, histogram: { count, sum } };
}

/** Seconds as a JSON number to whole milliseconds. */
function readTime(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && Number.isFinite(seconds) ? Math.round(seconds * 1000) : undefined;
}

function readLabels(metric: unknown, notes: Set<string>): Labels | undefined {
  if (!isObject(metric)) return undefined;
  const all = Object.entries(metric);
  if (!all.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return undefined;
  let entries = all;
  if (entries.length > maxLabels) {
    entries = entries.slice(0, maxLabels);
    notes.add(`A series has more than ${maxLabels} labels; the others are left out.`);
  }
  if (entries.some(([, value]) => value.length > maxLabelLength)) {
    entries = entries.map(([name, value]) => [name, ownCopy(value.slice(0, maxLabelLength))]);
    notes.add(`Label values of more than ${maxLabelLength} characters are cut.`);
  }
  // `fromEntries` also keeps a label that is called `__proto__`.
  return Object.fromEntries(entries);
}

function isRepeated(labels: Labels, seen: Set<string>): boolean {
  const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  if (seen.has(key)) return true;
  seen.add(key);
  return false;
}

function remarks(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  const texts = value.filter((text): text is string => typeof text === 'string' && text !== '');
  return [...new Set(texts.map(text => text.slice(0, maxRemarkLength)))].slice(0, maxRemarks);
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

export function malformed(problem: string): Malformed {
  return { ok: false, problem };
}
