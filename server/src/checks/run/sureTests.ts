// Unit tests that pass whatever the rules say: that ask nothing, read back what they give, or expect no alert when none can fire.
// Layer: checks.
import type { AlertFact } from '../../analysis/facts';
import { type Source, scalarSource } from '../../analysis/source';
import { fieldValue } from '../../model/structure/fields';
import { textOf } from '../../model/structure/scalars';
import type { AlertTest, TestFile, TestGroup } from '../../model/testFile';
import { formatDuration } from '../../promql/durations';
import { metricEnd } from '../../promql/seriesDescription';
import type { Span } from '../../text/span';
import { follow } from '../../yaml/path';
import type { Collector } from './collector';

/** What the rule files of a test hold. */
export interface TestedRules {
  /** The alerts by name. */
  readonly alerts: ReadonlyMap<string, readonly AlertFact[]>;
  /** Names that are recorded. */
  readonly records: ReadonlySet<string>;
  /** Metrics of which rules notice that they are missing. */
  readonly watched: ReadonlySet<string>;
}

/** Reports tests that give series and ask nothing. */
export function addIdleTests(out: Collector, source: Source, { tests }: TestFile): void {
  for (const { node, series, alertTests, exprTests } of tests) {
    if (series.length === 0 || alertTests.length + exprTests.length > 0) continue;
    const map = follow(node);
    const key = map?.kind === 'map' && map.pairs.find(pair => pair.key.kind === 'scalar' && isSeries(pair.key.value));
    // What is merged in may bring what is missing.
    if (!key || map.pairs.some(pair => pair.key.kind === 'scalar' && pair.key.value === '<<')) continue;
    const message =
      'This test asks nothing of the rules, and promtool says SUCCESS whatever they do: add an `alert_rule_test` or a `promql_expr_test`.';
    out.add('unittest/asks-nothing', 'warning', { source, span: key.key }, message);
  }
}

function isSeries(key: string): boolean {
  return key === 'input_series';
}

/** How many tests are looked at between two yields. */
export const testsPerSlice = 32;

/** Reports tests whose outcome is sure whatever the expressions of the rules are, in slices. */
export function* addSureTests(
  out: Collector,
  source: Source,
  { tests }: TestFile,
  rules: TestedRules,
): Generator<void, void> {
  // What was seen to fire, and of what series.
  const expected = new Set(
    tests.flatMap(test => {
      const fired = test.alertTests.filter(isPositive);
      const series = fired.length > 0 ? describedSeries(test) : '';
      return fired.map(({ alertname }) => `${alertname} ${series}`);
    }),
  );
  for (const [number, test] of tests.entries()) {
    if (number % testsPerSlice === testsPerSlice - 1) yield;
    addReadBack(out, source, test, rules);
    const toldOf = new Set<string>();
    const end = endOf(test);
    for (const item of test.alertTests) {
      const alerts = rules.alerts.get(item.alertname);
      if (!alerts || isPositive(item) || toldOf.has(item.alertname)) continue;
      const waits = Math.min(...alerts.map(alert => alert.waits ?? 0));
      if (item.evalTime < waits * 1000) {
        // Quiet before, firing after: that is a test of `for`.
        if (expected.has(`${item.alertname} ${describedSeries(test)}`)) continue;
        const message = `\`${item.alertname}\` waits ${formatDuration(waits)} before it fires, so at ${item.at} this test passes whatever its expression says; ask later.`;
        out.add('unittest/evaluated-before-for', 'info', placeOf(item, source), message);
      } else if (end !== undefined && hasSurelyEnded(item, end, alerts, test, rules)) {
        const message = `The series end at ${formatDuration(end / 1000)}, and at ${item.at} there is none any more: this test passes whatever the value of \`${item.alertname}\` would be; write more values, such as \`1x60\`.`;
        out.add('unittest/ended-series', 'info', placeOf(item, source), message);
      } else continue;
      toldOf.add(item.alertname);
    }
  }
}

/** The series of a test without their values. */
function describedSeries({ series }: TestGroup): string {
  return series
    .map(one => one.series.replace(/\s/g, ''))
    .sort()
    .join();
}

function isPositive({ expected }: AlertTest): boolean {
  return expected.length > 0;
}

/** The time of a test; where it has none, the test. */
function placeOf({ node }: AlertTest, source: Source): { readonly source: Source; readonly span: Span } {
  return { source, span: fieldValue(node, 'eval_time') ?? node };
}

/** How long Prometheus takes the last sample of a series for its value. */
const lookback = 300_000;

function hasSurelyEnded(
  { evalTime, alertname }: AlertTest,
  end: number,
  alerts: readonly AlertFact[],
  { series, alertTests }: TestGroup,
  { records, watched }: TestedRules,
): boolean {
  // That an alert ends with its series is a thing to test, too.
  if (alertTests.some(one => one.alertname === alertname && isPositive(one))) return false;
  const given = new Set(series.map(one => nameOf(one.series)));
  return alerts.every(({ reads, branches, looksBack = 0 }) => {
    if (evalTime <= end + lookback + looksBack * 1000) return false;
    // A recording rule may look back as well, and what notices that something is missing is tested by its end.
    if (reads.length === 0 || reads.some(name => records.has(name) || watched.has(name) || !given.has(name)))
      return false;
    return branches?.every(({ metrics }) => metrics.length > 0) ?? false;
  });
}

/** When the last series of a test has its last sample, in milliseconds; undefined where that is not known. */
function endOf({ series, interval }: TestGroup): number | undefined {
  let end = 0;
  for (const { series: text, values } of series) {
    const last = lastSample(values);
    if (last === undefined || nameOf(text) === '') return undefined;
    end = Math.max(end, last * interval);
  }
  return series.length > 0 ? end : undefined;
}

/**
 * Which of the values of a series is its last sample, from 0; undefined for other than plain numbers, and where its end is
 * written.
 */
function lastSample(values: string): number | undefined {
  if (/stale|_(?:x\d+)?\s*$/.test(values)) return undefined;
  let count = 0;
  let last = 0;
  for (const part of values.trim().split(/\s+/)) {
    const [, gap, gaps, times] = /^(?:(_)(?:x(\d+))?|-?[\d.]+(?:[+-][\d.]+)?(?:x(\d+))?)$/.exec(part) ?? [part, 'x'];
    if (gap === 'x') return undefined;
    count += gap !== undefined ? Number(gaps ?? 1) : Number(times ?? 0) + 1;
    if (gap === undefined) last = count - 1;
  }
  return last;
}

function nameOf(series: string): string {
  return series.slice(0, /[{\s]|$/.exec(series)!.index);
}

/** Reports expressions that are a series of the test itself. One that expects series which the test does not give asks whether a rule makes them. */
function addReadBack(out: Collector, source: Source, { series, exprTests }: TestGroup, { records }: TestedRules): void {
  for (const { node, expr, expected } of exprTests) {
    const scalar = follow(fieldValue(node, 'expr'));
    const text = expr.trim();
    if (scalar?.kind !== 'scalar' || !isSelector(text)) continue;
    const name = nameOf(text);
    const given = series.filter(one => nameOf(one.series) === name);
    if (records.has(name) || given.length === 0) continue;
    const keys = new Set(given.map(one => keyOf(one.series)));
    if (expected.some(({ labels }) => !keys.has(keyOf(labels)))) continue;
    const span = { from: 0, to: textOf(scalar, 'v2').length };
    const message = `This reads back \`${name}\`, which the test itself gives, and asks nothing of the rules: ask for what they record, or for \`ALERTS\`.`;
    out.add('unittest/input-read-back', 'info', { source: scalarSource(scalar, source), span }, message);
  }
}

/** A series however its labels are ordered and set. */
function keyOf(series: string): string {
  const plain = series.replace(/\s/g, '');
  const name = nameOf(plain);
  const labels = plain.slice(name.length + 1, -1).split(',');
  return [name, ...labels.filter(label => label !== '').sort()].join();
}

/** A metric with matchers and nothing else. */
function isSelector(text: string): boolean {
  return nameOf(text) !== '' && metricEnd(text) === text.length && /^[a-zA-Z_:][\w:]*(?:\{|$)/.test(text);
}
