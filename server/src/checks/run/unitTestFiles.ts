// What a file of unit tests says of other files: rule files that are not there, and alerts that none of them has. promtool
// only warns of the first and lets a test of an alert that does not exist pass or fail for ever. Layer: checks.

import type { AlertFact, DocumentFacts } from '../../analysis/facts';
import { type Source, scalarSource } from '../../analysis/source';
import type { WorkspaceFacts } from '../../analysis/workspaceFacts';
import { hasGlob } from '../../go/glob';
import type { Root } from '../../model/root';
import { fieldValue } from '../../model/structure/fields';
import type { MatchedFiles } from '../../model/templateFiles';
import { readTestFileInSlices, type TestFile } from '../../model/testFile';
import { closest } from '../../text/closest';
import { baseName } from '../../text/paths';
import type { YamlScalar } from '../../yaml/node';
import { follow, itemsOf } from '../../yaml/path';
import type { Collector } from './collector';
import { addIdleTests, addSureTests, type TestedRules, testsPerSlice } from './sureTests';

export interface TestSurroundings {
  readonly filesBeside?: (patterns: readonly string[]) => readonly MatchedFiles[];
  readonly workspace?: WorkspaceFacts;
}

/** Whether what a check finds in a file of unit tests breaks only the test it stands in; everything else breaks the file. */
export function breaksOneTest(check: string): boolean {
  return check === 'unittest/invalid-series' || check.startsWith('promql/');
}

/** Reports the rule files and alerts of a test that are certainly not there, in slices; `source` is the text of its region. */
export function* addRuleFilesOfTest(
  out: Collector,
  source: Source,
  { node, templated }: Root,
  { filesBeside, workspace }: TestSurroundings,
): Generator<void, void> {
  if (templated) return;
  const file = yield* readTestFileInSlices(node);
  addIdleTests(out, source, file);
  if (!filesBeside) return;
  const items = itemsOf(fieldValue(node, 'rule_files'));
  const patterns = items.flatMap(scalarOf).filter(({ value }) => value !== '');
  const matched = patterns.length > 0 ? filesBeside(patterns.map(({ value }) => value)) : [];
  const isMade = matched.every(({ files }) => files.length === 0) && needsRules(file);
  let isTold = false;
  for (const [i, { files, complete }] of matched.entries()) {
    const pattern = patterns[i]!;
    if (files.length > 0 || !complete) continue;
    const mayBeMade = isMade && !isMisspelt(pattern.value, filesBeside, workspace);
    // Without the rules the tests fail, so nobody is misled: a word at the first of them is enough.
    if (mayBeMade && isTold) continue;
    isTold ||= mayBeMade;
    const at = { source: scalarSource(pattern, source), span: { from: 0, to: pattern.value.length } };
    out.add('unittest/missing-rule-file', mayBeMade ? 'hint' : 'warning', at, missingText(pattern.value, mayBeMade));
  }
  // What a file that is made later holds is not known.
  if (patterns.length < items.length || !matched.every(({ files, complete }) => complete && files.length > 0)) return;
  const known = workspace && knownIn(new Set(matched.flatMap(({ files }) => files)), workspace);
  if (known && known.alerts.size > 0) yield* addUnknownAlerts(out, source, node, known.alerts);
  if (!known) return;
  yield* addUnreadSeries(out, source, node, known.reads);
  yield* addSureTests(out, source, file, known);
}

/**
 * Whether some test may pass only with rules: it expects something, or holds what is recorded against its own series. Where all
 * rule files of such tests are missing something may well make or copy them before they are run.
 */
function needsRules({ tests }: TestFile): boolean {
  return tests.some(({ alertTests, exprTests, series }) => {
    if ([...alertTests, ...exprTests].some(({ expected }) => expected.length > 0)) return true;
    const given = series.flatMap(one => metricOf(one.series) ?? []);
    return exprTests.some(({ expr }) => given.some(name => expr.includes(name)));
  });
}

/** Whether a rule file of nearly this name stands in the same folder. */
function isMisspelt(
  pattern: string,
  filesBeside: NonNullable<TestSurroundings['filesBeside']>,
  workspace: WorkspaceFacts | undefined,
): boolean {
  const folder = pattern.slice(0, pattern.lastIndexOf('/') + 1);
  const beside = new Set(filesBeside([`${folder}*`]).flatMap(({ files }) => files));
  const rules = workspace?.documents.filter(({ file, groups }) => groups.length > 0 && beside.has(file)) ?? [];
  return closest(baseName(pattern), new Set(rules.map(({ file }) => baseName(file)))) !== undefined;
}

function missingText(pattern: string, mayBeMade: boolean): string {
  const what = hasGlob(pattern) ? `No file matches \`${pattern}\`` : `There is no file \`${pattern}\``;
  const unless = mayBeMade ? ' where nothing makes it first' : '';
  return `${what} from this folder on: promtool only warns of it, and runs the tests without its rules${unless}.`;
}

/** The names of all alerts in rule files, and of all metrics that these read; undefined where one cannot be looked into. */
function knownIn(
  files: ReadonlySet<string>,
  { documents }: WorkspaceFacts,
): (TestedRules & { readonly reads: ReadonlySet<string> }) | undefined {
  const known = new Map<string, DocumentFacts>(documents.map(facts => [facts.file, facts]));
  const alerts = new Map<string, AlertFact[]>();
  const records = new Set<string>();
  const watched = new Set<string>();
  const reads = new Set<string>();
  for (const file of files) {
    const facts = known.get(file);
    if (!facts || facts.groups.length === 0) return undefined;
    for (const alert of facts.alerts) {
      const others = alerts.get(alert.name);
      if (others) others.push(alert);
      else alerts.set(alert.name, [alert]);
    }
    for (const { name } of facts.records) records.add(name);
    for (const { metric } of facts.watches) watched.add(metric);
    for (const group of facts.groups) for (const name of group.reads) reads.add(name);
  }
  return { alerts, records, watched, reads };
}

/** A series that no rule reads, where one reads a metric of nearly the same name. */
function* addUnreadSeries(
  out: Collector,
  source: Source,
  node: Root['node'],
  reads: ReadonlySet<string>,
): Generator<void, void> {
  for (const [number, test] of itemsOf(fieldValue(node, 'tests')).entries()) {
    if (number % testsPerSlice === testsPerSlice - 1) yield;
    const asked = itemsOf(fieldValue(test, 'promql_expr_test')).flatMap(item => scalarOf(fieldValue(item, 'expr')));
    const given = itemsOf(fieldValue(test, 'input_series')).flatMap(item => scalarOf(fieldValue(item, 'series')));
    const names = given.map(({ value }) => metricOf(value));
    for (const [i, series] of given.entries()) {
      const name = names[i];
      if (!name || reads.has(name) || asked.some(({ value }) => value.includes(name))) continue;
      const near = closest(name, reads) ?? [...reads].find(one => isLonger(one, name) || isLonger(name, one));
      // One that is there beside it is another.
      if (near === undefined || names.includes(near)) continue;
      const from = series.value.indexOf(name);
      const at = { source: scalarSource(series, source), span: { from, to: from + name.length } };
      const message = `No rule of these tests reads \`${name}\`, so they see nothing of this series; did you mean \`${near}\`?`;
      const fix = { title: `Use ${near}`, safe: false, edits: [{ at, newText: near }] };
      out.add('unittest/unread-series', 'warning', at, message, { fix });
    }
  }
}

/** The metric of a series as it is written. */
function metricOf(series: string): string | undefined {
  const end = series.indexOf('{');
  const name = (end < 0 ? series : series.slice(0, end)).trim();
  return name === '' ? undefined : name;
}

/** Whether a name is another one with an ending. */
function isLonger(name: string, other: string): boolean {
  return other.length >= shortest && name.startsWith(other);
}

const shortest = 8;

function* addUnknownAlerts(
  out: Collector,
  source: Source,
  node: Root['node'],
  alerts: TestedRules['alerts'],
): Generator<void, void> {
  const names = new Set(alerts.keys());
  for (const [number, test] of itemsOf(fieldValue(node, 'tests')).entries()) {
    if (number % testsPerSlice === testsPerSlice - 1) yield;
    for (const item of itemsOf(fieldValue(test, 'alert_rule_test'))) {
      const [name] = scalarOf(fieldValue(item, 'alertname'));
      if (!name || name.value === '' || names.has(name.value)) continue;
      const expectsSome = itemsOf(fieldValue(item, 'exp_alerts')).length > 0;
      const near = closest(name.value, names);
      const at = { source: scalarSource(name, source), span: { from: 0, to: name.value.length } };
      const edits = [{ at, newText: near ?? '' }];
      out.add('unittest/unknown-alert', 'warning', at, unknownText(name.value, near, expectsSome), {
        ...(near !== undefined ? { fix: { title: `Use ${near}`, safe: false, edits } } : {}),
      });
    }
  }
}

function unknownText(name: string, near: string | undefined, expectsSome: boolean): string {
  const what = expectsSome ? 'always fails' : 'passes whatever the rules do';
  const hint = near === undefined ? 'check the name' : `\`${near}\` is there`;
  return `The rule files of these tests have no alert \`${name}\`, so this test ${what}; ${hint}.`;
}

function scalarOf(node: Parameters<typeof follow>[0]): readonly YamlScalar[] {
  const scalar = follow(node);
  return scalar?.kind === 'scalar' && !scalar.absent ? [scalar] : [];
}
