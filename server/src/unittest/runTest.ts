// Runs one test of a file: evaluates the groups over its series and compares. Layer: unittest (pure).
// Source: testGroup.test in Prometheus' cmd/promtool/unittest.go.
import { type AlertRun, slotTime } from '../alerting/alertRun';
import { AlertState } from '../alerting/clock';
import { type GroupRun, runGroups, samplesOf } from '../alerting/run';
import type { RunnableGroup } from '../alerting/runnable';
import { until } from '../alerting/until';
import { type EvaluationOptions, evaluateInstant } from '../evaluation/evaluate';
import {
  type AlertTest,
  type ExpectedSample,
  type ExprTest,
  sorted,
  type TestFile,
  type TestGroup,
} from '../model/testFile';
import type { Dialect } from '../promql/dialect';
import { formatDuration } from '../promql/durations';
import { analyzePromql, type ParsedPromql } from '../promql/parser';
import { labelsProblem } from '../promql/seriesDescription';
import { notationOf } from '../series/histogram/histogram';
import { readExpectedHistogram, readMetric } from '../series/notation';
import { type ComparedSample, compareAlerts, compareSamples } from './compare';
import type { CoveringRun } from './coverage/fired';
import { expandSeries } from './inputSeries';
import type { CaseFailure, CaseResult, GroupFault, GroupResult } from './results';

/** What the tests of a file share. */
export interface TestSurroundings {
  /** Groups of all rule files, in the order of the files. */
  readonly groups: readonly RunnableGroup[];
  readonly dialect: Dialect;
}

export interface TestRun {
  readonly result: GroupResult;
  /** What the rules did; undefined where the series could not be read. */
  readonly run?: CoveringRun;
  readonly options: EvaluationOptions;
}

/** Runs a test, in slices. Never throws. */
export function* runTest(
  test: TestGroup,
  file: TestFile,
  { groups, dialect }: TestSurroundings,
): Generator<void, TestRun> {
  const options: EvaluationOptions = { dialect, subqueryStep: file.evaluationInterval, storageOfTests: true };
  const times = [...test.alertTests, ...test.exprTests].map(({ evalTime }) => evalTime);
  const step = file.evaluationInterval;
  const count = Math.floor(Math.max(0, ...times) / step) + 1;
  const slots = { start: test.start, step, count };
  const series = expandSeries(test, slotTime(slots, count - 1));
  if ('message' in series) {
    const fault = { node: series.input.written.values ?? series.input.node, message: series.message };
    return { result: { test, faults: [fault], cases: [] }, options };
  }
  const parsed = new Map(test.exprTests.map(one => [one, analyzePromql(one.expr, dialect)]));
  const run = yield* runGroups({
    groups: ordered(groups, file.groupOrder),
    series,
    slots,
    options,
    externalLabels: test.externalLabels,
    externalURL: test.externalURL,
    readers: [...parsed.values()].map(({ expr }) => expr),
    stopAtFailure: true,
  });
  // Rules that fail end a test: what was looked at before that is still told.
  const broken = run.failures[0]?.slot;
  const faults = run.failures.map(({ slot, rule, message }): GroupFault => {
    const at = formatDuration((slot * step) / 1000);
    return { node: test.node, message: `The rule ${rule.name} cannot be evaluated at ${at}: ${message}` };
  });
  const cases: CaseResult[] = [];
  for (const one of test.alertTests) {
    const slot = Math.floor(one.evalTime / step);
    if (broken === undefined || slot < broken) cases.push(alertCase(one, run.alerts, slot));
  }
  if (broken === undefined) {
    const visible = { ...run, seen: test.start + (count - 1) * step };
    for (const one of test.exprTests) cases.push(yield* exprCase(one, parsed.get(one)!, test, visible, file, options));
  }
  return { result: { test, faults, cases }, run: { ...run, slots }, options };
}

/** Groups that the file's order names stand where it says; the first place is shared by all others. */
function ordered(groups: readonly RunnableGroup[], order: readonly string[]): readonly RunnableGroup[] {
  const rank = ({ name }: RunnableGroup): number => Math.max(0, order.indexOf(name));
  return [...groups].sort((a, b) => rank(a) - rank(b));
}

function alertCase(test: AlertTest, alerts: readonly AlertRun[], slot: number): CaseResult {
  const got = alerts
    .filter(({ rule }) => rule.name === test.alertname)
    .flatMap(alert =>
      alert.instances
        .filter(({ states }) => states[slot] === AlertState.firing)
        .map(instance => ({
          labels: [...instance.labels],
          annotations: sorted(alert.annotationsAt(instance, slot)),
        })),
    );
  const failure = compareAlerts(test.expected, got);
  return {
    kind: 'alert',
    test,
    node: test.node,
    about: test.alertname,
    evalTime: test.evalTime,
    at: test.at,
    ...(failure ? { failure } : {}),
  };
}

function* exprCase(
  test: ExprTest,
  { expr, problems }: ParsedPromql,
  { start }: TestGroup,
  run: GroupRun & { readonly seen: number },
  { fuzzy }: TestFile,
  options: EvaluationOptions,
): Generator<void, CaseResult> {
  const { evalTime, at } = test;
  const result = { kind: 'expr', test, node: test.node, about: test.expr, evalTime, at } as const;
  const failed = (message: string, node = test.node): CaseResult => ({
    ...result,
    failure: { kind: 'error', message, node },
  });
  if (problems[0]) return failed(problems[0].message);
  const storage = until(run.store, run.seen);
  const samples = samplesOf(yield* evaluateInstant(expr, storage, start + test.evalTime, options));
  if (typeof samples === 'string') return failed(samples);
  const expected: ComparedSample[] = [];
  for (const one of test.expected) {
    const read = readExpected(one);
    if (typeof read === 'string') return failed(read, one.node);
    expected.push(read);
  }
  const got = samples.map(({ labels, value, histogram }) => ({
    labels,
    value: histogram ? 0 : value,
    histogram: histogram ? notationOf(histogram) : '',
  }));
  const failure: CaseFailure | undefined = compareSamples(expected, got, fuzzy);
  return failure ? { ...result, failure } : result;
}

function readExpected({ labels, value, histogram }: ExpectedSample): ComparedSample | string {
  const problem = labelsProblem(labels);
  if (problem) return problem.message;
  const metric = readMetric(labels);
  if (!metric.ok) return metric.problem.message;
  if (histogram === '') return { labels: metric.labels, value, histogram };
  const read = readExpectedHistogram(histogram);
  return read.ok ? { labels: metric.labels, value, histogram: notationOf(read.histogram) } : read.problem.message;
}
