// Runs all tests of a file. Layer: unittest (pure).
import { type ReadGroup, readingGroups } from '../alerting/readGroups';
import type { SourceDocument } from '../model/document';
import type { Root } from '../model/root';
import { readTestFile, type TestFile } from '../model/testFile';
import type { Dialect } from '../promql/dialect';
import { Fired } from './coverage/fired';
import { coveredRules, type TestedRule } from './coverage/rules';
import type { GroupResult } from './results';
import { runTest } from './runTest';

/** A rule file of the tests. */
export interface RuleDocument {
  readonly file: string;
  readonly document: SourceDocument;
}

export interface FileResult {
  readonly file: TestFile;
  readonly tests: readonly GroupResult[];
  /** The rules of the rule files in order, with what the tests reach of them; empty where that was not asked for. */
  readonly rules: readonly TestedRule[];
}

/** Which tests to run, and what to tell of them. */
export interface RunChoice {
  /** By name or number; all where it is left out. */
  readonly wants?: (name: string, index: number) => boolean;
  readonly coverage?: boolean;
}

/** Runs the tests of a file over the rules of the documents. In slices. */
export function* runTestFile(
  { node }: Root,
  rules: readonly RuleDocument[],
  dialect: Dialect,
  { wants = () => true, coverage = false }: RunChoice = {},
): Generator<void, FileResult> {
  const file = readTestFile(node);
  const read: (ReadGroup & { readonly file: string })[] = [];
  for (const one of rules) {
    for (const group of yield* readingGroups(one.document, dialect)) read.push({ ...group, file: one.file });
  }
  const groups = read.map(({ group }) => group);
  const tests: GroupResult[] = [];
  const fired = new Fired();
  for (const [i, test] of file.tests.entries()) {
    if (!wants(test.name, i)) continue;
    const { result, run, options } = yield* runTest(test, file, { groups, dialect });
    tests.push(result);
    if (coverage && run) yield* fired.add(run, groups, options);
  }
  return { file, tests, rules: coverage ? read.flatMap(group => coveredRules(group, group.file, fired)) : [] };
}
