// Compares what a test expects with what came out, as promtool does: whole lists, in any order. Layer: unittest (pure).
// Source: testGroup.test in Prometheus' cmd/promtool/unittest.go.

import { formatFloat } from '../go/floats';
import { compareText } from '../go/order';
import type { Texts } from '../model/testFile';
import { quoteString } from '../promql/strings';
import { compareLabels, type Labels } from '../series/labels';
import type { CaseFailure, ComparedItem } from './results';

/** An alert with its texts, sorted by name. */
export interface AlertTexts {
  readonly labels: Texts;
  readonly annotations: Texts;
}

export interface ComparedSample {
  readonly labels: Labels;
  readonly value: number;
  /** Notation of a native histogram; '' for a number. */
  readonly histogram: string;
}

export function compareAlerts(expected: readonly AlertTexts[], got: readonly AlertTexts[]): CaseFailure | undefined {
  const [left, right] = [[...expected].sort(byTexts), [...got].sort(byTexts)];
  if (left.length === right.length && left.every((one, i) => byTexts(one, right[i]!) === 0)) return undefined;
  return difference(left.map(alertText), right.map(alertText));
}

/** `fuzzy`: values may be neighbours. NaN equals nothing, not even NaN. */
export function compareSamples(
  expected: readonly ComparedSample[],
  got: readonly ComparedSample[],
  fuzzy: boolean,
): CaseFailure | undefined {
  const [left, right] = [[...expected].sort(byLabels), [...got].sort(byLabels)];
  if (left.length === right.length && left.every((one, i) => sameSample(one, right[i]!, fuzzy))) return undefined;
  return difference(left.map(sampleText), right.map(sampleText));
}

function byTexts(a: AlertTexts, b: AlertTexts): number {
  return comparePairs(a.labels, b.labels) || comparePairs(a.annotations, b.annotations);
}

function comparePairs(a: Texts, b: Texts): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareText(a[i]![0], b[i]![0]) || compareText(a[i]![1], b[i]![1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function byLabels(a: ComparedSample, b: ComparedSample): number {
  return compareLabels(a.labels, b.labels);
}

function sameSample(a: ComparedSample, b: ComparedSample, fuzzy: boolean): boolean {
  return a.labels.key === b.labels.key && a.histogram === b.histogram && sameValue(a.value, b.value, fuzzy);
}

function sameValue(a: number, b: number, fuzzy: boolean): boolean {
  return a === b || (fuzzy && (neighbour(a, 1) === b || neighbour(a, -1) === b));
}

/** The next float above (1) or below (-1). */
function neighbour(value: number, direction: 1 | -1): number {
  if (!Number.isFinite(value)) return value;
  if (value === 0) return direction * Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0]! += value > 0 === direction > 0 ? 1n : -1n;
  return new Float64Array(bits.buffer)[0]!;
}

/** An alert in one line: `{alertname="Hot", gpu="3"} summary: "…"`. */
function alertText({ labels, annotations }: AlertTexts): string {
  const texts = annotations.map(([name, text]) => ` ${name}: ${quoteString(text)}`).join(',');
  return `{${labels.map(([name, value]) => `${name}=${quoteString(value)}`).join(', ')}}${texts}`;
}

function sampleText({ labels, value, histogram }: ComparedSample): string {
  const name = labels.get('__name__');
  const rest = labels.filter(label => label !== '__name__');
  const shown = `${name}${rest.size > 0 || name === '' ? rest.toString() : ''}`;
  return `${shown} ${histogram === '' ? formatFloat(value, 'g', -1) : histogram}`;
}

function difference(expected: readonly string[], got: readonly string[]): CaseFailure {
  const rest = [...got];
  const items: ComparedItem[] = expected.map(text => {
    const at = rest.indexOf(text);
    if (at < 0) return { text, only: 'expected' };
    rest.splice(at, 1);
    return { text };
  });
  return { kind: 'differs', expected, got, items: [...items, ...rest.map(text => ({ text, only: 'got' as const }))] };
}
