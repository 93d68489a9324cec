// A file of promtool's unit tests as it is run: times in milliseconds, every part with the node it was read from.
// Layer: model (pure). Source: unitTestFile and testGroup in Prometheus' cmd/promtool/unittest.go.

import { formatDuration, secondsOf } from '../promql/durations';
import { eachInSlices, finish } from '../text/slices';
import type { YamlNode, YamlScalar } from '../yaml/node';
import { follow, itemsOf } from '../yaml/path';
import { scalarType } from '../yaml/resolve';
import { entriesOf, fieldValue } from './structure/fields';
import { numberOf, textOf } from './structure/scalars';
import { startTime } from './structure/startTime';

/** promtool decodes the file by the older go-yaml. */
const flavor = 'v2';

export interface TestFile {
  /** Patterns of rule files, relative to the file's folder. */
  readonly ruleFiles: readonly string[];
  /** Between two evaluations of all groups. */
  readonly evaluationInterval: number;
  /** Names of groups that are evaluated first, in this order. */
  readonly groupOrder: readonly string[];
  /** Whether values may differ by the last bit. */
  readonly fuzzy: boolean;
  readonly tests: readonly TestGroup[];
}

export interface TestGroup {
  /** As it is written, by which `--run` chooses; '' where it has none. */
  readonly name: string;
  /** Its name, else its number: `unnamed#0`. */
  readonly title: string;
  readonly node: YamlNode;
  /** Between two values of the series. */
  readonly interval: number;
  /** Time of the first value, since the epoch. */
  readonly start: number;
  readonly series: readonly InputSeries[];
  readonly alertTests: readonly AlertTest[];
  readonly exprTests: readonly ExprTest[];
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly externalURL: string;
}

export interface InputSeries {
  readonly series: string;
  readonly values: string;
  readonly node: YamlNode;
  /** Where they are written, for the places of what is wrong in them. */
  readonly written: { readonly series?: YamlScalar; readonly values?: YamlScalar };
}

/** Labels or annotations of an alert, each name once, sorted by name. */
export type Texts = readonly (readonly [name: string, text: string])[];

export interface AlertTest {
  readonly node: YamlNode;
  readonly alertname: string;
  /** Since the start of the test, and the same as Prometheus writes durations. */
  readonly evalTime: number;
  readonly at: string;
  readonly expected: readonly ExpectedAlert[];
}

export interface ExpectedAlert {
  readonly node: YamlNode;
  readonly labels: Texts;
  readonly annotations: Texts;
}

export interface ExprTest {
  readonly node: YamlNode;
  readonly expr: string;
  readonly evalTime: number;
  readonly at: string;
  readonly expected: readonly ExpectedSample[];
}

export interface ExpectedSample {
  readonly node: YamlNode;
  readonly labels: string;
  readonly value: number;
  /** Notation of a native histogram; '' for a number. */
  readonly histogram: string;
}

/** Reads the map at the root of a file of unit tests. What promtool refuses of it is for the checks to say. */
export function readTestFile(root: YamlNode | undefined): TestFile {
  return finish(readTestFileInSlices(root));
}

/** The same in slices. */
export function* readTestFileInSlices(root: YamlNode | undefined): Generator<void, TestFile> {
  const evaluationInterval = duration(fieldValue(root, 'evaluation_interval')) || 60_000;
  const tests = itemsOf(fieldValue(root, 'tests'));
  return {
    ruleFiles: itemsOf(fieldValue(root, 'rule_files')).map(text),
    evaluationInterval,
    groupOrder: itemsOf(fieldValue(root, 'group_eval_order')).map(text),
    fuzzy: bool(fieldValue(root, 'fuzzy_compare')),
    tests: yield* eachInSlices(tests, (node, i) => readTest(node, i, evaluationInterval), testsPerSlice),
  };
}

/** How many tests are read between two yields. */
const testsPerSlice = 16;

function readTest(node: YamlNode, index: number, evaluationInterval: number): TestGroup {
  const field = (name: string): YamlNode | undefined => fieldValue(node, name);
  return {
    name: text(field('name')),
    title: text(field('name')) || `unnamed#${index}`,
    node,
    interval: duration(field('interval')) || evaluationInterval,
    start: startTime(text(field('start_timestamp'))) ?? 0,
    series: itemsOf(field('input_series')).map(readSeries),
    alertTests: itemsOf(field('alert_rule_test')).map(readAlertTest),
    exprTests: itemsOf(field('promql_expr_test')).map(readExprTest),
    externalLabels: Object.fromEntries(texts(field('external_labels'))),
    externalURL: text(field('external_url')),
  };
}

function readSeries(node: YamlNode): InputSeries {
  const [series, values] = [fieldValue(node, 'series'), fieldValue(node, 'values')];
  return {
    series: text(series),
    values: text(values),
    node,
    written: { series: scalar(series), values: scalar(values) },
  };
}

function readAlertTest(node: YamlNode): AlertTest {
  const alertname = text(fieldValue(node, 'alertname'));
  return {
    node,
    alertname,
    ...timeOf(node),
    expected: itemsOf(fieldValue(node, 'exp_alerts')).map(alert => ({
      node: alert,
      // The name is added by Prometheus, whatever is written.
      labels: sorted([...texts(fieldValue(alert, 'exp_labels')), ['alertname', alertname]]),
      annotations: sorted(texts(fieldValue(alert, 'exp_annotations'))),
    })),
  };
}

function readExprTest(node: YamlNode): ExprTest {
  return {
    node,
    expr: text(fieldValue(node, 'expr')),
    ...timeOf(node),
    expected: itemsOf(fieldValue(node, 'exp_samples')).map(sample => ({
      node: sample,
      labels: text(fieldValue(sample, 'labels')),
      value: number(fieldValue(sample, 'value')),
      histogram: text(fieldValue(sample, 'histogram')),
    })),
  };
}

/** Sorted by name as Prometheus sorts labels; of two with one name the last counts. */
export function sorted(pairs: Texts): Texts {
  return [...new Map(pairs)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function texts(node: YamlNode | undefined): Texts {
  return entriesOf(node).map(({ name, value }) => [name, text(value)] as const);
}

function text(node: YamlNode | undefined): string {
  return textOf(node, flavor);
}

function scalar(node: YamlNode | undefined): YamlScalar | undefined {
  const found = follow(node);
  return found?.kind === 'scalar' ? found : undefined;
}

function bool(node: YamlNode | undefined): boolean {
  const found = scalar(node);
  return found !== undefined && scalarType(found, flavor) === 'bool' && /^(?:true|yes|on|y)$/i.test(found.value);
}

function number(node: YamlNode | undefined): number {
  const found = scalar(node);
  if (!found || !['int', 'float'].includes(scalarType(found, flavor))) return 0;
  return Number(numberOf(found));
}

function timeOf(node: YamlNode): { readonly evalTime: number; readonly at: string } {
  const evalTime = duration(fieldValue(node, 'eval_time'));
  return { evalTime, at: formatDuration(evalTime / 1000) };
}

/** Milliseconds; 0 where none is written. */
function duration(node: YamlNode | undefined): number {
  return Math.round((secondsOf(text(node)) ?? 0) * 1000);
}
