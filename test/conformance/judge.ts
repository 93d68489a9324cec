// Whether an outcome is what a case expects, by the rules of Prometheus' own test runner. Gives what differs.
import { annotationText, type Outcome, type Value } from '../../server/src/evaluation/evaluate';
import { compact, equalHistograms, type Histogram, notationOf } from '../../server/src/series/histogram/histogram';
import type { Labels } from '../../server/src/series/labels';
import { readSeries, type WrittenValue } from '../../server/src/series/notation';
import { type Case, milliseconds } from './cases';

interface ExpectedSeries {
  readonly labels: Labels;
  readonly values: readonly WrittenValue[];
  readonly hints: boolean;
}

/** Undefined where the case holds. */
export function judge(one: Case, outcome: Outcome, expr: string): string | undefined {
  const fail = one.expects.filter(line => line.startsWith('expect fail'));
  const fails = fail.length > 0 || one.mod === 'fail';
  if (!outcome.ok) {
    if (!fails) return `failed: ${outcome.error.kind}: ${outcome.error.message}`;
    const mismatch = fail.find(line => !matchesText(line, 'fail', outcome.error.message));
    if (outcome.error.kind !== 'execution') return `${outcome.error.kind}: ${outcome.error.message}`;
    return mismatch && `${mismatch}, but it failed with: ${outcome.error.message}`;
  }
  if (fails) return 'expected to fail';
  return remarksDiffer(one, outcome, expr) ?? valueDiffers(one, outcome.value);
}

function matchesText(line: string, kind: string, text: string): boolean {
  const found = new RegExp(`^expect ${kind}(?:\\s+(msg|regex):\\s*(.*))?$`).exec(line);
  if (!found) return true;
  const [, how, wanted] = found;
  if (how === undefined) return true;
  return how === 'msg' ? text === wanted!.trim() : new RegExp(wanted!.trim()).test(text);
}

function remarksDiffer(one: Case, outcome: Outcome, expr: string): string | undefined {
  for (const [kind, remarks] of [
    ['warn', outcome.warnings],
    ['info', outcome.infos],
  ] as const) {
    const texts = remarks.map(remark => annotationText(remark, expr));
    const wanted = one.expects.filter(line => new RegExp(`^expect ${kind}\\b`).test(line));
    if ((wanted.length > 0 || one.mod === kind) && texts.length === 0) return `${wanted[0] ?? kind}: none came`;
    for (const line of wanted)
      if (!texts.some(text => matchesText(line, kind, text))) return `${line}; came: ${texts.join(' | ')}`;
    if (wanted.length > 0) {
      const other = texts.find(text => !wanted.some(line => matchesText(line, kind, text)));
      if (other !== undefined) return `unexpected ${kind}: ${other}`;
    }
    if (one.expects.some(line => line.startsWith(`expect no_${kind}`)) && texts.length > 0)
      return `unexpected ${kind}: ${texts[0]}`;
  }
  return undefined;
}

function expectedSeries(one: Case): readonly ExpectedSeries[] {
  return one.expected.map(line => {
    const read = readSeries(line);
    if (!read.ok) throw new Error(`${line}: ${read.problem.message}`);
    return { labels: read.labels, values: read.values, hints: line.includes('counter_reset_hint') };
  });
}

function valueDiffers(one: Case, value: Value): string | undefined {
  const text = one.expects.find(line => line.startsWith('expect string'));
  if (value.type === 'string') {
    const wanted = text === undefined ? undefined : unquoted(text.replace('expect string', '').trim());
    return value.text === wanted ? undefined : `string ${JSON.stringify(value.text)}`;
  }
  if (text !== undefined) return `${value.type} instead of a string`;
  const scalar = one.expected.length === 1 && /^\s*[+-]?(?:[\d.]|inf|nan)/i.test(one.expected[0]!);
  if (value.type === 'scalar') {
    if (!scalar) return `scalar ${value.value}`;
    const read = readSeries(`x ${one.expected[0]}`);
    const wanted = read.ok ? read.values[0] : undefined;
    return typeof wanted === 'number' && close(value.value, wanted)
      ? undefined
      : `scalar ${value.value} instead of ${one.expected[0]}`;
  }
  if (scalar) return `${value.type} instead of a scalar`;
  const expected = expectedSeries(one);
  if (value.type === 'vector') return vectorDiffers(one, value, expected);
  return matrixDiffers(one, value, expected);
}

/** The decoded literal, by way of Go's quoting rules as far as the cases use them. */
function unquoted(literal: string): string {
  return literal.startsWith('`') ? literal.slice(1, -1) : JSON.parse(literal);
}

function vectorDiffers(
  one: Case,
  value: Value & { readonly type: 'vector' },
  expected: readonly ExpectedSeries[],
): string | undefined {
  const byKey = new Map(expected.map((series, i) => [series.labels.key, { series, i }]));
  const ordered = one.mod === 'ordered' || one.expects.some(line => line.startsWith('expect ordered'));
  for (const [i, sample] of value.samples.entries()) {
    const wanted = byKey.get(sample.labels.key);
    if (!wanted) return `unexpected ${sample.labels} ${show(sample.histogram ?? sample.value)}`;
    if (ordered && wanted.i !== i) return `${sample.labels} is at place ${i} instead of ${wanted.i}`;
    const differs = sampleDiffers(sample.histogram ?? sample.value, wanted.series.values[0], wanted.series.hints);
    if (differs) return `${sample.labels}: ${differs}`;
    byKey.delete(sample.labels.key);
  }
  const [missing] = byKey.values();
  return missing && `${missing.series.labels} is missing`;
}

function matrixDiffers(
  one: Case,
  value: Value & { readonly type: 'matrix' },
  expected: readonly ExpectedSeries[],
): string | undefined {
  const byKey = new Map(expected.map(series => [series.labels.key, series]));
  const range = one.expects.map(line => /^expect range vector from (\S+) to (\S+) step (\S+)/.exec(line)).find(Boolean);
  const start = milliseconds(range?.[1] ?? one.start ?? '0');
  const step = milliseconds(range?.[3] ?? one.step ?? '1m');
  for (const { labels, times, values, histograms } of value.series) {
    const wanted = byKey.get(labels.key);
    if (!wanted) return `unexpected ${labels} ${[...values].map((one, i) => show(histograms?.[i] ?? one)).join(' ')}`;
    byKey.delete(labels.key);
    const got = new Map([...times].map((time, i) => [time, histograms?.[i] ?? values[i]!]));
    for (const [i, written] of wanted.values.entries()) {
      const time = start + i * step;
      const sample = got.get(time);
      if (written === undefined && sample === undefined) continue;
      if (sample === undefined) return `${labels}: nothing at ${time} instead of ${show(written)}`;
      const differs = sampleDiffers(sample, written, wanted.hints);
      if (differs) return `${labels} at ${time}: ${differs}`;
      got.delete(time);
    }
    const [left] = got;
    if (left) return `${labels}: unexpected ${show(left[1])} at ${left[0]}`;
  }
  const [missing] = byKey.values();
  return missing && `${missing.labels} is missing`;
}

function sampleDiffers(got: number | Histogram, wanted: WrittenValue, hints: boolean): string | undefined {
  const differs = `${show(got)} instead of ${show(wanted)}`;
  if (typeof got === 'number' || typeof wanted !== 'object') {
    return typeof got === 'number' && typeof wanted === 'number' && close(got, wanted) ? undefined : differs;
  }
  return closeHistograms(got, wanted) && (!hints || got.hint === wanted.hint) ? undefined : differs;
}

export function show(value: WrittenValue): string {
  return typeof value === 'object' ? notationOf(value) : String(value);
}

/** As upstream compares floats in tests. */
export function close(a: number, b: number, epsilon = 1e-6): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < 2 ** -1022) return difference < epsilon * 2 ** -1022;
  return difference / Math.min(sum, Number.MAX_VALUE) < epsilon;
}

function closeHistograms(got: Histogram, wanted: Histogram): boolean {
  const a = compact(got);
  const b = compact(wanted);
  if (equalHistograms(a, b)) return true;
  const numbers = (x: Histogram): readonly number[] => [
    x.count,
    x.sum,
    x.zeroCount,
    ...x.positive.count,
    ...x.negative.count,
  ];
  const shape = (x: Histogram): string =>
    JSON.stringify([x.schema, x.zeroThreshold, x.bounds, x.positive.index, x.negative.index]);
  if (shape(a) !== shape(b)) return false;
  const other = numbers(b);
  return numbers(a).every((value, i) => close(value, other[i]!));
}
