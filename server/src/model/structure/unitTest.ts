// promtool's unit tests of rules: what promtool refuses of their structure and of the series in them. PromQL is judged by
// the checks above. Layer: model. Source: Prometheus' cmd/promtool/unittest.go.
import { reaches } from '../../promql/dialect';
import { labelsProblem, type SeriesProblem } from '../../promql/seriesDescription';
import { metricProblem, readExpectedHistogram, valuesProblem } from '../../series/notation';
import type { YamlNode, YamlScalar } from '../../yaml/node';
import { follow, itemsOf } from '../../yaml/path';
import { unitTestObject } from '../schema/unitTest';
import { entriesOf, fieldValue } from './fields';
import type { StructureOptions } from './options';
import type { StructureProblem } from './problem';
import { Reader, type ReaderTarget, spanOfKey } from './reader';
import { placeIn, placeOf, Report } from './report';
import { decodedScalar, isEmptyValue, isNull, shorten } from './scalars';
import { startTime } from './startTime';
import { itemOf, unitsPerSlice } from './units';

/** promtool decodes the file by the older go-yaml. */
const flavor = 'v2';

/** Everything promtool refuses about a file of unit tests but its expressions. In slices. */
export function* checkUnitTestStructure(
  root: YamlNode | undefined,
  options: StructureOptions,
): Generator<void, readonly StructureProblem[]> {
  const report = new Report();
  if (!root) return [];
  const reader = new Reader(promtoolTarget(options), report);
  const tests = fieldValue(root, 'tests');
  yield* reader.prepare(tests, itemOf(unitTestObject, 'tests'), 'tests');
  reader.read(root, unitTestObject, { name: 'a unit test file' });
  yield;
  checkOrder(fieldValue(root, 'group_eval_order'), report);
  let seen = 0;
  for (const test of itemsOf(tests)) {
    if (++seen % unitsPerSlice === 0) yield;
    checkStart(fieldValue(test, 'start_timestamp'), report);
    for (const item of itemsOf(fieldValue(test, 'input_series'))) checkSeries(item, options, report);
    for (const item of itemsOf(fieldValue(test, 'alert_rule_test'))) checkAlertTest(item, report);
    for (const { node } of expressionTests(test)) {
      checkExprTest(node, report);
      for (const sample of itemsOf(fieldValue(node, 'exp_samples'))) checkSample(sample, report);
    }
  }
  return report.sorted();
}

/** The expressions of a file of unit tests. */
export function unitTestExpressions(root: YamlNode | undefined): readonly YamlScalar[] {
  return itemsOf(fieldValue(root, 'tests')).flatMap(test => expressionTests(test).flatMap(({ expr }) => expr ?? []));
}

function expressionTests(test: YamlNode): readonly { readonly node: YamlNode; readonly expr?: YamlScalar }[] {
  return itemsOf(fieldValue(test, 'promql_expr_test')).map(node => ({
    node,
    expr: scalarOf(fieldValue(node, 'expr')),
  }));
}

function promtoolTarget(options: StructureOptions): ReaderTarget {
  const version = { version: options.prometheus, features: new Set<string>() };
  const { major, minor } = options.prometheus;
  return {
    flavor,
    givesNulls: true,
    options,
    name: `promtool ${major}.${minor}`,
    knows: ({ since }) => !since || reaches(version, since),
  };
}

function checkSeries(item: YamlNode, options: StructureOptions, report: Report): void {
  const { name: series, key, owner } = named(item, 'series');
  const values = scalarOf(fieldValue(item, 'values'));
  if (series === undefined || series.value.trim() === '') {
    // What begins like a number is no metric of its own.
    if (!values || !/^\s*[-+.\d]/.test(values.value)) return;
    const message = 'Values need `series`, the name and labels of what they are the values of.';
    report.error('invalid-series', key ?? owner, message);
    return;
  }
  // Lines and comments are cut by the loader before the series is read.
  if (/^\s*#/.test(series.value)) return;
  // Start times have a notation of their own, which the test's run reads.
  if (/^\s*\S*@st(?:\s|$)/.test(series.value)) return;
  const { prometheus } = options;
  const problem = metricProblem(series.value, prometheus);
  if (problem) add(problem, series, report);
  else if (values && !/[\n\r]/.test(series.value + values.value))
    add(valuesProblem(values.value, prometheus), values, report);
}

function checkStart(node: YamlNode | undefined, report: Report): void {
  const start = follow(node);
  if (start?.kind !== 'scalar' || (isNull(start, flavor) && !isEmptyValue(start))) return;
  if (!isEmptyValue(start) && startTime(start.value) !== undefined) return;
  const message = `\`${shorten(start.value)}\` is no time; write Unix seconds or such as \`2026-01-31T12:00:00Z\`.`;
  report.error('invalid-value', placeOf(start), message);
}

function checkAlertTest(item: YamlNode, report: Report): void {
  checkNamed(item, 'alertname', 'An alert test needs `alertname`, the name of the alert it is about.', report);
}

function checkExprTest(item: YamlNode, report: Report): void {
  // An empty text is judged as an expression.
  if (scalarOf(fieldValue(item, 'expr'))) return;
  checkNamed(item, 'expr', 'An expression test needs `expr`, the expression that is evaluated.', report);
}

function checkSample(item: YamlNode, report: Report): void {
  const labels = scalarOf(fieldValue(item, 'labels'));
  if (labels) add(labelsProblem(labels.value), labels, report);
  const histogram = scalarOf(fieldValue(item, 'histogram'));
  if (!histogram || histogram.value === '') return;
  const read = readExpectedHistogram(histogram.value);
  if (!read.ok) add(read.problem, histogram, report);
}

/** An item of tests, which may be null, without a text that it needs. */
function checkNamed(item: YamlNode, field: string, message: string, report: Report): void {
  const node = follow(item);
  if (node?.kind !== 'map' && !(node?.kind === 'scalar' && isNull(node, flavor))) return;
  const { value, name, key, owner } = named(item, field);
  if ((name && name.value !== '') || (value && follow(value)?.kind !== 'scalar')) return;
  report.error('missing-field', key ?? owner, message);
}

/** A field of an item with its text, and where its key and the item stand. */
function named(item: YamlNode, field: string) {
  const entry = entriesOf(item).find(({ name }) => name === field);
  const key = entry && spanOfKey(entry.key);
  return { value: entry?.value, name: scalarOf(entry?.value), key, owner: placeOf(item) };
}

function checkOrder(order: YamlNode | undefined, report: Report): void {
  const seen = new Set<string>();
  for (const item of itemsOf(order)) {
    const name = scalarOf(item)?.value;
    if (name === undefined) continue;
    if (seen.has(name)) {
      report.error(
        'invalid-value',
        placeOf(item),
        `The group \`${shorten(name)}\` stands in the order already; remove it.`,
      );
    }
    seen.add(name);
  }
}

function add(problem: SeriesProblem | undefined, scalar: YamlScalar, report: Report): void {
  if (!problem) return;
  report.error('invalid-series', placeIn(scalar, problem.from, problem.to), problem.message);
}

/** A text as promtool gets it; of null it gets none. */
function scalarOf(node: YamlNode | undefined): YamlScalar | undefined {
  const scalar = follow(node);
  if (scalar?.kind !== 'scalar' || isNull(scalar, flavor)) return undefined;
  if (scalar.tag === undefined) return scalar;
  const { value, map } = decodedScalar(scalar);
  return { ...scalar, value, map };
}
