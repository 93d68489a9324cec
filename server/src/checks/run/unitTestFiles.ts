// What a file of unit tests says of other files: rule files that are not there, and alerts that none of them has. promtool
// only warns of the first and lets a test of an alert that does not exist pass or fail for ever. Layer: checks.
import type { DocumentFacts, WorkspaceFacts } from '../../analysis/facts';
import { type Source, scalarSource } from '../../analysis/source';
import { hasGlob } from '../../go/glob';
import type { Root } from '../../model/root';
import { fieldValue, itemsOf } from '../../model/structure/fields';
import type { MatchedFiles } from '../../model/templateFiles';
import { closest } from '../../text/closest';
import type { YamlScalar } from '../../yaml/node';
import { follow } from '../../yaml/path';
import type { Collector } from './collector';

export interface TestSurroundings {
  readonly filesBeside?: (patterns: readonly string[]) => readonly MatchedFiles[];
  readonly workspace?: WorkspaceFacts;
}

/** Whether what a check finds in a file of unit tests breaks only the test it stands in; everything else breaks the file. */
export function breaksOneTest(check: string): boolean {
  return check === 'unittest/invalid-series' || check.startsWith('promql/');
}

/** Reports the rule files and alerts of a test that are certainly not there; `source` is the text of its region. */
export function addRuleFilesOfTest(
  out: Collector,
  source: Source,
  { node, templated }: Root,
  { filesBeside, workspace }: TestSurroundings,
): void {
  if (!filesBeside || templated) return;
  const items = itemsOf(fieldValue(node, 'rule_files'));
  const patterns = items.flatMap(scalarOf).filter(({ value }) => value !== '');
  const matched = patterns.length > 0 ? filesBeside(patterns.map(({ value }) => value)) : [];
  for (const [i, { files, complete }] of matched.entries()) {
    const pattern = patterns[i]!;
    if (files.length > 0 || !complete) continue;
    const at = { source: scalarSource(pattern, source), span: { from: 0, to: pattern.value.length } };
    out.add('unittest/missing-rule-file', 'warning', at, missingText(pattern.value));
  }
  if (patterns.length < items.length || !matched.every(({ complete }) => complete)) return;
  const names = workspace && alertsOf(new Set(matched.flatMap(({ files }) => files)), workspace);
  if (names && names.size > 0) addUnknownAlerts(out, source, node, names);
}

function missingText(pattern: string): string {
  const what = hasGlob(pattern) ? `No file matches \`${pattern}\`` : `There is no file \`${pattern}\``;
  return `${what} from this folder on: promtool only warns of it, and runs the tests without its rules.`;
}

/** The names of all alerts in rule files; undefined where one of these cannot be looked into. */
function alertsOf(files: ReadonlySet<string>, { documents }: WorkspaceFacts): ReadonlySet<string> | undefined {
  const known = new Map<string, DocumentFacts>(documents.map(facts => [facts.file, facts]));
  const names = new Set<string>();
  for (const file of files) {
    const facts = known.get(file);
    if (!facts || facts.groups.length === 0) return undefined;
    for (const { name } of facts.alerts) names.add(name);
  }
  return names;
}

function addUnknownAlerts(out: Collector, source: Source, node: Root['node'], names: ReadonlySet<string>): void {
  for (const test of itemsOf(fieldValue(node, 'tests'))) {
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
